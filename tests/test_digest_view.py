"""The weekly digest, read aloud: what stands in the channel, and what in the thread."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot import ids
from bot.playground.stand_in.limits import check_message, mentions
from bot.store.digest_settings import DigestSettings, Section
from bot.views.blocks import Block, Message
from bot.views.digest import MOST_LINES, digest_message
from bot.views.digest_content import Bar, Digest, Part, PolicyLine
from bot.weeks import Schedule
from rules.drift import Drift, Headline, Measure, Share
from tests.drawn import HOSTILE, payload, texts
from tests.sample_digests import (
    ACCEPTED,
    ALSO_ACCEPTED,
    CAROL,
    CHANNEL,
    CLEANING,
    DANA,
    DRIFT,
    ERIK,
    HUNDREDS,
    NORMAL,
    NOTHING,
    OVERRIDDEN,
    SETTINGS,
    SINCE,
    UNTIL,
    WAITING,
    line,
)

LAST_LINE = "Record up to event 1,204: `1204-9f3ac2d177e0` · set up by Dana · `/sourcing digest`"
IN_THREAD = f"The rest is in the thread · {LAST_LINE}"
NEW_LINE = "*New* 4: lift maintenance, “Move our 40-seat help desk from Leeds to …”, payroll and office cleaning [Show]"
OVERRIDE = "Overridden: in-house instead of outsourcing nearby (law)"


def read_aloud(message: Message | None) -> list[str]:
    """What somebody reads, line by line: a button in brackets, a row of the table with bars between its cells."""
    return [said for block in message.blocks for said in _lines(block)] if message else []


def _lines(block: Block) -> Iterator[str]:
    match block:
        case {"type": "section", "text": {"text": text}, "accessory": {"text": {"text": label}}}:
            yield from f"{text} [{label}]".splitlines()
        case {"type": "section", "text": {"text": text}}:
            yield from text.splitlines()
        case {"type": "context", "elements": elements}:
            yield " ".join(each["text"] for each in elements)
        case {"type": "table", "rows": rows}:
            yield from (" | ".join(map(cell, row)) for row in rows)


def cell(shown: Block) -> str:
    match shown:
        case {"type": "rich_text", "elements": [{"elements": [{"type": "link", "text": text}]}]}:
            return str(text)
        case _:
            return str(shown["text"])


def chart(message: Message) -> dict[str, dict[str, float]]:
    """The values by series and category."""
    drawn = [block["chart"] for block in message.blocks if block["type"] == "data_visualization"]
    return {
        series["name"]: {point["label"]: point["value"] for point in series["data"]}
        for each in drawn
        for series in each["series"]
    }


class TestReadAloud:
    def test_a_normal_week(self) -> None:
        drawn = digest_message(NORMAL)
        assert read_aloud(drawn.main) == [
            "*4 wait for a decision.* Sourcing, 23 to 30 November",
            NEW_LINE,
            "*Decided* 3: 2 accepted, 1 overridden [Show]",
            "*Waiting* 4, 3 of them already last week; the oldest 12 days; for Carol and Erik [Show]",
            "*Overridden* 1: payroll, in-house instead of outsourcing nearby (law) [Show]",
            "*Policy* 2026-3 put in force by Dana on Tuesday [Show]",
            "No. | What was asked | Decided | By",
            "44 | “Maintain the lifts in both towers” | Accepted: outsourcing here | Erik",
            f"42 | “Run payroll for 900 people in Spain” | {OVERRIDE} | Carol",
            "41 | “Office cleaning in Rotterdam, five floors …” | Accepted: outsourcing here | Carol",
            "*Models* decided for: in-house 1 (0.5), outsourcing here 2 (2.1); in brackets the mean of 8 weeks before",
            IN_THREAD,
        ]
        assert chart(drawn.main) == {
            "This week": {"In-house": 1, "Outsourcing here": 2},
            "Mean of 8 before": {"In-house": 0.5, "Outsourcing here": 2.1},
        }
        there = f"<https://acme.slack.com/archives/{CHANNEL}/p17300000000001"
        assert read_aloud(drawn.more) == [
            "*Waiting* 4",
            f"• {there}12|12> “A new canteen operator for Porto”, waits 12 days for Carol; asked by Dana",
            (
                f"• {there}17|17> “Translate the product pages into six languages”, waits 9 days for Carol and Erik; "
                "asked by Dana"
            ),
            f"• {there}19|19> “Guards for the warehouse in Antwerp”, waits 8 days for Carol; asked by Dana",
            (
                f"• {there}43|43> “Move our 40-seat help desk from Leeds to Manila, our own …”, waits 5 days for "
                "Carol; asked by Dana"
            ),
        ]

    def test_a_week_of_drift_says_it_first(self) -> None:
        drawn = digest_message(DRIFT)
        assert read_aloud(drawn.main) == [
            (
                "*Drift: 5 of 9 decisions were overridden; in the 8 weeks compared it was 0 to 20\u00a0%.* "
                "4 wait for a decision. Sourcing, 23 to 30 November"
            ),
            "*Decided* 9: 4 accepted, 5 overridden [Show]",
            "*Waiting* 4, 3 of them already last week; the oldest 12 days; for Carol and Erik [Show]",
            "*Overridden* 5: price (3), law (2) [Show]",
            "No. | What was asked | Decided | By",
            *(
                f"{60 + each} | “Piece of work number {each % 3}” | Overridden: in-house instead of hybrid "
                f"({'price' if each < 3 else 'law'}) | Erik"
                for each in range(5)
            ),
            "*Models* decided for: in-house 5 (1), outsourcing here 4 (7); in brackets the mean of 8 weeks before",
            IN_THREAD,
        ]
        assert [said for said in read_aloud(drawn.more) if said.startswith("*")] == ["*Decided* 9", "*Waiting* 4"]

    def test_one_that_comes_late_says_when_it_was_due(self) -> None:
        late = digest_message(replace(NOTHING, late=UNTIL))
        assert read_aloud(late.main) == [
            "*Nothing needs you.* Sourcing, 23 to 30 November",
            "Late: it was due on Monday 30 November at 9:00, and could not be sent then.",
            LAST_LINE,
        ]

    def test_four_quiet_weeks_are_one_line(self) -> None:
        quiet = digest_message(replace(NOTHING, quiet_weeks=4))
        assert read_aloud(quiet.main) == [
            "Nothing to tell for four weeks, and nothing waits. Record up to event 1,204: `1204-9f3ac2d177e0`"
        ]
        assert quiet.more is None

    def test_one_quiet_week_that_somebody_asks_for_is_a_line_too(self) -> None:
        assert read_aloud(digest_message(replace(NOTHING, quiet_weeks=1)).main) == [
            "Nothing to tell this week, and nothing waits. Record up to event 1,204: `1204-9f3ac2d177e0`"
        ]

    def test_the_first_week_ever(self) -> None:
        first = replace(
            NOTHING,
            headline=Headline.NOTHING,
            new=Part(lines=(CLEANING,), count=1),
            decided=Part(lines=(ACCEPTED,), count=1),
            bars=(Bar("Outsourcing here", 1, 0.0),),
        )
        drawn = digest_message(first)
        assert read_aloud(drawn.main) == [
            "*Nothing needs you.* Sourcing, 23 to 30 November",
            "*New* 1: office cleaning [Show]",
            "*Decided* 1: accepted [Show]",
            "No. | What was asked | Decided | By",
            "41 | “Office cleaning in Rotterdam, five floors …” | Accepted: outsourcing here | Carol",
            "*Models* decided for: outsourcing here 1 (0); in brackets the mean of 8 weeks before",
            LAST_LINE,
        ]
        assert drawn.more is None

    def test_one_decision_that_waits(self) -> None:
        waits = replace(WAITING[0], days=1)
        one = replace(NOTHING, headline=Headline.WAIT, waiting=Part(lines=(waits,), count=1))
        assert read_aloud(digest_message(one).main) == [
            "*One waits for a decision.* Sourcing, 23 to 30 November",
            "*Waiting* 1: catering, since yesterday; for Carol [Show]",
            LAST_LINE,
        ]

    def test_the_same_as_last_week_is_not_told_in_full(self) -> None:
        same = replace(NOTHING, headline=Headline.WAIT, waiting=Part(lines=WAITING[:3], count=3, same=3))
        assert read_aloud(digest_message(same).main)[1] == (
            "*Waiting* 3, the same as last week; the oldest 12 days; for Carol and Erik [Show]"
        )

    def test_of_hundreds_it_counts_all_and_names_a_few(self) -> None:
        drawn = digest_message(HUNDREDS)
        assert read_aloud(drawn.main) == [
            "*75 wait for a decision.* Sourcing, 23 to 30 November",
            "*New* 400, among them payroll, office cleaning and catering [Show]",
            "*Decided* 380: 260 accepted, 120 overridden [Show]",
            "*Waiting* 75, 20 of them already last week; the oldest 30 days; the oldest 50 for Carol [Show]",
            "*Overridden* 120; the last 50 of them: price (50) [Show]",
            "*Policy* 2026-3 put in force by Dana on Tuesday [Show]",
            "No. | What was asked | Decided | By",
            *(f"{1100 + n} | “Piece of work number {n}” | Accepted: outsourcing here | Carol" for n in range(3)),
            (
                "*Models* decided for: in-house 120 (100), outsourcing here 260 (271.2); in brackets the mean of 8 "
                "weeks before"
            ),
            IN_THREAD,
        ]
        rest = read_aloud(drawn.more)
        for title, count in (("New", 400), ("Decided", 380), ("Waiting", 75)):
            begins = rest.index(f"*{title}* {count}")
            shown = next(n for n, said in enumerate(rest[begins + 1 :]) if not said.startswith("•"))
            assert shown >= 15
            assert rest[begins + 1 + shown] == f"… and {count - shown} more: `/sourcing history`"

    def test_what_is_erased_is_counted_and_has_no_words(self) -> None:
        gone = [
            replace(each, text=None, work=None, asker="", by="", ready_reason=None)
            for each in (ALSO_ACCEPTED, OVERRIDDEN, ACCEPTED)
        ]
        waits = tuple(replace(each, text=None, work=None, asker="") for each in WAITING[:1])
        erased = replace(
            NORMAL,
            new=Part(lines=tuple(gone), count=3),
            decided=Part(lines=tuple(gone), count=3),
            overridden=Part(lines=(gone[1],), count=1),
            waiting=Part(lines=waits, count=1),
            policies=(PolicyLine("2026-3", "", SINCE),),
            bars=(),
            set_by="",
        )
        assert read_aloud(digest_message(erased).main) == [
            "*One waits for a decision.* Sourcing, 23 to 30 November",
            "*New* 3 [Show]",
            "*Decided* 3: 2 accepted, 1 overridden [Show]",
            "*Waiting* 1: 12 days; for Carol [Show]",
            "*Overridden* 1: in-house instead of outsourcing nearby [Show]",
            "*Policy* 2026-3 put in force by someone (erased) on Monday 23 November [Show]",
            "No. | What was asked | Decided | By",
            "44 | (its words are erased) | Accepted: outsourcing here | someone (erased)",
            "42 | (its words are erased) | Overridden: in-house instead of outsourcing nearby | someone (erased)",
            "41 | (its words are erased) | Accepted: outsourcing here | someone (erased)",
            IN_THREAD.replace("Dana", "someone (erased)"),
        ]

    def test_what_is_drift_besides_stands_in_a_line_of_its_own(self) -> None:
        more = (
            Drift(measure=Measure.TOO_EARLY, now=Share(6, 11), lowest=Share(0, 9), highest=Share(1, 10)),
            Drift(measure=Measure.KIND, kind="payroll", now=Share(0, 11), lowest=Share(2, 8), highest=Share(9, 12)),
        )
        said = read_aloud(digest_message(replace(DRIFT, drifts=(*DRIFT.drifts, *more))).main)
        assert said[1] == (
            "Also drift: for 6 of 11 requests it was too early to recommend a model; in the 8 weeks compared it was 0 "
            "to 10\u00a0%; 0 of 11 requests were for payroll; in the 8 weeks compared it was 25 to 75\u00a0%."
        )

    def test_shares_that_differ_are_told_apart(self) -> None:
        close = Drift(measure=Measure.OVERRIDES, now=Share(41, 200), lowest=Share(1, 8), highest=Share(20, 99))
        said = read_aloud(digest_message(replace(DRIFT, drifts=(close,))).main)[0]
        assert "41 of 200 decisions were overridden; in the 8 weeks compared it was 12.5 to 20.2\u00a0%" in said

    def test_every_time_is_that_of_the_channel(self) -> None:
        auckland = replace(NORMAL, settings=DigestSettings(Schedule(1, time(7, 30), "Pacific/Auckland")))
        until = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
        digest = replace(auckland, since=until - timedelta(weeks=1), until=until, late=until, policies=())
        said = read_aloud(digest_message(digest).main)
        assert said[0] == "*4 wait for a decision.* Sourcing, 25 December 2026 to 1 January 2027"
        assert said[1] == "Late: it was due on Friday 1 January at 7:30, and could not be sent then."


class TestWhatTheSettingsChange:
    def test_a_section_that_is_left_out_is_nowhere(self) -> None:
        for section in Section:
            without = replace(SETTINGS, sections=frozenset(Section) - {section})
            drawn = digest_message(replace(NORMAL, settings=without))
            kinds = {block["type"] for block in drawn.main.blocks}
            assert not any(block["block_id"] == f"digest.{section}" for block in drawn.main.blocks)
            assert ("data_visualization" in kinds) is (section is not Section.CHART)
            assert ("table" in kinds) is (section is not Section.DECIDED)

    def test_nobody_is_notified_unless_it_is_set(self) -> None:
        drawn = digest_message(NORMAL)
        for shown in (drawn.main, drawn.without_chart, drawn.more):
            assert shown is not None
            assert list(mentions(payload(shown))) == []

    def test_where_it_is_set_those_are_notified_for_whom_something_waits(self) -> None:
        drawn = digest_message(replace(NORMAL, settings=replace(SETTINGS, mention=True)))
        assert read_aloud(drawn.main)[3].endswith(f"the oldest 12 days; for <@{CAROL}>, <@{ERIK}> [Show]")
        assert {each.target for each in mentions(payload(drawn.main))} == {CAROL, ERIK}
        assert drawn.more is not None
        assert list(mentions(payload(drawn.more))) == []

    def test_only_a_few_are_notified(self) -> None:
        waits = Part(lines=(replace(WAITING[0], waits_for=tuple(f"U0REVIEW{each}" for each in range(8))),), count=1)
        drawn = digest_message(replace(NORMAL, waiting=waits, settings=replace(SETTINGS, mention=True)))
        assert len({each.target for each in mentions(payload(drawn.main))}) == 5
        assert "<@U0REVIEW4> and 3 more [Show]" in read_aloud(drawn.main)[3]

    def test_it_says_whose_decisions_it_counts(self) -> None:
        said = read_aloud(digest_message(replace(NORMAL, with_public=True)).main)
        assert said[0].endswith("Sourcing, 23 to 30 November, public channels included")


class TestParts:
    def test_every_section_has_a_button_that_says_which_and_when(self) -> None:
        buttons = [block["accessory"] for block in digest_message(NORMAL).main.blocks if "accessory" in block]
        named = [each["action_id"].removeprefix(ids.DIGEST_SHOW) for each in buttons]
        assert named == [each for each in Section if each is not Section.CHART]
        assert {each["value"] for each in buttons} == {f"{CHANNEL}|2026-W49"}

    def test_a_number_in_the_table_opens_its_card(self) -> None:
        drawn = digest_message(replace(NORMAL, decided=Part(lines=(ACCEPTED, line(7, "x", address=None)), count=2)))
        rows = next(block["rows"] for block in drawn.main.blocks if block["type"] == "table")
        link = rows[1][0]["elements"][0]["elements"][0]
        assert (link["type"], link["url"], link["text"]) == ("link", ACCEPTED.address, "41")
        assert rows[2][0] == {"type": "raw_text", "text": "7"}

    def test_where_overriding_is_drift_the_table_begins_with_what_was_overridden(self) -> None:
        def first(digest: Digest) -> str:
            rows = next(block["rows"] for block in digest_message(digest).main.blocks if block["type"] == "table")
            return cell(rows[1][0])

        assert first(NORMAL) == "44"
        assert first(replace(NORMAL, headline=Headline.DRIFT, drifts=DRIFT.drifts)) == "42"

    def test_without_its_chart_it_says_the_same(self) -> None:
        drawn = digest_message(NORMAL)
        assert drawn.without_chart.text == drawn.main.text
        assert drawn.without_chart.blocks == [
            each for each in drawn.main.blocks if each["type"] != "data_visualization"
        ]
        assert len(drawn.without_chart.blocks) == len(drawn.main.blocks) - 1

    def test_where_there_is_no_chart_there_is_one_message(self) -> None:
        drawn = digest_message(replace(NORMAL, bars=(Bar("Hybrid", 0, 0.04),)))
        assert drawn.without_chart is drawn.main
        assert chart(drawn.main) == {}

    def test_of_a_week_in_which_nothing_was_decided_there_is_no_chart(self) -> None:
        drawn = digest_message(replace(NORMAL, bars=(Bar("Hybrid", 0, 4.5), Bar("In-house", 0, 2.0))))
        assert chart(drawn.main) == {}
        assert "*Models*" not in drawn.main.text

    def test_long_names_of_models_are_cut_and_stay_apart(self) -> None:
        names = ("Auslagerung an einen Anbieter im Inland", "Auslagerung an einen Anbieter in der Nähe", "Eigenregie")
        drawn = digest_message(replace(NORMAL, bars=tuple(Bar(each, 1, 0.0) for each in names)))
        shown = list(chart(drawn.main)["This week"])
        assert shown == ["Auslagerun…im Inland", "Auslagerung…der Nähe", "Eigenregie"]
        assert "auslagerung an einen Anbieter im Inland 1 (0)" in drawn.main.text

    def test_names_that_are_the_same_when_cut_are_told_apart_by_a_number(self) -> None:
        names = tuple(f"Auslagerung an {each} Anbieter" for each in ("einen", "zwei", "viele"))
        drawn = digest_message(replace(NORMAL, bars=tuple(Bar(each, 1, 0.0) for each in names)))
        shown = list(chart(drawn.main)["This week"])
        assert shown == ["Auslagerung…Anbieter", "Auslageru…Anbieter 2", "Auslageru…Anbieter 3"]

    def test_long_models_are_told_apart_where_one_was_chosen_instead_of_the_other(self) -> None:
        start = "Outsourcing to another company in a country"
        one = replace(OVERRIDDEN, model=f"{start} nearby", instead_of=f"{start} far away")
        drawn = digest_message(replace(NORMAL, overridden=Part(lines=(one,), count=1)))
        line = next(each for each in read_aloud(drawn.main) if each.startswith("*Overridden*"))
        assert "in a country nearby instead of outsourcing" in line
        assert "country far away" in line

    def test_a_chart_has_no_more_bars_than_slack_draws(self) -> None:
        drawn = digest_message(replace(NORMAL, bars=tuple(Bar(f"Model {each}", 1, 0.0) for each in range(25))))
        assert len(chart(drawn.main)["This week"]) == 20
        assert check_message(payload(drawn.main)) == []

    def test_one_that_was_overridden_with_what_was_recommended_is_not_said_to_be_instead_of_itself(self) -> None:
        same = replace(OVERRIDDEN, instead_of="In-house")
        drawn = digest_message(replace(NORMAL, overridden=Part(lines=(same,), count=1)))
        assert "*Overridden* 1: payroll, in-house (law) [Show]" in read_aloud(drawn.main)

    def test_it_names_the_decisions_that_it_repeats_so_that_it_is_drawn_anew_once_one_is_erased(self) -> None:
        drawn = digest_message(NORMAL)
        assert drawn.about == (12, 17, 19, 41, 42, 43, 44)
        assert drawn.more_about == (12, 17, 19, 43)
        erased = replace(
            NORMAL, new=Part(count=4), decided=Part(count=3), waiting=Part(count=4), overridden=Part(count=1)
        )
        assert digest_message(erased).about == ()

    def test_what_a_screen_reader_says_is_the_whole_of_it(self) -> None:
        drawn = digest_message(NORMAL)
        said = [each.removesuffix(" [Show]") for each in read_aloud(drawn.main) if " | " not in each]
        assert drawn.main.text.splitlines() == said


def hostile(text: str) -> Digest:
    """A digest with the text wherever somebody else's words can stand."""
    those = [
        replace(each, text=text, work=work, model=text, instead_of=text, ready_reason=text, asker=text, by=text)
        for each, work in ((ALSO_ACCEPTED, None), (OVERRIDDEN, text), (ACCEPTED, None))
    ]
    waits = tuple(replace(each, text=text, waits_for=(text, CAROL), address=text) for each in those)
    drifts = tuple(replace(DRIFT.drifts[0], measure=each, kind="payroll") for each in (*Measure, *Measure))
    return replace(
        DRIFT,
        drifts=drifts,
        kinds={"payroll": text},
        new=Part(lines=tuple(those) * 16, count=50),
        decided=Part(lines=tuple(those) * 16, count=50),
        overridden=Part(lines=tuple(those) * 16, count=50),
        waiting=Part(lines=waits * 16, count=50),
        policies=tuple(PolicyLine(text, text, SINCE) for _ in range(60)),
        bars=tuple(Bar(f"{text}{number // 2}", number, 1 / 3) for number in range(20)),
        late=UNTIL,
        set_by=text,
        names={DANA: text, CAROL: text},
    )


@pytest.mark.parametrize("kind", HOSTILE)
class TestWhateverSomebodyTyped:
    def test_slack_takes_it_and_nobody_is_addressed(self, kind: str) -> None:
        drawn = digest_message(hostile(HOSTILE[kind]))
        for shown in (drawn.main, drawn.without_chart, drawn.more):
            assert shown is not None
            assert [str(each) for each in check_message(payload(shown))] == []
            assert list(mentions(payload(shown))) == []
            assert sum(len(each) for each in texts(shown.blocks)) <= 12_000
        assert len(read_aloud(drawn.main)) <= MOST_LINES

    def test_where_people_are_notified_it_is_only_those_for_whom_something_waits(self, kind: str) -> None:
        digest = hostile(HOSTILE[kind])
        drawn = digest_message(replace(digest, settings=replace(SETTINGS, mention=True)))
        assert {each.target for each in mentions(payload(drawn.main))} == {CAROL}
