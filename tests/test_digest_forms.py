"""Setting a digest up, what it is set to afterwards, what its buttons open, and why it says what it says."""

import json
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot import ids
from bot.playground.stand_in.limits import check_message, check_view
from bot.store.digest_settings import DigestSettings, DigestState, KeptDigest, Run, RunState, Section
from bot.views.digest_content import Part, PolicyLine
from bot.views.digest_lists import list_view
from bot.views.digest_settings import MENTION, PUBLIC, QUIET_LINE, settings_card, settings_view
from bot.views.digest_why import why_lines
from bot.views.markup import mrkdwn
from bot.weeks import DAYS, Schedule, Week
from rules.drift import Headline, Share, Test, Verdict
from tests.drawn import HOSTILE, elements, fields, labels, payload
from tests.sample_digests import CAROL, CHANNEL, DANA, DRIFT, NORMAL, NOTHING, SETTINGS, SINCE, UNTIL, WAITING
from tests.test_digest_view import read_aloud

LAST = "https://acme.slack.com/archives/C0PROCURE/p1730000000000141"
SENT = Run(CHANNEL, Week(2026, 48), SINCE, SINCE, SINCE, SINCE, RunState.SENT, late=False, by=None, ts="1.1")
KEPT = KeptDigest(CHANNEL, SETTINGS, DigestState.ON, SINCE, DANA, SINCE, 7, None, SENT)
NOW = UNTIL - timedelta(days=2)


def form(kept: KeptDigest | None = KEPT, settings: DigestSettings = SETTINGS, **changes: Any) -> dict[str, Any]:
    return settings_view(settings, kept, now=NOW, channel=CHANNEL, metadata=f"{CHANNEL}|7", **changes)


def stands(view: dict[str, Any]) -> list[str]:
    return next(
        str(each["text"]["text"]).splitlines() for each in view["blocks"] if each["block_id"] == "digest.stands"
    )


def ticked(view: dict[str, Any], field: str) -> set[str]:
    return {each["value"] for each in fields(view)[field]["element"].get("initial_options", ())}


