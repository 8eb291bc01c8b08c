"""What somebody writes and shares: as it goes into a channel, and as the app hears of it."""

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.playground.stand_in.choosing import NotOnScreenError
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.payloads import Payloads
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.uploads import Upload
from bot.playground.stand_in.workspace import Channel, Message, User

_FAMILY = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
NO_FILES: Mapping[str, bytes] = MappingProxyType({})


class Composer:
    """Where one person writes."""

    def __init__(self, server: SlackStandIn, user: User, payloads: Payloads) -> None:
        """Of this person; the payloads are what the app is sent."""
        self._server = server
        self._user = user
        self._payloads = payloads

    async def post(
        self, channel: Channel, text: str, *, files: Mapping[str, bytes] = NO_FILES, thread: Message | None = None
    ) -> Message:
        """A message with files by their names; the app hears of it as far as it subscribed and is in the channel."""
        app, bot = self._server.app, self._server.bot
        if channel.kind == "im" and bot.id in channel.members and not app.takes_messages:
            raise NotOnScreenError("Sending messages to this app has been turned off.")
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        written = self.marked_up(text)
        message = self._server.workspace.post(channel, self._user.id, written, thread_ts=thread_ts)
        message.files = [self._shared(channel, name, content) for name, content in files.items()]
        if bot.id not in channel.members:
            return message
        event = self._server.slack.message_payload(message) | {"channel": channel.id}
        if files:
            event |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
        family = _FAMILY[channel.kind]
        subscription = f"message.{family}" + ("s" if family in ("channel", "group") else "")
        if subscription in app.events:
            event["channel_type"] = family
            await self._server.deliver("events_api", self._payloads.event(event))
        if "app_mention" in app.events and f"<@{bot.id}>" in written and not channel.is_direct:
            mention = {**event, "type": "app_mention"}
            mention.pop("channel_type", None)
            await self._server.deliver("events_api", self._payloads.event(mention))
        return message

    def marked_up(self, text: str) -> str:
        """Text as Slack's composer sends it: escaped, with mentions and links marked up."""
        workspace = self._server.workspace
        ids = {f"@{user.name}": f"<@{user.id}>" for user in workspace.users.values()}
        ids |= {f"#{channel.name}": f"<#{channel.id}|{channel.name}>" for channel in workspace.channels.values()}
        marked = re.sub(r"https?://[^\s<>]+", lambda match: f"<{match[0]}>", html.escape(text, quote=False))
        return re.sub(r"[@#][\w.-]+", lambda match: ids.get(match[0], match[0]), marked)

    def _shared(self, channel: Channel, name: str, content: bytes) -> Json:
        workspace = self._server.workspace
        upload = Upload(workspace.fresh_id("F"), name, len(content), content, channel.id)
        workspace.uploads[upload.id] = upload
        return upload.shared(self._user.id, self._server.url, self._server.clock.now())
