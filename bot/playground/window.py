"""One browser window: what its person does comes in, what changes on the screen goes out."""

import asyncio
import json
import logging
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.playground.gestures import (
    Choose,
    Click,
    Dismiss,
    Fill,
    Gesture,
    GoTo,
    InMessage,
    InView,
    Leave,
    Look,
    MakeTrouble,
    MoveClock,
    ReadEntry,
    Say,
    Shortcut,
    Submit,
    Surface,
    Upload,
    gesture,
)
from bot.playground.snapshot import Part, line
from bot.playground.stage import Stage
from bot.playground.stand_in.choosing import NotOnScreenError
from bot.playground.stand_in.fields import Json, Key
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Message
from bot.tasks import TaskSet

log = logging.getLogger(__name__)

_TOGETHER_SECONDS = 0.01
"""What changes within this time is sent at once."""
_NINE = time(9)
_FARTHEST = 366 * 86_400
"""Seconds that time goes forward at once, at most."""
_LOG_LINES = 300
"""Lines of the log that a window starts with."""


class Window:
    """A window in which one person sits, for as long as its WebSocket lives."""

    def __init__(self, stage: Stage, person: Person, socket: web.WebSocketResponse) -> None:
        """Nothing is on the screen yet."""
        self._stage = stage
        self._slack = stage.slack
        self._person = person
        self._socket = socket
        self._shown: dict[str, str] = {}
        self._next_line = max(0, self._slack.journal.recorded - _LOG_LINES)
        self._gestures = TaskSet()

    async def live(self) -> None:
        """Until the window is closed."""
        showing = TaskSet()
        showing.start(self._show(), "showing what changes in a window")
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._gestures.start(self._receive(message.data), "doing what the page asks for")
        finally:
            await showing.drain(0)
            await self._gestures.drain(self._slack.ack_limit)

    async def _show(self) -> None:
        while not self._socket.closed:
            changed = self._slack.journal.changed
            await self._send(self._news())
            await changed.wait()
            await asyncio.sleep(_TOGETHER_SECONDS)

    async def _send(self, news: Json) -> None:
        if news and not self._socket.closed:
            # The window may be closed at any moment; then there is nobody left to tell.
            with suppress(ConnectionError):
                await self._socket.send_json(news)

    def _news(self) -> Json:
        """Parts that are new or different, names of those that are gone, and new lines of the log."""
        now = {name: json.dumps(value) for name, value in self._parts()}
        changed = {name: json.loads(text) for name, text in now.items() if self._shown.get(name) != text}
        gone = [name for name in self._shown if name not in now]
        self._shown = now
        journal = self._slack.journal
        lines = [line(number, entry) for number, entry in journal.numbered(self._next_line)]
        self._next_line = journal.recorded
        return {name: each for name, each in (("parts", changed), ("gone", gone), ("log", lines)) if each}

    def _parts(self) -> list[Part]:
        return list(self._stage.parts(self._person))

    async def _receive(self, text: str) -> None:
        """Do what the page asks for, and say when it is done or why it cannot be."""
        try:
            asked = gesture.validate_json(text)
        except ValidationError as error:
            log.warning("the page asked for something odd: %s", error)
            return
        answer: Json = {"id": asked.id, "error": "Something in the playground failed; its log says what."}
        try:
            answer = {"id": asked.id, "result": await self._do(asked)}
        except NotOnScreenError as error:
            answer["error"] = str(error).partition("\n")[0]
        finally:
            self._slack.journal.wake()
            # The screen first: what was pressed stays busy until its effect can be seen.
            await self._send(self._news())
            await self._send({"answer": answer})

    async def _do(self, asked: Gesture) -> Json | None:
        """What concerns the page and the workspace; how the app is used is done in `_use`."""
        match asked:
            case Look(channel=str(channel)):
                self._person.looks_at(self._channel(channel))
            case Dismiss():
                self._slack.workspace.messages.remove(self._message(asked.on))
            case MoveClock(seconds=seconds):
                self._slack.clock.advance(seconds)
            case GoTo(day=day):
                self._go_to_nine(day)
            case Upload():
                await self._upload(asked)
            case MakeTrouble(what=what):
                await self._stage.make_trouble(what)
            case ReadEntry(number=number):
                return self._entry(number)
            case _:
                await self._use(asked)
        return None

    def _go_to_nine(self, day: date | None) -> None:
        zone = ZoneInfo(self._person.user.tz)
        now = datetime.fromtimestamp(self._slack.clock.now(), zone)
        mondays = (now.date() + timedelta(days=ahead - now.weekday()) for ahead in (0, 7))
        mornings = [datetime.combine(each, _NINE, zone).timestamp() for each in ([day] if day else mondays)]
        seconds = next((each - now.timestamp() for each in mornings if each > now.timestamp()), _FARTHEST + 1)
        if seconds > _FARTHEST:
            raise NotOnScreenError("Time only goes forward here, at most a year at once.")
        self._slack.clock.advance(seconds)

    async def _use(self, asked: Gesture) -> None:
        person = self._person
        match asked:
            case Look():
                await person.open_home()
            case Say():
                await self._say(asked)
            case Shortcut(on=None):
                await person.global_shortcut(asked.callback_id)
            case Shortcut(on=InMessage() as on):
                await person.message_shortcut(asked.callback_id, self._message(on))
            case Click():
                await person.click(_key(asked), self._surface(asked.where))
            case Choose():
                await person.choose(_key(asked), asked.choice, self._surface(asked.where))
            case Fill():
                await person.fill(_key(asked), asked.text, self._surface(asked.where), press_enter=asked.enter)
            case Submit():
                await person.submit()
            case Leave(everything=everything):
                await (person.close() if everything else person.cancel())

    async def _say(self, asked: Say) -> None:
        """What Slack itself understands, the app's commands, and plain words."""
        channel = self._channel(asked.channel)
        name, _, rest = asked.text.partition(" ")
        if name == "/invite":
            self._person.invite(rest.strip(), channel)
        elif name.startswith("/"):
            await self._person.command(asked.text, channel)
        else:
            parent = self._message(InMessage(channel=asked.channel, ts=asked.thread)) if asked.thread else None
            await self._person.say(channel, asked.text, thread=parent)

    async def _upload(self, asked: Upload) -> None:
        files = {file.name: file.content for file in asked.files}
        await self._person.upload(self._channel(asked.channel), files)

    def _entry(self, number: int) -> Json:
        for found, entry in self._slack.journal.numbered(number):
            if found == number:
                return entry.as_json()
            break
        raise NotOnScreenError("That entry has fallen out of the log.")

    def _surface(self, where: Surface) -> Message | View:
        if isinstance(where, InMessage):
            return self._message(where)
        return self._view(where)

    def _view(self, where: InView) -> View:
        for view in (self._person.modal, self._person.home):
            if view is not None and view.id == where.view:
                return view
        raise NotOnScreenError("That form is no longer open.")

    def _channel(self, channel_id: str) -> Channel:
        channel = self._slack.workspace.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and self._person.id not in channel.members):
            raise NotOnScreenError("There is no such channel for you.")
        return channel

    def _message(self, on: InMessage) -> Message:
        for message in self._person.messages(self._channel(on.channel)):
            if message.ts == on.ts:
                return message
        raise NotOnScreenError("That message is gone.")


def _key(asked: Click | Choose | Fill) -> Key:
    return asked.block, asked.action
