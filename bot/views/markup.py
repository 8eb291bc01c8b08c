"""The one way to put words into Slack's markup: what a person typed is escaped, because it cannot get in otherwise.

Source: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import LiteralString

from bot.store.erased import SOMEONE

LONGEST = 3_000
"""Code points in one text object."""
ELLIPSIS = "…"

_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, except the end of a line
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they reorder what stands around them
    "\ud800-\udfff]"  # halves of a broken character: no JSON can carry them
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Slack has no escape for these. A zero-width space beside the mark keeps it from pairing up; inside a word, as in
# snake_case, it is not live anyway.
_FORMATTING = re.compile(r"`|(?<!\w)[*_~]|[*_~](?!\w)")
_QUOTE_MARK = re.compile(r"^>", re.MULTILINE)
_INERT = "\u200b"
_TO_BE_CHANGED = re.compile(f"{_UNSEEN.pattern}|{_LINE_ENDS.pattern}|[\t&<>`*_~]")
"""Whatever `harmless` or the escaping could change; a text without it stays as it is."""
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_CONVERSATION_ID = re.compile(r"[CDG][A-Z0-9]+")
_URL = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True, slots=True)
class Mrkdwn:
    """Text in Slack's markup, safe to show and at most `LONGEST` code points. Only this module makes one."""

    source: str


Value = str | int | Mrkdwn
"""What can stand in a template: a `str` is somebody's words and is escaped; a `Mrkdwn` is safe already."""


def harmless(text: str) -> str:
    """Somebody's words without control and direction-changing characters; tabs become spaces."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


def in_one_line(text: str) -> str:
    """Somebody's words without line breaks and runs of spaces."""
    return " ".join(harmless(text).split())


def plain(text: str, longest: int) -> str:
    """For `plain_text`, where nothing is live: harmless, and cut to so many code points."""
    shown = harmless(text)
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + ELLIPSIS


def mrkdwn(template: LiteralString, /, **values: Value) -> Mrkdwn:
    """The template with the values in its braces, every `str` among them escaped.

    The template is written in the code, never built. Where the whole would be longer than `LONGEST`, each `str` is cut
    to an equal share of what the template leaves. Raises ValueError where the template and the `Mrkdwn` in it are too
    long by themselves.
    """
    whole = _filled(template, values, LONGEST)
    if len(whole) <= LONGEST:
        return Mrkdwn(whole)
    typed = sum(isinstance(value, str) for value in values.values())
    fixed = len(_filled(template, values, 0))
    if fixed > LONGEST or not typed:
        raise ValueError(f"{fixed} code points of markup do not fit into one text; put them on several lines")
    return Mrkdwn(_filled(template, values, (LONGEST - fixed) // typed))


def _filled(template: str, values: dict[str, Value], longest: int) -> str:
    return template.format(
        **{
            name: value.source
            if isinstance(value, Mrkdwn)
            else escaped(value, longest)
            if isinstance(value, str)
            else f"{value:,}"
            for name, value in values.items()
        }
    )


def escaped(text: str, longest: int) -> str:
    """Somebody's words with nothing live in them, cut before they are escaped to so many code points after it."""
    if len(text) <= longest and not _TO_BE_CHANGED.search(text):
        return text  # as most are
    shown = harmless(text)
    start = shown[: longest + 1]
    whole = _escape(start)
    if len(start) == len(shown) and len(whole) <= longest:
        return whole
    if longest < len(ELLIPSIS):
        return ""
    room = longest - len(ELLIPSIS)
    kept = bisect_right(range(len(start) + 1), room, key=lambda end: len(_escape(start[:end]))) - 1
    return _escape(start[:kept].rstrip()) + ELLIPSIS


def _escape(text: str) -> str:
    inert = _QUOTE_MARK.sub(f"{_INERT}>", _FORMATTING.sub(rf"\g<0>{_INERT}", text))
    return inert.translate(_ENTITIES)


def words(text: str, longest: int) -> Mrkdwn:
    """Somebody's words in one line and at most so many code points."""
    return Mrkdwn(escaped(in_one_line(text), longest))


def joined(parts: Sequence[Mrkdwn], between: LiteralString) -> Mrkdwn:
    """The parts in a row; raises ValueError where they do not fit into one text."""
    whole = between.join(part.source for part in parts)
    if len(whole) > LONGEST:
        raise ValueError(f"{len(whole)} code points of markup do not fit into one text; put them on several lines")
    return Mrkdwn(whole)


def lines(parts: Sequence[Mrkdwn], longest: int = LONGEST, *, beside: int = 0) -> Mrkdwn:
    """The parts on a line each: as many as fit, then how many more there are, with `beside` that were never given."""
    whole = "\n".join(part.source for part in parts)
    if len(whole) <= longest and not beside:
        return Mrkdwn(whole)
    ends = list(accumulate(len(part.source) + 1 for part in parts))  # each with the end of its line
    for kept in range(bisect_right(ends, longest), -1, -1):
        note = f"{ELLIPSIS} and {len(parts) - kept + beside:,} more"
        if (ends[kept - 1] if kept else 0) + len(note) <= longest:
            return Mrkdwn("\n".join([*(part.source for part in parts[:kept]), note]))
    raise ValueError(f"nothing fits into {longest} code points")


def person(who: str) -> Mrkdwn:
    """A mention where `who` is the id of a Slack user, else the name as text; of nobody, that they are erased."""
    if _USER_ID.fullmatch(who):
        return Mrkdwn(f"<@{who}>")
    return words(who, 80) if in_one_line(who) else mrkdwn("{someone}", someone=SOMEONE)


def moment(when: datetime) -> Mrkdwn:
    """A point in time, shown in the reader's time zone; the fallback says UTC."""
    utc = when.astimezone(UTC)
    return Mrkdwn(f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} at {{time}}|{utc:%Y-%m-%d %H:%M} UTC>")


def opens(url: str) -> bool:
    """Whether a browser opens this address, and a link has room for it."""
    return _URL.fullmatch(url) is not None and len(url) <= LONGEST // 2


def link(url: str, label: str) -> Mrkdwn:
    """A link, or its label alone where the address is none that a browser opens."""
    if not opens(url):
        return mrkdwn("{label}", label=label)
    return Mrkdwn(f"<{url.translate(_ENTITIES)}|{escaped(label, 150)}>")


def channel(conversation: str) -> Mrkdwn:
    """A link to a conversation by its id, or plain words where that is none."""
    if _CONVERSATION_ID.fullmatch(conversation):
        return Mrkdwn(f"<#{conversation}>")
    return mrkdwn("that conversation")
