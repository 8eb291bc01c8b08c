"""Where an answer comes from: the words of the request, what is usual, a person, or what follows from those.

A recommendation rests on answers of all four kinds, and whoever has to answer for it needs to know which is which.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from rules.case_factors import LAW_PREFIX
from rules.cases import PLAN, WORK
from rules.policy import Policy
from rules.recommend import Recommendation
from rules.works import kinds_of


class Origin(StrEnum):
    """Where an answer comes from."""

    SAID = "said"
    """The text of the request says it."""
    PRESUMED = "presumed"
    """Nobody said it: it is usual for this kind of work."""
    ANSWERED = "answered"
    """A person answered the question, or confirmed what was presumed."""
    FOLLOWS = "follows"
    """It follows from what is said: from the nature of the work named, or because a law speaks to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """An answer that counts, and where it comes from."""

    option: str
    origin: Origin
    words: str | None = None
    """The words of the request that say it, or from which it follows; None where they were not kept."""
    by: str | None = None
    """Who answered: the id of a Slack user, or a name. None where nobody did, or that was erased."""
    at: datetime | None = None
    """When, in UTC."""
    because: str | None = None
    """Why it is presumed, or what the law says."""
    kind: str | None = None
    """The kind of work for which it is usual, as it stands inside a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as it was read from a text."""

    option: str
    words: str | None
    by_nature: bool = False
    """Whether nobody said it: it follows from the name of the work."""


class Given(Protocol):
    """An answer that somebody gave on their own, apart from the request."""

    @property
    def option(self) -> str:
        """The answer."""

    @property
    def by(self) -> str:
        """Who gave it."""

    @property
    def at(self) -> datetime:
        """When, in UTC."""


_NOBODY: Mapping[str, Given] = MappingProxyType({})


def provenance_of(
    recommendation: Recommendation,
    policy: Policy,
    read: Mapping[str, Reading] | None,
    *,
    by: str | None = None,
    at: datetime | None = None,
    given: Mapping[str, Given] = _NOBODY,
) -> Mapping[str, Provenance]:
    """Every answer that counts, by factor, with where it comes from.

    `policy` is the whole one, not that of the case. `read` is what was read from the text; None where that has been
    erased: an answer of which nobody can tell any more whether it was said or given is left out then. `given` are
    answers whose giver is known; all others were given by the requester, `by`, when it was recorded, `at`. An answer
    that a person gave and the text says as well is said.
    """
    return MappingProxyType(dict(_all(recommendation, policy, read, _Giver(by, at, given))))


@dataclass(frozen=True, slots=True)
class _Giver:
    """Who gave the answers that the text does not."""

    by: str | None
    at: datetime | None
    given: Mapping[str, Given]

    def answered(self, factor: str, option: str) -> Provenance:
        known = self.known(factor, option)
        return known or Provenance(option=option, origin=Origin.ANSWERED, by=self.by or None, at=self.at)

    def known(self, factor: str, option: str) -> Provenance | None:
        found = self.given.get(factor)
        if found is None or found.option != option:
            return None
        return Provenance(option=option, origin=Origin.ANSWERED, by=found.by or None, at=found.at)


def _all(
    recommendation: Recommendation, policy: Policy, read: Mapping[str, Reading] | None, giver: _Giver
) -> Iterator[tuple[str, Provenance]]:
    for factor, option in recommendation.answers.items():
        if found := _known(factor, option, policy, read, giver):
            yield factor, found
    kind = kinds_of(policy).get(recommendation.answers.get(WORK, ""))
    for factor, option in recommendation.presumed.items():
        if kind is not None and kind.presume.get(factor) == option:
            yield factor, Provenance(option=option, origin=Origin.PRESUMED, because=kind.because, kind=kind.task)
        else:
            # Of the kind of work nothing is presumed, or the plan speaks against it.
            source = (read or {}).get(PLAN if kind is not None and factor in kind.presume else factor)
            yield factor, Provenance(option=option, origin=Origin.FOLLOWS, words=source.words if source else None)


def _known(
    factor: str, option: str, policy: Policy, read: Mapping[str, Reading] | None, giver: _Giver
) -> Provenance | None:
    if factor.startswith(LAW_PREFIX):
        says = next((law.because for law in policy.laws if law.id == factor.removeprefix(LAW_PREFIX)), None)
        return Provenance(option=option, origin=Origin.FOLLOWS, because=says)
    if read is None:
        return giver.known(factor, option)
    found = read.get(factor)
    if found is not None and found.option == option and not found.by_nature:
        return Provenance(option=option, origin=Origin.SAID, words=found.words)
    return giver.answered(factor, option)


def in_words(provenance: Provenance, person: Callable[[str], str] = str) -> str:
    """`you said “25 people”`, `assumed, as usual for payroll`, `answered by @dana`; `person` names who answered."""
    match provenance.origin:
        case Origin.SAID:
            return f"you said “{provenance.words}”" if provenance.words else "read from the request"
        case Origin.PRESUMED:
            return f"assumed, as usual for {provenance.kind}"
        case Origin.ANSWERED:
            return f"answered by {person(provenance.by)}" if provenance.by else "answered"
        case Origin.FOLLOWS if provenance.because:
            return f"follows from the law: {provenance.because}"
        case Origin.FOLLOWS:
            return f"follows from “{provenance.words}”" if provenance.words else "follows from the kind of work"
