"""What waits for somebody to decide: of the decisions that they may see, those that are theirs to decide now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.roster import Roster, chosen_next, demanded
from bot.store import Reader, RecordedDecision, Viewer
from bot.store.course import Course, counting
from bot.store.home import Place
from bot.store.walk import Counted
from rules.approvals import Requirement, tally
from rules.decision_status import Capacity
from rules.policy import Policy

_MOST_LOOKED_AT = 60
"""Decisions that are looked at for one page, where each may be for somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """A decision that waits, and how far it has come."""

    decision: RecordedDecision
    course: Course
    since: datetime
    """From when on it waits."""
    capacity: Capacity | None = None
    """As what the one who looks may decide it; None where it is not for them."""
    needed: int = 1
    """How many have to agree in all."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who may decide, and under which policy."""

    roster: Roster
    policy: Policy

    def anything(self, who: str) -> bool:
        """Whether anything at all could be for this person to decide."""
        if self.roster.base is None or any(each.to == who for each in self.roster.delegations):
            return True
        named = self.roster.base.union(*(approval.from_ for approval in self.policy.approvals))
        return who in named or any(who in self.roster.members.get(each, frozenset()) for each in named)

    @property
    def is_alike(self) -> bool:
        """Whether every decision is for the same people."""
        return not self.policy.approvals and not self.roster.delegations

    def todo(self, found: RecordedDecision, course: Course, who: str) -> ToDo:
        """The decision as it waits, and as what this person may decide it."""
        given = counting(course.approvals)
        demands = [demanded(found, model, self.policy) for model in chosen_next(found, course, self.policy)]
        mine = (self.roster.capacity(who, found.who, each, given) for each in demands)
        return ToDo(
            decision=found,
            course=course,
            since=course.waiting_since or found.recorded_at,
            capacity=next((each for each in mine if isinstance(each, Capacity)), None),
            needed=max((_needed(each, given) for each in demands), default=1),
        )


def todos(reader: Reader, found: Sequence[RecordedDecision], who: str, deciding: Deciding) -> list[ToDo]:
    """These decisions as they wait, as this person sees them."""
    courses = reader.courses([decision.id for decision in found])
    return [deciding.todo(decision, courses[decision.id], who) for decision in found]


@dataclass(frozen=True, slots=True)
class ToDos:
    """A page of what waits for somebody, oldest first."""

    here: Sequence[ToDo]
    next_after: Place | None
    """Where to look on for more; None where nothing more waits."""
    after_all: Counted
    """How many wait after the place where it began, for whomever."""


def to_decide(
    reader: Reader, viewer: Viewer, deciding: Deciding, *, after: Place | None, most: int, count_to: int
) -> ToDos:
    """What waits for this person after that place; of very many, as far as was looked."""
    here: list[ToDo] = []
    found = reader.waiting_for_others(viewer, after=after, limit=most + 1, count_to=count_to)
    counted, seen = found.counted, 0
    while True:
        looked_at = todos(reader, found.decisions[:most], viewer.who, deciding)
        for each, place in zip(looked_at, found.places, strict=False):
            if len(here) == most:
                return ToDos(here, after, counted)
            after = place
            if each.capacity is not None:
                here.append(replace(each, since=place[0]))
        seen += len(looked_at)
        if len(found.decisions) <= most:
            return ToDos(here, found.looked_to, counted)
        if seen >= _MOST_LOOKED_AT or len(here) == most:
            return ToDos(here, after, counted)
        found = reader.waiting_for_others(viewer, after=after, limit=most + 1, count_to=0)


def _needed(demands: Sequence[Requirement], given: Sequence[tuple[str, Capacity]]) -> int:
    return tally(demands, given).needed
