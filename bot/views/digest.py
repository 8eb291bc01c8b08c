"""A channel's weekly digest: at most twelve lines in the channel, and what they leave out in the thread.

It is read by somebody with ten seconds. Nobody is addressed in it, but those for whom something waits where the
settings say so. Every number in the text is the number in the table and in the chart.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import LiteralString

from bot import ids
from bot.store.digest_settings import Section
from bot.views import blocks, digest_sentences, digest_words, figures
from bot.views.blocks import Block, Element, Message
from bot.views.digest_content import Digest, DigestLine
from bot.views.digest_message import DigestMessage
from bot.views.digest_rest import MOST_DRIFTS, rest
from bot.views.digest_sentences import TITLES, Said
from bot.views.digest_words import name
from bot.views.markup import Mrkdwn, joined, mrkdwn, person
from rules.decision_status import Status
from rules.drift import Measure

MOST_LINES = 12
"""In the channel: the rows of the table are among them, the chart is not."""
_MOST_MENTIONED = 5
_HEADS = ("No.", "What was asked", "Decided", "By")
_LONGEST_IN_TABLE = 45
_ALOUD: Mapping[Section, LiteralString] = {
    Section.NEW: "Show what is new",
    Section.DECIDED: "Show what was decided",
    Section.WAITING: "Show what waits",
    Section.OVERRIDES: "Show what was overridden",
    Section.POLICY: "Show the policies",
}
"""The sections that have something to open."""
_THIS_WEEK = "This week"
_BEFORE = "Mean of 8 before"


def digest_message(digest: Digest) -> DigestMessage:
    """The digest, drawn; after weeks with nothing to tell a single line."""
    if (nothing := digest_sentences.quiet(digest)) is not None:
        return _quiet(digest, nothing)
    top = [_headline(digest), *_late(digest), *_drifts(digest)]
    said = list(digest_sentences.lines(digest))
    sections = {each.section: _section(each, digest) for each in said}
    models = [sections.pop(Section.CHART)] if Section.CHART in sections else []
    room = MOST_LINES - len(top) - len(said) - 2  # the headings of the table, and the last line
    rows = in_table_of(digest)[: max(room, 0)]
    left_out = rest(digest, in_table=len(rows))
    last = _footer(digest, in_thread=left_out is not None)
    text = "\n".join([*(each["text"]["text"] for each in (*top, *sections.values(), *models)), last.source])
    above = [*top, *sections.values(), *([_table(rows, digest)] if rows else []), *models]
    below = blocks.context("digest.record", last)
    chart = _chart(digest)
    main = Message(text, [*above, *chart, below])
    repeated = {*chain.from_iterable(each.numbers for each in said), *(each.number for each in rows)}
    return DigestMessage(
        main=main,
        without_chart=Message(text, [*above, below]) if chart else main,
        more=left_out.message if left_out else None,
        about=tuple(sorted(repeated)),
        more_about=left_out.about if left_out else (),
    )


def _quiet(digest: Digest, said: str) -> DigestMessage:
    line = mrkdwn("{said} {record}", said=said, record=_record(digest))
    main = blocks.message(line, [blocks.context("digest.quiet", line)])
    return DigestMessage(main=main, without_chart=main, more=None)


def _headline(digest: Digest) -> Block:
    first, then = digest_sentences.headline(digest)
    said = [mrkdwn("*{first}*", first=first), *([mrkdwn("{then}", then=then)] if then else [])]
    period = mrkdwn("{period}", period=digest_sentences.period(digest))
    return blocks.section("digest.headline", joined([*said, period], " "))


def _late(digest: Digest) -> Iterator[Block]:
    if (said := digest_sentences.late(digest)) is not None:
        yield blocks.section("digest.late", mrkdwn("{said}", said=said))


def _drifts(digest: Digest) -> Iterator[Block]:
    if said := "; ".join(digest_sentences.more_drifts(digest)[:MOST_DRIFTS]):
        yield blocks.section("digest.drifts", mrkdwn("Also drift: {said}.", said=said))


def _section(said: Said, digest: Digest) -> Block:
    """A section's line, with the button that opens its list."""
    count = mrkdwn(" {count}", count=said.count) if said.count else mrkdwn("")
    whom = mrkdwn("")
    if said.people:
        whom = mrkdwn("{whom}{people}", whom=said.whom, people=_people(said.people, digest))
    text = mrkdwn("*{title}*{count}{rest}{whom}", title=TITLES[said.section], count=count, rest=said.rest, whom=whom)
    return blocks.section(f"digest.{said.section}", text, _show(said.section, digest))


def _people(people: Sequence[str], digest: Digest) -> Mrkdwn:
    """Their names; where the settings say so, those few who are named are told by it."""
    if not digest.settings.mention:
        return mrkdwn("{names}", names=digest_words.listed_people(people, digest))
    shown = [person(who) for who in people[:_MOST_MENTIONED]]
    more = len(people) - len(shown)
    return mrkdwn("{shown} and {more} more", shown=joined(shown, ", "), more=more) if more else joined(shown, ", ")


def _show(section: Section, digest: Digest) -> Element | None:
    aloud = _ALOUD.get(section)
    value = f"{digest.channel}|{digest.week}"
    return blocks.button(f"{ids.DIGEST_SHOW}{section}", "Show", value, aloud=aloud) if aloud else None


def in_table_of(digest: Digest) -> Sequence[DigestLine]:
    """What was decided, the last one first; where so much was overridden that it is drift, that before all else."""
    if Section.DECIDED not in digest.settings.sections:
        return ()
    if all(each.measure is not Measure.OVERRIDES for each in digest.drifts):
        return digest.decided.lines
    return sorted(digest.decided.lines, key=lambda each: each.status is not Status.OVERRIDDEN)


def _table(rows: Sequence[DigestLine], digest: Digest) -> Block:
    """What was decided, with links to the cards."""
    cells = [
        (
            figures.cell_to_open(str(each.number), each.address),
            figures.cell(digest_words.what(each, _LONGEST_IN_TABLE)),
            figures.cell(_capital(digest_words.outcome(each))),
            figures.cell(name(each.by or "", digest)),
        )
        for each in rows
    ]
    return figures.table("digest.table", _HEADS, cells)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _chart(digest: Digest) -> list[Block]:
    bars = digest_sentences.shown_bars(digest) if Section.CHART in digest.settings.sections else []
    if not bars:
        return []
    series: dict[str, list[float]] = {
        _THIS_WEEK: [each.now for each in bars],
        _BEFORE: [digest_sentences.mean(each) for each in bars],
    }
    return [
        figures.bar_chart("digest.drawing", "Decided, by model", [each.label for each in bars], series, "Decisions")
    ]


def _footer(digest: Digest, *, in_thread: bool) -> Mrkdwn:
    by = mrkdwn("set up by {who}", who=name(digest.set_by, digest))
    thread = [mrkdwn("The rest is in the thread")] if in_thread else []
    return joined([*thread, _record(digest), by, mrkdwn("`/sourcing digest`")], " · ")


def _record(digest: Digest) -> Mrkdwn:
    """The head of the record, published outside of it: `sourcing verify --digest` finds it there again."""
    return mrkdwn("Record up to event {seq}: `{head}`", seq=digest.head.seq, head=str(digest.head))
