"""An app for tests: `/lunch` shows a card or opens a form, over HTTP or Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from tests.stand_in.blocks import CARD, ORDER, Json, section, words

SECRET = "signing-secret"  # noqa: S105 - shared by both ends of a test

_ANSWERS: dict[str, Json] = {
    "Soup": {"response_action": "errors", "errors": {"dish": "No soup today."}},
    "Nonsense": {"response_action": "errors", "errors": {"drink": "Not an input block."}},
    "Menu": {"response_action": "update", "view": {**ORDER, "title": words("Page two")}},
    "Help": {"response_action": "push", "view": {**ORDER, "title": words("Help")}},
    "Nothing": {"response_action": "clear"},
}
"""How the form is answered, by the dish that was asked for; any other dish closes it."""


class Lunch:
    """What the app does when it hears something."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.slack = slack
        self.client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)

    async def command(self, ack: Any, body: Json, respond: Any) -> None:
        match body["text"]:
            case "order":
                await self.client.views_open(trigger_id=body["trigger_id"], view=ORDER)
                await ack()
            case "order late":
                self.slack.clock.advance(3.1)
                with suppress(SlackApiError):
                    await self.client.views_open(trigger_id=body["trigger_id"], view=ORDER)
                await ack()
            case "too long":
                await ack(text="Lunch", blocks=[section("x" * 3001)])
            case "slow":
                await asyncio.sleep(self.slack.ack_limit + 0.05)
                await ack("at last")
            case "chatty":
                for number in range(6):
                    await respond(f"answer {number}")
                await ack()
            case _:
                await ack(text="Lunch is ready", blocks=CARD)

    async def submitted(self, ack: Any, view: Json) -> None:
        dish = view["state"]["values"]["dish"]["text"]["value"]
        await ack(_ANSWERS.get(dish, ""))

    async def larger(self, ack: Any, body: Json) -> None:
        view = deepcopy(ORDER)
        view["title"] = words("Larger")
        view["blocks"][2]["block_id"] = "drink again"
        await self.client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        await ack()

    async def nothing_to_do(self, ack: Any) -> None:
        await ack()

    async def discard(self, ack: Any, respond: Any) -> None:
        await respond(delete_original=True)
        await ack()

    async def ask_about(self, ack: Any, shortcut: Json) -> None:
        await ack()
        view = deepcopy(ORDER)
        view["blocks"][0]["element"]["initial_value"] = shortcut["message"]["text"]
        await self.client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    async def home(self, event: Json) -> None:
        view = {"type": "home", "blocks": [section("Today: pie")]}
        await self.client.views_publish(user_id=event["user"], view=view)


def lunch_app(slack: SlackStandIn) -> AsyncApp:
    """The app, which answers after its work is done."""
    lunch = Lunch(slack)
    app = AsyncApp(client=lunch.client, signing_secret=SECRET, process_before_response=True)
    app.command("/lunch")(lunch.command)
    app.view("order")(lunch.submitted)
    app.view_closed("order")(lunch.nothing_to_do)
    app.action("order")(lunch.nothing_to_do)
    app.action("discard")(lunch.discard)
    app.action({"block_id": "size"})(lunch.larger)
    app.action({"block_id": "drink"})(lunch.nothing_to_do)
    app.shortcut("assess_message")(lunch.ask_about)
    app.event("app_home_opened")(lunch.home)
    app.event("app_mention")(lunch.nothing_to_do)
    return app


@asynccontextmanager
async def over_http(slack: SlackStandIn, app: AsyncApp) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.transport = HttpTransport(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", SECRET)
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_socket(slack: SlackStandIn, app: AsyncApp) -> AsyncIterator[None]:
    # Any, because slack_bolt leaves the methods of its handler untyped.
    handler: Any = AsyncSocketModeHandler(app, slack.app.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.sockets.connected()
    try:
        yield
    finally:
        await handler.close_async()
