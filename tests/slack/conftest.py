"""The real bot against the stand-in for Slack, over both transports."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.playground.stand_in.workspace import Channel
from bot.server import Running, running
from bot.settings import Settings
from bot.store import Post, RecordedDecision, Store
from tests.patience import lift_limits, shorten_pauses
from tests.slack.steady import STEADY_TEXT
from tests.test_manifest import MANIFEST

SECRET = "the signing secret"  # noqa: S105 - of the stand-in
HELP_DESK = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"
Transport = Literal["http", "socket"]


class Office:
    """A workspace with the app installed from its manifest, two people, a channel, and the bot's log."""

    def __init__(self, slack: SlackStandIn, transport: Transport, folder: Path) -> None:
        self.slack = slack
        self.transport = transport
        self.database = folder / "decisions.db"
        self.alice = Person(slack, "alice")
        self.bob = Person(slack, "bob")
        self.owners = frozenset({self.alice.id})
        self.guests_decide = False
        self.reviewers = frozenset[str]()
        self.lead: str | None = None
        self.own_requests = False
        self.policy_file: Path | None = None
        self.clock = lambda: datetime.now(UTC)
        self.general = slack.channel("general", self.alice, self.bob)
        for person in (self.alice, self.bob):
            person.looks_at(self.general)

    @property
    def settings(self) -> Settings:
        """The bot's settings for this workspace and transport."""
        http = self.transport == "http"
        return Settings(
            sourcing_database=self.database,
            sourcing_home_country="GB",
            sourcing_policy=self.policy_file,
            sourcing_policy_owners=self.owners,
            sourcing_guests_decide=self.guests_decide,
            sourcing_reviewers=self.reviewers,
            sourcing_lead=self.lead,
            sourcing_own_requests=self.own_requests,
            slack_bot_token=SecretStr(self.slack.app.bot_token),
            slack_app_token=None if http else SecretStr(self.slack.app.app_token),
            slack_signing_secret=SecretStr(SECRET) if http else None,
            slack_api_url=self.slack.api_url,
        )

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Running]:
        """The bot, from start to an orderly end; again for a restart."""
        async with running(self.settings, "127.0.0.1", 0, clock=self.clock) as server:
            if self.transport == "socket":
                await self.slack.sockets.connected()
                yield server
                return
            transport = HttpTransport(f"http://127.0.0.1:{server.port}/slack/events", SECRET)
            self.slack.transport = transport
            yield server
            await transport.close()

    def decisions(self) -> list[RecordedDecision]:
        """What is on the record, newest first."""
        with Store.read(self.database) as store:
            return store.decisions()

    def posts(self) -> list[Post]:
        """Where the log says that the first decision's cards are."""
        return self.posts_of(1)

    def posts_of(self, decision_id: int) -> list[Post]:
        """Where the log says that a decision's cards are."""
        with Store.read(self.database) as store:
            return store.posts_of(decision_id)

    def last_actor(self) -> str | None:
        """Who moved the first decision on last."""
        with Store.read(self.database) as store:
            decided = store.course(1).decided
        return decided.by if decided else None

    def posted(self, channel: Channel) -> list[str]:
        """The texts of the bot's messages in a channel."""
        return [each.text for each in self.alice.messages(channel) if each.by_app and each.ephemeral_to is None]


async def eventually(condition: Callable[[], bool], within: float = PATIENCE) -> None:
    """Waits until something is so that Slack does not see, such as a row in the log."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - a file tells nobody that it has changed
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, nothing fails for want of time; and however quick, nothing waits for nothing."""
    lift_limits(monkeypatch)
    shorten_pauses(monkeypatch)


@pytest.fixture(params=["http", "socket"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """The workspace; whatever Slack would have refused fails the test at its end."""
    app = InstalledApp.from_manifest(MANIFEST)
    async with SlackStandIn(app=app, ack_limit=PATIENCE, rate_limits=False) as slack:
        yield Office(slack, request.param, tmp_path)
        assert slack.faults == []
        # Who asked is named on their card; nobody else is ever addressed.
        pinged = {each.mention.target for each in slack.notified if each.mention.kind != "channel"}
        assert pinged <= {*slack.workspace.users, *slack.workspace.groups}


@pytest.fixture
def steady(office: Office, tmp_path: Path) -> None:
    """The policy in force is a small one, whose questions are known."""
    office.policy_file = tmp_path / "steady.toml"
    office.policy_file.write_text(STEADY_TEXT, encoding="utf-8")
