"""The bot as a running server: what is opened, in which order, and how it ends."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import create_app
from bot.assessing import assess
from bot.current_policy import CurrentPolicy, LoadedPolicy
from bot.decisions.decisions import Decisions
from bot.delegating import Delegating
from bot.desk import Desk
from bot.digest.digests import Digests
from bot.digest.public_channels import PublicChannels
from bot.digest.scheduler import Scheduler
from bot.digest.setting_up import SettingUp
from bot.digest_posting import Weekly
from bot.handlers.bot import Bot
from bot.handlers.forms import Forms
from bot.health import Health
from bot.home import Homes
from bot.notices import Answers
from bot.on_their_way import OnTheirWay
from bot.policy.changes import PolicyChanges
from bot.policy.uploads import PolicyUploads
from bot.posting import Telling
from bot.questionnaire.drafts import Questionnaires
from bot.reminders import Reminders
from bot.requests import Request
from bot.retention import Nightly
from bot.reviewers import Reviewers
from bot.sender import Sender
from bot.settings import Settings
from bot.sight import Sight
from bot.slack.at_start import CannotServeError as CannotServeError
from bot.slack.at_start import SlackAtStart, StoppedError
from bot.slack.client import call, slack_client, slack_session
from bot.slack.clocks import ClockCheck, SlackClock, SteadyClock
from bot.slack.conversations import Conversations
from bot.slack.files import SlackFiles
from bot.slack.http import protocol_log, web_app
from bot.slack.names import Names
from bot.slack.people import Company, People
from bot.slack.socket_mode import SocketMode
from bot.slack.zones import Zones
from bot.store import PolicyChange, Store, StoreError
from bot.store.writer import Readers, Writer
from bot.tasks import TaskSet
from rules.reading import load
from rules.suggest import MistakesError

log = logging.getLogger(__name__)

_Opened = TypeVar("_Opened")

_LOCK_SECONDS = 1.0
"""For another program that writes the log: a request that comes while one waits may wait twice as long, and Slack
takes an answer for three seconds."""
_IN_FLIGHT_SECONDS = 3.0
_FLUSH_SECONDS = 2.0
_SWITCH_SECONDS = 0.001
"""How long a thread runs before another gets its turn; Python's own is 0.005. While requests of 40,000 characters are
read on a thread, `/sourcing help` takes 8 to 14 ms (p50) instead of 19 to 24, and 190 to 240 (p99) instead of 230 to
290."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that takes requests."""

    port: int
    """Of the HTTP side, which always serves health."""
    stop: asyncio.Event
    """Set it to end the server."""
    failed: asyncio.Event
    """Set where the server ended itself because it had lost Slack."""


def _now() -> datetime:
    return datetime.now(UTC)


def _pass_over(_: str) -> None:
    """Nobody has to be told."""


