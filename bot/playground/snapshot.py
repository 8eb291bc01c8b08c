"""What one person's window shows, as named parts: a part that has not changed is not sent again."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.stand_in.fields import Json, as_state
from bot.playground.stand_in.journal import (
    ApiCall,
    Entry,
    Fault,
    FileDownload,
    Notified,
    ResponseUrlUse,
    Sent,
    SocketChange,
)
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Message

Part = tuple[str, Any]


def parts(slack: SlackStandIn, person: Person, manifest: Mapping[str, Any], bot_state: str) -> Iterator[Part]:
    """Everything in the window but the log, part by part."""
    workspace = slack.workspace
    yield "me", {"id": person.id, "name": person.user.name, "tz": person.user.tz}
    yield "team", workspace.team.name
    yield "app", {"id": slack.bot.id, "name": slack.app.name, **_features(manifest)}
    yield "people", [_user(user) for user in workspace.users.values()]
    visible = [each for each in workspace.channels.values() if each.kind == "public" or person.id in each.members]
    yield "channels", [_channel(slack, each, person) for each in visible]
    yield "place", {"channel": None} if person.desktop.at_home else {"channel": _id(person.desktop.channel)}
    yield "notices", workspace.notices.get(person.id, [])
    yield "home", _view(person.home, person) if person.home else None
    yield "modal", _modal(workspace.stacks.get(person.id, []), person)
    yield "clock", {"moved": slack.clock.moved}
    yield (
        "state",
        {
            "bot": bot_state,
            "slack": "down" if slack.trouble.down else "up",
            "charts": "data_visualization" not in workspace.withheld,
            "faults": len(slack.faults),
        },
    )
    if not person.desktop.at_home:
        for message in person.messages():
            yield f"message/{message.ts}", _message(message, person)


def line(number: int, entry: Entry) -> Json:
    """One line of the log, without payloads."""
    line: Json = {"number": number, "at": entry.at, "kind": type(entry).__name__}
    match entry:
        case Sent(delivery=delivery, acknowledgement=acknowledgement):
            line |= {
                "what": delivery.name,
                "milliseconds": round(acknowledgement.seconds * 1000, 1),
                "error": acknowledgement.error,
            }
        case ApiCall(method=method, status=status, response=response):
            error = None if response.get("ok") else response.get("error") or "no answer"
            line |= {"what": method, "error": error if status == 200 else f"{status} {error}"}
        case ResponseUrlUse(error=error):
            line |= {"what": "response_url", "error": error}
        case FileDownload(error=error):
            line |= {"what": "download", "error": error}
        case SocketChange(what=what):
            line |= {"what": what, "error": None}
        case Fault(kind=kind, where=where, detail=detail):
            line |= {"what": f"{where}: {detail}" if detail else where, "error": kind}
        case Notified(mention=mention, where=where):
            line |= {"what": where, "mention": {"kind": mention.kind, "target": mention.target}, "error": None}
    return line


def _id(channel: Channel | None) -> str | None:
    return channel.id if channel else None


def _user(user: Any) -> Json:
    return {"id": user.id, "name": user.name, "real_name": user.real_name, "tz": user.tz, "is_bot": user.is_bot}


def _features(manifest: Mapping[str, Any]) -> Json:
    features = manifest.get("features", {})
    return {
        "commands": features.get("slash_commands", []),
        "shortcuts": features.get("shortcuts", []),
        "has_home": bool(features.get("app_home", {}).get("home_tab_enabled")),
    }


def _channel(slack: SlackStandIn, channel: Channel, person: Person) -> Json:
    said = slack.workspace.visible(channel, person.id)
    others = [slack.workspace.users[each].name for each in sorted(channel.members - {person.id})]
    return {
        "id": channel.id,
        "name": ", ".join(others) if channel.is_direct else channel.name,
        "kind": channel.kind,
        "archived": channel.archived,
        "members": len(channel.members),
        "with_bot": slack.bot.id in channel.members,
        "latest": said[-1].ts if said else "0",
    }


def _message(message: Message, person: Person) -> Json:
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "broadcast": message.reply_broadcast,
        "edited": message.edited,
        "only_you": message.ephemeral_to is not None,
        "reactions": {name: len(users) for name, users in message.reactions.items()},
        "files": message.files,
        **as_state(message.values_for(person.id)),
    }


def _modal(stack: list[View], person: Person) -> Json | None:
    return {"depth": len(stack), **_view(stack[-1], person)} if stack else None


def _view(view: View, person: Person) -> Json:
    texts = {name: (view.content.get(name) or {}).get("text") for name in ("title", "submit", "close")}
    return {
        "id": view.id,
        **texts,
        "blocks": view.blocks,
        "errors": view.errors,
        "trouble": view.trouble,
        **as_state(view.values_for(person.id)),
    }
