"""Everything behind the page: the workspace with its people, and the bot that serves it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.playground import snapshot
from bot.playground.company import FIRST_CHANNEL, POLICY_OWNER, REVIEWERS_GROUP, make_conversation, settle_in
from bot.playground.seed import begin, live_through_nine_weeks
from bot.playground.stand_in.installed_app import InstalledApp, app_manifest
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.supervised_bot import SupervisedBot

Trouble = Literal["down", "up", "throttle", "drop_socket", "restart_bot", "refuse_charts", "take_charts"]

_CHART = "data_visualization"
_THROTTLED_CALLS = 2
_RETRY_AFTER_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """A workspace in use."""

    slack: SlackStandIn
    people: Mapping[str, Person]
    """Those who can sit down at a window, by name."""
    bot: SupervisedBot
    manifest: Mapping[str, Any]

    def person(self, name: str) -> Person:
        """The same person in a window of their own; raises KeyError for a name that nobody has."""
        person = Person(self.slack, self.people[name].user.name)
        person.desktop.channel = self.slack.workspace.channel_named(FIRST_CHANNEL)
        return person

    def parts(self, person: Person) -> Iterable[snapshot.Part]:
        """What this person's window shows."""
        return snapshot.parts(self.slack, person, self.manifest, self.bot.state)

    async def make_trouble(self, what: Trouble) -> None:
        """Let something go wrong, or right again."""
        match what:
            case "down":
                await self.slack.take_down()
            case "up":
                self.slack.bring_up()
            case "throttle":
                self.slack.fail_next(
                    "chat.postMessage", status=429, retry_after=_RETRY_AFTER_SECONDS, times=_THROTTLED_CALLS
                )
            case "drop_socket":
                await self.slack.sockets.drop("reset")
            case "refuse_charts":
                self.slack.workspace.withheld.add(_CHART)
            case "take_charts":
                self.slack.workspace.withheld.discard(_CHART)
            case "restart_bot":
                await self.bot.restart()


@asynccontextmanager
async def stage(database: Path, *, http: bool, seed: bool) -> AsyncIterator[Stage]:
    """A stage from its first request to its last; raises CannotServeError where the bot cannot start.

    With `seed`, nine weeks of decisions lie behind it, and it is Friday afternoon.
    """
    manifest = app_manifest()
    async with SlackStandIn(app=InstalledApp.from_manifest(manifest)) as slack:
        people = settle_in(slack)
        lead = people[POLICY_OWNER].id
        bot = SupervisedBot(slack, database, http=http, owners=[lead], reviewers=[REVIEWERS_GROUP], lead=lead)
        if seed:
            begin(slack)
        async with bot.serving():
            if seed:
                await live_through_nine_weeks(slack, people)
            make_conversation(slack, people)
            yield Stage(slack, people, bot, manifest)
