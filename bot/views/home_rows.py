"""One decision on somebody's Home: what was asked, what is recommended, and what became of it, in two lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import ids
from bot.excerpts import excerpt
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.history import HistoryRow
from bot.views.markup import Mrkdwn, joined, lines, link, moment, mrkdwn, person, words
from rules.decision_status import Status, in_running_text

_LONGEST_EXCERPT = 100
_LONGEST_REASON = 150
_MOST_NAMED = 5
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits for somebody to decide."""

    row: HistoryRow
    since: datetime
    agreed: Sequence[str] = ()
    """Who has chosen already, where more have to."""
    needed: int = 1
    """How many have to agree in all."""
    asked_by: str | None = None
    """Who has asked the asker something that waits for an answer."""


def waiting_row(place: str, waiting: Waiting, now: datetime, card: str | None, *, to_asker: bool) -> Block:
    """One that waits, with its age; `card` is where its card is. Whose it is, the asker knows."""
    row = waiting.row
    asked = [] if to_asker else [mrkdwn("from {who}", who=person(row.who))]
    since = mrkdwn("waits {age}", age=age(waiting.since, now))
    parts = [words(row.recommended, 300), *asked, since, *_so_far(waiting)]
    return _row(place, row, card, parts, None if to_asker else blocks.button(ids.HOME_DECIDE, "Decide", row.reference))


def _so_far(waiting: Waiting) -> Iterator[Mrkdwn]:
    """How far it has come."""
    if waiting.agreed:
        agreed = joined([person(each) for each in waiting.agreed[:_MOST_NAMED]], ", ")
        given, needed = len(waiting.agreed), max(waiting.needed, len(waiting.agreed))
        yield mrkdwn("{given} of {needed} agreed: {agreed}", given=given, needed=needed, agreed=agreed)
    elif waiting.needed > 1:
        yield mrkdwn("{needed} have to agree", needed=waiting.needed)
    if waiting.asked_by is not None:
        yield mrkdwn("{who} asked a question", who=person(waiting.asked_by))


def recent_row(place: str, row: HistoryRow, card: str | None, *, to_asker: bool) -> Block:
    """One with what became of it, or that it waits."""
    asked = [] if to_asker else [mrkdwn("from {who}", who=person(row.who))]
    what = [words(row.recommended, 300), mrkdwn("waiting")] if row.outcome is None else _became(row)
    return _row(place, row, card, [*what, *asked, moment(row.outcome.at if row.outcome else row.recorded_at)])


def age(since: datetime, now: datetime) -> str:
    """`12 days`."""
    passed = max(now - since, timedelta(0))
    if passed < _HOUR:
        return "less than an hour"
    unit, number = ("day", passed // _DAY) if passed >= _DAY else ("hour", passed // _HOUR)
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _row(
    place: str, row: HistoryRow, card: str | None, parts: list[Mrkdwn], button: blocks.Element | None = None
) -> Block:
    asked = excerpt(row.text, _LONGEST_EXCERPT)
    said = asked or f"Decision {row.reference.number}, whose words have been erased"
    title = mrkdwn("*{said}*", said=link(card, said) if card else words(said, 2 * _LONGEST_EXCERPT))
    return blocks.section(
        f"{place}.{row.reference.number}",
        lines([title, joined(parts, " · ")]),
        button or blocks.button(ids.SHOW_DETAILS, "Details", row.reference),
    )


def _became(row: HistoryRow) -> list[Mrkdwn]:
    outcome = row.outcome
    if outcome is None:
        return []
    by = person(outcome.by)
    chosen = words(in_running_text(row.chosen), 200) if row.chosen else None
    match outcome.status:
        case Status.SUPERSEDED if outcome.superseded_by is not None:
            return [mrkdwn("Superseded by decision {number}", number=str(outcome.superseded_by))]
        case Status.OVERRIDDEN if chosen:
            said = mrkdwn("Overridden by {by}: {chosen}", by=by, chosen=chosen)
        case Status.ACCEPTED if chosen:
            said = mrkdwn("Accepted by {by}: {chosen}", by=by, chosen=chosen)
        case _:
            said = mrkdwn("{did} by {by}", did=outcome.status.capitalize(), by=by)
    if not outcome.words:
        return [said]
    return [mrkdwn("{said}, “{reason}”", said=said, reason=words(excerpt(outcome.words, _LONGEST_REASON), 300))]
