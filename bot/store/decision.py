"""What a decision is: as it goes on the record, as it comes back, and as the columns of its row."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.reference import Reference
from bot.store.columns import json_column, table_column, table_of, text_column, text_of, time_column, time_of
from bot.store.errors import readable
from rules.decision_status import Status

COMMITTED = (
    "recorded_at",
    "text",
    "home_country",
    "who",
    "where",
    "classification",
    "answers",
    "policy_version",
    "policy_sha256",
    "ranking",
    "recommended",
    "standing",
    "flags",
    "origin",
    "supersedes",
)
"""What never changes once recorded and is sealed, in this order; what is new comes at the end."""

ERASABLE = frozenset({"text", "who", "where", "classification", "answers", "origin"})
"""The columns that say something about a person, and can be erased."""

UNTOLD: Mapping[str, Any] = {"origin": "{}", "supersedes": None}
"""What a column holds where the event that records a decision is older than the column: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision as it goes on the record."""

    text: str
    """The request exactly as it was given."""
    home_country: str
    """ISO 3166-1 alpha-2."""
    who: str
    """The requester, by an identifier that the surface gives."""
    where: str
    """The surface: "terminal", or a Slack channel."""
    classification: Mapping[str, Any]
    answers: Mapping[str, str]
    """Factor id to option id."""
    policy_version: str
    policy_sha256: str
    ranking: Sequence[Any]
    recommended: str | None
    """A model; None where every model is ruled out."""
    standing: str
    flags: Sequence[Any]
    origin: Mapping[str, Any] = field(default_factory=dict)
    """What the surface knows of where the request came from: the message's author, channel and link, for instance."""
    supersedes: int | None = None
    """The number of the decision whose place this one takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision(NewDecision):
    """A decision on the record. What has been erased reads as empty, and is named in `erased`."""

    id: int
    recorded_at: datetime
    """In UTC."""
    status: Status
    recorded_by: str
    """The hash of the event that recorded it, in hexadecimal. Another decision may get its number, after an older
    backup was put back; none gets this."""
    erased: AbstractSet[str] = frozenset()

    @property
    def reference(self) -> Reference:
        """This decision as a button names it."""
        return Reference.to(self.id, self.recorded_by)


def columns_of(new: NewDecision, at: datetime) -> dict[str, Any]:
    """The committed columns of a new decision. Raises ValueError or TypeError for what JSON lacks."""
    return {
        "recorded_at": time_column(at),
        "text": text_column(new.text),
        "home_country": text_column(new.home_country),
        "who": text_column(new.who),
        "where": text_column(new.where),
        "classification": json_column(_without_answers(new)),
        "answers": json_column(new.answers),
        "policy_version": text_column(new.policy_version),
        "policy_sha256": new.policy_sha256,
        "ranking": table_column(new.ranking),
        "recommended": None if new.recommended is None else text_column(new.recommended),
        "standing": text_column(new.standing),
        "flags": json_column(new.flags),
        "origin": json_column(new.origin),
        "supersedes": new.supersedes,
    }


def decision_of(row: Mapping[str, Any]) -> RecordedDecision:
    """The decision in a row of `lookup.DECISIONS`; raises StoreError where the row is not as this program wrote it."""
    with readable(f"Decision {row['id']}"):
        return _read(row)


def _without_answers(new: NewDecision) -> Mapping[str, Any]:
    """The classification. The answers that it read from the text are most often those of the decision: null then."""
    if new.classification.get("answers") == new.answers:
        return {**new.classification, "answers": None}
    return new.classification


def _read(row: Mapping[str, Any]) -> RecordedDecision:
    answers = json.loads(row["answers"] or "{}")
    classification = json.loads(row["classification"] or "{}")
    if "answers" in classification and classification["answers"] is None:
        classification["answers"] = answers
    return RecordedDecision(
        id=row["id"],
        recorded_at=time_of(row["recorded_at"]),
        status=Status(row["status"]),
        recorded_by=(row["recorded_by"] or b"").hex(),
        text=text_of(row["text"] or ""),
        home_country=text_of(row["home_country"]),
        who=text_of(row["who"] or ""),
        where=text_of(row["where"] or ""),
        classification=classification,
        answers=answers,
        policy_version=text_of(row["policy_version"]),
        policy_sha256=row["policy_sha256"],
        ranking=table_of(row["ranking"]),
        recommended=None if row["recommended"] is None else text_of(row["recommended"]),
        standing=text_of(row["standing"]),
        flags=json.loads(row["flags"]),
        origin=json.loads(row["origin"] or "{}"),
        supersedes=row["supersedes"],
        erased=frozenset(name for name in ERASABLE if row[name] is None),
    )
