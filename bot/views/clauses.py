"""Answers as clauses, and several of them in one sentence: the pieces that explanations are made of."""

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from rules.policy import Policy

_BEGIN_NO_SUBJECT = frozenset({"a", "an", "the", "no", "only", "some", "one", "at", "more", "less", "fewer"})
"""Words that need what follows them: `no supplier …` and `no trade secrets …` have no beginning in common."""
_GO_ON_WITH_IT = frozenset({"who", "whom", "whose", "that", "which", "of"})
"""Words that belong to the subject before them."""
_PRONOUNS = frozenset({"you", "it", "they", "nobody"})


def clause(factor: str, option: str, policy: Policy) -> str:
    """An answer as it can follow "unless" and "because": `the work needs a full day's overlap`."""
    asked = policy.factor[factor]
    given = asked.option[option]
    return given.phrase or f"the answer to “{asked.question}” is “{given.label}”"


def any_of(factor: str, options: Collection[str], policy: Policy) -> str:
    """Answers to one question of which each would do: `the work takes fewer than 50 people`."""
    return merged(list(_in_few_words(factor, options, policy)))


def _in_few_words(factor: str, options: Collection[str], policy: Policy) -> Iterator[str]:
    """The policy's words for as many of them together as it has words for, the rest one by one."""
    asked, left = policy.factor[factor], set(options)
    named: dict[str, str] = {}
    for each in sorted(asked.together, key=lambda each: -len(each.options)):
        if left.issuperset(each.options):
            left.difference_update(each.options)
            named[next(option for option in asked.option if option in each.options)] = each.phrase
    for option in asked.option:
        if option in named:
            yield named[option]
        elif option in left:
            yield clause(factor, option, policy)


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; set further apart where a part has a comma, an "and" or an "or" of its own."""
    if len(parts) < 2:
        return "".join(parts)
    if any("," in part for part in parts):
        return f", {last} ".join(parts)
    apart = "," if any(each in part for part in parts for each in (" and ", " or ")) else ""
    return f"{', '.join(parts[:-1])}{apart} {last} {parts[-1]}"


def merged(parts: Sequence[str], last: str = "or") -> str:
    """Parts that begin alike, with the beginning said once: `you need it for a day or a week`."""
    split = [part.split(" ") for part in parts]
    same = len(list(takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))))
    same = min(same, *(len(words) - 1 for words in split))
    while same and not _is_a_beginning(split[0][:same], [words[same] for words in split]):
        same -= 1
    rest = listed([" ".join(words[same:]) for words in split], last)
    return " ".join([*split[0][:same], rest])


def all_of(parts: Sequence[str], last: str = "and") -> str:
    """What holds together, neighbours that begin alike told in one: `the work is standard and needs English`."""
    groups: list[list[str]] = []
    for part in parts:
        if groups and merged([*groups[-1], part], last) != listed([*groups[-1], part], last):
            groups[-1].append(part)
        else:
            groups.append([part])
    return listed([merged(group, last) for group in groups], last)


def _is_a_beginning(words: Sequence[str], then: Sequence[str]) -> bool:
    """Whether words that several clauses begin with can be said once for all of them."""
    said = " ".join(words)
    if said.count("“") > said.count("”"):
        return False  # a quotation belongs together, and is not begun only once
    whole = len(words) > 1 or words[0] in _PRONOUNS
    return whole and words[-1] not in _BEGIN_NO_SUBJECT and _GO_ON_WITH_IT.isdisjoint(then)


def sentence(text: str) -> str:
    """With a capital first and a full stop last."""
    return ended(f"{text[:1].upper()}{text[1:]}")


def ended(text: str) -> str:
    """With a full stop last."""
    return text if text.endswith((".", "?")) else f"{text}."
