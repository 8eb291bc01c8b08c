"""Whatever a week was like, Slack takes its digest, it is short, and its numbers are the same wherever they stand."""

import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.stand_in.limits import check_message, check_view, mentions
from bot.store.digest_settings import DigestSettings, Section
from bot.store.heads import Head
from bot.views.digest import MOST_LINES, digest_message
from bot.views.digest_content import MOST_LINES as MOST_READ
from bot.views.digest_content import Bar, Digest, DigestLine, Part, PolicyLine
from bot.views.digest_lists import list_view
from bot.views.digest_why import why_lines
from bot.weeks import Week
from rules import drift
from rules.decision_status import Status
from tests.drawn import payload, texts
from tests.sample_digests import CHANNEL, SCHEDULE, SINCE, UNTIL
from tests.size import many
from tests.test_digest_view import cell, chart, read_aloud

WORDS = st.text(max_size=150) | st.sampled_from(["<!channel>", "<@U024BE7LH>", "*a*\n> b", "@here", "word " * 40])
LABELS = WORDS.map(lambda text: re.sub(r"\d", "", text))
"""Without figures: those in the text are the counts."""
PEOPLE = st.sampled_from(["U024BE7LH", "U0G9QF9C6", "", "sourcing", "<!here>"])
COUNTS = st.integers(0, 60) | st.integers(0, 2_000_000)


@st.composite
def decisions(draw: st.DrawFn, status: Status) -> DigestLine:
    """One decision with this status."""
    erased = draw(st.booleans())
    decided = not status.is_open
    return DigestLine(
        number=draw(st.integers(1, 10**9)),
        text=None if erased else draw(WORDS),
        work=None if erased else draw(st.none() | WORDS),
        model=draw(st.none() | WORDS),
        standing=draw(st.sampled_from(["firm", "likely", "close_call", "too_early"])),
        status=status,
        asker=draw(PEOPLE),
        at=SINCE + timedelta(minutes=draw(st.integers(0, 10_000))),
        by=draw(PEOPLE) if decided else None,
        ready_reason=draw(st.none() | WORDS) if status is Status.OVERRIDDEN else None,
        instead_of=draw(st.none() | WORDS) if status is Status.OVERRIDDEN else None,
        waits_for=() if decided else tuple(draw(st.lists(PEOPLE, max_size=12))),
        days=draw(st.integers(0, 4_000)),
        address=draw(st.none() | st.just("https://acme.slack.com/archives/C0PROCURE/p1730000000000141") | WORDS),
    )


@st.composite
def parts(draw: st.DrawFn, status: Status, count: int) -> Part:
    """So many of them, of which the first are read in full: a few different ones, time and again."""
    few = draw(st.lists(decisions(status), min_size=1, max_size=3))
    lines = (few * MOST_READ)[: min(count, MOST_READ)]
    return Part(lines=tuple(lines), count=count, same=draw(st.integers(0, count)) if status.is_open else 0)


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Any week."""
    accepted, overridden, waiting = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    against = draw(parts(Status.OVERRIDDEN, overridden))
    mixed = (*against.lines, *draw(parts(Status.ACCEPTED, accepted)).lines)[:MOST_READ]
    split = draw(st.lists(st.integers(0, accepted + overridden), max_size=19).map(sorted))
    ends = [0, *split, accepted + overridden]
    now = [after - before for before, after in pairwise(ends)]
    weeks = st.builds(drift.WeekCounts, new=COUNTS, decided=COUNTS, kinds=st.dictionaries(WORDS, COUNTS, max_size=3))
    compared = drift.tests(draw(weeks), draw(st.lists(weeks, max_size=9)))
    drifts = drift.drifts_in(compared)
    return Digest(
        channel=CHANNEL,
        week=Week(2026, 49),
        since=SINCE,
        until=UNTIL,
        late=draw(st.none() | st.just(UNTIL)),
        settings=DigestSettings(SCHEDULE, draw(st.frozensets(st.sampled_from(Section))), mention=draw(st.booleans())),
        headline=drift.headline(drifts=len(drifts), waiting=waiting),
        drifts=drifts,
        tests=compared,
        new=draw(parts(Status.RECORDED, draw(COUNTS))),
        decided=Part(lines=mixed, count=accepted + overridden),
        waiting=draw(parts(Status.RECORDED, waiting)),
        overridden=against,
        policies=tuple(PolicyLine(draw(WORDS), draw(PEOPLE), SINCE) for _ in range(draw(st.integers(0, 60)))),
        bars=tuple(Bar(draw(LABELS), each, draw(st.floats(0, 10**6))) for each in now),
        head=Head(draw(COUNTS), "9f3ac2d177e0"),
        with_public=draw(st.booleans()),
        set_by=draw(PEOPLE),
        names={"U024BE7LH": draw(WORDS), "U0G9QF9C6": "Carol"},
    )


def number(found: str) -> int:
    return int(found.replace(",", ""))


@settings(max_examples=many(40))
@given(digests())
def test_slack_takes_any_digest_and_it_has_at_most_twelve_lines(digest: Digest) -> None:
    drawn = digest_message(digest)
    for shown in filter(None, (drawn.main, drawn.without_chart, drawn.more)):
        assert [str(each) for each in check_message(payload(shown))] == []
        assert sum(len(each) for each in texts(shown.blocks)) <= 12_000  # past that, Slack may find it too long
        addressed = {each.target for each in mentions(payload(shown))}
        assert addressed <= {who for each in digest.waiting.lines for who in each.waits_for}
        assert not addressed or (digest.settings.mention and shown is not drawn.more)
    assert len(read_aloud(drawn.main)) <= MOST_LINES
    assert len(drawn.main.text) <= 4_000
    for section in Section:
        assert [str(each) for each in check_view(list_view(digest, section))] == []
    assert all("\n" not in each for each in why_lines(digest))


@settings(max_examples=many(40))
@given(digests())
def test_the_numbers_in_text_table_and_chart_agree(digest: Digest) -> None:
    drawn = digest_message(digest)
    said = dict[str, str]()
    for each in read_aloud(drawn.main):
        if found := re.match(r"\*(New|Decided|Waiting|Overridden|Models)\* ?(.*)", each):
            said[found[1]] = found[2]
    counted = {name: number(found[0]) for name, text in said.items() if (found := re.match("[0-9,]+", text))}
    for name, part in (
        ("New", digest.new),
        ("Decided", digest.decided),
        ("Waiting", digest.waiting),
        ("Overridden", digest.overridden),
    ):
        assert counted.get(name, part.count) == part.count
    if found := re.match("[0-9,]+: ([0-9,]+) accepted, ([0-9,]+) overridden", said.get("Decided", "")):
        assert number(found[1]) + number(found[2]) == counted["Decided"]
        assert number(found[2]) == counted.get("Overridden", digest.overridden.count)
    numbers = [cell(row[0]) for block in drawn.main.blocks if block["type"] == "table" for row in block["rows"][1:]]
    assert not Counter(numbers) - Counter(str(each.number) for each in digest.decided.lines)
    values = re.findall(r"([0-9,]+) \(([0-9.e+]+)\)(?=[,;])", said.get("Models", ""))
    drawn_values = list(zip(*(list(each.values()) for each in chart(drawn.main).values()), strict=True))
    if drawn_values:
        spoken = [(number(now), float(before)) for now, before in values[-len(drawn_values) :]]
        assert len(spoken) == len(drawn_values)
        assert sum(now for now, _ in spoken) == digest.decided.count
