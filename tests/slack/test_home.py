"""App Home: what waits for somebody, what is theirs, and what they may see."""

from bot import ids
from bot.playground.stand_in.person import Person
from tests.slack.conftest import HELP_DESK, Office, eventually

CLEANING = "Have the cleaning of our Leeds office done by a local firm"


def home_of(person: Person) -> str:
    """What stands on their Home, as text."""
    return person.sees()


async def test_somebody_new_is_told_what_to_do(office: Office) -> None:
    async with office.bot():
        await office.alice.open_home()
        await office.alice.waits_for("Say what work you want to place")
        await office.alice.click("New request")
        await office.alice.waits_for("Your home country")


async def test_home_shows_what_is_mine_and_what_waits_for_others_to_decide(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        await office.alice.click(("card.actions", ids.POST_TO_CHANNEL), office.alice.ephemerals()[-1])
        await eventually(lambda: len(office.posts()) == 1)
        await office.alice.open_home()
        await office.alice.waits_for("1 of your requests waits for somebody to decide.")
        assert "Yours" in home_of(office.alice)
        await office.bob.open_home()
        await office.bob.waits_for("1 decision waits for somebody to decide.* The oldest has waited less than an hour.")
        await office.bob.click(("home.to_decide.1", ids.SHOW_DETAILS))
        await office.slack.until(lambda: office.bob.title == "Decision details")
