"""A policy file of schema 1 as one of schema 2: what the team wrote stays, and what a person must look at is named.

Schema 1 asked whether somebody must be here in person (`physical_presence`). Schema 2 asks where the work must happen
(`place`), and knows kinds of work. The text is changed word by word, so comments, points and order stay as they were.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rules.policy_file import Mistake, PolicyMistakesError, is_earlier, parse_past_policy

_WAS, _IS = "physical_presence", "place"
_OPTIONS: Mapping[str, str] = {"always": "here", "partly": "visits", "no": "anywhere"}

_TABLE = re.compile(r"\s*\[\[?\s*([\w.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_ID = re.compile(r"(\s*id\s*=\s*)([\"'])([^\"']*)\2")
_SCHEMA = re.compile(r"(\s*schema\s*=\s*)1\b")
_ANSWER = re.compile(rf"(\b{_WAS}[\"']?\s*=\s*)(\[[^\]]*\]|[\"'][^\"']*[\"'])")
_NAMED = re.compile(rf"\b{_WAS}\.(\w+)\b")
_STANDING = re.compile(r"""(standing\s*=\s*)(["'])(settled|leaning|open)\2(\s*,\s*)?""")
_QUOTED = re.compile(r"([\"'])([^\"']*)\1")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A policy of the present schema, with what was changed in it and what it does not settle."""

    text: str
    changes: tuple[str, ...]
    """Each with its line in the new text: `line 305: physical_presence is now place`."""
    to_look_at: tuple[str, ...]
    """What only a person can decide."""


def upgraded(text: str, name: str = "policy.toml") -> Upgraded:
    """The text in schema 2; raises PolicyMistakesError where it is no policy of schema 1, or none to upgrade."""
    if not is_earlier(text, name):
        raise PolicyMistakesError(name, [Mistake(0, "this is no policy of schema 1, so there is nothing to upgrade")])
    policy = parse_past_policy(text)
    if _WAS in policy.factor and _IS in policy.factor:
        both = f'it asks "{_WAS}" and "{_IS}" already; take one of them out first'
        raise PolicyMistakesError(name, [Mistake(0, both)])
    lines, changes = [], []
    table, of_place = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _TABLE.match(line):
            table = re.sub(r"[\s\"']", "", found[1])
        if table == "factors" and (found := _ID.match(line)):
            of_place = found[3] == _WAS
        written = _rewritten(line, table, of_place=of_place)
        if written != line:
            changes.append(f"line {number}: {line.strip()} → {written.strip()}")
        lines.append(written)
    return Upgraded("\n".join(lines), tuple(changes), tuple(_to_look_at(policy.factor)))


def _rewritten(line: str, table: str, *, of_place: bool) -> str:
    if line.lstrip().startswith("#"):
        return line
    if not table:
        return _SCHEMA.sub(r"\g<1>2", line, count=1) if _SCHEMA.match(line) else line
    if of_place and table == "factors":
        return _ID.sub(rf"\1\2{_IS}\2", line, count=1) if _ID.match(line) else line
    if of_place and table == "factors.options" and (found := _ID.match(line)):
        return line[: found.start(3)] + _OPTIONS.get(found[3], found[3]) + line[found.end(3) :]
    if table.startswith("examples"):
        line = _expected(line)
    line = _ANSWER.sub(lambda found: found[1].replace(_WAS, _IS) + _renamed(found[2]), line)
    return _NAMED.sub(lambda found: f"{_IS}.{_OPTIONS.get(found[1], found[1])}", line)


def _expected(line: str) -> str:
    """Settled is firm; what was leaning or open may be any other standing, so it is expected no longer."""
    found = _STANDING.search(line)
    if found is None:
        return line
    if found[3] == "settled":
        return f"{line[: found.start(3)]}firm{line[found.end(3) :]}"
    if _STANDING.match(line.lstrip()):
        return f"# {line}"
    before = line[: found.start()]
    return (before if found[4] else before.rstrip().removesuffix(",") + " ") + line[found.end() :].lstrip()


def _renamed(options: str) -> str:
    return _QUOTED.sub(lambda found: f"{found[1]}{_OPTIONS.get(found[2], found[2])}{found[1]}", options)


def _to_look_at(factors: Mapping[str, object]) -> list[str]:
    place = (
        f"{_IS}: it has the answers here, visits and anywhere. Add near, far and admitted, if you place work at sites "
        "abroad or with people who must be licensed; the policy that ships has them."
        if _WAS in factors
        else f"{_IS}: this policy does not ask where the work must happen. Work that is bound to a place needs it."
    )
    bars = [each for each in ("who_may", "where_may", "country_barred") if each not in factors]
    barred = [f"{', '.join(bars)}: this policy does not ask what has been ruled out."] if bars else []
    return [
        place,
        *barred,
        "works: it has no kinds of work. Copy those that you place from the policy that ships.",
        "weights: what a request proposes now counts too; look at [weights] beside your points and your margin.",
        "examples: what they expect of a standing is otherwise now; run the check.",
        "version: give it a new one.",
    ]
