"""What whoever set up a digest is told once it cannot be posted: why, and how it goes on."""

from bot.views.blocks import Message
from bot.views.markup import Mrkdwn, channel, lines, mrkdwn, words
from bot.views.messages import notice

_LONGEST_CODE = 80


def digest_paused(conversation: str, code: str) -> Message:
    """`code` is the error that Slack gave."""
    where = channel(conversation)
    why, mend = why_and_how_to_mend(code)
    return notice(
        lines(
            [
                mrkdwn("The weekly digest in {where} could not be posted: {why}.", where=where, why=why),
                mrkdwn("It is paused, so that this is not said again every week. Nothing on the record is lost."),
                mrkdwn("{mend}, then type `/sourcing digest` there and turn it on again.", mend=mend),
            ]
        )
    )


def why_and_how_to_mend(code: str) -> tuple[Mrkdwn, Mrkdwn]:
    """For the code that Slack gave: why, as the end of a sentence, and what to do first, as the beginning of one."""
    if code.startswith("restricted_action"):
        return mrkdwn("only some people may post there"), mrkdwn("Ask an admin to let me post")
    match code:
        case "not_in_channel":
            return mrkdwn("I am not in that channel"), mrkdwn("Invite me with `/invite @Sourcing`")
        case "channel_not_found":
            return (
                mrkdwn("the channel is gone, or it is private and I am not in it"),
                mrkdwn("Where it is still there, invite me with `/invite @Sourcing`"),
            )
        case "is_archived":
            return mrkdwn("the channel is archived"), mrkdwn("Unarchive it and invite me")
        case _:
            said = mrkdwn("Slack said `{code}`", code=words(code, _LONGEST_CODE))
            return said, mrkdwn("Ask whoever runs this bot")
