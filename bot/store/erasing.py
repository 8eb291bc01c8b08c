"""Erasing what is personal: in one decision, or of one person wherever it stands.

Words and names are overwritten, out of the search index too; the commitments and an event stay, so that the chain
verifies and the gap explains itself. Cards that show what is gone are brought up to date. What cannot be taken out, the
identifiers of those who did something, is left out wherever the record is read (`erased`).
"""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.store import answering, delegations, drafts, events, homes, lookup, outbox, to_tell, waits, words
from bot.store.columns import json_column, text_column, text_of
from bot.store.decision import ERASABLE, JUDGED_WITH, RecordedDecision
from bot.store.driver import Database
from bot.store.erased import PEOPLE
from bot.store.errors import NobodyToEraseError
from bot.store.event import EventKind
from bot.store.sealing import commitment, salts_in
from rules.choices import Verb
from rules.decision_status import Status

FIELDS: AbstractSet[str] = ERASABLE | {PEOPLE, words.WORDS}
"""What can be erased of a decision."""

WORDS_OF_AUTHOR = frozenset({"text", "classification", "origin"})
"""What is erased of a decision that somebody else asked for in the words of the person's message."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What there is of a person."""

    asked: Sequence[int]
    """The decisions that they asked for."""
    quoted: Sequence[int]
    """Those that somebody else asked for in the words of a message of theirs."""
    acted_on: Sequence[int]
    """Those of others to which they did something."""
    drafts: int
    notices: int
    """Messages to them that wait to be sent."""
    uploads: int
    """Policy files that they sent and that are kept."""
    named_in: Sequence[int]
    """Decisions of others whose request mentions them by their identifier."""
    digests: int = 0
    """Times that they set up a weekly digest, or asked for one."""

    @property
    def anything(self) -> bool:
        """Whether there is something to erase."""
        kept = self.drafts or self.notices or self.uploads or self.digests
        return bool(self.asked or self.quoted or self.acted_on or kept)


def erase(
    db: Database,
    at: datetime,
    decision_id: int,
    fields: AbstractSet[str],
    *,
    actor: str,
    reason: str,
    beside: AbstractSet[int] = frozenset(),
) -> RecordedDecision:
    """Erase fields with what could guess them, and leave a tombstone in the chain.

    With its answers go those that were given since; `words` is everything that people typed about it, and `people` who
    they were. `beside` are single events about it: only what stands beside these goes, as where one person of several
    asks for it. Drafts and notices about the decision repeat what it says and are removed; what was posted is brought
    up to date. Raises NoSuchDecisionError, and ValueError for what cannot be erased.
    """
    if not (fields or beside) or not fields <= FIELDS:
        raise ValueError(f"only these can be erased: {', '.join(sorted(FIELDS))}")
    lookup.by_id(db, decision_id)
    concerned = _concerned(db, decision_id)
    gone = _empty(db, decision_id, fields & ERASABLE)
    for each in (answering.ANSWERS, words.BESIDE):
        each.erase(db, decision_id, None if each.field in fields else beside)
    if "who" in fields:
        db.execute("UPDATE outbox SET requester = NULL WHERE decision_id = ?", [decision_id])
    if fields:
        drafts.discard_about(db, decision_id)
    outbox.discard_notices_about(db, decision_id)
    told = {"fields": sorted(fields), "commitments": gone, "reason": reason}
    events.append(
        db,
        at,
        kind=EventKind.FIELDS_ERASED,
        actor=actor,
        details=told | ({"events": sorted(beside)} if beside else {}),
        decision_id=decision_id,
    )
    waits.look_again(db, at, decision_id, afresh=False)
    _bring_up_to_date(db, at, decision_id)
    homes.changed_for(db, at, concerned)
    return lookup.by_id(db, decision_id)


def erase_and_close(
    db: Database, at: datetime, decision_id: int, fields: AbstractSet[str], *, actor: str, reason: str
) -> None:
    """The same; one that waits is withdrawn with what it says, since nobody can decide what nobody can read."""
    waited = lookup.by_id(db, decision_id).status is Status.RECORDED
    erase(db, at, decision_id, fields, actor=actor, reason=reason)
    if fields & JUDGED_WITH and waited:
        _withdraw(db, at, decision_id, actor)
        waits.look_again(db, at, decision_id, afresh=False)


