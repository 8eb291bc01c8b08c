"""Nine weeks in which people used the bot. They did it through the bot: nothing is written behind its back."""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot import ids
from bot.playground.company import FIRST_CHANNEL
from bot.playground.stand_in.fields import Field, fields_of
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel, Message

_REQUESTS = Path(__file__).with_name("seed.toml")
_TUESDAY = 1
_DAYS = 3
"""From Tuesday on, so that a week of the calendar and the seven days before its Friday have the same in them."""
_MORNING, _HOURS = time(8), timedelta(hours=8)
_FRIDAY_AFTERNOON = timedelta(days=4, hours=15)
_PATIENCE = 60.0
_LOOKS = 0.03
"""Seconds of real time in which the bot does what it is asked for, and between two looks whether it has."""
_IS_POSTED = "is posted to"
_ON_RECORD = "It is on record."
_A_MOMENT = 10.0
"""Seconds of the workspace's time that pass between two looks: enough for the bot to notice."""
_READING = 40.0
"""Seconds that somebody looks at a page before turning it; it also keeps the bot within Slack's rates."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One request and what became of it; the fields are those of the file."""

    who: str
    text: str
    channel: str = FIRST_CHANNEL
    taps: Mapping[str, str] = field(default_factory=dict)
    accepted_by: str | None = None
    overridden_by: str | None = None
    chosen: str = ""
    ready_reason: str = ""
    reason: str = ""


def begin(slack: SlackStandIn) -> None:
    """Set the clock back to before it all happens."""
    first = max(week["ago"] for week in _weeks())
    over = _monday(slack, _FRIDAY_AFTERNOON)
    slack.clock.advance((over - timedelta(weeks=first)).timestamp() - slack.clock.now())


async def live_through_nine_weeks(slack: SlackStandIn, people: Mapping[str, Person]) -> None:
    """Let it all happen, from where the clock was set to begin; afterwards it is the last Friday afternoon.

    So nothing on the record lies in the future, for a program that goes by the real time.
    """
    begun = _monday(slack)
    weeks = _weeks()
    first = max(week["ago"] for week in weeks)
    for week in weeks:
        monday = begun + timedelta(weeks=first - week["ago"])
        happenings = [Happening(**each) for each in week["requests"]]
        for happening, moment, later in zip(happenings, *_moments(monday, len(happenings)), strict=True):
            channel = slack.workspace.channel_named(happening.channel)
            if channel is None:
                raise LookupError(happening.channel)
            _go_to(slack, moment)
            card = await _ask(slack, people[happening.who], channel, happening)
            _go_to(slack, later)
            await _act_on(slack, people, card, happening)
    _go_to(slack, begun + timedelta(weeks=first) + _FRIDAY_AFTERNOON)
    slack.workspace.messages[:] = [each for each in slack.workspace.messages if each.ephemeral_to is None]
    slack.journal.forget()


def _weeks() -> list[dict[str, Any]]:
    return list(tomllib.loads(_REQUESTS.read_text(encoding="utf-8"))["weeks"])


def _monday(slack: SlackStandIn, earlier: timedelta = timedelta()) -> datetime:
    """The Monday of the week that the clock shows, or showed so much earlier, at midnight."""
    today = (datetime.fromtimestamp(slack.clock.now(), UTC) - earlier).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), UTC)