class TestTheForm:
    def test_slack_takes_it(self) -> None:
        for view in (form(None), form(), form(last=LAST, unused=tuple(Section)), form(answers=True)):
            assert [str(each) for each in check_view(view)] == []

    def test_it_says_first_how_the_digest_stands(self) -> None:
        assert stands(form(None)) == ["No digest has been set up in this channel."]
        assert stands(form(last=LAST)) == [
            "*Digest is on*: Mondays at 9:00 (Europe/Madrid).",
            f"Last sent Mon 23 Nov (<{LAST}|Open it>). Next due Mon 30 Nov.",
        ]
        assert stands(form(replace(KEPT, last=None)))[1] == "None has been sent yet. Next due Mon 30 Nov."
        assert stands(form(replace(KEPT, state=DigestState.OFF, since=NOW))) == [
            f"*Digest is off* since Saturday; <@{DANA}> turned it off.",
            "Last sent Mon 23 Nov.",
        ]
        assert stands(form(replace(KEPT, state=DigestState.PAUSED, paused_because="is_archived"))) == [
            (
                "*Digest is paused* since Monday: the channel is archived. Unarchive it and invite me, then turn it on "
                "again."
            ),
            "Last sent Mon 23 Nov.",
        ]

    def test_a_zone_that_this_machine_does_not_know_is_said(self) -> None:
        gone = DigestSettings(Schedule(0, time(9), "Mars/Olympus"))
        assert stands(form(replace(KEPT, settings=gone), gone))[1] == (
            "This machine does not know the time zone Mars/Olympus; until another is chosen, it goes by UTC."
        )

    def test_what_is_set_stands_in_it(self) -> None:
        set_so = DigestSettings(
            Schedule(4, time(16, 30), "America/Port_of_Spain"), frozenset({Section.NEW, Section.CHART}), mention=True
        )
        view = form(KEPT, set_so)
        shown = fields(view)
        assert shown[ids.DIGEST_WEEKDAY]["element"]["initial_option"]["text"]["text"] == DAYS[4]
        assert shown[ids.DIGEST_TIME]["element"]["initial_time"] == "16:30"
        assert shown[ids.DIGEST_ZONE]["element"]["initial_option"] == {
            "text": {"type": "plain_text", "text": "America/Port of Spain"},
            "value": "America/Port_of_Spain",
        }
        assert ticked(view, ids.DIGEST_SECTIONS) == {"new", "chart"}
        assert ticked(view, ids.DIGEST_ALSO) == {MENTION, QUIET_LINE}
        assert shown[ids.DIGEST_STATE]["element"]["initial_option"]["value"] == "on"
        assert view["private_metadata"] == f"{CHANNEL}|7"

    def test_it_offers_every_section_and_says_what_each_is(self) -> None:
        options = fields(form())[ids.DIGEST_SECTIONS]["element"]["options"]
        assert [each["value"] for each in options] == list(Section)
        assert all(each["description"]["text"] for each in options)
        assert {each["value"] for each in fields(form())[ids.DIGEST_ALSO]["element"]["options"]} == {
            PUBLIC,
            MENTION,
            QUIET_LINE,
        }

    def test_whoever_opens_one_that_is_off_sees_it_off_and_one_that_is_paused_on(self) -> None:
        def state(kept: KeptDigest | None, **changes: Any) -> str:
            return str(fields(form(kept, **changes))[ids.DIGEST_STATE]["element"]["initial_option"]["value"])

        assert state(None) == "on"
        assert state(replace(KEPT, state=DigestState.OFF)) == "off"
        assert state(replace(KEPT, state=DigestState.PAUSED)) == "on"
        assert state(KEPT, on=False) == "off"

    def test_every_zone_can_be_chosen_also_one_that_nobody_else_lists(self) -> None:
        def zones(view: dict[str, Any]) -> list[str]:
            groups = fields(view)[ids.DIGEST_ZONE]["element"]["option_groups"]
            return [each["value"] for group in groups for each in group["options"]]

        every = zones(form())
        assert {"Europe/Madrid", "Pacific/Chatham", "America/New_York", "UTC", "Asia/Kathmandu"} <= set(every)
        assert len(every) == len(set(every))
        listed = form(settings=DigestSettings(Schedule(0, time(9), "US/Pacific")))
        assert zones(listed) == ["US/Pacific", *every]

    def test_as_an_answer_it_is_small(self) -> None:
        answer = form(answers=True)
        options = fields(answer)[ids.DIGEST_ZONE]["element"]["options"]
        assert [each["value"] for each in options] == ["Europe/Madrid", "UTC"]
        assert len(json.dumps(answer)) < 8_000

    def test_a_preview_can_be_had_before_it_is_set_up_and_it_can_be_sent_after(self) -> None:
        assert labels(form(None)) == ["Preview"]
        assert labels(form()) == ["Preview", "Send now"]
        assert {each["value"] for each in elements(form())} == {CHANNEL}

    def test_what_is_to_be_said_first_stands_first(self) -> None:
        assert form(note=mrkdwn("Somebody was faster."))["blocks"][0]["text"]["text"] == "Somebody was faster."


