"""Answers that somebody gives to a decision after it was recorded: one tap each, under the same number.

An answer changes what is recommended, and leaves what was recorded as it was. The event tells what is recommended from
then on. What was answered says something about somebody's request and can be erased: it stands beside the event, which
holds a commitment to it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import EllipsisType
from typing import Any

from bot.store import events, lookup
from bot.store.beside import Beside
from bot.store.columns import json_column, table_column, table_of
from bot.store.decision import JUDGED_WITH, RecordedDecision, given_in
from bot.store.driver import Database
from bot.store.errors import AnsweredMeanwhileError, CannotMoveError, ErasedError
from bot.store.event import EventKind
from rules.choices import Verb
from rules.decision_status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds for a decision with an answer more; each as in `NewDecision`."""

    answers: Mapping[str, str]
    recommended: str | None
    standing: str
    flags: Sequence[str]
    ranking: Sequence[Any]


Judge = Callable[[RecordedDecision, Mapping[str, str]], Held]
"""What holds for a decision with these answers given since, by factor; it runs in the transaction."""


def give_answer(
    db: Database,
    at: datetime,
    decision_id: int,
    factor: str,
    option: str | None,
    *,
    actor: str,
    judge: Judge,
    instead_of: str | EllipsisType | None = ...,
    reopens: bool = False,
) -> RecordedDecision:
    """Put an answer on the record, or take back the one given since with None; where that is so already, nothing.

    `instead_of` is the answer given since that this person saw, None where they saw none: a later one is not replaced
    by somebody who does not know of it. With `reopens`, a decision that somebody has made waits again with this answer;
    whoever asks was told so. Raises NoSuchDecisionError, CannotMoveError for a decision that somebody has acted on,
    ErasedError, AnsweredMeanwhileError, and what `judge` raises for an answer that it does not know.
    """
    before = lookup.by_id(db, decision_id)
    known = before.answered[factor].option if factor in before.answered else None
    may = before.status is Status.RECORDED or (reopens and before.status in {Status.ACCEPTED, Status.OVERRIDDEN})
    if not may:
        raise CannotMoveError(decision_id, before.status, "changed")
    if known == option:
        return before
    if before.erased & JUDGED_WITH:
        raise ErasedError(decision_id)
    if not isinstance(instead_of, EllipsisType) and instead_of != known:
        raise AnsweredMeanwhileError(decision_id)
    given = {each: answered.option for each, answered in before.answered.items() if each != factor}
    held = judge(before, {**given, **({factor: option} if option is not None else {})})
    content = json_column({"factor": factor, "option": option, "answers": dict(held.answers)})
    told = {name: value for name, value in asdict(held).items() if name != "answers"}
    ANSWERS.append(
        db,
        at,
        kind=EventKind.ANSWER_GIVEN,
        actor=actor,
        details={**told, "ranking": json.loads(table_column(held.ranking))},
        decision_id=decision_id,
        value=content,
    )
    if before.status is not Status.RECORDED:
        _reopen(db, at, before, actor)
    return lookup.by_id(db, decision_id)


def _reopen(db: Database, at: datetime, before: RecordedDecision, actor: str) -> None:
    """What somebody decided, they decided without this answer."""
    db.execute("UPDATE decisions SET status = ? WHERE id = ?", [str(Status.RECORDED), before.id])
    details = {"verb": Verb.LATE_ANSWER, "status": Status.RECORDED, "before": before.status}
    events.append(db, at, kind=EventKind.STATUS_CHANGED, actor=actor, details=details, decision_id=before.id)


def _makes_sense(told: Mapping[str, Any]) -> bool:
    """Whether the details of an event say what holds from then on."""
    ranking = told.get("ranking")
    try:
        ranked = table_of(json_column(ranking)) if isinstance(ranking, dict | list) else None
    except (ValueError, TypeError):
        ranked = None
    return (
        ranked is not None
        and isinstance(told.get("commitment"), str)
        and isinstance(told.get("standing"), str)
        and isinstance(told.get("flags"), list)
        and all(isinstance(flag, str) for flag in told["flags"])
        and "recommended" in told
        and isinstance(told["recommended"], str | None)
    )


ANSWERS = Beside(
    table="answers_given",
    column="given",
    kinds=(EventKind.ANSWER_GIVEN,),
    field="answers",
    what="An answer to",
    reads=given_in,
    told=_makes_sense,
)