@asynccontextmanager
async def running(
    settings: Settings,
    host: str,
    port: int,
    *,
    clock: Callable[[], datetime] = _now,
    slack_clock: SlackClock | None = None,
    steady_clock: SteadyClock | None = None,
    stop: asyncio.Event | None = None,
    tell: Callable[[str], None] = _pass_over,
) -> AsyncIterator[Running]:
    """A server from its first request to its last; raises CannotServeError where it cannot start.

    While Slack is away it waits, and health is served: `tell` is told what is waited for, and where health is.
    Setting `stop` meanwhile raises StoppedError. `clock` tells the time that decisions, posts and drafts are kept
    under, `slack_clock` what Slack's answers say it is, and waits go by `steady_clock`. On the way out it stops taking
    requests, finishes those in flight, sends what is due, and closes the log.
    """
    stop = stop or asyncio.Event()
    async with AsyncExitStack() as closing:
        # What can be wrong on this machine comes before anything connects.
        writer = _opened(lambda: Writer.start(settings.sourcing_database, clock, wait=_LOCK_SECONDS))
        closing.push_async_callback(writer.stop)
        readers = _opened(lambda: Readers.start(settings.sourcing_database))
        closing.push_async_callback(readers.stop)
        last_change = _opened(lambda: _last_policy_change(settings))
        current = _opened(lambda: CurrentPolicy(settings.sourcing_policy, last_change))
        _opened(lambda: _warm_up(current.loaded()))
        slack_clock = slack_clock or SlackClock(clock())
        session = await closing.enter_async_context(slack_session(slack_clock))
        client = slack_client(_secret(settings.slack_bot_token), settings.slack_api_url, session)
        slack = SlackAtStart(stop, lambda what: tell(f"{what} Health on http://{host}:{bound}/healthz and /readyz."))
        front = _Front(slack.problems)
        site = web_app(
            None if settings.socket_mode else lambda: front.app,
            _secret(settings.slack_signing_secret),
            lambda: front.problems(),
        )
        runner = web.AppRunner(site, access_log=None, logger=protocol_log, shutdown_timeout=_IN_FLIGHT_SECONDS)
        closing.push_async_callback(runner.cleanup)
        bound = await _listen(runner, host, port)
        identity = await slack.ask(lambda: _who_we_are(client), "SLACK_BOT_TOKEN")
        desk = Desk(current, writer, readers, settings.sourcing_home_country)
        company = Company(identity.team_id or "", identity.enterprise_id)
        people = People(client, company, guests_decide=settings.sourcing_guests_decide)
        conversations = Conversations(client)
        sight = Sight(conversations, readers)
        reviewers = Reviewers(
            client,
            people,
            readers,
            desk.policy,
            clock,
            base=settings.sourcing_reviewers,
            own_requests=settings.sourcing_own_requests,
        )
        homes = Homes(current, reviewers.roster, client, writer, readers, people, sight, clock, identity.url or "")
        zones = Zones(client)
        reminders = Reminders(
            writer,
            readers,
            reviewers.roster,
            people,
            sight,
            zones,
            desk.policy,
            slack_clock.now,
            lead=settings.sourcing_lead,
            workspace_url=identity.url or "",
        )
        on_their_way = OnTheirWay()
        weekly_digests = Digests(
            writer=writer,
            readers=readers,
            public_channels=PublicChannels(conversations, people, readers),
            names=Names(client),
            roster=reviewers.roster,
            policy=desk.policy,
            now=slack_clock.now,
            workspace_url=identity.url or "",
        )
        grace = timedelta(hours=settings.sourcing_digest_grace_hours)
        telling = Telling(
            identity.url or "",
            people,
            sight,
            homes.publish,
            on_their_way,
            reminders.draw,
            reminders.redraw,
            Weekly(weekly_digests.draw, grace, slack_clock.now),
        )
        scheduler = Scheduler(
            writer,
            readers,
            slack_clock.now,
            grace,
            check_clock=ClockCheck(slack_clock, clock, partial(call, client.auth_test)).check,
        )
        slack_clock.tell_of_jumps(scheduler.look_again)
        await scheduler.start()  # before the sender: what has become too late is not sent
        closing.push_async_callback(scheduler.stop)
        sender = Sender(desk, client, writer, readers, steady_clock or SteadyClock(clock()), slack_clock, telling)
        await sender.start()
        closing.push_async_callback(sender.stop, _FLUSH_SECONDS)
        await reminders.start()
        slack_clock.tell_of_jumps(reminders.look_again)
        closing.push_async_callback(reminders.stop)
        changes = PolicyChanges(current, writer, readers, settings.sourcing_policy_owners)
        closing.push_async_callback(changes.stop)
        files = SlackFiles(session, client, _secret(settings.slack_bot_token), settings.slack_api_url)
        uploads = PolicyUploads(changes, current, files, settings.sourcing_database, writer, people, sight, reviewers)
        await uploads.start()
        closing.push_async_callback(uploads.stop)
        nightly = Nightly(settings.sourcing_database, writer, desk.policy, clock, settings.sourcing_policy_owners)
        await nightly.start()
        closing.push_async_callback(nightly.stop)
        tasks = TaskSet()
        closing.push_async_callback(tasks.drain, _IN_FLIGHT_SECONDS)
        bot = Bot(
            desk=desk,
            decisions=Decisions(desk, writer, readers, clock),
            questionnaires=Questionnaires(desk, writer, readers),
            answers=Answers(writer),
            policy=changes,
            forms=Forms(client, tasks),
            session=session,
            tasks=tasks,
            people=people,
            sight=sight,
            reviewers=reviewers,
            delegating=Delegating(writer, readers, people, zones, clock),
            homes=homes,
            reminders=reminders,
            on_their_way=on_their_way,
            digests=weekly_digests,
            setting_up=SettingUp(writer, readers, slack_clock.now),
            client=client,
            conversations=conversations,
            zones=zones,
            slack_clock=slack_clock,
            workspace_url=identity.url or "",
            api_url=settings.slack_api_url,
            user_id=identity.bot_user_id or "",
        )
        app = create_app(bot, client, identity)
        socket = await _socket_mode(app, settings, slack, session, closing) if settings.socket_mode else None
        health = Health(client, socket, stop, writer, settings.sourcing_database)
        closing.push_async_callback(health.stop)
        front.app, front.problems = app, health.problems
        # Once more, and so the first to end: what is being answered needs everything else.
        closing.push_async_callback(runner.cleanup)
        failed = asyncio.Event()
        if socket is not None:

            def lost() -> None:
                failed.set()
                stop.set()

            closing.callback(asyncio.create_task(socket.watch(lost), name="watchdog").cancel)
        yield Running(port=bound, stop=stop, failed=failed)
        stop.set()
        log.info("stopping")