def erase_person(db: Database, at: datetime, who: str, *, actor: str, reason: str) -> Traces:
    """Erase what somebody asked for and typed, and name them nowhere from then on; what was found of them.

    What others typed about their requests stays, and so does what they answered to others', without their name. Raises
    NobodyToEraseError where there is nothing of them.
    """
    found = traces(db, who)
    if not found.anything:
        raise NobodyToEraseError(who)
    for number in found.asked:
        erase_and_close(db, at, number, ERASABLE, actor=actor, reason=reason)
    for number in found.quoted:
        erase_and_close(db, at, number, WORDS_OF_AUTHOR, actor=actor, reason=reason)
    for number, seqs in words.typed_by(db, who).items():
        erase(db, at, number, frozenset(), actor=actor, reason=reason, beside=seqs)
    for each in delegations.current(db, at):
        if who in {each.delegation.giver, each.delegation.to}:
            delegations.end(db, at, each.event, each.delegation.giver, by=actor)
    name = text_column(who)
    db.execute("DELETE FROM drafts WHERE who = ?", [name])
    db.execute("DELETE FROM outbox WHERE kind <> 'card' AND state = 'waiting' AND channel = ?", [who])
    db.execute("UPDATE outbox SET requester = NULL WHERE requester = ?", [name])
    db.execute("UPDATE digest_runs SET by = NULL WHERE by = ?", [name])
    for table in ("policy_uploads", "homes", "reminders", "reminded"):
        db.execute(f"DELETE FROM {table} WHERE who = ?", [name])  # noqa: S608 - one of these
    db.execute("UPDATE homes SET shown = '' WHERE instr(shown, ?)", [name])
    events.append(
        db,
        at,
        kind=EventKind.PERSON_ERASED,
        actor=actor,
        details={"who": who, "decisions": len(found.asked), "reason": reason},
        decision_id=None,
    )
    for number in found.acted_on:
        _bring_up_to_date(db, at, number)
    to_tell.rewrite_digests_that_name(db, at, who)
    return found


def traces(db: Database, who: str) -> Traces:
    """What there is of a person, as far as it is not erased."""
    known: Mapping[str, str] = {
        "who": text_column(who),
        "to": who,
        "mention": f"%<@{who}%",
        "recorded": str(EventKind.DECISION_RECORDED),
        "erased": str(EventKind.PERSON_ERASED),
        "digest_set": str(EventKind.DIGEST_SET),
    }

    def numbers(sql: str) -> list[int]:
        return [number for (number,) in db.execute(sql, known)]

    def counted(sql: str) -> int:
        return int(db.execute(f"SELECT count(*) FROM {sql}", known).fetchone()[0])  # noqa: S608 - ours, all three

    return Traces(
        asked=numbers("SELECT id FROM decisions WHERE who = :who ORDER BY id"),
        quoted=numbers(
            "SELECT id FROM decisions WHERE who IS NOT :who AND text IS NOT NULL "
            "AND json_extract(origin, '$.author') = :who ORDER BY id"
        ),
        acted_on=numbers(
            "SELECT DISTINCT decision_id FROM events JOIN decisions ON decisions.id = decision_id "
            "WHERE actor = :who AND kind <> :recorded AND decisions.who IS NOT :who AND seq > coalesce("
            "(SELECT max(seq) FROM events WHERE decision_id IS NULL AND kind = :erased "
            "AND json_extract(body, '$.who') = :who), 0) ORDER BY 1"
        ),
        drafts=counted("drafts WHERE who = :who"),
        notices=counted("outbox WHERE kind = 'notice' AND state = 'waiting' AND channel = :to"),
        uploads=counted("policy_uploads WHERE who = :who"),
        named_in=numbers("SELECT id FROM decisions WHERE who IS NOT :who AND text LIKE :mention ORDER BY id"),
        digests=counted("digest_runs WHERE by = :who")
        + counted(
            "events WHERE decision_id IS NULL AND kind = :digest_set AND actor = :who AND seq > coalesce("
            "(SELECT max(seq) FROM events WHERE decision_id IS NULL AND kind = :erased "
            "AND json_extract(body, '$.who') = :who), 0)"
        ),
    )


def _withdraw(db: Database, at: datetime, decision_id: int, actor: str) -> None:
    db.execute("UPDATE decisions SET status = ? WHERE id = ?", [str(Status.WITHDRAWN), decision_id])
    told = {"verb": Verb.WITHDRAW, "status": Status.WITHDRAWN, "before": Status.RECORDED}
    events.append(db, at, kind=EventKind.STATUS_CHANGED, actor=actor, details=told, decision_id=decision_id)


def _empty(db: Database, decision_id: int, fields: AbstractSet[str]) -> dict[str, str]:
    """Empty these columns; the commitments to what stood there."""
    if not fields:
        return {}
    (row,) = db.query("SELECT * FROM decisions WHERE id = ?", [decision_id])
    salts = salts_in(json.loads(row["salts"]), ERASABLE)
    gone = {field: commitment(salts.get(field), field, row[field]) for field in fields if row[field] is not None}
    left = {field: salt for field, salt in salts.items() if field not in fields}
    emptied = "".join(f'"{field}" = NULL, ' for field in sorted(fields))
    sql = f"UPDATE decisions SET {emptied}salts = ? WHERE id = ?"  # noqa: S608 - each field is one of ERASABLE
    db.execute(sql, [json_column(left), decision_id])
    return gone


def _concerned(db: Database, decision_id: int) -> set[str]:
    """Whose Home shows the decision."""
    sql = "SELECT who FROM decisions WHERE id = :id UNION SELECT actor FROM events WHERE decision_id = :id"
    acted = {text_of(who) for (who,) in db.execute(sql, {"id": decision_id}) if who is not None}
    return acted | waits.reminded_of(db, decision_id)


def _bring_up_to_date(db: Database, at: datetime, decision_id: int) -> None:
    """Have the cards, and the messages that repeat a decision, say what the record says now."""
    outbox.enqueue_refresh(db, at, decision_id)
    to_tell.rewrite(db, at, decision_id)
