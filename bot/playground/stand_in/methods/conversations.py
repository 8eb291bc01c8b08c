"""`conversations.*`: which channels there are, who is in them, what was said."""

from typing import Any

from bot.playground.stand_in.calls import Arguments, Method, Slack, SlackError
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.workspace import Channel, Message

_FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TYPE = {"public": "public_channel", "private": "private_channel", "im": "im", "mpim": "mpim"}


def channel_payload(slack: Slack, channel: Channel) -> Json:
    """A channel as API responses carry it."""
    payload: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": slack.bot.id in channel.members,
        "is_ext_shared": slack.workspace.is_shared_outside(channel),
        "is_shared": bool(slack.workspace.teams_in(channel)),
        "shared_team_ids": [slack.workspace.team.id, *slack.workspace.teams_in(channel)],
        "context_team_id": slack.workspace.team.id,
        "num_members": len(channel.members),
    }
    if channel.kind == "im":
        payload["user"] = next(iter(sorted(channel.members - {slack.bot.id})), slack.bot.id)
    return payload


def _readable(slack: Slack, arguments: Arguments, right: str) -> Channel:
    channel = slack.channel(arguments.required("channel"))
    slack.require(f"{_FAMILY[channel.kind]}:{right}")
    return channel


def info(slack: Slack, arguments: Arguments) -> Json:
    """One channel."""
    return {"channel": channel_payload(slack, _readable(slack, arguments, "read"))}


def _page(everything: list[Any], arguments: Arguments) -> tuple[list[Any], Json]:
    """A page of it, and the `response_metadata` with the next cursor (empty on the last page)."""
    start, limit = int(arguments.text("cursor") or 0), int(arguments.text("limit") or 100)
    end = start + limit
    return everything[start:end], {"next_cursor": str(end) if end < len(everything) else ""}


def members(slack: Slack, arguments: Arguments) -> Json:
    """Who is in a channel."""
    page, cursor = _page(sorted(_readable(slack, arguments, "read").members), arguments)
    return {"members": page, "response_metadata": cursor}


def list_channels(slack: Slack, arguments: Arguments) -> Json:
    """The channels that the bot can know of."""
    known = [
        channel_payload(slack, channel)
        for channel in _of_types(slack, arguments)
        if channel.kind == "public" or slack.bot.id in channel.members
    ]
    page, cursor = _page(known, arguments)
    return {"channels": page, "response_metadata": cursor}


def channels_of_somebody(slack: Slack, arguments: Arguments) -> Json:
    """The channels that somebody is in (the bot, if nobody is named); of closed ones those that the bot is in too."""
    who = arguments.text("user") or slack.bot.id
    if who not in slack.workspace.users:
        raise SlackError("user_not_found")
    theirs = [
        {name: value for name, value in channel_payload(slack, channel).items() if name != "num_members"}
        for channel in _of_types(slack, arguments)
        if who in channel.members and (channel.kind == "public" or slack.bot.id in channel.members)
    ]
    page, cursor = _page(theirs, arguments)
    return {"channels": page, "response_metadata": cursor}


def _of_types(slack: Slack, arguments: Arguments) -> list[Channel]:
    types = (arguments.text("types") or "public_channel").split(",")
    if not set(types) <= set(_TYPE.values()):
        raise SlackError("invalid_types")
    kinds = [kind for kind, name in _TYPE.items() if name in types]
    for kind in kinds:
        slack.require(f"{_FAMILY[kind]}:read")
    return [
        channel
        for channel in slack.workspace.channels.values()
        if channel.kind in kinds and not (channel.archived and arguments.flag("exclude_archived"))
    ]


def _said(slack: Slack, messages: list[Message], arguments: Arguments) -> Json:
    oldest, latest = arguments.text("oldest") or "0", arguments.text("latest")
    inclusive = arguments.flag("inclusive")
    within = [
        slack.message_payload(message, with_metadata=arguments.flag("include_all_metadata"))
        for message in messages
        if _between(message.ts, oldest, latest, inclusive=inclusive)
    ]
    page, cursor = _page(within, arguments)
    return {"messages": page, "has_more": bool(cursor["next_cursor"]), "response_metadata": cursor}


def _between(ts: str, oldest: str, latest: str | None, *, inclusive: bool) -> bool:
    at, start = float(ts), float(oldest)
    end = float(latest) if latest else float("inf")
    return start <= at <= end if inclusive else start < at < end


def history(slack: Slack, arguments: Arguments) -> Json:
    """What was said in a channel, latest first, without replies."""
    channel = _readable(slack, arguments, "history")
    if slack.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    top = [each for each in slack.workspace.posted(channel) if each.thread_ts is None or each.reply_broadcast]
    return _said(slack, top[::-1], arguments)


def replies(slack: Slack, arguments: Arguments) -> Json:
    """A thread, oldest first, its first message included."""
    channel = _readable(slack, arguments, "history")
    if slack.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    ts = arguments.required("ts")
    thread = [each for each in slack.workspace.posted(channel) if ts in (each.ts, each.thread_ts)]
    if not thread:
        raise SlackError("thread_not_found")
    return _said(slack, thread, arguments)


def open_direct(slack: Slack, arguments: Arguments) -> Json:
    """The direct conversation with some people."""
    users = [each for each in (arguments.text("users") or "").split(",") if each]
    if not users:
        return {"channel": channel_payload(slack, slack.channel(arguments.required("channel")))}
    slack.require("im:write" if len(users) == 1 else "mpim:write")
    if any(user not in slack.workspace.users for user in users):
        raise SlackError("user_not_found")
    channel = slack.workspace.direct({*users, slack.bot.id})
    return {"channel": channel_payload(slack, channel) if arguments.flag("return_im") else {"id": channel.id}}


def join(slack: Slack, arguments: Arguments) -> Json:
    """Let the bot join a public channel."""
    channel = slack.channel(arguments.required("channel"))
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    channel.members.add(slack.bot.id)
    return {"channel": channel_payload(slack, channel)}


METHODS = {
    "conversations.info": Method(info, 3),
    "conversations.members": Method(members, 4),
    "conversations.list": Method(list_channels, 2),
    "users.conversations": Method(channels_of_somebody, 2),
    "conversations.history": Method(history, 3),
    "conversations.replies": Method(replies, 3),
    "conversations.open": Method(open_direct, 3),
    "conversations.join": Method(join, 3, "channels:join"),
}
