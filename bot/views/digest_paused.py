"""What whoever set up a digest, or asked for one, is told where it cannot be posted: why, and how it goes on."""

from bot.store import outbox_rows
from bot.views.blocks import Message
from bot.views.markup import Mrkdwn, channel, lines, mrkdwn, words
from bot.views.messages import notice

_LONGEST_CODE = 80


def digest_paused(conversation: str, code: str) -> Message:
    """For whoever set it up; `code` is the error that Slack gave."""
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


def digest_not_sent(conversation: str, code: str) -> Message:
    """For whoever pressed *Send now*; `code` is the error that Slack gave, or one of ours."""
    where = channel(conversation)
    match code:
        case outbox_rows.UNKNOWN:
            said = mrkdwn(
                "Slack did not say whether the digest that you asked for arrived in {where}. Please look there: it is "
                "not sent again, so that it cannot stand there twice.",
                where=where,
            )
            return notice(said)
        case outbox_rows.TOO_LATE | outbox_rows.GIVEN_UP:
            why, mend = mrkdwn("Slack has not taken it in time"), None
        case outbox_rows.NOT_DRAWN:
            why, mend = mrkdwn("it could not be drawn, which is a mistake in this program"), None
        case _:
            why, mend = why_and_how_to_mend(code)
    not_posted = mrkdwn("The digest that you asked for in {where} was not posted: {why}.", where=where, why=why)
    again = mrkdwn("`/sourcing digest` there, then *Send now*, asks for it again.")
    return notice(lines([not_posted, *([mrkdwn("{mend}.", mend=mend)] if mend else []), again]))


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
