"""The decisions on the record under a new policy: which would be recommended otherwise. Nothing is written.

A decision is judged anew by the answers on its record, given or read at the time; its text is not read again. Answers
that the new policy does not know are left out, and named. A decision that a later one replaced is left out, and so is
one whose answers were erased.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rules.cases import case_of
from rules.decision_status import Status
from rules.grid import Model
from rules.judging import Named, judge, known_to, named
from rules.policy import Policy
from rules.recommend import Standing


class Logged(Protocol):
    """What is read of a recorded decision."""

    @property
    def id(self) -> int: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def text(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, str]: ...
    @property
    def by_nature(self) -> Mapping[str, str]: ...
    @property
    def recommended(self) -> str | None: ...
    @property
    def standing(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def erased(self) -> AbstractSet[str]: ...


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision as it was, and as the new policy would have it."""

    id: int
    recorded_at: datetime
    """In UTC."""
    text: str | None
    """The request; None where it was erased."""
    before: Named
    """What was recommended."""
    standing: str
    """How firm that was."""
    after: Named
    """What the new policy recommends."""
    standing_after: str
    """How firm that is."""
    unknown: Mapping[str, str]
    """Answers on the record that the new policy does not know, by factor."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a new policy says to the decisions on the record."""

    decisions: int
    """How many were judged anew."""
    changed: tuple[Replayed, ...]
    """Those that get another recommendation, in the order given."""
    unknown: tuple[Replayed, ...]
    """Those with answers that the new policy does not know, whether they change or not."""
    replaced: int
    """Decisions left out because a later one took their place."""
    erased: int
    """Decisions left out because their answers were erased."""

    @property
    def moves(self) -> Mapping[tuple[Named, Named], int]:
        """How many decisions go from which model to which, the most frequent first."""
        return dict(Counter((each.before, each.after) for each in self.changed).most_common())


def replay(decisions: Iterable[Logged], new: Policy) -> Replay:
    """Every decision under the new policy, for its kind of work; how firm it is only where that is told."""
    judged = replaced = erased = 0
    changed, unknown = [], []
    for decision in decisions:
        if decision.status == Status.SUPERSEDED:
            replaced += 1
            continue
        if "answers" in decision.erased:
            erased += 1
            continue
        judged += 1
        answers = known_to(decision.answers, case_of(decision.answers, new))
        after = named(answers, new, decision.by_nature)
        before = _named_then(decision)
        if after is before and len(answers) == len(decision.answers):
            continue
        told = Replayed(
            id=decision.id,
            recorded_at=decision.recorded_at,
            text=None if "text" in decision.erased else decision.text,
            before=before,
            standing=decision.standing,
            after=after,
            standing_after=judge(answers, new, decision.by_nature).recommendation.standing,
            unknown={factor: option for factor, option in decision.answers.items() if factor not in answers},
        )
        if after is not before:
            changed.append(told)
        if told.unknown:
            unknown.append(told)
    return Replay(judged, tuple(changed), tuple(unknown), replaced, erased)


def _named_then(decision: Logged) -> Named:
    if decision.standing == Standing.TOO_EARLY:
        return Standing.TOO_EARLY
    return Model(decision.recommended) if decision.recommended else None
