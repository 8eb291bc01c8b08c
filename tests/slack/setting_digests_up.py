"""What the tests do with the weekly digest of a channel: set it up, move the clock, and look at what came."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest_posting import METADATA
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel, Message
from bot.slack.clocks import SlackClock
from bot.store import EventKind, KeptDigest, Store
from tests.slack.conftest import Office

THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
MONDAY_AT_NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""In London, where everybody here is."""


def it_is(office: Office, moment: datetime) -> None:
    """The workspace's clock shows this, and the bot's goes by it."""
    office.slack.clock.advance(moment.timestamp() - office.slack.clock.now())


def goes_by_slack(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's clocks are the workspace's, and it looks at them often."""

    class Shown(SlackClock):
        def now(self) -> datetime:
            return datetime.fromtimestamp(office.slack.clock.now(), UTC)

    monkeypatch.setattr("bot.server.SlackClock", Shown)
    monkeypatch.setattr("bot.digest.scheduler._LONGEST_SLEEP", 0.02)
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(0))
    office.slack.rates.enabled = False
    office.clock = lambda: datetime.fromtimestamp(office.slack.clock.now(), UTC)


async def opens_form(person: Person, office: Office, channel: Channel | None = None) -> None:
    """They type the command, and its form is there."""
    await person.command("/sourcing digest", channel or office.general)
    await office.slack.until(lambda: person.title == "Weekly digest")


async def sets_up(person: Person, office: Office, channel: Channel | None = None) -> str:
    """They have it sent as the form has it, and are told what it is set to."""
    await opens_form(person, office, channel)
    return await closes_form(person, office, channel)


async def closes_form(person: Person, office: Office, channel: Channel | None = None) -> str:
    """They send it, it closes, and they are told what the digest is set to."""
    where = channel or office.general
    before = len(told(person, where))
    await person.submit()
    assert person.errors == {}
    await office.slack.until(lambda: len(told(person, where)) > before and person.modal is None)
    return told(person, where)[-1]


def said(message: Message) -> str:
    """All that a message says."""
    return f"{message.text}\n{message.blocks}"


def told(person: Person, channel: Channel) -> list[str]:
    """What only they see there that tells what a digest is set to, oldest first."""
    return [said(each) for each in person.ephemerals(channel) if each.blocks[0]["block_id"] == "digest.stands"]


def digests_in(office: Office, channel: Channel | None = None) -> list[Message]:
    """The digests that everybody in a channel sees, oldest first."""
    posted = office.slack.workspace.posted(channel or office.general)
    return [each for each in posted if each.metadata and each.metadata["event_type"] == METADATA and not each.thread_ts]


async def is_answered(person: Person, office: Office, words: str) -> None:
    """The newest message that only they see has these words."""
    await office.slack.until(lambda: words in said(person.ephemerals()[-1]))


def kept(office: Office, channel: Channel | None = None) -> KeptDigest:
    """What is on record of a channel's digest."""
    with Store.read(office.database) as store:
        found = store.digest((channel or office.general).id)
    assert found is not None
    return found


def on_record(office: Office) -> list[tuple[EventKind, str, str | None]]:
    """The events about digests: what, by whom, and the state that was set."""
    with Store.read(office.database) as store:
        found = store.digest_events()
    return [(each.kind, each.actor, each.details.get("state")) for each in found]
