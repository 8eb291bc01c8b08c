"""Weekly digests that are due, and what they say here in place of what the record would have to tell."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest

import bot.server
from bot.cli import main
from bot.digest_posting import DrawDigest, Weekly
from bot.playground.stand_in.workspace import Channel, Message
from bot.store import DigestSettings, KeptDigest, Run, RunState, Store, digests
from bot.store.driver import Database
from bot.views import blocks
from bot.views.digest_message import DigestMessage
from bot.views.markup import mrkdwn
from bot.weeks import Schedule, Week
from tests.slack.conftest import Office

GRACE = timedelta(hours=48)
CHART: blocks.Block = {
    "type": "data_visualization",
    "block_id": "digest.chart",
    "title": "Models in use",
    "chart": {
        "type": "bar",
        "series": [{"name": "This week", "data": [{"label": "In-house", "value": 2}]}],
        "axis_config": {"categories": ["In-house"]},
    },
}


def said(text: str, *more: blocks.Block) -> blocks.Message:
    """A message of one paragraph, and of what is given."""
    words = mrkdwn("{text}", text=text)
    return blocks.message(words, [blocks.section("digest.text", words), *more])


@dataclass(slots=True)
class Drawn:
    """What every digest says."""

    text: str = "3 wait for a decision."
    chart: bool = False
    more: str | None = None
    nothing: bool = False
    """Whether the week is quiet."""
    stumbles: bool = False
    about: tuple[int, ...] = ()
    drawn: list[tuple[str, Week]] = field(default_factory=list)

    async def draw(self, channel: str, week: Week) -> DigestMessage | None:
        """As the bot's own does."""
        self.drawn.append((channel, week))
        if self.stumbles:
            raise RuntimeError("a mistake in this program")
        if self.nothing:
            return None
        plain = said(self.text)
        main = said(self.text, CHART) if self.chart else plain
        more = None if self.more is None else said(self.more)
        return DigestMessage(main, plain, more, self.about, self.about if more else ())


SERVE_THIS = (
    sys.executable,
    "-c",
    "import sys; sys.modules['numpy'] = None; from tests.slack.digests import serve; serve()",
    "serve",
    "--port",
    "0",
)
"""`sourcing serve` as a process of its own, in which every digest says this and has a rest."""


def serve() -> None:
    """Runs the command line in this process."""
    says = Drawn(more="And 40 more.")
    setattr(bot.server, "Weekly", lambda _, grace, clock: Weekly(says.draw, grace, clock))  # noqa: B010 - it is not its own
    main()


def drawn_by(monkeypatch: pytest.MonkeyPatch, draw: DrawDigest) -> None:
    """Every bot from here on says of a week what this draws."""
    monkeypatch.setattr("bot.server.Weekly", lambda _, grace, clock: Weekly(draw, grace, clock))


def due(office: Office, *channels: Channel, ago: timedelta = timedelta(hours=1), planned: bool = True) -> Week:
    """Alice's digests in these channels have been due for so long, and are planned; the bot is not running."""
    now = datetime.fromtimestamp(office.slack.clock.now(), UTC)
    moment = now - ago
    schedule = Schedule(moment.weekday(), time(moment.hour, moment.minute), "UTC")
    set_up_at = schedule.last(now)[1] - timedelta(hours=1)
    with Store.open(office.database, clock=lambda: now) as store:
        for each in channels:
            store.write(partial(_set_up, at=set_up_at, channel=each.id, schedule=schedule, who=office.alice.id))
        if planned:
            plan(store, now)
    return schedule.last(now)[0]


def _set_up(db: Database, _: datetime, *, at: datetime, channel: str, schedule: Schedule, who: str) -> None:
    digests.set_up(db, at, channel, DigestSettings(schedule), who)


def plan(store: Store, now: datetime) -> None:
    """What is due is planned."""
    while store.write(lambda db, _: digests.plan(db, now, GRACE)):
        pass


def run_of(office: Office, channel: Channel, week: Week) -> Run | None:
    """What became of a week, as the record says."""
    with Store.read(office.database) as store:
        return store.digest_run(channel.id, week)


def is_(office: Office, state: RunState, week: Week, channels: Sequence[Channel]) -> bool:
    """Whether that became of the week in all of these channels."""
    return all((run := run_of(office, each, week)) is not None and run.state is state for each in channels)


def kept(office: Office, channel: Channel) -> KeptDigest:
    """The channel's digest, as the record says."""
    with Store.read(office.database) as store:
        found = store.digest(channel.id)
    assert found is not None
    return found


def in_channel(office: Office, channel: Channel) -> list[Message]:
    """The bot's messages there, without what stands in threads."""
    return [each for each in office.alice.messages(channel) if each.by_app and each.thread_ts is None]


def in_threads(office: Office, channel: Channel) -> list[Message]:
    """What it said in threads there."""
    return [each for each in office.alice.messages(channel) if each.by_app and each.thread_ts is not None]
