"""`chat.*` and `reactions.add`: posting, changing and deleting messages."""

import re

from bot.playground.stand_in.calls import Arguments, Method, Slack, SlackError
from bot.playground.stand_in.fields import Json, carried_over, with_ids
from bot.playground.stand_in.workspace import Channel, Message

_OPTIONS = ("unfurl_links", "unfurl_media", "mrkdwn", "parse", "link_names", "username", "icon_emoji", "icon_url")


def _content(arguments: Arguments) -> Json:
    content: Json = {"text": arguments.text("text"), "link_names": arguments.flag("link_names")}
    content["parse"] = arguments.text("parse")
    for name in ("blocks", "attachments"):
        content[name] = arguments.structure(name)
    return content


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.structure("metadata")
    if not metadata:
        return None
    well_formed = (
        isinstance(metadata, dict)
        and set(metadata) <= {"event_type", "event_payload", "entities"}
        and isinstance(metadata.get("event_type"), str)
        and re.fullmatch(r"\w{1,255}", metadata["event_type"])
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not well_formed:
        raise SlackError("invalid_metadata_format")
    return dict(metadata)


def _thread(slack: Slack, channel: Channel, arguments: Arguments) -> str | None:
    """The thread to answer in; a reply's own timestamp leads to its thread, as in Slack."""
    thread_ts = arguments.text("thread_ts")
    if thread_ts is None:
        return None
    parent = slack.workspace.message(channel, thread_ts)
    if parent is None or parent.ephemeral_to is not None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def post_message(slack: Slack, arguments: Arguments) -> Json:
    """Post where everybody in the channel can see it."""
    channel = slack.writable(arguments.required("channel"))
    content = _content(arguments)
    slack.check(content, "chat.postMessage")
    message = slack.workspace.post(
        channel,
        slack.bot.id,
        content["text"] or "",
        content["blocks"] or (),
        thread_ts=_thread(slack, channel, arguments),
        metadata=_metadata(arguments),
        by_app=True,
    )
    message.attachments = content["attachments"] or []
    message.reply_broadcast = arguments.flag("reply_broadcast")
    message.options = {name: arguments.given[name] for name in _OPTIONS if name in arguments.given}
    payload = slack.message_payload(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": payload}


def post_ephemeral(slack: Slack, arguments: Arguments) -> Json:
    """Post where only one person can see it."""
    channel = slack.writable(arguments.required("channel"))
    user_id = arguments.required("user")
    if user_id not in slack.workspace.users:
        raise SlackError("user_not_found")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(arguments)
    slack.check(content, "chat.postEphemeral")
    message = slack.workspace.post(
        channel,
        slack.bot.id,
        content["text"] or "",
        content["blocks"] or (),
        thread_ts=_thread(slack, channel, arguments),
        ephemeral_to=user_id,
        by_app=True,
    )
    return {"message_ts": message.ts}


def _own_message(slack: Slack, arguments: Arguments, refusal: str) -> Message:
    channel = slack.channel(arguments.required("channel"))
    message = slack.workspace.message(channel, arguments.required("ts"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != slack.bot.id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return message


def rewrite(slack: Slack, message: Message, content: Json) -> None:
    """Change what a message says; what people chose in it stays where block and action are the same.

    Blocks and text that are not given stay as they are.
    """
    if content.get("text") is not None:
        message.text = content["text"]
    if content.get("blocks") is not None:
        message.blocks = with_ids(content["blocks"], slack.workspace.fresh_ids())
        for user_id, values in message.values.items():
            message.values[user_id] = carried_over(values, message.blocks, message.channel.id)
    if content.get("attachments") is not None:
        message.attachments = content["attachments"]
    message.edited = True
    message.edited_ts = slack.workspace.fresh_ts()


def update(slack: Slack, arguments: Arguments) -> Json:
    """Change one of the bot's own messages in place."""
    message = _own_message(slack, arguments, "cant_update_message")
    content = _content(arguments)
    slack.check(content, "chat.update")
    rewrite(slack, message, content)
    if arguments.structure("metadata") is not None:
        message.metadata = _metadata(arguments)
    payload = slack.message_payload(message, with_metadata=True)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": payload}


def delete(slack: Slack, arguments: Arguments) -> Json:
    """Delete one of the bot's own messages."""
    message = _own_message(slack, arguments, "cant_delete_message")
    slack.workspace.messages.remove(message)
    return {"channel": message.channel.id, "ts": message.ts}


def permalink(slack: Slack, arguments: Arguments) -> Json:
    """The address of a message."""
    channel = slack.channel(arguments.required("channel"))
    message = slack.workspace.message(channel, arguments.required("message_ts"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    address = f"https://{slack.workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def add_reaction(slack: Slack, arguments: Arguments) -> Json:
    """Put an emoji under a message."""
    channel = slack.channel(arguments.required("channel"))
    message = slack.workspace.message(channel, arguments.required("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    users = message.reactions.setdefault(arguments.required("name"), set())
    if slack.bot.id in users:
        raise SlackError("already_reacted")
    users.add(slack.bot.id)
    return {}


METHODS = {
    "chat.postMessage": Method(post_message, "special", "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, 4, "chat:write"),
    "chat.update": Method(update, 3, "chat:write"),
    "chat.delete": Method(delete, 3, "chat:write"),
    "chat.getPermalink": Method(permalink, "special"),
    "reactions.add": Method(add_reaction, 3, "reactions:write"),
}
