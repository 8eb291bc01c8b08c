"""Can every decision be made? Whatever is asked, and whoever asks, there have to be enough people who may agree.

The proof is exact for the people it is given. Every situation that a request can be in is covered by one that demands
at least as much (`situations`); in each, for whoever asks, the people are counted (`rules.enough`). Where they are too
few there is a witness: the fewest facts of a request that nobody could accept, whatever else holds of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rules.approvals import one_reviewer
from rules.enough import Demand, Shortage, are_met, shortages
from rules.policy import Approval, Policy
from rules.policy_values import ANY_REVIEWER, GROUP
from rules.proofs.situations import (
    MOST_SITUATIONS,
    About,
    Fact,
    Situation,
    Situations,
    TooManySituationsError,
    Way,
)

_FEW = 4
"""Facts that are tried together before one after the other is left out."""


@dataclass(frozen=True, slots=True)
class Circle:
    """The people of whom a proof goes out."""

    reviewers: frozenset[str] | None = None
    """Users and user groups; None where none are set, and anyone in the channel decides."""
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of the groups whose members are known; any other is taken to have enough."""
    gone: frozenset[str] = frozenset()
    """Who has left, or decides nothing for the company."""
    own_requests: bool = False
    """Whether those who ask may decide themselves."""

    def people(self, named: frozenset[str] | None) -> frozenset[str] | None:
        """Who they are; None where there are enough in any case."""
        named = self.reviewers if named is None else named
        if named is None or self.unknown(named):
            return None
        groups = [self.members[each] for each in named if each.startswith(GROUP)]
        return frozenset(each for each in named if not each.startswith(GROUP)).union(*groups) - self.gone

    def unknown(self, named: frozenset[str]) -> frozenset[str]:
        """The groups of which it is not known who is in them."""
        return frozenset(each for each in named if each.startswith(GROUP)) - self.members.keys()


@dataclass(frozen=True, slots=True)
class Deadlock:
    """A request that nobody could accept, whatever else holds of it."""

    facts: tuple[Fact, ...]
    asker: str | None
    """None where it does not matter who asks."""
    demands: tuple[str, ...]
    """The approvals that it cannot get, by id."""
    needed: int
    people: frozenset[str]
    """All who could agree to them."""
    becauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanBeDecided:
    """What came of the proof."""

    proven: bool
    """Whether the search came to its end."""
    deadlock: Deadlock | None = None
    """Once every question that approvals look at is answered."""
    until_answered: Deadlock | None = None
    """Only while one of them is open, where everything is demanded that its answer could ask for."""
    unknown: frozenset[str] = frozenset()
    """Groups that are taken to have enough people."""


def can_be_decided(policy: Policy, circle: Circle, most: int = MOST_SITUATIONS) -> CanBeDecided:
    """Whether every request has enough people who may agree to it, other than the one who asks."""
    every = [circle.reviewers or frozenset(), *(frozenset(approval.from_) for approval in policy.approvals)]
    unknown = circle.unknown(frozenset[str]().union(*every))
    try:
        found = _worst(Situations(policy, answered=True, most=most), circle)
        waiting = None if found else _worst(Situations(policy, answered=False, most=most), circle)
    except TooManySituationsError:
        return CanBeDecided(proven=False, unknown=unknown)
    return CanBeDecided(proven=True, deadlock=found, until_answered=waiting, unknown=unknown)


def _worst(situations: Situations, circle: Circle) -> Deadlock | None:
    """The deadlock with the fewest facts, one that does not depend on who asks before one that does."""
    found = [each for situation in _all(situations, circle) for each in _deadlocks(situation, situations, circle)]
    return min(found, key=_size, default=None)


def _size(found: Deadlock) -> tuple[int, bool, int, tuple[str, ...], tuple[Fact, ...], str]:
    named = found.asker is not None
    return len(found.facts) + named, named, len(found.demands), found.demands, found.facts, found.asker or ""


def _all(situations: Situations, circle: Circle) -> Iterator[Situation]:
    yield from situations.most_demanding()
    if circle.people(None) is not None:
        yield from situations.left_to_reviewers()


def _deadlocks(situation: Situation, situations: Situations, circle: Circle) -> Iterator[Deadlock]:
    met = situations.met(situation)
    approvals = list({way.approval.id: way.approval for way in met}.values())
    people = [circle.people(frozenset(approval.from_) or None) for approval in approvals]
    demands = [Demand(approval.needed, each) for approval, each in zip(approvals, people, strict=True)]
    if all(approval.extra for approval in approvals):
        demands.append(Demand(1, circle.people(None)))
    for asker in _askers(demands, circle):
        without = [_without(asker, demand) for demand in demands]
        if are_met(without):
            continue
        for short in shortages(without):
            yield _told(short, asker, approvals, situation, situations)
        if asker is None:
            return


def _without(asker: str | None, demand: Demand) -> Demand:
    return demand if demand.people is None else Demand(demand.needed, demand.people - {asker or ""})


def _askers(demands: Sequence[Demand], circle: Circle) -> Iterator[str | None]:
    """Somebody whom nothing depends on, then one of each sort of those who could agree."""
    yield None
    if circle.own_requests:
        return
    sorts = set[tuple[bool, ...]]()
    bounded = [demand.people for demand in demands if demand.people is not None]
    for who in sorted(frozenset[str]().union(*bounded)):
        sort = tuple(who in people for people in bounded)
        if sort not in sorts:
            sorts.add(sort)
            yield who


def _told(
    short: Shortage, asker: str | None, approvals: Sequence[Approval], situation: Situation, situations: Situations
) -> Deadlock:
    demanded = [approvals[place] for place in short.demands if place < len(approvals)]
    by_reviewers = len(demanded) < len(short.demands)
    base = one_reviewer()
    return Deadlock(
        facts=_enough_facts(demanded, situation, situations, by_reviewers=by_reviewers),
        asker=asker,
        demands=(*(each.id for each in demanded), *([ANY_REVIEWER] if by_reviewers else [])),
        needed=short.needed,
        people=short.people,
        becauses=(*(each.because for each in demanded), *([base.because] if by_reviewers else [])),
    )


def _enough_facts(
    demanded: Sequence[Approval], situation: Situation, situations: Situations, *, by_reviewers: bool
) -> tuple[Fact, ...]:
    """The fewest facts of the situation from which it follows that these approvals are demanded, and a reviewer."""
    wanted = {approval.id for approval in demanded}

    def suffices(facts: Sequence[Fact]) -> bool:
        certain, possible = set[str](), set[str]()
        for way in situations.ways:
            if all(way.allows(fact, situations.policy) for fact in facts):
                possible.add(way.approval.id)
                if _follows(way, facts, situations):
                    certain.add(way.approval.id)
        instead = {approval.id for approval in situations.policy.approvals if not approval.extra}
        return wanted <= certain and not (by_reviewers and possible & instead)

    for size in range(_FEW + 1):
        for facts in combinations(situation.facts, size):
            if suffices(facts):
                return facts
    kept = list(situation.facts)
    for fact in situation.facts:
        if suffices([each for each in kept if each != fact]):
            kept.remove(fact)
    return tuple(kept)


def _follows(way: Way, facts: Sequence[Fact], situations: Situations) -> bool:
    """Whether every request of which these facts hold demands it: whatever else it could be, it allows."""
    known = {(fact.about, fact.name) for fact in facts}
    open_things = (values for thing, values in situations.things.items() if thing not in known)
    return all(way.allows(fact, situations.policy) for values in open_things for fact in values.values())


__all__ = ["About", "CanBeDecided", "Circle", "Deadlock", "Fact", "can_be_decided"]
