"""Where an answer comes from: the words of the request, what is usual, a person, or what follows from those.

A recommendation rests on answers of all four kinds, and whoever has to answer for it needs to know which is which.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from rules.case_factors import LAW_APPLIES, LAW_PREFIX, PLACE, PLAN, WORK, site_at
from rules.grid import Location, Model

if TYPE_CHECKING:  # the record is read without them
    from rules.policy import Policy
    from rules.recommend import Recommendation


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
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Usual(Protocol):
    """A kind of work with what is usual for it."""

    @property
    def task(self) -> str:
        """What it is called inside a sentence."""

    @property
    def because(self) -> str:
        """Why that is usual."""

    @property
    def presume(self) -> Mapping[str, str]:
        """Factor to option."""


def provenance_of(
    recommendation: "Recommendation",
    policy: "Policy",
    read: Mapping[str, Reading] | None,
    *,
    by: str | None = None,
    at: datetime | None = None,
    given: Mapping[str, Given] = _NOBODY,
) -> Mapping[str, Provenance]:
    """Every answer that counts, by factor, with where it comes from; `policy` is the whole one, not that of the case.

    The others are as in `provenance_from`.
    """
    from rules.works import kinds_of  # whoever reads the record alone waits for no policy

    answers = recommendation.answers
    return provenance_from(
        answers,
        recommendation.presumed,
        read,
        usual=kinds_of(policy).get(answers.get(WORK, "")),
        laws={f"{LAW_PREFIX}{law.id}": law.because for law in policy.laws if f"{LAW_PREFIX}{law.id}" in answers},
        by=by,
        at=at,
        given=given,
    )


def provenance_from(
    answers: Mapping[str, str],
    presumed: Mapping[str, str],
    read: Mapping[str, Reading] | None,
    *,
    usual: Usual | None,
    laws: Mapping[str, str] = _NOTHING,
    by: str | None = None,
    at: datetime | None = None,
    given: Mapping[str, Given] = _NOBODY,
) -> Mapping[str, Provenance]:
    """Every answer by factor, with where it comes from.

    `read` is what was read from the text; None where that has been erased: an answer of which nobody can tell any more
    whether it was said or given is left out then. `given` are answers whose giver is known; all others were given by
    the requester, `by`, when it was recorded, `at`. An answer that a person gave and the text says as well is said.
    `usual` is the kind of work, `laws` what each law says.
    """
    giver = _Giver(by, at, given)
    found = {factor: _known(factor, option, laws, read, giver) for factor, option in answers.items()}
    known = {factor: each for factor, each in found.items() if each is not None}
    return MappingProxyType(known | dict(_presumed(presumed, usual, read)))


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


def _presumed(
    presumed: Mapping[str, str], usual: Usual | None, read: Mapping[str, Reading] | None
) -> Iterator[tuple[str, Provenance]]:
    for factor, option in presumed.items():
        if usual is not None and usual.presume.get(factor) == option:
            yield factor, Provenance(option=option, origin=Origin.PRESUMED, because=usual.because, kind=usual.task)
        else:
            # Of the kind of work nothing is presumed, or the plan speaks against it.
            source = (read or {}).get(PLAN if usual is not None and factor in usual.presume else factor)
            yield factor, Provenance(option=option, origin=Origin.FOLLOWS, words=source.words if source else None)


def _known(
    factor: str, option: str, laws: Mapping[str, str], read: Mapping[str, Reading] | None, giver: _Giver
) -> Provenance | None:
    if factor.startswith(LAW_PREFIX):
        return Provenance(option=option, origin=Origin.FOLLOWS, because=laws.get(factor))
    if read is None:
        return giver.known(factor, option)
    found = read.get(factor)
    if found is not None and found.option == option and not found.by_nature:
        return Provenance(option=option, origin=Origin.SAID, words=found.words)
    return giver.answered(factor, option)


_WORDS_FOR_A_PLAN = 2
"""Pieces of evidence that show a plan."""


def readings_in(classification: Mapping[str, Any]) -> Mapping[str, Reading]:
    """What was read from a text, by factor, the kind of work and the plan as well; from what the record keeps of it."""
    words, nature = classification.get("words"), classification.get("by_nature") or {}
    location, said = classification.get("location"), words or {}
    read = {
        factor: Reading(option, said.get(WORK), by_nature=True)
        if factor in nature
        else Reading(option, said.get(factor))
        for factor, option in (classification.get("answers") or {}).items()
    }
    if words is None and (there := site_at(Location(location) if location else None)):
        read.setdefault(PLACE, Reading(there, None))  # older decisions do not keep where a site was read
    if work := classification.get("work"):
        read[WORK] = Reading(work["id"], said.get(WORK))
    model = classification.get("model")
    if plan := model if model in set(Model) else classification.get("ownership") or location:
        shown = [each["text"] for each in (classification.get("evidence") or ())[:_WORDS_FOR_A_PLAN]]
        read[PLAN] = Reading(plan, "; ".join(shown) or None)
    return read


def in_words(provenance: Provenance, person: Callable[[str], str] = str, *, to_requester: bool = False) -> str:
    """`the request says “25 people”`, `assumed, as usual for payroll`, `answered by @dana`; `person` names the giver.

    `to_requester`: whoever reads it has asked, so it is "you said".
    """
    match provenance.origin:
        case Origin.SAID:
            who = "you said" if to_requester else "the request says"
            return f"{who} “{provenance.words}”" if provenance.words else "read from the request"
        case Origin.PRESUMED:
            return f"assumed, as usual for {provenance.kind}"
        case Origin.ANSWERED:
            return f"answered by {person(provenance.by)}" if provenance.by else "answered"
        case Origin.FOLLOWS if provenance.because:
            return f"follows from the law: {provenance.because}"
        case Origin.FOLLOWS:
            return f"follows from “{provenance.words}”" if provenance.words else "follows from the kind of work"


def grouped(
    answers: Mapping[str, str], provenance: Mapping[str, Provenance], *, to_requester: bool = False
) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """The answers, factor and option, under a heading for each origin; last those of which nobody can tell it now.

    `to_requester`: whoever reads them has asked.
    """
    by_heading: dict[str, list[tuple[str, str]]] = {}
    for factor, option in answers.items():
        by_heading.setdefault(_heading(factor, provenance.get(factor), to_requester=to_requester), []).append(
            (factor, option)
        )
    yield from sorted(by_heading.items(), key=lambda each: _place(each[1][0][0], provenance))


def _heading(factor: str, provenance: Provenance | None, *, to_requester: bool) -> str:
    match provenance.origin if provenance else None:
        case Origin.SAID if provenance:
            said = "You said" if to_requester else "The request says"
            return said if provenance.words else "Read from the request"
        case Origin.ANSWERED:
            return "Answered"
        case Origin.PRESUMED if provenance:
            return f"Assumed, as usual for {provenance.kind}"
        case Origin.FOLLOWS:
            if factor.startswith(LAW_PREFIX):
                return "Laws to look at"
            return "Follows from what you said" if to_requester else "Follows from what the request says"
    return "Said or answered; which of them has been erased"


def law_in_words(label: str, option: str) -> str:
    """A law under its heading: `Taxable presence of an own team abroad`; `option` tells whether it applies."""
    said = f"{label[:1].upper()}{label[1:]}"
    return said if option == LAW_APPLIES else f"{said} (whether it applies here is open)"


_ORDER = (Origin.SAID, Origin.ANSWERED, Origin.PRESUMED, Origin.FOLLOWS)


def _place(factor: str, provenance: Mapping[str, Provenance]) -> tuple[int, bool]:
    found = provenance.get(factor)
    return (_ORDER.index(found.origin) if found else len(_ORDER), factor.startswith(LAW_PREFIX))


def beside(provenance: Provenance | None, person: Callable[[str], str] = str) -> str:
    """What the heading of its group does not say of an answer: ` (“25 people”)`, ` (by dana)`, or nothing."""
    if provenance is None or not (provenance.words or provenance.by):
        return ""
    return f" (“{provenance.words}”)" if provenance.words else f" (by {person(provenance.by or '')})"
