"""A digest that cannot be posted is paused, and whoever set it up is told once; nothing fails every week."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.stand_in.workspace import Channel
from bot.store import DigestState, OutboxState, RunState, Store, Verified, digests
from bot.weeks import Week
from tests.slack.conftest import Office, eventually
from tests.slack.digests import Drawn, drawn_by, due, in_channel, in_threads, is_, kept
from tests.slack.test_outages import hurried as hurried
from tests.slack.test_posting import direct, only_http, states, told, tried

pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture(autouse=True)
def drawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawn]:
    """What every digest says; and whatever became of one, the record verifies."""
    says = Drawn()
    drawn_by(monkeypatch, says.draw)
    yield says
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)


def removes_the_bot(office: Office, channel: Channel) -> None:
    channel.members.discard(office.slack.bot.id)


def makes_it_private(office: Office, channel: Channel) -> None:
    channel.kind = "private"
    removes_the_bot(office, channel)


def archives_it(_: Office, channel: Channel) -> None:
    channel.archived = True


def restricts_it(office: Office, _: Channel) -> None:
    office.slack.fail_next("chat.postMessage", error="restricted_action_read_only_channel")


def has_a_quota(office: Office, _: Channel) -> None:
    office.slack.fail_next("chat.postMessage", error="team_quota_exceeded")


SAID = {
    removes_the_bot: ("I am not in that channel.", "Invite me with `/invite @Sourcing`, then type `/sourcing digest`"),
    makes_it_private: ("the channel is gone, or it is private and I am not in it.", "invite me"),
    archives_it: ("the channel is archived.", "Unarchive it and invite me, then type `/sourcing digest`"),
    restricts_it: ("only some people may post there.", "Ask an admin to let me post, then type `/sourcing digest`"),
    has_a_quota: ("Slack said `team_quota_exceeded`.", "`/sourcing digest` there and turn it on again"),
}


@only_http
@pytest.mark.parametrize("somebody", SAID)
async def test_it_is_paused_and_whoever_set_it_up_is_told_why_and_how_it_goes_on(
    office: Office, somebody: Callable[[Office, Channel], None]
) -> None:
    week = due(office, office.general)
    somebody(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.FAILED, week, [office.general]))
        await office.slack.until(lambda: "could not be posted" in told(office))
        for part in SAID[somebody]:
            assert part in told(office)
        assert kept(office, office.general).state is DigestState.PAUSED


@only_http
async def test_while_it_is_paused_nothing_is_tried_and_nothing_is_told_again(office: Office) -> None:
    due(office, office.general)
    removes_the_bot(office, office.general)
    async with office.bot():
        await office.slack.until(lambda: "could not be posted" in told(office))
    for _ in range(3):
        office.slack.clock.advance(timedelta(weeks=1).total_seconds())
        async with office.bot():
            await eventually(lambda: OutboxState.WAITING not in states(office))
    assert len(office.alice.messages(direct(office))) == 1
    assert len(states(office)) == 2, "the digest, and the word about it"


@only_http
async def test_turned_on_again_it_is_sent_the_next_time_that_it_is_due(office: Office) -> None:
    week = due(office, office.general)
    removes_the_bot(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.FAILED, week, [office.general]))
    office.general.members.add(office.slack.bot.id)
    office.slack.clock.advance(timedelta(weeks=5, hours=-2).total_seconds())
    settings = kept(office, office.general).settings
    now = datetime.fromtimestamp(office.slack.clock.now(), UTC)
    with Store.open(office.database, clock=lambda: now) as store:
        store.write(lambda db, at: digests.set_up(db, at, office.general.id, settings, office.bob.id))
    async with office.bot():
        await eventually(lambda: OutboxState.WAITING not in states(office))
    assert in_channel(office, office.general) == []
    office.slack.clock.advance(timedelta(hours=2).total_seconds())
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week.after(5), [office.general]))
    assert len(in_channel(office, office.general)) == 1


def asked_for_by_bob(office: Office) -> Week:
    """The digest is Alice's, and Bob has asked for this week's now."""
    due(office, office.general, ago=timedelta(hours=-1))
    now = datetime.fromtimestamp(office.slack.clock.now(), UTC)
    with Store.open(office.database, clock=lambda: now) as store:
        return store.write(lambda db, _: digests.send_now(db, now, office.general.id, office.bob.id)).week


def told_bob(office: Office) -> str:
    conversation = office.slack.workspace.direct({office.bob.id, office.slack.bot.id})
    return "".join(str(each.blocks) for each in office.bob.messages(conversation))


@only_http
async def test_whoever_asked_for_one_now_is_told_that_it_cannot_be_posted_as_often_as_they_ask(office: Office) -> None:
    removes_the_bot(office, office.general)
    asked_for_by_bob(office)
    async with office.bot():
        await office.slack.until(lambda: "I am not in that channel." in told_bob(office))
        await office.slack.until(lambda: "It is paused" in told(office))
    asked_for_by_bob_again = "The digest that you asked for in"
    now = datetime.fromtimestamp(office.slack.clock.now(), UTC)
    with Store.open(office.database, clock=lambda: now) as store:
        store.write(lambda db, _: digests.send_now(db, now, office.general.id, office.bob.id))
    async with office.bot():
        await office.slack.until(lambda: told_bob(office).count(asked_for_by_bob_again) == 2)
    assert told(office).count("It is paused") == 1


@only_http
async def test_whoever_asked_for_one_now_is_told_where_nobody_knows_whether_it_arrived(office: Office) -> None:
    office.slack.fail_next("conversations.history", error="missing_scope", times=100)
    office.slack.fail_next("chat.postMessage", reset="after")
    week = asked_for_by_bob(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.UNKNOWN, week, [office.general]))
        await office.slack.until(lambda: "did not say whether the digest that you asked for" in told_bob(office))
    assert told(office) == ""


@only_http
async def test_where_the_message_was_deleted_the_rest_is_left_alone_and_nothing_is_paused(
    office: Office, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(seconds=1))
    drawn.more = "And 40 more."
    week = due(office, office.general)
    async with office.bot():
        await office.slack.until(lambda: tried(office) == 1 and len(in_channel(office, office.general)) == 1)
        office.slack.workspace.messages.remove(in_channel(office, office.general)[0])
        await eventually(lambda: states(office) == [OutboxState.SENT, OutboxState.FAILED])
    assert in_channel(office, office.general) == in_threads(office, office.general) == []
    assert is_(office, RunState.SENT, week, [office.general])
    assert kept(office, office.general).state is DigestState.ON
