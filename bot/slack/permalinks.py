"""The address of a message, which a browser or Slack itself opens: made from what is known, without asking Slack.

Source: what `chat.getPermalink` answers (https://docs.slack.dev/reference/methods/chat.getPermalink).
"""


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """Where a message is; `workspace_url` is what `auth.test` says, such as https://acme.slack.com/."""
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts else address
