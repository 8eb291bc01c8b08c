"""`files.getUploadURLExternal` and `files.completeUploadExternal`: announce, upload, share."""

from bot.playground.stand_in.calls import Arguments, Method, Slack, SlackError
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.uploads import Upload


def announce(slack: Slack, arguments: Arguments) -> Json:
    """An address to which the content is posted."""
    upload = Upload(slack.workspace.fresh_id("F"), arguments.required("filename"), int(arguments.required("length")))
    slack.workspace.uploads[upload.id] = upload
    return {"upload_url": f"{slack.url}/upload/{upload.id}", "file_id": upload.id}


def info(slack: Slack, arguments: Arguments) -> Json:
    """What there is to know of a file that the app can see."""
    upload = slack.workspace.uploads.get(arguments.required("file"))
    if upload is None or upload.content is None:
        raise SlackError("file_not_found")
    channel = slack.workspace.channels.get(upload.channel_id or "")
    if channel is None or slack.bot.id not in channel.members:
        raise SlackError("file_not_found")
    return {"file": upload.shared("", slack.url, slack.clock.now()), "comments": []}


def complete(slack: Slack, arguments: Arguments) -> Json:
    """Share what was uploaded, in a channel if one is given."""
    files = []
    for announced in arguments.structure("files") or []:
        upload = slack.workspace.uploads.get(announced["id"])
        if upload is None or upload.content is None:
            raise SlackError("file_not_found")
        files.append(
            {"id": upload.id, "name": upload.filename, "title": announced.get("title", upload.filename),
             "size": len(upload.content)}
        )  # fmt: skip
    channel_id = arguments.text("channel_id")
    if channel_id:
        channel = slack.writable(channel_id)
        comment = arguments.text("initial_comment") or ""
        thread_ts = arguments.text("thread_ts")
        message = slack.workspace.post(channel, slack.bot.id, comment, thread_ts=thread_ts, by_app=True)
        message.files = files
    return {"files": files}


METHODS = {
    "files.info": Method(info, 4, "files:read"),
    "files.getUploadURLExternal": Method(announce, 4, "files:write"),
    "files.completeUploadExternal": Method(complete, 4, "files:write"),
}