class TestTheCard:
    def test_it_says_when_the_digest_comes_and_how_to_change_that(self) -> None:
        card = settings_card(KEPT, now=NOW, last=LAST)
        assert read_aloud(card) == [
            "*Digest is on*: Mondays at 9:00 (Europe/Madrid).",
            f"Last sent Mon 23 Nov (<{LAST}|Open it>). Next due Mon 30 Nov.",
        ]
        assert labels(card) == ["Change", "Preview", "Send now"]
        assert [str(each) for each in check_message(payload(card))] == []

    @pytest.mark.parametrize(
        ("ts", "came"),
        [
            (f"{(SINCE + timedelta(days=2)).timestamp():.6f}", "Wed 25 Nov"),
            *[(each, "Mon 23 Nov") for each in ("1.1", "99999999999999.9", "no message", None)],
        ],
    )
    def test_one_that_came_late_was_sent_when_it_came(self, ts: str | None, came: str) -> None:
        card = settings_card(replace(KEPT, last=replace(SENT, ts=ts, late=True)), now=NOW)
        assert f"Last sent {came}. Next due Mon 30 Nov." in read_aloud(card)

    def test_it_offers_to_leave_out_what_nobody_looked_at(self) -> None:
        card = settings_card(KEPT, now=NOW, unused={Section.POLICY, Section.OVERRIDES})
        offer = next(each for each in card.blocks if each["block_id"] == "digest.offer")
        assert offer["text"]["text"] == (
            "Nobody has pressed Show beside overridden and policy in the last eight digests. Leave them out?"
        )
        assert offer["accessory"]["action_id"] == ids.DIGEST_LEAVE_OUT
        assert offer["accessory"]["value"] == f"{CHANNEL}|overrides,policy"

    def test_it_never_offers_to_leave_out_what_has_no_button_to_press(self) -> None:
        chart = settings_card(KEPT, now=NOW, unused={Section.CHART})
        assert "digest.offer" not in [each["block_id"] for each in chart.blocks]

    def test_it_offers_nothing_that_is_left_out_already(self) -> None:
        without = replace(KEPT, settings=replace(SETTINGS, sections=frozenset(Section) - {Section.POLICY}))
        card = settings_card(without, now=NOW, unused={Section.POLICY})
        assert "digest.offer" not in [each["block_id"] for each in card.blocks]
        assert "Left out: policy." in read_aloud(card)

    def test_it_says_what_was_chosen_besides(self) -> None:
        both = replace(KEPT, settings=replace(SETTINGS, public=True, mention=True))
        notified = "those for whom something waits are notified."
        assert f"Also: decisions of public channels; {notified}" in read_aloud(settings_card(both, now=NOW))
        assert f"Also: {notified}" in read_aloud(settings_card(both, now=NOW, alone=True))
        assert not any(each.startswith("Also") for each in read_aloud(settings_card(KEPT, now=NOW)))

    def test_it_says_why_decisions_of_public_channels_are_left_out(self) -> None:
        said = read_aloud(settings_card(KEPT, now=NOW, alone=True))
        assert any(each.startswith("Decisions of public channels are left out here") for each in said)


class TestWhatShowOpens:
    def test_it_lists_the_section_with_a_link_to_each(self) -> None:
        view = list_view(NORMAL, Section.WAITING)
        assert [str(each) for each in check_view(view)] == []
        said = [each["text"]["text"] for each in view["blocks"] if each["type"] == "section"]
        assert said[0] == "*Waiting* 4 · 23 to 30 November"
        assert said[1] == (
            f"<{WAITING[0].address}|12> “A new canteen operator for Porto”, waits 12 days for Carol; asked by Dana"
        )
        assert len(said) == 5

    def test_it_says_so_where_there_is_nothing(self) -> None:
        for section in Section:
            said = [each["text"]["text"] for each in list_view(NOTHING, section)["blocks"] if each["type"] == "section"]
            assert said[1].startswith(("Nothing that you can see", "No policy"))

    def test_it_names_every_policy(self) -> None:
        both = replace(NORMAL, policies=(PolicyLine("2026-4", CAROL, UNTIL - timedelta(days=1)), *NORMAL.policies))
        said = [each["text"]["text"] for each in list_view(both, Section.POLICY)["blocks"] if each["type"] == "section"]
        assert said == [
            "*Policy* 2 · 23 to 30 November",
            "2026-4 put in force by Carol on Sunday",
            "2026-3 put in force by Dana on Tuesday",
        ]

    def test_what_is_erased_has_a_number_and_no_words(self) -> None:
        gone = replace(WAITING[0], text=None, work=None, asker="", address=None)
        view = list_view(replace(NORMAL, waiting=Part(lines=(gone,), count=1)), Section.WAITING)
        said = [each["text"]["text"] for each in view["blocks"] if each["type"] == "section"]
        assert said[1] == "12 (its words are erased), waits 12 days for Carol; asked by someone (erased)"

    def test_of_more_than_it_lists_it_says_how_many(self) -> None:
        many = replace(NORMAL, waiting=Part(lines=WAITING, count=290))
        said = [
            each["text"]["text"] for each in list_view(many, Section.WAITING)["blocks"] if each["type"] == "section"
        ]
        assert said[-1] == "… and 286 more: `/sourcing history`"


