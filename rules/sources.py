"""What the policy cites, piece by piece: a page with its address and the day on which it was seen, or a name as it is.

Source texts name several sources with semicolons between them. A piece that is the name of one of the policy's
`[[sources]]`, or begins with it as "GDPR Art. 46" begins with "GDPR", is that source; any other stays plain text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rules.policy import TEAM_DEFAULT, Flag, Law, Policy, Rule, Source

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Cited:
    """One piece of a source text."""

    text: str
    url: str | None = None
    """Where it can be read; None where the policy does not say."""
    seen: date | None = None
    """When somebody saw there what it is cited for; None where the policy does not say."""


def cited(source: str, policy: Policy) -> tuple[Cited, ...]:
    """The pieces of a source text."""
    return tuple(_piece(piece.strip(), policy) for piece in source.split(";") if piece.strip())


def _piece(text: str, policy: Policy) -> Cited:
    found = source_named(text, policy)
    return Cited(text, found.url, found.seen) if found else Cited(text)


def source_named(text: str, policy: Policy) -> Source | None:
    """The source that a piece names: of several the one with the longest name."""
    fitting = [each for each in policy.sources if _names(text, each.name)]
    return max(fitting, key=lambda each: len(each.name), default=None)


def _names(text: str, name: str) -> bool:
    rest = text.removeprefix(name)
    return text == name or (rest != text and not (rest[0].isalnum() or rest[0] in "./-"))


def as_of(rule: str, policy: Policy) -> date | None:
    """How old what a rule claims is, where the policy says so; by the id of a rule, not of an answer."""
    return next((each.as_of for each in policy.rules if each.id == rule), None)


def _pieces(policy: Policy) -> Iterator[tuple[str, date | None]]:
    """Each piece that the policy cites, with the date beside it."""
    for factor in policy.factors:
        yield from ((each, None) for each in _split(factor.source))
        for option in factor.options:
            yield from ((each, None) for each in _split(option.source or ""))
    dated: tuple[Rule | Flag | Law, ...] = (*policy.rules, *policy.flags, *policy.laws)
    for part in dated:
        yield from ((each, part.as_of) for each in _split(part.source))
    for work in policy.works:
        yield from ((each, None) for each in _split(work.source))


def _split(source: str) -> Iterator[str]:
    return (piece.strip() for piece in source.split(";") if piece.strip() and piece.strip() != TEAM_DEFAULT)


def undated_sources(policy: Policy) -> list[str]:
    """The sources with an address of which neither they nor a law that cites them says when anybody saw them."""
    dated = {found.name for piece, day in _pieces(policy) if day and (found := source_named(piece, policy))}
    return [each.name for each in policy.sources if each.url and each.seen is None and each.name not in dated]


def unaddressed_sources(policy: Policy) -> list[str]:
    """The sources that the policy lists without an address."""
    return [each.name for each in policy.sources if each.url is None]


def old_sources(policy: Policy, today: date) -> list[str]:
    """The sources that were seen more than a year before `today`."""
    return [each.name for each in policy.sources if each.seen is not None and today - each.seen > _A_YEAR]


def idle_sources(policy: Policy) -> list[str]:
    """The sources that nothing in the policy cites."""
    used = {found.name for piece, _ in _pieces(policy) if (found := source_named(piece, policy))}
    return [each.name for each in policy.sources if each.name not in used]
