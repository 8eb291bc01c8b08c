"""Answers as clauses, and several of them in one sentence: the pieces that explanations are made of."""

from collections.abc import Sequence
from itertools import takewhile

from rules.policy import Policy


def clause(factor: str, option: str, policy: Policy) -> str:
    """An answer as it can follow "unless" and "because": `the work needs a full day's overlap`."""
    asked = policy.factor[factor]
    given = asked.option[option]
    return given.phrase or f"the answer to “{asked.question}” is “{given.label}”"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; with semicolons where a part has a comma of its own."""
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any("," in part for part in parts) else ", "
    before_last = f"{comma}{last} " if comma == "; " else f" {last} "
    return comma.join(parts[:-1]) + before_last + parts[-1]


def merged(parts: Sequence[str], last: str = "or") -> str:
    """Parts that begin alike, with the beginning said once: `you need it for a day or for a week`."""
    split = [part.split(" ") for part in parts]
    alike = len(list(takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))))
    alike = min(alike, *(len(words) - 1 for words in split))
    beginning = " ".join(split[0][:alike])
    rest = listed([" ".join(words[alike:]) for words in split], last)
    return f"{beginning} {rest}" if beginning else rest


def grouped(parts: Sequence[str]) -> str:
    """`outsourcing nearby and far away, own centre nearby and in-house`: neighbours with the same first word as one."""
    groups: list[list[str]] = []
    for part in parts:
        if groups and " " in part and groups[-1][0].split(" ")[0] == part.split(" ")[0]:
            groups[-1].append(part)
        else:
            groups.append([part])
    return listed([merged(group, "and") for group in groups])


def sentence(text: str) -> str:
    """With a capital first and a full stop last."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "”.", "?")) else ".")
