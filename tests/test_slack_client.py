"""What the bot makes of Slack's answers, whole, broken and missing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.server import SlackStandIn
from bot.slack.client import (
    NoAnswerError,
    NotReachedError,
    NotWelcomeError,
    RateLimitedError,
    SlackError,
    UnknownResultError,
    call,
    slack_client,
    slack_session,
)
from bot.slack.clocks import SlackClock
from bot.slack.conversations import Conversations
from bot.slack.questions import SlackQuestions

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@asynccontextmanager
async def answering(answer: web.Response) -> AsyncIterator[tuple[AsyncWebClient, SlackClock]]:
    """A client of a server that gives one answer to everything, and the clock that its answers set."""

    async def give(_: web.Request) -> web.Response:
        return answer

    site = web.Application()
    site.router.add_route("*", "/{path:.*}", give)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    clock = SlackClock(NOON)
    async with slack_session(clock) as session:
        yield slack_client("xoxb-1", f"http://127.0.0.1:{runner.addresses[0][1]}/api/", session), clock
    await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "content_type", "body", "kind"),
    [
        (503, "text/plain", "upstream connect error or disconnect/reset before headers", UnknownResultError),
        (502, "text/html", "<html>Bad Gateway</html>", UnknownResultError),
        (504, "text/html", "<html>Gateway Timeout</html>", NoAnswerError),
        (200, "text/plain", "ok", UnknownResultError),
        (200, "text/html", "<html>Please sign in to the hotel's network</html>", UnknownResultError),
        (200, "application/json", '{"ok": tr', UnknownResultError),
        (200, "application/json", "[]", UnknownResultError),
        (200, "application/json", "null", UnknownResultError),
        (200, "application/json", "", UnknownResultError),
        (200, "application/json", '{"ok": false, "error": "internal_error"}', UnknownResultError),
        (200, "application/json", '{"ok": false, "error": "request_timeout"}', NoAnswerError),
        (200, "application/json", '{"ok": false, "error": "team_added_to_org"}', UnknownResultError),
        (200, "application/json", '{"ok": false, "error": "ratelimited"}', RateLimitedError),
        (429, "text/plain", "slow down", RateLimitedError),
        (200, "application/json", '{"ok": false, "error": "invalid_auth"}', NotWelcomeError),
    ],
)
async def test_whatever_comes_instead_of_an_answer_has_a_name(
    status: int, content_type: str, body: str, kind: type[SlackError]
) -> None:
    async with answering(web.Response(status=status, text=body, content_type=content_type)) as (client, _):
        with pytest.raises(SlackError) as raised:
            await call(client.auth_test)
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30), ("0", 0), ("soon", 0), ("-5", 0), ("9" * 400, 3600), ("²", 0)]
)
async def test_slack_may_ask_to_wait_for_an_hour_at_most(header: str, seconds: float) -> None:
    headers = {"Retry-After": header}
    async with answering(web.Response(status=429, headers=headers)) as (client, _):
        with pytest.raises(RateLimitedError) as raised:
            await call(client.auth_test)
    assert raised.value.retry_after == seconds


async def test_a_call_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.client.TIMEOUT", 0.1)
    async with SlackStandIn() as slack, slack_session(SlackClock(NOON)) as session:
        slack.fail_next("auth.test", stall=2)
        with pytest.raises(NoAnswerError):
            await call(slack_client(slack.app.bot_token, slack.api_url, session).auth_test)


async def test_a_call_that_never_left_is_told_from_one_without_an_answer() -> None:
    async with slack_session(SlackClock(NOON)) as session:
        with pytest.raises(NotReachedError):
            await call(slack_client("xoxb-1", "http://127.0.0.1:9/api/", session).auth_test)


@pytest.mark.parametrize("apart", [timedelta(days=-400), timedelta(minutes=-6), timedelta(hours=30)])
async def test_slacks_clock_is_known_from_its_answers(apart: timedelta) -> None:
    answer = web.json_response({"ok": True}, headers={"Date": format_datetime(NOON + apart, usegmt=True)})
    async with answering(answer) as (client, clock):
        await call(client.auth_test)
        assert timedelta() <= clock.now() - (NOON + apart) < timedelta(minutes=1)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 12:00:00 GMT"])
async def test_a_date_that_is_none_leaves_the_clock_alone(date: str) -> None:
    async with answering(web.json_response({"ok": True}, headers={"Date": date})) as (client, clock):
        await call(client.auth_test)
        assert timedelta() <= clock.now() - NOON < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("apart", "woken"), [(timedelta(seconds=3), 0), (timedelta(hours=8), 1), (-timedelta(days=1), 1)]
)
def test_whoever_waits_for_a_time_is_woken_where_slack_tells_another_than_was_reckoned_with(
    apart: timedelta, woken: int
) -> None:
    clock, wakes = SlackClock(NOON), list[timedelta]()
    clock.tell_of_jumps(lambda: wakes.append(clock.now() - NOON))
    for _ in range(2):
        clock.hear(format_datetime(NOON + apart, usegmt=True))
    assert len(wakes) == woken
    assert all(timedelta() <= each - apart < timedelta(minutes=1) for each in wakes), "the clock is set by then"


async def test_what_slack_limits_for_the_workspace_is_not_asked_again_before_it_may_be() -> None:
    async with SlackStandIn() as slack, slack_session(SlackClock(NOON)) as session:
        client = slack_client(slack.app.bot_token, slack.api_url, session)
        question = SlackQuestions(client.auth_test)
        slack.fail_next("auth.test", status=429, retry_after=30)
        for _ in range(3):
            with pytest.raises(RateLimitedError) as raised:
                await question.ask()
            assert 0 < raised.value.retry_after <= 30
        assert len([each for each in slack.log if isinstance(each, ApiCall)]) == 1
        assert slack.faults == []


async def test_of_many_questions_at_once_no_more_are_asked_than_slack_takes() -> None:
    now = 0.0
    async with SlackStandIn() as slack, slack_session(SlackClock(NOON)) as session:
        client = slack_client(slack.app.bot_token, slack.api_url, session)
        question = SlackQuestions(client.auth_test, a_minute=3, clock=lambda: now)
        for seconds, asked in ((0.0, 3), (19.0, 3), (20.5, 4), (3_600.0, 7)):
            now = seconds
            waits = await asyncio.gather(*(question.ask() for _ in range(5)), return_exceptions=True)
            refused = [each for each in waits if isinstance(each, RateLimitedError)]
            assert len([each for each in slack.log if isinstance(each, ApiCall)]) == asked
            assert all(0 < each.retry_after <= 20 for each in refused)
        assert slack.faults == []


@pytest.mark.parametrize(("conversation", "private"), [("C1", False), ("D1", True), ("G1", True), ("U1", True)])
async def test_slack_is_not_asked_whether_a_conversation_between_people_is_public(
    conversation: str, private: bool
) -> None:
    public = web.json_response({"ok": True, "channel": {"id": "C1", "is_channel": True, "is_private": False}})
    async with answering(public) as (client, _):
        assert await Conversations(client).is_private(conversation) is private


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ({"is_ext_shared": False, "is_pending_ext_shared": False}, False),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"pending_connected_team_ids": ["T2"]}, True),
    ],
)
async def test_a_channel_counts_as_shared_as_soon_as_another_company_may_come_in(
    said: dict[str, object], shared: bool
) -> None:
    about = web.json_response({"ok": True, "channel": {"id": "C1", "is_channel": True, **said}})
    async with answering(about) as (client, _):
        assert await Conversations(client).is_shared_outside("C1") is shared


async def test_a_channel_that_slack_does_not_show_us_counts_as_shared() -> None:
    async with answering(web.json_response({"ok": False, "error": "channel_not_found"})) as (client, _):
        assert await Conversations(client).is_shared_outside("C1")


async def test_a_message_far_back_is_found_at_the_pace_at_which_slack_lets_us_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.slack.conversations._LOOKS_A_MINUTE", 100)
    monkeypatch.setattr("bot.slack.conversations._PAGE", 1)
    mark = {"event_type": "sought", "event_payload": {"number": 1}}
    async with SlackStandIn() as slack, slack_session(SlackClock(NOON)) as session:
        slack.rates.enabled = False
        general = slack.channel("general")
        general.members.add(slack.bot.id)
        sought = slack.workspace.post(general, slack.bot.id, "Here", metadata=mark, by_app=True)
        for number in range(101):
            slack.workspace.post(general, slack.bot.id, f"Lunch {number}?")
        conversations = Conversations(slack_client(slack.app.bot_token, slack.api_url, session))
        since = datetime.now(UTC)
        assert await conversations.message_with(mark, general.id, None, since, most_pages=102) == sought.ts
