"""Who the reviewers are, as Slack says it at that moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.reviewers import KNOWN_FOR, Reviewers
from bot.roster import unmet
from bot.slack.people import Company, People
from bot.store import Store
from bot.store.writer import Readers
from bot.views.markup import Mrkdwn
from rules.approvals import one_reviewer
from rules.decision_status import Capacity
from tests.small_approvals import policy_with

GROUP = "S0PROCUREMENT"
ASKER = "UASKER"
ONE = (one_reviewer(),)
POLICY = policy_with()


class Asked:
    """Slack, the reviewers, and a clock that is put forward by hand."""

    def __init__(self, slack: SlackStandIn, readers: Readers) -> None:
        self.slack = slack
        self.seconds = 0.0
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url, retry_handlers=[])
        people = People(client, Company(slack.workspace.team.id), clock=lambda: self.seconds)
        self.reviewers = Reviewers(
            client,
            people,
            readers,
            lambda: POLICY,
            lambda: datetime(2026, 11, 30, tzinfo=UTC),
            base=frozenset({GROUP}),
            clock=lambda: self.seconds,
        )

    async def may(self, who: str) -> bool:
        """Whether somebody decides what another has asked."""
        return isinstance((await self.reviewers.roster()).capacity(who, ASKER, ONE), Capacity)

    def times(self) -> int:
        """How often Slack was asked who is in the group."""
        asked = (each.method for each in self.slack.log if isinstance(each, ApiCall))
        return sum(method == "usergroups.users.list" for method in asked)


@asynccontextmanager
async def asking(folder: Path) -> AsyncIterator[Asked]:
    """With an empty log."""
    Store.open(folder / "log.db", clock=lambda: datetime(2026, 11, 30, tzinfo=UTC)).close()
    readers = Readers.start(folder / "log.db")
    async with SlackStandIn() as slack:
        yield Asked(slack, readers)
    await readers.stop()


async def test_whoever_leaves_the_group_decides_no_more_at_once(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        carol = Person(asked.slack, "carol")
        asked.slack.workspace.groups[GROUP] = [carol.id]
        assert await asked.may(carol.id)
        asked.slack.workspace.groups[GROUP] = []
        assert not isinstance((await asked.reviewers.roster(anew=True)).capacity(carol.id, ASKER, ONE), Capacity)


async def test_what_slack_said_serves_for_ten_seconds_where_it_is_asked_too_often(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        carol = Person(asked.slack, "carol")
        asked.slack.workspace.groups[GROUP] = [carol.id]
        assert await asked.may(carol.id)
        asked.slack.fail_next("usergroups.users.list", status=429, retry_after=60)
        assert isinstance((await asked.reviewers.roster(anew=True)).capacity(carol.id, ASKER, ONE), Capacity)
        asked.seconds += KNOWN_FOR
        assert not isinstance((await asked.reviewers.roster(anew=True)).capacity(carol.id, ASKER, ONE), Capacity)
        assert KNOWN_FOR <= 10


async def test_what_slack_has_just_said_is_not_asked_again(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        asked.slack.workspace.groups[GROUP] = [f"U{number:04}" for number in range(200)]
        for _ in range(5):
            assert await asked.may("U0123")
        assert asked.times() == 1


async def test_where_slack_does_not_say_nobody_decides_until_it_does(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        carol = Person(asked.slack, "carol")
        refused = (await asked.reviewers.roster()).capacity(carol.id, ASKER, ONE)
        assert isinstance(refused, Mrkdwn)
        assert refused.source.startswith("Slack does not say just now who the reviewers are")
        asked.slack.workspace.groups[GROUP] = [carol.id]
        assert await asked.may(carol.id), "nothing is remembered of a question without an answer"


async def test_whoever_left_slack_is_not_counted(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        carol = Person(asked.slack, "carol")
        asked.slack.workspace.groups[GROUP] = [carol.id]
        assert unmet(ONE, await asked.reviewers.roster(thorough=True), ASKER) is None
        asked.slack.workspace.users[carol.id].deleted = True
        asked.seconds += 1_000
        said = unmet(ONE, await asked.reviewers.roster(thorough=True), ASKER)
        assert said is not None
        assert "But nobody else can." in said.source
