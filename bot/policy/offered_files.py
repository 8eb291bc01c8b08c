"""Whether a file that somebody sent to the bot may be a policy, going by what Slack says of it."""

from pathlib import PurePath

from bot.slack.payloads import SharedFile
from bot.views.card import Message
from bot.views.markup import mrkdwn
from bot.views.policy import messages as views
from rules.policy_file import LARGEST

UNNAMED = "This file"


def refusal(file: SharedFile) -> Message | None:
    """What is said at once, before the file is fetched; None for one that may be a policy."""
    name = file.name or UNNAMED
    if file.is_gone:
        return views.deleted_message(name, sure=True)
    if file.url_private_download is None:
        return views.unreadable_message(name, mrkdwn("Slack does not let me read it. Upload it to me here."))
    if not _may_be_a_policy(name, file.mode):
        return views.unreadable_message(
            name,
            mrkdwn("a policy is a file that ends in .toml; `sourcing policy show --toml` prints one to begin with."),
        )
    if file.size == 0:
        return views.unreadable_message(name, mrkdwn("the file is empty."))
    if file.size is not None and file.size > LARGEST:
        return views.too_large_message(name, LARGEST)
    return None


def _may_be_a_policy(name: str, mode: str) -> bool:
    """By its name: Windows hides that it called a file policy.toml.txt, and a snippet is called as somebody likes."""
    endings = [ending.lower() for ending in PurePath(name).suffixes[-2:]]
    return (
        endings[-1:] == [".toml"] or endings == [".toml", ".txt"] or (mode == "snippet" and endings in ([], [".txt"]))
    )
