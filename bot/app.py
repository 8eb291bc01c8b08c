"""The Bolt app: one listener for each kind of payload, all leading to the reception."""

import asyncio
import logging
import re
import time
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.handlers.bot import Bot
from bot.handlers.reception import NotTakenError, receive
from bot.slack.payloads import MalformedPayloadError, read_payload

log = logging.getLogger(__name__)

_ANY = re.compile("")


def create_app(bot: Bot, client: AsyncWebClient, identity: AuthorizeResult) -> AsyncApp:
    """An app over the desk; the same over HTTP and Socket Mode. Nothing is done at import, and nothing is global.

    `identity` is what `auth.test` said at the start: no request asks Slack again who we are.
    """

    async def authorize(**_: Any) -> AuthorizeResult:
        return identity

    # Bolt's default looks every 10 ms whether a listener has acknowledged, and loses what runs after that when the
    # process ends. Ours commit before they acknowledge, so there is nothing to wait for and nothing to lose.
    app = AsyncApp(
        name="sourcing",  # Bolt would look through the whole stack for one
        logger=logging.getLogger("slack_bolt"),  # Bolt takes the level of this one, else that of the root
        authorize=authorize,
        client=client,
        process_before_response=True,
        request_verification_enabled=False,  # done over the raw bytes, before anything is parsed
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
    )

    turn = asyncio.Lock()

    async def listen(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        start = time.perf_counter()
        async with turn:
            # A crowd is read one after the other, and the event loop gets to everything else in between.
            await asyncio.sleep(0)
        try:
            payload = read_payload(body)
        except MalformedPayloadError:
            log.info("refused", extra={"fields": {"status": 400}})
            return BoltResponse(status=400, body="this is not something that Slack sends")
        try:
            answer = await receive(bot, payload)
        except NotTakenError:
            return BoltResponse(status=503, body="this could not be kept; please send it again")
        milliseconds = round((time.perf_counter() - start) * 1000, 2)
        log.info("answered", extra={"fields": {"payload": payload.type, "ms": milliseconds}})
        return await ack(answer) if answer else await ack()

    app.command(_ANY)(listen)  # whatever a workspace's manifest calls it
    app.shortcut(_ANY)(listen)
    app.action(_ANY)(listen)
    app.view(_ANY)(listen)
    app.view_closed(_ANY)(listen)
    app.event(_ANY)(listen)
    return app
