"""What Slack sends, read once into typed values at the edge. A payload that does not fit is refused here."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from bot.slack.conversation_ids import is_direct
from bot.slack.message_words import Cut, message_words

_Id = Annotated[str, Field(min_length=1, max_length=255)]
_IdOrNothing = Annotated[str, Field(max_length=255)]
_MOST_FIELDS = 100
"""Fields of a form; Slack sends about twenty."""


_MOST_CHOSEN = 200
"""Options chosen in one menu."""


class MalformedPayloadError(ValueError):
    """What arrived is not something that Slack sends."""


class _Payload(BaseModel):
    # Slack adds fields without notice; we read those we use.
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, body: Any) -> Any:
        """Slack says null for what is not there, where it does not leave it out."""
        if not isinstance(body, Mapping):
            return body
        return {
            name: [each for each in value if each is not None] if isinstance(value, list) else value
            for name, value in body.items()
            if value is not None
        }


class Team(_Payload):
    """A workspace."""

    id: _Id
    domain: str = ""
    enterprise_id: str | None = None


class Enterprise(_Payload):
    """The organisation that a workspace belongs to (Enterprise Grid)."""

    id: _Id


class User(_Payload):
    """A person, by id.

    `team_id` differs from the workspace's for somebody from another company (Slack Connect), and for a colleague in
    another workspace of the same organisation.
    """

    id: _Id
    team_id: str | None = None


class Channel(_Payload):
    """A channel; `name` is "directmessage" or "privategroup" where Slack does not tell it."""

    id: _Id
    name: str = ""


def is_between_people(conversation: str, name: str) -> bool:
    """Whether a conversation is a direct one, of two people or a few: an app posts only into its own."""
    return is_direct(conversation) or name == "directmessage" or name.startswith("mpdm")


class SlashCommand(_Payload):
    """Somebody typed the command."""

    type: Literal["command"] = "command"
    command: _Id
    text: str = ""
    team_id: _Id
    enterprise_id: str | None = None
    user_id: _Id
    channel_id: _Id
    channel_name: str = ""
    trigger_id: _Id
    response_url: str = ""


class BotProfile(_Payload):
    """The app that posted a message."""

    name: str | None = None


class Words(_Payload):
    """What a message says, in plain words; why only its beginning was read."""

    text: str = ""
    cut: Cut = ""


class ShortcutMessage(_Payload):
    """The message that a shortcut was used on."""

    ts: _Id
    words: Words
    user: str | None = None
    username: str | None = None
    bot_profile: BotProfile | None = None
    thread_ts: str | None = None

    @property
    def author(self) -> str:
        """The id of a user, or a name; empty where Slack tells none."""
        return self.user or self.username or (self.bot_profile and self.bot_profile.name) or ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, body: Any) -> Any:
        """Its words, out of all that Slack sends of it; Bolt hands them on as they were read first."""
        if isinstance(body, Mapping) and "words" not in body:
            return {**body, "words": asdict(message_words(body))}
        return body


class MessageShortcut(_Payload):
    """Somebody used a shortcut on a message."""

    type: Literal["message_action"]
    callback_id: _Id
    trigger_id: _Id
    team: Team
    enterprise: Enterprise | None = None
    user: User
    channel: Channel
    message: ShortcutMessage
    response_url: str = ""


class GlobalShortcut(_Payload):
    """Somebody used a shortcut from the search bar or the composer."""

    type: Literal["shortcut"]
    callback_id: _Id
    trigger_id: _Id
    team: Team
    enterprise: Enterprise | None = None
    user: User


class Option(_Payload):
    """An option as it was chosen."""

    value: str


class Element(_Payload):
    """What an input holds. Only one of the values is there, depending on its kind."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: Annotated[list[Option], Field(max_length=_MOST_CHOSEN)] = Field(default_factory=list)
    selected_conversation: str | None = None
    selected_user: str | None = None
    selected_date: str | None = None
    selected_time: str | None = None


