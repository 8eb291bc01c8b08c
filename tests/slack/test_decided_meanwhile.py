"""Two people decide about one card: nobody's decision is undone by somebody who does not know of it."""

from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.person import Person
from bot.store import Store
from tests.slack.conftest import Office
from tests.slack.test_cards import posted

WAIT = "The works council has asked us to wait."
ABROAD = "The board has decided to move it this year."


async def opens_override(office: Office, person: Person, model: str, reason: str) -> None:
    """The form is open and filled in, and not submitted yet."""
    await person.click("Override")
    await office.slack.until(lambda: person.title == "Override the decision")
    await person.choose("override.model.v1", model)
    await person.fill("override.reason.v1", reason)


async def submits(person: Person) -> Exchange:
    """The form is submitted."""
    exchange = await person.submit()
    assert exchange is not None
    return exchange


def overrides(office: Office) -> list[tuple[str, str]]:
    """Who overrode the first decision and why, oldest first."""
    with Store.read(office.database) as store:
        moves = [event for event in store.history(1) if event.details.get("status") == "overridden"]
    return [(event.actor, event.details["reason"]) for event in moves]


async def test_a_form_opened_before_somebody_else_decided_says_who_and_asks_again(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await opens_override(office, office.alice, "Own centre far away", ABROAD)
        await opens_override(office, office.bob, "In-house", WAIT)
        await submits(office.bob)
        stale = await submits(office.alice)
        await office.alice.waits_for("This has been decided meanwhile, and nothing was changed.")
        assert "*Overridden* by @bob, who chose in-house." in office.alice.sees()
        assert WAIT in office.alice.sees()
        assert ABROAD in str(office.alice.values)
        assert overrides(office) == [(office.bob.id, WAIT)]
        await office.slack.redeliver(stale, times=1)
        assert overrides(office) == [(office.bob.id, WAIT)]
        await submits(office.alice)
        assert not office.alice.title
        await office.slack.redeliver(stale, times=1)
    assert overrides(office) == [(office.bob.id, WAIT), (office.alice.id, ABROAD)]


async def test_neither_press_nor_submission_undoes_a_later_decision_when_it_arrives_again(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await opens_override(office, office.bob, "In-house", WAIT)
        accept = await office.alice.click("Accept")
        assert accept is not None
        await office.bob.waits_for("*Accepted* by @alice")
        await submits(office.bob)
        await office.bob.waits_for("This has been decided meanwhile, and nothing was changed.")
        assert office.decisions()[0].status == "accepted"
        overridden = await submits(office.bob)
        assert office.decisions()[0].status == "overridden"
        await office.slack.redeliver(accept, times=1)
        await office.alice.waits_for("This has been decided meanwhile, and nothing was changed.")
        await office.slack.redeliver(overridden, times=2)
    assert overrides(office) == [(office.bob.id, WAIT)]
    assert office.decisions()[0].status == "overridden"
