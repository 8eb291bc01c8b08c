"""Which approvals a request can meet at once: each combination that demands the most, with a request that meets it.

An approval asks about several things, each apart from the others: what is chosen, the country, the kind of work, each
question, whether a law speaks. So of each thing only those answers matter that differ in the approvals that they leave
open. They are combined thing by thing, and of the combinations that stand beside each other only the most demanding
ones are kept, because whatever else is combined with them leaves the more demanding one more demanding.

With so many things that combinations are many, time and memory grow with their number: past a budget nothing is proven.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rules.case_factors import LAW_PREFIX
from rules.country_groups import expanded
from rules.grid import Model
from rules.policy import Approval, Flag, Law, Policy
from rules.reading.gazetteer import countries
from rules.works import kinds_of

MOST_SITUATIONS = 4_000
"""Combinations beside each other, before the search ends without a proof."""


class About(StrEnum):
    """What a fact of a request is about."""

    MODEL = "model"
    WORK = "work"
    ANSWER = "answer"
    LAW = "law"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that holds of a request."""

    about: About
    name: str
    """The factor, or the law; empty for the others."""
    value: str
    """A model, country, kind of work, option, or whether a law speaks; empty where nobody said."""


SPEAKS, SILENT = "speaks", "silent"


class TooManySituationsError(Exception):
    """The search has ended before it was through."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an approval can be demanded: by itself, or through one of its flags."""

    approval: Approval
    flag: Flag | None = None
    law: Law | None = None

    def allows(self, fact: Fact, policy: Policy) -> bool:
        """Whether it can be demanded of a request of which that holds."""
        match fact.about:
            case About.MODEL:
                return all(not models or fact.value in models for models in self._models())
            case About.COUNTRY:
                listed = [self.approval.countries, *([self.law.home] if self.law else [])]
                return all(not each or fact.value in expanded(each) for each in listed)
            case About.WORK:
                return self._is_for(fact.value, policy)
            case About.ANSWER:
                return not fact.value or all(fact.value in when.get(fact.name, (fact.value,)) for when in self._when())
            case About.LAW:
                return self.law is None or self.law.id != fact.name or fact.value == SPEAKS

    def _models(self) -> Iterator[tuple[Model, ...]]:
        yield self.approval.models
        if self.flag:
            yield self.flag.models

    def _when(self) -> Iterator[Mapping[str, tuple[str, ...]]]:
        yield from (part.when for part in (self.approval, self.flag, self.law) if part)

    def _is_for(self, work: str, policy: Policy) -> bool:
        if not work:
            return self.law is None or not self.law.works or bool(self.law.named)
        line = kinds_of(policy)[work].line
        listed = [self.approval.works, *([self.law.works] if self.law else [])]
        return all(not each or not set(each).isdisjoint(line) for each in listed)

    @property
    def factors(self) -> frozenset[str]:
        """The questions whose answers it looks at."""
        return frozenset(factor for when in self._when() for factor in when)


def ways_of(approval: Approval, policy: Policy) -> Iterator[Way]:
    """Each way in which it can be demanded."""
    if not approval.flags:
        yield Way(approval)
    wanted = set(approval.flags)
    yield from (Way(approval, flag=flag) for flag in policy.flags if flag.id in wanted)
    yield from (Way(approval, law=law) for law in policy.laws if f"{LAW_PREFIX}{law.id}" in wanted)


@dataclass(frozen=True, slots=True)
class Situation:
    """Approvals that one request meets at once."""

    ways: int
    """The ways in which they are demanded, as bits."""
    facts: tuple[Fact, ...]
    """Of such a request: all that matters."""


@dataclass(frozen=True)
class Situations:
    """What requests there can be, as far as the approvals of a policy tell them apart."""

    policy: Policy
    answered: bool = True
    """Whether every question that approvals look at is answered."""
    most: int = MOST_SITUATIONS
    ways: tuple[Way, ...] = field(init=False)

    def __post_init__(self) -> None:
        ways = tuple(way for approval in self.policy.approvals for way in ways_of(approval, self.policy))
        object.__setattr__(self, "ways", ways)

    def most_demanding(self) -> list[Situation]:
        """Those that demand the most; raises TooManySituationsError."""
        return self._combined(lambda ways: ways)

    def left_to_reviewers(self) -> list[Situation]:
        """Of those in which nothing takes the place of a reviewer, those that demand the most beside one."""
        instead = sum(1 << place for place, way in enumerate(self.ways) if not way.approval.extra)
        found = self._combined(lambda ways: ways ^ instead)
        return [each for each in found if not each.ways & instead]

    def met(self, situation: Situation) -> list[Way]:
        """The ways in which approvals are demanded there."""
        return [way for place, way in enumerate(self.ways) if situation.ways >> place & 1]

    def _combined(self, demanding: Callable[[int], int]) -> list[Situation]:
        """`demanding` turns ways into bits of which more are more demanding."""
        found = [Situation((1 << len(self.ways)) - 1, ())]
        for choices in self.things.values():
            kept = [
                Situation(before.ways & ways, (*before.facts, fact))
                for before in found
                for ways, fact in choices.items()
            ]
            found = _undominated(kept, demanding, self.most)
        return found

    @cached_property
    def things(self) -> Mapping[tuple[About, str], Mapping[int, Fact]]:
        """For each thing that approvals look at, by what it is about and its name: one fact for each set of ways, as
        bits, that it leaves open."""
        return {(about, name): self._apart(facts) for about, name, facts in self._facts()}

    def _apart(self, facts: Iterable[Fact]) -> Mapping[int, Fact]:
        found: dict[int, Fact] = {}
        for fact in facts:
            allowed = sum(1 << place for place, way in enumerate(self.ways) if way.allows(fact, self.policy))
            found.setdefault(allowed, fact)
        return found

    def _facts(self) -> Iterator[tuple[About, str, list[Fact]]]:
        for about, name, values in self._values():
            yield about, name, [Fact(about, name, value) for value in values]

    def _values(self) -> Iterator[tuple[About, str, Iterable[str]]]:
        yield About.MODEL, "", self.policy.models
        if any(way.approval.works or (way.law and way.law.works) for way in self.ways):
            yield About.WORK, "", (*kinds_of(self.policy), "")
        for factor in sorted(frozenset[str]().union(*(way.factors for way in self.ways))):
            yield About.ANSWER, factor, (*self.policy.answerable[factor].option, *([] if self.answered else [""]))
        for law in sorted({way.law.id for way in self.ways if way.law}):
            yield About.LAW, law, (SILENT, SPEAKS)
        if any(way.approval.countries or (way.law and way.law.home) for way in self.ways):
            yield About.COUNTRY, "", countries()


def _undominated(found: Iterable[Situation], demanding: Callable[[int], int], most: int) -> list[Situation]:
    """Those that no other is at least as demanding as; one of each that are equally so."""
    by_bits: dict[int, Situation] = {}
    for each in found:
        by_bits.setdefault(demanding(each.ways), each)
        if len(by_bits) > most:
            raise TooManySituationsError
    kept: list[int] = []
    for bits in sorted(by_bits, key=int.bit_count, reverse=True):
        if not any(bits & more == bits for more in kept):
            kept.append(bits)
    return [by_bits[bits] for bits in kept]
