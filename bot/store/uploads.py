"""Policy files that people have sent to the bot. They are no part of the record until one is put in force.

An upload that was received and not answered when the process died is still there at the next start.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.reference import Reference
from bot.store.columns import json_column, text_column, text_of, time_column, time_of
from bot.store.driver import Database
from bot.store.errors import NoSuchUploadError, readable

KEPT_FOR = timedelta(days=30)
"""How long an upload is kept."""


class UploadState(StrEnum):
    """How far an upload has come."""

    RECEIVED = "received"
    """Not answered yet."""
    ANSWERED = "answered"
    """Answered, and nothing in it to put in force."""
    OFFERED = "offered"
    """Answered with the offer to put it in force."""
    PUT_IN_FORCE = "put_in_force"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Upload:
    """A policy file, or several that came in one message."""

    id: int
    who: str
    name: str
    """Of the file, as its owner calls it."""
    files: Sequence[Mapping[str, Any]]
    """What Slack said of them; empty for a text that is checked once more."""
    toml: str | None
    """The text, once it has been fetched."""
    compared_with: str | None
    """The hash of the policy in force when it was checked."""
    state: UploadState
    attempts: int
    """How many times it was begun to be checked."""
    received_at: datetime

    @property
    def reference(self) -> Reference:
        """This upload as a button names it: by its number, and by who sent it at which moment."""
        sent = json_column([self.who, time_column(self.received_at)])
        return Reference.to(self.id, hashlib.sha256(sent.encode()).hexdigest())

    def is_meant(self, about: Reference, ts: str | None) -> bool:
        """Whether a button was made for this upload; `ts` is the message that the button stands in.

        Where it carries no check, the message has to be younger than the upload.
        """
        if about.check is not None:
            return about == self.reference
        return ts is not None and self.received_at.timestamp() <= float(ts)


def receive(
    db: Database,
    at: datetime,
    *,
    who: str,
    name: str,
    files: Sequence[Mapping[str, Any]],
    toml: str | None = None,
) -> int:
    """Keep what has arrived, to be answered; the number of the upload."""
    (upload_id,) = db.execute(
        """
        INSERT INTO policy_uploads (who, name, files, toml, state, attempts, received_at)
        VALUES (?, ?, ?, ?, 'received', 0, ?) RETURNING id
        """,
        [
            text_column(who),
            text_column(name),
            json_column(list(files)),
            None if toml is None else text_column(toml),
            time_column(at),
        ],
    ).fetchone()
    return int(upload_id)


def waiting(db: Database, who: str) -> int:
    """How many files of this person are not answered yet."""
    (count,) = db.execute(
        "SELECT count(*) FROM policy_uploads WHERE state = 'received' AND who = ?", [text_column(who)]
    ).fetchone()
    return int(count)


def claim_next(db: Database, but: Collection[str] = ()) -> Upload | None:
    """The oldest upload that is not answered, one attempt further; None where there is none.

    Those of the people in `but` are left for later.
    """
    rows = db.query(
        """
        UPDATE policy_uploads SET attempts = attempts + 1 WHERE id = (
            SELECT id FROM policy_uploads
            WHERE state = 'received' AND who NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1
        ) RETURNING *
        """,
        [json_column([text_column(who) for who in but])],
    )
    return next(map(_upload, rows), None)


def name(db: Database, upload_id: int, told: str) -> None:
    """What its owner calls it, where Slack told that only when it was asked."""
    db.execute("UPDATE policy_uploads SET name = ? WHERE id = ?", [text_column(told), upload_id])


def answer(db: Database, upload_id: int, *, offered: str | None, compared_with: str | None) -> bool:
    """The upload is answered; with the text that is `offered`, if there is something to put in force.

    False where it had been answered already.
    """
    settled = db.execute(
        "UPDATE policy_uploads SET state = ?, files = '[]', toml = ?, compared_with = ? "
        "WHERE id = ? AND state = 'received'",
        [
            str(UploadState.ANSWERED if offered is None else UploadState.OFFERED),
            None if offered is None else text_column(offered),
            compared_with,
            upload_id,
        ],
    )
    return settled.rowcount == 1


def settle(db: Database, upload_id: int, state: UploadState) -> bool:
    """What became of an offer; False where that had become of it already, or it was discarded."""
    settled = db.execute(
        "UPDATE policy_uploads SET state = :state WHERE id = :id AND state IN ('offered', 'put_in_force') "
        "AND state <> :state",
        {"state": str(state), "id": upload_id},
    )
    return settled.rowcount == 1


def get(db: Database, upload_id: int) -> Upload:
    """The upload with this number; raises NoSuchUploadError for one that is too old."""
    row = next(db.query("SELECT * FROM policy_uploads WHERE id = ?", [upload_id]), None)
    if row is None:
        raise NoSuchUploadError
    return _upload(row)


def purge(db: Database, at: datetime) -> None:
    """Remove the uploads that were received longer ago than KEPT_FOR and answered."""
    db.execute("DELETE FROM policy_uploads WHERE received_at < ? AND state <> 'received'", [time_column(at - KEPT_FOR)])


def _upload(row: Mapping[str, Any]) -> Upload:
    with readable(f"Upload {row['id']}"):
        return Upload(
            id=row["id"],
            who=text_of(row["who"]),
            name=text_of(row["name"]),
            files=json.loads(row["files"]),
            toml=None if row["toml"] is None else text_of(row["toml"]),
            compared_with=row["compared_with"],
            state=UploadState(row["state"]),
            attempts=row["attempts"],
            received_at=time_of(row["received_at"]),
        )
