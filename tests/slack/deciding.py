"""What the tests do with cards: post them, decide them, and look at what the record has of it."""

from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel, Message
from bot.store import Course, Store
from tests.slack.conftest import HELP_DESK, Office, eventually

WAIT = "The works council has asked us to wait."


def joins(office: Office, name: str, *channels: Channel) -> Person:
    """Somebody more, who looks at the first of these channels, or at #general."""
    person = Person(office.slack, name)
    for channel in channels or (office.general,):
        channel.members.add(person.id)
    person.looks_at(channels[0] if channels else office.general)
    return person


async def posts(office: Office, text: str = HELP_DESK, channel: Channel | None = None) -> Message:
    """Alice asks and posts her card; the log knows where it is."""
    where = channel or office.general
    await office.alice.command(f"/sourcing {text}", where)
    number = office.decisions()[0].id
    await office.alice.click("Post to channel", office.alice.ephemerals(where)[-1])
    await eventually(lambda: where.id in {post.channel for post in office.posts_of(number)})
    ts = next(post.ts for post in office.posts_of(number) if post.channel == where.id)
    return next(each for each in office.slack.workspace.posted(where) if each.ts == ts)


async def opens(person: Person, office: Office, button: str, title: str) -> None:
    """They press a button, and its form is there."""
    await person.click(button)
    await office.slack.until(lambda: person.title == title)


async def fills_in_override(person: Person, model: str = "In-house", reason: str = WAIT, ready: str = "Law") -> None:
    """What instead and why stands in the form, which is open."""
    await person.choose("override.model.v1", model)
    await person.choose("override.ready_reason.v1", ready)
    await person.fill("override.reason.v1", reason)


async def submits(person: Person) -> Exchange:
    """The form is sent."""
    exchange = await person.submit()
    assert exchange is not None
    return exchange


async def overrides(
    person: Person, office: Office, model: str = "In-house", reason: str = WAIT, ready: str = "Law"
) -> None:
    """From the card to the record."""
    await opens(person, office, "Override", "Override the decision")
    await fills_in_override(person, model, reason, ready)
    await submits(person)


def course(office: Office, number: int = 1) -> Course:
    """What the record has of what people did with a decision."""
    with Store.read(office.database) as store:
        return store.course(number)


def verbs(office: Office, number: int = 1) -> list[tuple[str, str]]:
    """Who did what with a decision, oldest first."""
    return [(move.by, move.verb) for move in course(office, number).moves]
