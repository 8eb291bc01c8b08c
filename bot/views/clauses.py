"""Answers as clauses, and several of them in one sentence: the pieces that explanations are made of."""

from collections.abc import Sequence
from itertools import takewhile

from rules.policy import Policy

_ARTICLES = frozenset({"a", "an", "the"})
"""Words that stay with what follows them."""


def clause(factor: str, option: str, policy: Policy) -> str:
    """An answer as it can follow "unless" and "because": `the work needs a full day's overlap`."""
    asked = policy.factor[factor]
    given = asked.option[option]
    return given.phrase or f"the answer to “{asked.question}” is “{given.label}”"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; set further apart where a part has a comma or the same word of its own."""
    if len(parts) < 2:
        return "".join(parts)
    comma = ";" if any("," in part for part in parts) else ","
    apart = comma if comma == ";" or any(f" {last} " in part for part in parts) else ""
    return f"{f'{comma} '.join(parts[:-1])}{apart} {last} {parts[-1]}"


def merged(parts: Sequence[str]) -> str:
    """Alternatives that begin alike, with the beginning said once: `you need it for a day or for a week`."""
    split = [part.split(" ") for part in parts]
    same = len(list(takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))))
    same = min(same, *(len(words) - 1 for words in split))
    while same and (split[0][same - 1] in _ARTICLES or _is_quoting(split[0][:same])):
        same -= 1
    rest = listed([" ".join(words[same:]) for words in split], "or")
    return " ".join([*split[0][:same], rest])


def _is_quoting(words: Sequence[str]) -> bool:
    """Whether a quotation is still open after the words: it belongs together, and is not begun only once."""
    said = " ".join(words)
    return said.count("“") > said.count("”")


def grouped(parts: Sequence[str]) -> list[str]:
    """Neighbours with the same first word as one: `outsourcing nearby or far away`, `hybrid`."""
    groups: list[list[str]] = []
    for part in parts:
        if groups and " " in part and groups[-1][0].split(" ")[0] == part.split(" ")[0]:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [merged(group) for group in groups]


def sentence(text: str) -> str:
    """With a capital first and a full stop last."""
    return ended(f"{text[:1].upper()}{text[1:]}")


def ended(text: str) -> str:
    """With a full stop last."""
    return text if text.endswith((".", "?")) else f"{text}."
