"""The forms on people's screens: opened, put on top of each other, and shown in another state."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import GoneError, SlackError, call
from bot.tasks import TaskSet

log = logging.getLogger(__name__)

_REMEMBERED = 1_000
"""Triggers and states of forms; each is of interest for a few seconds."""

View = dict[str, Any]


class Forms:
    """Shows forms after the acknowledgement, so that nobody waits for Slack to show them."""

    def __init__(self, client: AsyncWebClient, tasks: TaskSet) -> None:
        self._client = client
        self._tasks = tasks
        self._opened: OrderedDict[str, None] = OrderedDict()
        self._followed_by: OrderedDict[str, str] = OrderedDict()
        """The hash of a form's state, and of the state that we put in its place."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def is_open(self, trigger_id: str) -> bool:
        """Whether this trigger has opened a form: then the same click has arrived once more."""
        return trigger_id in self._opened

    def open(self, trigger_id: str, view: View, otherwise: Callable[[], Awaitable[None]]) -> None:
        """Opens a form, once for each trigger; where Slack does not, does what there is to do `otherwise`."""
        if self.is_open(trigger_id):
            return
        _remember(self._opened, trigger_id, None)

        async def opening() -> None:
            try:
                await call(self._client.views_open, trigger_id=trigger_id, view=view)
            except SlackError as error:
                log.warning("the form did not open", extra={"fields": {"code": error.code}})
                await otherwise()

        self._tasks.start(opening(), "opening a form")

    def push(self, trigger_id: str, view: View, otherwise: Callable[[], Awaitable[None]]) -> None:
        """Puts a form on top of the one that is open; where Slack does not, as on a third one, does `otherwise`."""

        async def pushing() -> None:
            try:
                await call(self._client.views_push, trigger_id=trigger_id, view=view)
            except SlackError as error:
                log.warning("the form was not put on top", extra={"fields": {"code": error.code}})
                await otherwise()

        self._tasks.start(pushing(), "putting a form on top")

    def update(self, view_id: str, view_hash: str, view: View) -> None:
        """Shows another state of a form; nothing happens where the person closed it or has turned the page since.

        Two changes in quick succession both come with the hash of what was on the screen then. They are shown one
        after the other, the second in place of the first.
        """
        turn = self._turns.setdefault(view_id, asyncio.Lock())

        async def updating() -> None:
            async with turn:
                latest = view_hash
                while latest in self._followed_by:
                    latest = self._followed_by[latest]
                answer = await call(self._client.views_update, view_id=view_id, hash=latest, view=view)
                _remember(self._followed_by, latest, str(answer["view"]["hash"]))

        self._tasks.start(_unless_gone(updating()), "updating a form")

    def show(self, view_id: str, view: View, otherwise: Callable[[], Awaitable[None]]) -> None:
        """Shows another view in place of a form, whatever it shows; where that is gone, does what is to do instead."""

        async def showing() -> None:
            try:
                await call(self._client.views_update, view_id=view_id, view=view)
            except SlackError as error:
                log.info("the form is gone", extra={"fields": {"code": error.code}})
                await otherwise()

        self._tasks.start(showing(), "showing what came of a form")


async def _unless_gone(change: Awaitable[None]) -> None:
    try:
        await change
    except GoneError as error:
        log.debug("no longer there", extra={"fields": {"code": error.code}})
    except SlackError as error:
        log.warning("Slack did not take a form", extra={"fields": {"code": error.code}})


def _remember(known: OrderedDict[str, Any], key: str, value: Any) -> None:
    known[key] = value
    while len(known) > _REMEMBERED:
        known.popitem(last=False)
