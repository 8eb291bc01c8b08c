"""Questionnaires that are being filled in. They change as people answer, and are no part of the record."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.store.columns import json_column, text_column, text_of, time_column, time_of
from bot.store.driver import Database
from bot.store.errors import DraftChangedError, NoSuchDraftError, readable

KEPT_FOR = timedelta(days=30)
"""How long a draft that nobody touches is kept."""


@dataclass(frozen=True, slots=True)
class OpenedFrom:
    """The command or the message with the button that opened the form."""

    response_url: str
    """Where Slack takes an answer to it, for half an hour; empty where it gave none."""
    replaces: bool
    """Whether what came of it takes the place of that message, or stands beside it."""
    can_post: bool
    """Whether a card can be posted there."""
    at: datetime
    channel: str = ""
    """The conversation that it was opened in; empty in older drafts."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire as far as it is filled in."""

    id: str
    """Random: whoever knows it was given it."""
    who: str
    """The person who fills it in, by their identifier."""
    text: str
    brought: str
    """The words that it began with, whole, where the form cannot hold them as they are; else empty."""
    home_country: str
    function: str | None
    post_to: str | None
    """The channel to post the decision to."""
    thread_ts: str | None
    origin: Mapping[str, str]
    """Author, permalink, channel and ts of the message that it came from; may be empty."""
    answers: dict[str, str]
    """Factor id to option id."""
    asked: tuple[tuple[str, ...], ...]
    """The factors on each page of questions that has been shown, in their order."""
    page: int
    decision_id: int | None
    """The decision that it continues."""
    recorded_as: int | None
    """The decision that it became."""
    updated_at: datetime
    opened_from: OpenedFrom | None
    """Where its form was opened last."""
    revision: int
    """Counts the changes; `save` refuses a draft that was changed since it was read."""


def create(
    db: Database,
    at: datetime,
    *,
    who: str,
    text: str,
    brought: str = "",
    home_country: str,
    function: str | None = None,
    post_to: str | None = None,
    thread_ts: str | None = None,
    origin: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    page: int = 0,
    decision_id: int | None = None,
    opened_from: OpenedFrom | None = None,
) -> Draft:
    """Start a draft."""
    draft = Draft(
        id=secrets.token_urlsafe(16),
        who=who,
        text=text,
        brought=brought,
        home_country=home_country,
        function=function,
        post_to=post_to,
        thread_ts=thread_ts,
        origin=dict(origin or {}),
        answers=dict(answers or {}),
        asked=(),
        page=page,
        decision_id=decision_id,
        recorded_as=None,
        updated_at=at,
        opened_from=opened_from,
        revision=1,
    )
    db.execute(
        """
        INSERT INTO drafts (
            id, who, text, brought, home_country, function, post_to, thread_ts, origin, answers, asked, page,
            decision_id, recorded_as, updated_at, opened_from, revision
        ) VALUES (
            :id, :who, :text, :brought, :home_country, :function, :post_to, :thread_ts, :origin, :answers, :asked,
            :page, :decision_id, :recorded_as, :updated_at, :opened_from, :revision
        )
        """,
        _columns(draft),
    )
    return get(db, draft.id)


def get(db: Database, draft_id: str) -> Draft:
    """The draft with this id; raises NoSuchDraftError for one that was discarded, or is too old."""
    row = next(db.query("SELECT * FROM drafts WHERE id = ?", [text_column(draft_id)]), None)
    if row is None:
        raise NoSuchDraftError
    return _draft(row)


def save(db: Database, at: datetime, draft: Draft) -> Draft:
    """Keep a draft as it is given, and return it as kept.

    Raises DraftChangedError where somebody changed it since it was read, so that no answer is lost: read it again.
    Raises NoSuchDraftError.
    """
    changed = db.execute(
        """
        UPDATE drafts SET
            text = :text, brought = :brought, home_country = :home_country, function = :function,
            post_to = :post_to, thread_ts = :thread_ts, origin = :origin, answers = :answers, asked = :asked,
            page = :page, decision_id = :decision_id, recorded_as = :recorded_as, updated_at = :now,
            opened_from = :opened_from, revision = revision + 1
        WHERE id = :id AND revision = :revision
        """,
        {**_columns(draft), "now": time_column(at)},
    )
    kept = get(db, draft.id)
    if changed.rowcount == 0:
        raise DraftChangedError
    return kept


