"""Whoever is concerned by a decision hears what happened to it: in its thread, and in a direct message."""

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from bot.store import Store, deciding
from bot.store.deciding import Moved
from bot.store.driver import Database, sqlite3
from bot.telling import tell_of
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.ordeals.bot_process import bot_process
from tests.slack.conftest import HELP_DESK, Office, eventually

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


@pytest.fixture(autouse=True)
def unpaced(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack takes more than a message a second: the pace is for others to try."""
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(0))
    office.slack.rates.enabled = False


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
    assert direct.startswith(f"<@{office.bob.id}> accepted your decision 1 (“Move our 40-seat help desk")
    assert direct.endswith(f"/archives/{office.general.id}/p{card.ts.replace('.', '')}|Open it>")
    assert told(office, office.bob) == []
    with closing(sqlite3.connect(office.database)) as log:
        assert log.execute("SELECT count(*), count(told_to) FROM repeats").fetchone() == (2, 1)


@only_http
async def test_the_line_about_a_card_that_is_being_posted_becomes_the_way_to_it(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        where = f"/archives/{office.general.id}/p{card.ts.replace('.', '')}|Open it>"
        await office.slack.until(lambda: where in str([each.text for each in office.alice.ephemerals()]))
    assert "Decision 1 is posted to" in office.alice.sees()
    assert "being posted" not in office.alice.sees()


@only_http
async def test_a_card_that_is_slow_to_post_is_first_said_to_be_on_its_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.bot._SOON", 0.05)
    office.slack.fail_next("chat.postMessage", status=429, retry_after=1)
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
        await office.alice.click("Post to channel")
        await office.alice.waits_for("is being posted to")
        await office.alice.waits_for("Decision 1 is posted to")


Moves = Callable[[Database, datetime], Moved]


def does(office: Office, move: Callable[[Database, datetime], Moved], number: int = 1) -> int:
    """What the room for deciding does for somebody; the number of the event."""

    def work(db: Database, at: datetime) -> int:
        moved = move(db, at)
        tell_of(db, at, number, moved.event)
        return moved.event

    with Store.open(office.database, clock=office.clock) as store:
        return store.write(work)


def chooses(who: Person, model: Model, words: str = "", *, seen: int | None = None, suffices: bool = True) -> Moves:
    """Somebody accepts or overrides the first decision."""
    choice = Choice(model, ReadyReason.LAW if words else None, words)
    verdict = deciding.Verdict(Capacity(Role.REVIEWER, rules=("reviewers",)), suffices=suffices)
    return lambda db, at: deciding.choose(db, at, 1, who.id, choice, seen=seen, gate=lambda *_: verdict)


def version(office: Office) -> int:
    """What a card of the first decision shows now."""
    with Store.read(office.database) as store:
        return store.course(1).version


AGREEMENT = "The works council agreement rules it out"


@only_http
async def test_whoever_had_decided_hears_that_somebody_decided_otherwise_and_why(office: Office) -> None:
    carol = Person(office.slack, "carol")
    office.general.members.add(carol.id)
    async with office.bot():
        card = await posted(office)
        does(office, chooses(office.bob, Model.OFFSHORE_CAPTIVE))
        does(office, chooses(carol, Model.IN_HOUSE, AGREEMENT, seen=version(office)))
        await office.slack.until(lambda: len(in_thread(office, card)) == 2 == len(told(office, office.alice)), 8)
        await office.slack.until(lambda: len(told(office, office.bob)) == 1)
    because = f"in-house instead of own centre far away. Law: “{AGREEMENT}”"
    assert in_thread(office, card)[1] == f"<@{carol.id}> overrode this: {because}"
    (to_bob,) = told(office, office.bob)
    assert to_bob.startswith(f"<@{carol.id}> overrode decision 1 (“Move our")
    assert ", accepted by you): in-house" in to_bob
    assert f"{because} <https://" in to_bob
    assert "overrode your decision 1 (“Move our" in told(office, office.alice)[1]
    assert told(office, carol) == []


@only_http
async def test_every_move_is_told_in_a_sentence_to_those_concerned_and_never_to_who_made_it(office: Office) -> None:
    alice, bob = office.alice, office.bob
    carol = Person(office.slack, "carol")
    office.general.members.add(carol.id)
    capacity = Capacity(Role.REVIEWER, rules=("reviewers",))
    steps: list[Moves] = [
        lambda db, at: deciding.ask(db, at, 1, bob.id, "How many seats?", seen=version(office), capacity=capacity),
        lambda db, at: deciding.settle_question(db, at, 1, alice.id, seen=version(office)),
        lambda db, at: chooses(bob, Model.OFFSHORE_CAPTIVE, seen=version(office), suffices=False)(db, at),
        lambda db, at: chooses(carol, Model.OFFSHORE_CAPTIVE, seen=version(office))(db, at),
        lambda db, at: deciding.undo(db, at, 1, carol.id, seen=version(office)),
        lambda db, at: chooses(carol, Model.OFFSHORE_CAPTIVE, seen=version(office))(db, at),
        lambda db, at: deciding.reopen(
            db, at, 1, bob.id, "The budget was cut in half", seen=version(office), capacity=capacity
        ),
        lambda db, at: deciding.withdraw(db, at, 1, alice.id, seen=version(office)),
        lambda db, at: deciding.bring_back(db, at, 1, alice.id, seen=version(office)),
    ]
    async with office.bot():
        card = await posted(office)
        for step in steps:
            does(office, step)
        await office.slack.until(lambda: len(in_thread(office, card)) == len(steps), 20)
        await eventually(lambda: not waiting(office), 20)
    names = {alice.id: "@alice", bob.id: "@bob", carol.id: "@carol"}
    assert [named(each, names) for each in in_thread(office, card)] == [
        "@bob asks @alice about this: “How many seats?”",
        "@alice answered the question about this.",
        "@bob accepted this: own centre far away. Somebody else has to accept it.",
        "@carol accepted this: own centre far away.",
        "@carol took back having accepted this; it waits again.",
        "@carol accepted this: own centre far away.",
        "@bob reopened this: “The budget was cut in half”",
        "@alice withdrew this.",
        "@alice brought this back; it waits again.",
    ]
    actors = {person.id: [step.split()[0] for step in told(office, person)] for person in (alice, bob, carol)}
    assert all(f"<@{who}>" not in said for who, said in actors.items()), actors
    assert len(told(office, alice)) == 6
    assert [named(each, names).split(" decision ")[0] for each in told(office, bob)] == [
        "@alice answered the question about",
    ]


def named(said: str, names: Mapping[str, str]) -> str:
    """With names in place of ids."""
    return re.sub(r"<@(\w+)>", lambda found: names[found[1]], said)


def waiting(office: Office) -> bool:
    """Whether something in the outbox still waits or is being sent."""
    with closing(sqlite3.connect(office.database)) as log:
        found = log.execute("SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending') LIMIT 1").fetchone()
    return found is not None


@only_http
async def test_whoever_can_no_longer_read_the_channel_is_not_told_what_became_of_their_decision(
    office: Office,
) -> None:
    secret = office.slack.channel("secret", office.alice, office.bob, private=True)
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", secret)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(secret)) == 1)
        does(office, chooses(office.bob, Model.OFFSHORE_CAPTIVE))
        secret.members.remove(office.bob.id)
        does(office, chooses(office.alice, Model.IN_HOUSE, AGREEMENT, seen=version(office)))
        await eventually(lambda: not waiting(office), 20)
    assert told(office, office.bob) == []
    assert AGREEMENT not in office.bob.sees()


@only_http
async def test_what_was_told_says_no_more_than_the_record_after_an_erasure(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        does(office, chooses(office.bob, Model.IN_HOUSE, AGREEMENT))
        await office.slack.until(lambda: len(in_thread(office, card)) == 1 == len(told(office, office.alice)), 8)
        with Store.open(office.database, clock=office.clock) as store:
            store.erase(1, {"text", "words"}, actor="U1", reason="asked for")
        await office.slack.until(lambda: "Move our" not in str(told(office, office.alice)), 8)
        await office.slack.until(lambda: AGREEMENT not in str(in_thread(office, card)), 8)
    assert "your decision 1: in-house" in told(office, office.alice)[0]


@only_http
async def test_a_kill_while_a_line_is_being_sent_leaves_one_line_and_one_message(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender._SURE_AFTER", 1.0)
    async with office.bot():
        card = await posted(office)
    async with bot_process(office.slack, office.database, http=True) as bot:
        office.slack.fail_next("chat.postMessage", stall=1.5)
        office.slack.fail_next("chat.postMessage", stall=1.5, reset="before")
        does(office, chooses(office.bob, Model.OFFSHORE_CAPTIVE))
        await eventually(lambda: states_of(office) == {"reply": "sending", "notice": "sending"})
        bot.process.kill()
        await bot.process.wait()
    async with office.bot():
        await eventually(lambda: states_of(office) == {"reply": "sent", "notice": "sent"})
    assert (len(in_thread(office, card)), len(told(office, office.alice))) == (1, 1)


def states_of(office: Office) -> dict[str, str]:
    """How far the line and the direct message have come."""
    with closing(sqlite3.connect(office.database)) as log:
        return dict(log.execute("SELECT kind, state FROM outbox WHERE kind IN ('reply', 'notice')"))
