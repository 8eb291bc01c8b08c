"""Answers that somebody gives to a decision after it was recorded: one tap each, under the same number.

An answer changes what is recommended, and leaves what was recorded as it was. The event tells what is recommended from
then on. What was answered says something about somebody's request and can be erased: it stands beside the event, which
holds a commitment to it.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import EllipsisType
from typing import Any

from bot.store import events, lookup
from bot.store.columns import json_column, table_column, table_of
from bot.store.decision import RecordedDecision, given_in
from bot.store.driver import Database
from bot.store.errors import AnsweredMeanwhileError, CannotMoveError, ErasedError
from bot.store.event import EventKind
from bot.store.events import details_in
from bot.store.sealing import commitment
from bot.store.verdict import Broken
from rules.decision_status import Status

_SALT_BYTES = 16


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
) -> RecordedDecision:
    """Put an answer on the record, or take back the one given since with None; where that is so already, nothing.

    `instead_of` is the answer given since that this person saw, None where they saw none: a later one is not replaced
    by somebody who does not know of it. Raises NoSuchDecisionError, CannotMoveError for a decision that somebody has
    acted on, ErasedError, AnsweredMeanwhileError, and what `judge` raises for an answer that it does not know.
    """
    before = lookup.by_id(db, decision_id)
    known = before.answered[factor].option if factor in before.answered else None
    if known == option and before.status is Status.RECORDED:
        return before
    if before.status is not Status.RECORDED:
        raise CannotMoveError(decision_id, before.status, "changed")
    if not before.takes_answers:
        raise ErasedError(decision_id)
    if not isinstance(instead_of, EllipsisType) and instead_of != known:
        raise AnsweredMeanwhileError(decision_id)
    given = {each: answered.option for each, answered in before.answered.items() if each != factor}
    held = judge(before, {**given, **({factor: option} if option is not None else {})})
    content = json_column({"factor": factor, "option": option, "answers": dict(held.answers)})
    salt = secrets.token_hex(_SALT_BYTES)
    told = {name: value for name, value in asdict(held).items() if name != "answers"}
    events.append(
        db,
        at,
        kind=EventKind.ANSWER_GIVEN,
        actor=actor,
        details={
            **told,
            "ranking": json.loads(table_column(held.ranking)),
            "commitment": commitment(salt, "given", content),
        },
        decision_id=decision_id,
    )
    db.execute(
        "INSERT INTO answers_given (event, decision_id, given, salt) SELECT max(seq), ?, ?, ? FROM events",
        [decision_id, content, salt],
    )
    return lookup.by_id(db, decision_id)


def erase(db: Database, decision_id: int) -> None:
    """Erase what was answered, with what could guess it. What was recommended then stays, as with the decision."""
    db.execute("UPDATE answers_given SET given = NULL, salt = NULL WHERE decision_id = ?", [decision_id])


_TOLD = """
SELECT events.seq, events.decision_id, kind, body, answers_given.decision_id AS about, given, salt
FROM events LEFT JOIN answers_given ON event = events.seq
WHERE kind IN (?, ?) ORDER BY events.seq DESC
"""
"""From the end, so that what was erased is known before the answers that were."""

_UNTOLD = """
SELECT event FROM answers_given LEFT JOIN events ON events.seq = event AND events.kind = ?
WHERE events.seq IS NULL ORDER BY event
"""


def changed_answers(db: Database) -> Iterator[Broken]:
    """Where an answer that stands beside its event is not the one that the event tells of, or makes no sense."""
    moved: dict[int, int] = dict(
        db.execute(
            "SELECT decision_id, min(seq) FROM events WHERE kind = ? GROUP BY 1", [str(EventKind.STATUS_CHANGED)]
        )
    )
    erased: set[int] = set()
    kinds = (EventKind.ANSWER_GIVEN, EventKind.FIELDS_ERASED)
    for row in db.query(_TOLD, [str(kind) for kind in kinds]):
        told = details_in(row["body"])
        if row["kind"] == EventKind.FIELDS_ERASED:
            fields = told.get("fields")
            if isinstance(fields, list) and "answers" in fields:
                erased.add(row["decision_id"])
            continue
        is_late = moved.get(row["decision_id"], row["seq"]) < row["seq"]
        wrong = _wrong_with(row, told, is_erased=row["decision_id"] in erased, is_late=is_late)
        if wrong is not None:
            because = f"An answer to decision {row['decision_id']}, told by event {row['seq']}, {wrong}."
            yield Broken("answers_given", row["seq"], because)
    for (event,) in db.execute(_UNTOLD, [str(EventKind.ANSWER_GIVEN)]):
        yield Broken("answers_given", event, f"An answer was added that event {event} does not tell of.")


def _wrong_with(row: Mapping[str, Any], told: Mapping[str, Any], *, is_erased: bool, is_late: bool) -> str | None:
    if not _makes_sense(told):
        return "was not written by this program"
    if is_late:
        return "was given after somebody had acted on the decision"
    if row["about"] != row["decision_id"]:
        return "is missing" if row["about"] is None else "was moved to another decision"
    gone = row["given"] is None and row["salt"] is None
    if is_erased:
        return None if gone else "is there again, although it was erased"
    if row["given"] is None or row["salt"] is None:
        return "was erased without an event that says so"
    if commitment(row["salt"], "given", row["given"]) != told["commitment"]:
        return "was changed after it was given"
    return None if _is_an_answer(row["given"]) else "was not written by this program"


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


def _is_an_answer(content: str) -> bool:
    try:
        given_in(content)
    except (ValueError, TypeError, RecursionError):
        return False
    return True
