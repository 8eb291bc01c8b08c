"""Whoever is concerned by a decision hears what happened to it: in its thread, and in a direct message."""

from contextlib import closing

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from bot.store.driver import sqlite3
from tests.slack.conftest import HELP_DESK, Office

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


def told(office: Office, person: Person) -> list[str]:
    """What the bot has written to somebody in their direct conversation."""
    direct = office.slack.workspace.direct({person.id, office.slack.bot.id})
    return [each.text for each in person.messages(direct) if each.by_app and each.ephemeral_to is None]


def in_thread(office: Office, card: Message) -> list[str]:
    """What the bot has said in a card's thread."""
    return [each.text for each in office.alice.messages(card.channel) if each.thread_ts == card.ts and each.by_app]


async def posted(office: Office) -> Message:
    """Alice asks and posts; the card in the channel."""
    await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
    await office.alice.click("Post to channel")
    await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    return next(each for each in office.bob.messages(office.general) if each.by_app and each.ephemeral_to is None)


@only_http
async def test_an_acceptance_is_told_in_the_thread_and_to_whoever_asked(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        await office.bob.click("Accept", card)
        await office.slack.until(lambda: len(in_thread(office, card)) == len(told(office, office.alice)) == 1)
    assert in_thread(office, card) == [f"<@{office.bob.id}> accepted this: own centre far away."]
    (direct,) = told(office, office.alice)
    assert direct.startswith(f"<@{office.bob.id}> accepted your decision 1, “Move our 40-seat help desk")
    assert direct.endswith(f"/archives/{office.general.id}/p{card.ts.replace('.', '')}|Open it>")
    assert told(office, office.bob) == []
    with closing(sqlite3.connect(office.database)) as log:
        assert log.execute("SELECT count(*), count(told_to) FROM repeats").fetchone() == (2, 1)