class TestWhy:
    def test_it_shows_every_share_that_was_compared(self) -> None:
        weeks = "1 of 9, 0 of 8, 2 of 10, 1 of 12, 0 of 9, 1 of 8, 2 of 11, 1 of 10"
        assert why_lines(DRIFT) == [
            "Drift comes first: at least one share lies outside its range.",
            (
                "A share is compared where this week has at least 8 of what it is a share of, with the last 8 weeks "
                "that had at least 8."
            ),
            (
                f"Overridden, of what was decided: 5 of 9, 56 %. In the 8 weeks compared 0 to 20 %: {weeks}. "
                "Outside: drift."
            ),
            (
                f"Too early, of what came in: 1 of 11, 9 %. In the 8 weeks compared 0 to 20 %: {weeks}. "
                "Within: nothing is said of it."
            ),
            (
                f"Payroll, of what came in: 4 of 11, 36 %. In the 8 weeks compared 0 to 20 %: {weeks}. "
                "Outside, as one of so many kinds of work can be by chance: nothing is said of it."
            ),
            "Catering, of what came in: 0 of 7. Not compared: fewer than 8.",
            "Lift maintenance, of what came in: 0 of 8. Not compared: only 3 weeks of the last 26 had at least 8.",
        ]

    def test_kinds_of_work_that_came_to_the_same_share_a_line(self) -> None:
        payroll = DRIFT.tests[2]
        catering = replace(payroll, kind="catering", now=Share(1, 11))
        nothing = replace(payroll, kind="lifts", now=Share(0, 11), verdict=Verdict.WITHIN)
        within = replace(payroll, now=Share(1, 11), verdict=Verdict.WITHIN)
        few = replace(payroll, now=Share(1, 2), verdict=Verdict.TOO_FEW)

        def kinds(*tests: Test) -> list[str]:
            return why_lines(replace(DRIFT, tests=tests))[2:]

        assert kinds(payroll, catering) == [
            (
                "Kinds of work outside, as some of so many can be by chance, of what came in: payroll 4 of 11 (0 to 20 "
                "%); catering 1 of 11 (0 to 20 %). Nothing is said of them."
            )
        ]
        assert kinds(within, nothing, nothing) == [
            (
                "Kinds of work within their ranges, of what came in: payroll 1 of 11 (0 to 20 %); 2 kinds of which "
                "none came in. Nothing is said of them."
            )
        ]
        assert kinds(few, few) == ["2 kinds of work, of 2 that came in. Not compared: fewer than 8."]
        drifted = replace(payroll, verdict=Verdict.DRIFT)
        assert len(kinds(drifted, drifted)) == 2

    def test_it_says_why_something_else_comes_first(self) -> None:
        assert why_lines(NORMAL)[0] == "What waits comes first: no share lies outside its range."
        assert why_lines(NOTHING)[0] == "Nothing needs anybody: no share lies outside its range, and nothing waits."


@pytest.mark.parametrize("kind", HOSTILE)
def test_slack_takes_the_form_and_the_card_whatever_slack_or_a_zone_is_called(kind: str) -> None:
    zone = "".join(HOSTILE[kind].split())[:64] or "x"
    odd = DigestSettings(Schedule(0, time(9), zone))
    kept = replace(KEPT, settings=odd, state=DigestState.PAUSED, paused_because=HOSTILE[kind])
    assert [str(each) for each in check_view(form(kept, odd))] == []
    assert [str(each) for each in check_message(payload(settings_card(kept, now=NOW)))] == []
    assert why_lines(replace(DRIFT, kinds={"payroll": HOSTILE[kind]}, headline=Headline.DRIFT))