class State(_Payload):
    """What all inputs hold, by block and action."""

    values: dict[str, dict[str, Element]] = Field(default_factory=dict)

    @field_validator("values", mode="before")
    @classmethod
    def _without_empty_blocks(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values or {}  # an empty list stands for no values
        return {
            block: {action: held for action, held in inputs.items() if held is not None}
            if isinstance(inputs, Mapping)
            else inputs
            for block, inputs in values.items()
            if inputs is not None
        }

    def text(self, action: str) -> str | None:
        """What was typed or chosen in the input with that id; None where it is empty or not on the form."""
        for block in self.values.values():
            if action in block:
                element = block[action]
                chosen = element.selected_option.value if element.selected_option else element.selected_conversation
                picked = (element.selected_user, element.selected_date, element.selected_time)
                held = (element.value, chosen, *picked)
                return next((each for each in held if each is not None), None)
        return None

    def chosen(self, action: str) -> list[str]:
        """What was chosen in the menu with that id, in which several can be."""
        held = (block[action] for block in self.values.values() if action in block)
        return [option.value for element in held for option in element.selected_options]

    def actions(self) -> set[str]:
        """The ids of the inputs on the form."""
        return {action for block in self.values.values() for action in block}


class Input(_Payload):
    """An input of a modal, as we made it."""

    action_id: str = ""
    initial_value: str | None = None


class Block(_Payload):
    """A part of a modal."""

    block_id: str = ""
    element: Input | None = None


class View(_Payload):
    """A modal, or a Home, as it is on somebody's screen."""

    id: _Id
    type: str
    callback_id: str = ""
    private_metadata: str = ""
    hash: str = ""
    root_view_id: str | None = None
    state: State = Field(default_factory=State)
    blocks: list[Block] = Field(default_factory=list)
    """From top to bottom; what the state holds has no order."""

    def initial(self, action: str) -> str:
        """What the input with that id held when the modal was shown."""
        inputs = (block.element for block in self.blocks if block.element is not None)
        return next((each.initial_value or "" for each in inputs if each.action_id == action), "")


class Action(_Payload):
    """A click, or a change of an input."""

    action_id: _Id
    block_id: str = ""
    action_ts: str = ""
    value: str | None = None
    selected_option: Option | None = None
    selected_user: str | None = None


class Container(_Payload):
    """Where a click happened."""

    type: str = ""
    message_ts: str | None = None
    thread_ts: str | None = None
    """The message in whose thread it stands, where it stands in one."""
    channel_id: str | None = None
    is_ephemeral: bool = False


class Edited(_Payload):
    """When a message was last changed."""

    ts: str = ""


class ClickedMessage(_Payload):
    """The message that a click happened in; Slack sends none for one that only one person sees."""

    edited: Edited | None = None


class BlockActions(_Payload):
    """Somebody clicked a button or changed an input."""

    type: Literal["block_actions"]
    team: Team
    enterprise: Enterprise | None = None
    user: User
    trigger_id: _Id
    actions: Annotated[list[Action], Field(min_length=1, max_length=25)]
    container: Container = Field(default_factory=Container)
    channel: Channel | None = None
    message: ClickedMessage | None = None
    view: View | None = None
    response_url: str = ""

    @property
    def form(self) -> View | None:
        """The modal that was clicked in; None for a message, and for somebody's Home."""
        return self.view if self.view is not None and self.view.type == "modal" else None


class ViewSubmission(_Payload):
    """Somebody submitted a modal."""

    type: Literal["view_submission"]
    team: Team
    enterprise: Enterprise | None = None
    user: User
    view: View
    trigger_id: str = ""


class ViewClosed(_Payload):
    """Somebody closed a modal."""

    type: Literal["view_closed"]
    team: Team
    enterprise: Enterprise | None = None
    user: User
    view: View
    is_cleared: bool = False


class SharedFile(_Payload):
    """A file in a message. Slack tells little of one that was removed, or that is another workspace's."""

    id: _Id
    name: str | None = None
    size: int | None = None
    """Bytes."""
    url_private_download: str | None = None
    mode: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether somebody removed it."""
        return self.mode == "tombstone"

    @property
    def is_described(self) -> bool:
        """Whether Slack told more of it than its id."""
        return self.is_gone or self.name is not None or self.url_private_download is not None


class Said(SlashCommand):
    """Somebody wrote that to the bot, in a direct message or with a mention of it: read as if typed after the command.

    Its trigger is the event's id, which opens no form and is the same whenever Slack sends the event again.
    """

    user_team: str | None = None
    """The workspace that they come from, where Slack tells."""
    ts: str = ""
    """The message."""
    thread_ts: str | None = None
    """The message in whose thread it stands, if it stands in one."""
    mentioned: bool = False
    """Whether it stands in a channel, where others read along."""
    files: list[SharedFile] = Field(default_factory=list)
    """What was sent with it in a direct message."""

    @property
    def key(self) -> str:
        """Under which it is answered once, however often Slack sends the event."""
        return f"event:{self.team_id}:{self.trigger_id}"


_MESSAGES = ("message", "app_mention")
"""No set: what stands for a type may be anything, also what no set can be asked for."""


class EventBody(_Payload):
    """What happened. All but the type, and who opened their Home, is there for a message, also one with a mention."""

    type: _Id
    subtype: str | None = None
    channel: _IdOrNothing | None = None
    channel_type: str | None = None
    user: _IdOrNothing | None = None
    user_team: str | None = None
    team: str | None = None
    bot_id: str | None = None
    text: str = ""
    ts: str = ""
    thread_ts: str | None = None
    parent_user_id: str | None = None
    """Who wrote the message in whose thread it stands."""
    edited: dict[str, Any] | None = None
    files: list[SharedFile] = Field(default_factory=list)
    tab: str = ""
    """Of the app: which one somebody opened."""

    @model_validator(mode="before")
    @classmethod
    def _only_messages(cls, body: Any) -> Any:
        """Other events have the same names for other things, such as a whole user; of them the type will do."""
        if not isinstance(body, Mapping) or body.get("type") in _MESSAGES:
            return body
        used = ("user", "tab") if body.get("type") == "app_home_opened" else ()
        return {name: body[name] for name in ("type", *used) if name in body}


class Event(_Payload):
    """Something happened in the workspace."""

    type: Literal["event_callback"]
    team_id: _Id
    enterprise_id: str | None = None
    event_id: _Id
    event: EventBody


Payload = SlashCommand | MessageShortcut | GlobalShortcut | BlockActions | ViewSubmission | ViewClosed | Event

_ADAPTER: TypeAdapter[Payload] = TypeAdapter(Annotated[Payload, Field(discriminator="type")])


def read_payload(body: Mapping[str, Any]) -> Payload:
    """The typed value of a payload that has been decoded; raises MalformedPayloadError."""
    try:
        if "command" in body and "type" not in body:
            return SlashCommand.model_validate(dict(body))
        return _ADAPTER.validate_python(dict(body))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])[:80]
        raise MalformedPayloadError(f"{where}: {first['type']}") from None


def as_fields(payload: Payload) -> dict[str, Any]:
    """The payload as Bolt takes it: only what has been read, so that nothing unread can trip anybody up."""
    return payload.model_dump(exclude_none=True, exclude={"type"} if isinstance(payload, SlashCommand) else None)


def team_of(payload: Payload) -> str:
    """The id of the workspace that a payload comes from."""
    return payload.team_id if isinstance(payload, SlashCommand | Event) else payload.team.id


def enterprise_of(payload: Payload) -> str | None:
    """The id of the organisation that this workspace belongs to, where it belongs to one."""
    if isinstance(payload, SlashCommand | Event):
        return payload.enterprise_id
    return payload.enterprise.id if payload.enterprise else payload.team.enterprise_id


def user_of(payload: Payload) -> User | None:
    """Who did it; of a command Slack tells no workspace of theirs. None for an event."""
    if isinstance(payload, Event):
        return None
    if isinstance(payload, Said):
        return User(id=payload.user_id, team_id=payload.user_team)
    return User(id=payload.user_id) if isinstance(payload, SlashCommand) else payload.user


def decoded(raw: bytes, content_type: str) -> dict[str, Any]:
    """The fields of a request's body, as a form or as JSON; raises MalformedPayloadError."""
    try:
        text = raw.decode("utf-8")
        if content_type == "application/x-www-form-urlencoded":
            fields = dict(
                parse_qsl(
                    text,
                    keep_blank_values=True,
                    strict_parsing=bool(text),
                    errors="strict",
                    max_num_fields=_MOST_FIELDS,
                )
            )
            document = json.loads(fields["payload"]) if "payload" in fields else fields
        elif content_type == "application/json":
            document = json.loads(text)
        else:
            raise MalformedPayloadError("neither a form nor JSON")
    except (ValueError, RecursionError):
        raise MalformedPayloadError("the body cannot be decoded") from None
    if not isinstance(document, dict):
        raise MalformedPayloadError("the body is not an object")
    return document