def _moments(monday: datetime, count: int) -> tuple[list[datetime], list[datetime]]:
    """When so many requests of a week are made, spread over its working hours; and when somebody acts on each."""
    a_day = -(-count // _DAYS)
    made = []
    for number in range(count):
        day, turn = divmod(number, a_day)
        morning = datetime.combine(monday.date() + timedelta(days=_TUESDAY + day), _MORNING, UTC)
        made.append(morning + turn * _HOURS / a_day + timedelta(minutes=number * 7 % 20))
    return made, [each + timedelta(minutes=40 + number * 13 % 25) for number, each in enumerate(made)]


def _go_to(slack: SlackStandIn, moment: datetime) -> None:
    """Let time pass until then; it never goes back."""
    slack.clock.advance(max(0.0, moment.timestamp() - slack.clock.now()))


async def _ask(slack: SlackStandIn, person: Person, channel: Channel, happening: Happening) -> Message:
    """Type the request, answer on the card what is known, and post it; the card in the channel."""
    before = len(_cards(slack, channel))
    await person.command(f"{ids.COMMAND} {happening.text}", channel)
    card = person.ephemerals(channel)[-1]
    await _tap(slack, person, card, happening.taps)
    await person.click(("card.actions", ids.POST_TO_CHANNEL), card)
    await _until(slack, lambda: len(_cards(slack, channel)) > before and _IS_POSTED in card.text)
    return _cards(slack, channel)[-1]


def _cards(slack: SlackStandIn, channel: Channel) -> list[Message]:
    """What was posted there; what is told in threads is not."""
    return [each for each in slack.workspace.posted(channel) if each.thread_ts is None]


async def _tap(slack: SlackStandIn, person: Person, card: Message, taps: Mapping[str, str]) -> None:
    """Answer what the card asks as long as the answer is known; the card then asks the next."""
    left = dict(taps)
    while asked := next((each for each in fields_of(card.blocks) if _answers(each, left)), None):
        factor, _ = _tapped(asked)
        del left[factor]
        seen = card.blocks
        slack.clock.advance(_READING)
        await person.click(asked.key, card)
        await _until(slack, partial(_has_changed, card, seen))


def _has_changed(card: Message, seen: list[dict[str, Any]]) -> bool:
    return card.blocks is not seen


def _answers(asked: Field, left: Mapping[str, str]) -> bool:
    factor, option = _tapped(asked)
    return left.get(factor) == option


def _tapped(asked: Field) -> tuple[str, str]:
    factor, _, option = asked.key[1].removeprefix(ids.TAP).partition(":")
    return factor, option


async def _act_on(slack: SlackStandIn, people: Mapping[str, Person], card: Message, happening: Happening) -> None:
    """Accept or override it, as somebody in the channel; or leave it."""
    if happening.accepted_by:
        person = people[happening.accepted_by]
        if happening.chosen:  # too early for the bot to name one
            await _open(slack, person, ids.OPEN_ACCEPT, card)
            await person.choose(ids.ACCEPT_MODEL, happening.chosen)
            await person.fill(ids.ACCEPT_REASON, happening.reason)
            await _submit(slack, person)
        else:
            await _press(person, ids.ACCEPT, card)
        await _until(slack, lambda: card.edited)
    elif happening.overridden_by:
        person = people[happening.overridden_by]
        await _open(slack, person, ids.OPEN_OVERRIDE, card)
        await person.choose(ids.OVERRIDE_MODEL, happening.chosen)
        await person.choose(ids.READY_REASON, happening.ready_reason)
        await person.fill(ids.OVERRIDE_REASON, happening.reason)
        await _submit(slack, person)
        await _until(slack, lambda: card.edited)


async def _until(slack: SlackStandIn, condition: Callable[[], bool]) -> None:
    """Wait until it is so, and let time pass meanwhile: the bot posts to a channel only once a second.

    Raises TimeoutError.
    """
    for _ in range(round(_PATIENCE / _LOOKS)):
        with suppress(TimeoutError):
            await slack.until(condition, _LOOKS)
            return
        slack.clock.advance(_A_MOMENT)
    raise TimeoutError


async def _submit(slack: SlackStandIn, person: Person) -> None:
    """Submit a form in which something is decided, and close it once it says that this is on record."""
    await person.submit()
    await _until(slack, lambda: person.modal is None or _ON_RECORD in person.sees())
    if person.modal is not None:
        await person.close()


async def _press(person: Person, action: str, card: Message) -> None:
    """Press a button on a card; `action` is how its id begins: of two models that can be accepted, the first one is.

    Raises LookupError where there is none.
    """
    key = next((each.key for each in fields_of(card.blocks) if each.key[1].startswith(action)), None)
    if key is None:
        raise LookupError(f"{action} on {card.text}")
    await person.click(key, card)


async def _open(slack: SlackStandIn, person: Person, action: str, card: Message) -> None:
    """Press a button that opens a form. Time stands still meanwhile: a form can be opened for three seconds."""
    await _press(person, action, card)
    await slack.until(lambda: person.modal is not None, _PATIENCE)