async def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> int:
    """Runs until SIGTERM or SIGINT; returns the exit status: 1 where Slack was lost for good."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        async with running(settings, host, port, stop=stop, tell=announce) as server:
            how = "Socket Mode" if settings.socket_mode else f"http://{host}:{server.port}/slack/events"
            announce(f"Ready: {how}, health on http://{host}:{server.port}/healthz and /readyz.")
            await stop.wait()
            return 1 if server.failed.is_set() else 0
    except StoppedError:
        return 0


@dataclass(slots=True)
class _Front:
    """What the HTTP side, which is there from the start, knows of what comes later."""

    problems: Callable[[], Awaitable[list[str]]]
    app: AsyncApp | None = None


async def _listen(runner: web.AppRunner, host: str, port: int) -> int:
    """Takes connections; returns the port. Raises CannotServeError."""
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise CannotServeError(f"Port {port} on {host} cannot be used ({error.strerror}); choose another.") from None
    return int(runner.addresses[0][1])


async def _who_we_are(client: AsyncWebClient) -> AuthorizeResult:
    """Asked once, at the start: a wrong token is told before anything is served.

    Raises SlackError, and CannotServeError for a whole organisation's.
    """
    answer = await call(client.auth_test)
    if answer.get("is_enterprise_install") or not str(answer.get("team_id") or "").startswith("T"):
        raise CannotServeError(
            "SLACK_BOT_TOKEN is of an app that was installed for a whole organisation, and the bot serves one "
            "workspace; install the app in that workspace and use the token that it gets there."
        )
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer.get("team_id"),
        team=answer.get("team"),
        url=answer.get("url"),
        bot_id=answer.get("bot_id"),
        bot_user_id=answer.get("user_id"),
        bot_token=client.token,
    )


async def _socket_mode(
    app: AsyncApp, settings: Settings, slack: SlackAtStart, session: aiohttp.ClientSession, closing: AsyncExitStack
) -> SocketMode:
    token = _secret(settings.slack_app_token)
    # The client would try a wrong token for ever, in silence.
    await slack.ask(lambda: call(app.client.apps_connections_open, app_token=token), "SLACK_APP_TOKEN")
    socket = SocketMode(app, token, session)
    closing.push_async_callback(socket.close, _IN_FLIGHT_SECONDS)
    await slack.unless_stopped(socket.connect())
    return socket


def _last_policy_change(settings: Settings) -> PolicyChange | None:
    with Store.read(settings.sourcing_database) as log_file:
        return log_file.latest_policy_change()


def _opened(start: Callable[[], _Opened]) -> _Opened:
    try:
        return start()
    except (StoreError, MistakesError) as error:
        raise CannotServeError(str(error)) from None


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""


def _warm_up(loaded: LoadedPolicy) -> None:
    """Reads all vocabularies and works out the policy's tables, so that the first request is as quick as the second."""
    load()
    for text in ("A first request from Manila", "One that says nothing"):
        assess(Request(text=text, home_country="GB", who="", where=""), loaded)
