"""A call of a Web API method: its arguments, its errors, and what it may act on."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.journal import Journal
from bot.playground.stand_in.json_values import copied
from bot.playground.stand_in.limits import MISSING_TEXT, Problem, check_message, check_rolled_out, mentions
from bot.playground.stand_in.tickets import Triggers
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Message, User, Workspace

FAULTS = frozenset(
    {
        "duplicate_external_id", "exchanged_trigger_id", "expired_trigger_id", "ignored_retry_after",
        "invalid_arguments", "invalid_auth", "invalid_blocks", "invalid_blocks_format", "invalid_metadata_format",
        "invalid_trigger_id", "missing_scope", "msg_too_long", "no_text", "not_allowed_token_type", "not_authed",
        "push_limit_reached", "unknown_method", "view_too_large",
    }
)  # fmt: skip
"""Errors that only a mistake in the app brings about; the others are part of life (`not_in_channel`)."""


class SlackError(Exception):
    """The call is answered with `ok: false`."""

    def __init__(self, error: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        """Slack's code for what is wrong, and further fields of the answer."""
        super().__init__(error)
        self.error, self.status, self.headers, self.more = error, status, dict(headers or {}), more
        self.is_fault = error in FAULTS
        """Whether it is a mistake in the app."""

    @property
    def body(self) -> Json:
        """The JSON answer."""
        return {"ok": False, "error": self.error, **self.more}


def invalid(problems: Sequence[Problem], error: str) -> SlackError:
    """The refusal of blocks or of a view, in Slack's form."""
    lines = [str(problem) for problem in problems]
    return SlackError(error, errors=lines, response_metadata={"messages": lines})


class Arguments:
    """Arguments as they came, from a form, a query or JSON."""

    def __init__(self, given: Json) -> None:
        """Take them as they came."""
        self.given = given

    def text(self, name: str) -> str | None:
        """A string, if given."""
        value = self.given.get(name)
        return None if value is None else str(value)

    def required(self, name: str) -> str:
        """A string that must be given."""
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str) -> bool:
        """A boolean, however it is spelt; false if not given."""
        return str(self.given.get(name, "")).lower() in ("true", "1")

    def structure(self, name: str) -> Any:
        """An object or a list, as JSON or as a string of JSON; `None` if not given.

        Raises `SlackError` where it is no JSON.
        """
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError(code, response_metadata={"messages": [f"[ERROR] {name}: {error}"]}) from error


@dataclass(frozen=True, slots=True)
class Slack:
    """What a method may read and change."""

    workspace: Workspace
    app: InstalledApp
    bot: User
    journal: Journal
    triggers: Triggers
    clock: Clock
    url: str

    def require(self, scope: str) -> None:
        """Refuse the call unless the app has the scope."""
        if scope not in self.app.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.app.scopes)))

    def channel(self, name: str) -> Channel:
        """The channel with this id, as far as the app can know of it.

        A `#name` and the id of a person (their direct conversation) work as in Slack.
        Raises `SlackError`: a private channel without the bot does not exist for it.
        """
        found = self.workspace.channels.get(name)
        if found is None and name.startswith("#"):
            found = self.workspace.channel_named(name)
        if found is None and name in self.workspace.users:
            found = self.workspace.direct({name, self.bot.id})
        if found is None or (found.kind != "public" and self.bot.id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def writable(self, name: str) -> Channel:
        """The channel with this id, if the bot may post there."""
        channel = self.channel(name)
        if channel.archived:
            raise SlackError("is_archived")
        if self.bot.id not in channel.members and "chat:write.public" not in self.app.scopes:
            raise SlackError("not_in_channel")
        return channel

    def check(self, message: Json, where: str) -> None:
        """Refuse a message that breaks a limit; note live mentions and missing text, which Slack lets pass."""
        problems = check_message(message)
        serious = [problem for problem in problems if problem.message != MISSING_TEXT]
        if len(message.get("text") or "") > 40_000:
            raise SlackError("msg_too_long")
        if any(problem.message == "no_text" for problem in serious):
            raise SlackError("no_text")
        if serious:
            raise invalid(serious, "invalid_blocks")
        if withheld := check_rolled_out(message, self.workspace.withheld):
            refusal = invalid(withheld, "invalid_blocks")
            refusal.is_fault = False
            raise refusal
        if problems:
            self.journal.fault(MISSING_TEXT, where, "top-level text is what notifications and screen readers use")
        for mention in mentions(message):
            self.journal.notify(mention, where)

    def view_payload(self, view: View) -> Json:
        """A view as API responses carry it."""
        return view.payload(self.workspace.team.id, self.app.id, self.app.bot_id)

    def message_payload(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as API responses and payloads carry it."""
        payload: Json = {
            "type": "message",
            "user": message.user,
            "ts": message.ts,
            "text": message.text,
            "team": self.workspace.team_of(message.user).id,
        }
        if message.by_app:
            payload |= {"bot_id": self.app.bot_id, "app_id": self.app.id}
        for name, value in (
            ("subtype", message.subtype),
            ("blocks", message.blocks),
            ("attachments", message.attachments),
            ("files", message.files),
            ("thread_ts", message.thread_ts),
            ("metadata", message.metadata if with_metadata else None),
        ):
            if value:
                payload[name] = value
        if message.edited:
            payload["edited"] = {"user": message.user, "ts": message.edited_ts or message.ts}
        if message.reactions:
            payload["reactions"] = [
                {"name": name, "users": sorted(users), "count": len(users)} for name, users in message.reactions.items()
            ]
        return copied(payload)


Tier = Literal[2, 3, 4, "special"]


class Method(NamedTuple):
    """A Web API method: what it does, what it needs."""

    call: Callable[[Slack, Arguments], Json]
    tier: Tier
    scope: str | None = None
