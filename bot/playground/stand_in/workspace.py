"""What there is in the workspace: people, channels, messages, open views."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.fields import Json, Values, first_values, with_ids
from bot.playground.stand_in.uploads import Upload
from bot.playground.stand_in.views import View

Kind = Literal["public", "private", "im", "mpim"]
Guest = Literal["single_channel", "multi_channel"]


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace's name and id."""

    id: str = "T00000001"
    domain: str = "acme"
    name: str = "Acme"
    enterprise_id: str | None = None
    """The organisation that the workspace belongs to (Enterprise Grid)."""


@dataclass(slots=True)
class User:
    """Somebody in the workspace, or the bot."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/London"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    team: Team | None = None
    """Where they come from, if that is another workspace."""
    guest: Guest | None = None
    display_name: str | None = None
    """What they chose to be called; empty for those who chose nothing, and None is their short name."""

    @property
    def is_confined(self) -> bool:
        """Whether they see only the channels that they are in."""
        return self.team is not None or self.guest is not None

    def offset(self, now: float) -> int:
        """Seconds east of UTC at a Unix time."""
        offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0


@dataclass(slots=True)
class Channel:
    """A channel, or a direct conversation."""

    id: str
    name: str
    kind: Kind = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation between people rather than a channel."""
        return self.kind in ("im", "mpim")


@dataclass(slots=True)
class Message:
    """A message, visible to all or (ephemeral) to one person."""

    channel: Channel
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    by_app: bool = False
    ephemeral_to: str | None = None
    reply_broadcast: bool = False
    edited: bool = False
    edited_ts: str | None = None
    """When it was last changed."""
    subtype: str | None = None
    reactions: dict[str, set[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)
    """Other arguments of the call that posted it: `unfurl_links`, `mrkdwn` and so on."""
    values: dict[str, Values] = field(default_factory=dict)
    """What each person has chosen in it, by user id."""

    def values_for(self, user_id: str) -> Values:
        """What this person has chosen in it."""
        return self.values.setdefault(user_id, first_values(self.blocks, self.channel.id))


class Workspace:
    """The state of the workspace; no rules of Slack's API are here."""

    def __init__(self, clock: Clock, team: Team | None = None) -> None:
        """An empty workspace."""
        self.clock = clock
        self.team = team or Team()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.stacks: dict[str, list[View]] = {}
        """Open modals by user id, the topmost last."""
        self.homes: dict[str, View] = {}
        self.notices: dict[str, list[str]] = {}
        """What Slack itself told a person outside any channel, by user id."""
        self.groups: dict[str, list[str]] = {}
        """Members of user groups, by group id."""
        self.uploads: dict[str, Upload] = {}
        self.withheld: set[str] = set()
        """Kinds of blocks that Slack has not brought to this workspace yet."""
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def fresh_id(self, prefix: str) -> str:
        """An id that nothing else has."""
        return f"{prefix}{next(self._numbers):08d}"

    def fresh_ids(self) -> Iterator[str]:
        """Ids for blocks and actions that came without."""
        return (f"auto{number}" for number in self._numbers)

    def fresh_ts(self) -> str:
        """A message timestamp, later than all before."""
        self._last_ts = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def add_user(
        self,
        name: str,
        *,
        real_name: str = "",
        tz: str = "Europe/London",
        is_admin: bool = False,
        is_bot: bool = False,
        team: Team | None = None,
        guest: Guest | None = None,
    ) -> User:
        """Let somebody join the workspace; with a team, somebody of another one in a channel that both share."""
        user = User(self.fresh_id("U"), name, real_name or name.title(), tz, is_admin, is_bot, team=team, guest=guest)
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *members: str, private: bool = False, archived: bool = False, kind: Kind | None = None
    ) -> Channel:
        """Make a channel with these members (user ids)."""
        kind = kind or ("private" if private else "public")
        channel = Channel(self.fresh_id({"im": "D"}.get(kind, "C")), name, kind, set(members), archived)
        self.channels[channel.id] = channel
        return channel

    def direct(self, members: Iterable[str]) -> Channel:
        """The direct conversation between these people, made if there is none."""
        wanted = set(members)
        for channel in self.channels.values():
            if channel.is_direct and channel.members == wanted:
                return channel
        names = ", ".join(sorted(self.users[each].name for each in wanted))
        return self.add_channel(names, *wanted, kind="im" if len(wanted) <= 2 else "mpim")

    def team_of(self, user_id: str) -> Team:
        """The workspace that somebody comes from."""
        user = self.users.get(user_id)
        return (user.team if user else None) or self.team

    def is_of_the_company(self, team: Team) -> bool:
        """Whether a workspace is this one, or of the same organisation."""
        return team.id == self.team.id or (
            self.team.enterprise_id is not None and team.enterprise_id == self.team.enterprise_id
        )

    def teams_in(self, channel: Channel) -> list[str]:
        """The other workspaces whose people are in a channel."""
        return sorted({self.team_of(each).id for each in channel.members} - {self.team.id})

    def is_shared_outside(self, channel: Channel) -> bool:
        """Whether another company's people are in a channel (Slack Connect)."""
        return not all(self.is_of_the_company(self.team_of(each)) for each in channel.members)

    def convert(self, channel: Channel, *, private: bool) -> Message:
        """An admin makes a channel private, or public; its id stays the same."""
        channel.kind = "private" if private else "public"
        message = self.post(channel, "USLACKBOT", f"made this channel {channel.kind}")
        message.subtype = f"channel_convert_to_{channel.kind}"
        return message

    def channel_named(self, name: str) -> Channel | None:
        """The channel with this name, with or without `#`."""
        bare = name.removeprefix("#")
        return next((each for each in self.channels.values() if not each.is_direct and each.name == bare), None)

    def post(
        self,
        channel: Channel,
        user: str,
        text: str = "",
        blocks: Sequence[Json] = (),
        *,
        thread_ts: str | None = None,
        by_app: bool = False,
        ephemeral_to: str | None = None,
        metadata: Json | None = None,
    ) -> Message:
        """Put a message there, without asking whether Slack would allow it."""
        message = Message(
            channel=channel,
            ts=self.fresh_ts(),
            user=user,
            text=text,
            blocks=with_ids(blocks, self.fresh_ids()),
            thread_ts=thread_ts,
            by_app=by_app,
            ephemeral_to=ephemeral_to,
            metadata=metadata,
        )
        self.messages.append(message)
        return message

    def message(self, channel: Channel, ts: str) -> Message | None:
        """The message at this timestamp, ephemeral ones included."""
        return next((each for each in self.messages if each.channel is channel and each.ts == ts), None)

    def posted(self, channel: Channel) -> list[Message]:
        """What everybody in the channel sees, oldest first, replies included."""
        return [each for each in self.messages if each.channel is channel and each.ephemeral_to is None]

    def visible(self, channel: Channel, user_id: str) -> list[Message]:
        """What this person sees of a channel, oldest first; nothing of one that is closed to them."""
        user = self.users.get(user_id)
        open_to_them = channel.kind == "public" and not (user is not None and user.is_confined)
        if not open_to_them and user_id not in channel.members:
            return []
        return [each for each in self.messages if each.channel is channel and each.ephemeral_to in (None, user_id)]

    def views(self) -> Iterator[View]:
        """Every modal and App Home that somebody could look at."""
        yield from itertools.chain.from_iterable(self.stacks.values())
        yield from self.homes.values()
