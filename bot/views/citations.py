"""Sources as people can follow them: each a link where the policy has its address, with the day it was seen."""

from collections.abc import Iterator
from datetime import date

from bot.views.markup import Mrkdwn, joined, link, mrkdwn, words
from rules.policy import Policy
from rules.sources import Cited, cited

_LONGEST = 300
_ROOM = 1_200
"""Code points for all sources of one statement; where they need more they are named without their addresses."""


def citation(source: str, policy: Policy, as_of: date | None = None) -> Mrkdwn:
    """`[GDPR Art. 46, seen 30 Nov 2026]`, each a link where it can be; `as_of` is the date of the statement."""
    pieces = cited(source, policy)
    shown = [_linked(each) for each in pieces]
    room = _ROOM - 2 * len(shown)
    said = joined(shown, "; ") if sum(len(each.source) for each in shown) <= room else words(source, _ROOM)
    if as_of is None or any(each.seen for each in pieces):
        return mrkdwn("[{said}]", said=said)
    return mrkdwn("[{said}, as of {day}]", said=said, day=day(as_of))


def _linked(piece: Cited) -> Mrkdwn:
    named = link(piece.url, piece.text) if piece.url else words(piece.text, _LONGEST)
    return mrkdwn("{named}, seen {day}", named=named, day=day(piece.seen)) if piece.seen else named


def citation_as_text(source: str, policy: Policy, as_of: date | None = None) -> str:
    """The same as plain text, with addresses written out: `[GDPR Art. 46, https://…, seen 30 Nov 2026]`."""
    pieces = cited(source, policy)
    said = "; ".join(", ".join(_told(each)) for each in pieces)
    return f"[{said}]" if as_of is None or any(each.seen for each in pieces) else f"[{said}, as of {day(as_of)}]"


def _told(piece: Cited) -> Iterator[str]:
    yield piece.text
    if piece.url:
        yield piece.url
    if piece.seen:
        yield f"seen {day(piece.seen)}"


def day(when: date) -> str:
    """`1 Feb 2026`."""
    return f"{when.day} {when:%b %Y}"