def answer(
    db: Database,
    at: datetime,
    draft_id: str,
    factor: str,
    option: str | None,
    asked: Sequence[Sequence[str]] | None = None,
) -> Draft:
    """Take one answer into a draft, or out of it for None, and leave all others as they are now.

    With it what was on the pages of questions, unless that stays as it is.

    Answers that arrive at the same moment are all kept. Raises NoSuchDraftError.
    """
    draft = get(db, draft_id)
    answers = {known: chosen for known, chosen in draft.answers.items() if known != factor}
    if option is not None:
        answers[factor] = option
    db.execute(
        "UPDATE drafts SET answers = ?, asked = ?, updated_at = ?, revision = revision + 1 WHERE id = ?",
        [json_column(answers), json_column(draft.asked if asked is None else asked), time_column(at), draft.id],
    )
    return get(db, draft_id)


def reopen(db: Database, draft_id: str, opened_from: OpenedFrom | None) -> Draft:
    """Its form is opened once more, from there; nothing else changes. Raises NoSuchDraftError."""
    db.execute("UPDATE drafts SET opened_from = ? WHERE id = ?", [_place(opened_from), text_column(draft_id)])
    return get(db, draft_id)


def open_of(db: Database, who: str, limit: int) -> list[Draft]:
    """A person's drafts that have not become a decision, those touched last first."""
    rows = db.query(
        """
        SELECT * FROM drafts WHERE who = ? AND recorded_as IS NULL ORDER BY updated_at DESC, rowid DESC LIMIT ?
        """,
        [text_column(who), limit],
    )
    return list(map(_draft, rows))


def latest_open(db: Database, who: str) -> Draft | None:
    """The one that they touched last; None where there is none."""
    return next(iter(open_of(db, who, 1)), None)


def discard(db: Database, draft_id: str) -> None:
    """Remove a draft; one that is gone already stays so."""
    db.execute("DELETE FROM drafts WHERE id = ?", [text_column(draft_id)])


def discard_about(db: Database, decision_id: int) -> None:
    """Remove the drafts that became a decision or continue it."""
    db.execute("DELETE FROM drafts WHERE decision_id = :id OR recorded_as = :id", {"id": decision_id})


def purge(db: Database, at: datetime) -> None:
    """Remove the drafts that nobody has touched for KEPT_FOR."""
    db.execute("DELETE FROM drafts WHERE updated_at < ?", [time_column(at - KEPT_FOR)])


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "who": text_column(draft.who),
        "text": text_column(draft.text),
        "brought": text_column(draft.brought),
        "home_country": text_column(draft.home_country),
        "function": None if draft.function is None else text_column(draft.function),
        "post_to": draft.post_to,
        "thread_ts": draft.thread_ts,
        "origin": json_column(draft.origin),
        "answers": json_column(draft.answers),
        "asked": json_column(draft.asked),
        "page": draft.page,
        "decision_id": draft.decision_id,
        "recorded_as": draft.recorded_as,
        "updated_at": time_column(draft.updated_at),
        "opened_from": _place(draft.opened_from),
        "revision": draft.revision,
    }


def _place(opened: OpenedFrom | None) -> str:
    if opened is None:
        return "{}"
    return json_column({**asdict(opened), "at": time_column(opened.at)})


def _opened_from(column: str) -> OpenedFrom | None:
    place = json.loads(column)
    return OpenedFrom(**{**place, "at": time_of(place["at"])}) if place else None


def _draft(row: Mapping[str, Any]) -> Draft:
    with readable("A draft"):
        return Draft(
            id=row["id"],
            who=text_of(row["who"]),
            text=text_of(row["text"]),
            brought=text_of(row["brought"]),
            home_country=text_of(row["home_country"]),
            function=None if row["function"] is None else text_of(row["function"]),
            post_to=row["post_to"],
            thread_ts=row["thread_ts"],
            origin=json.loads(row["origin"]),
            answers=json.loads(row["answers"]),
            asked=tuple(map(tuple, json.loads(row["asked"]))),
            page=row["page"],
            decision_id=row["decision_id"],
            recorded_as=row["recorded_as"],
            updated_at=time_of(row["updated_at"]),
            opened_from=_opened_from(row["opened_from"]),
            revision=row["revision"],
        )
