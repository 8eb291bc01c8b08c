"""What somebody is told of a channel's digest beside the digest: why there can be none, and what came of a press."""

from datetime import datetime

from bot import ids
from bot.store.digest_settings import KeptDigest, Run, RunState
from bot.views import blocks, days
from bot.views.blocks import Message
from bot.views.markup import Mrkdwn, channel, joined, link, moment, mrkdwn, person

IN_A_CHANNEL = mrkdwn("A digest belongs to a channel. Type `/sourcing digest` in the one that is to get it.")
NOTHING_TO_TURN_OFF = mrkdwn("No digest was set up in this channel, so none is sent, and there is nothing to turn off.")
SET_IT_UP_FIRST = mrkdwn("No digest is set up in this channel yet. Choose what you want in the form, and press Save.")
NOT_THERE = mrkdwn("Only people in that channel set up its digest, and Slack does not say that you are one.")
NOTHING_TO_TELL = mrkdwn("This week there is nothing to tell so far, and a quiet week posts nothing.")
CHECK_THE_ZONE = mrkdwn("Slack does not say just now where you are: choose the time zone before you save.")
NOT_KNOWN = mrkdwn("*Not saved:* Slack does not say just now who you are here. Press Save again in a moment.")
NOT_JUST_NOW = mrkdwn(
    "Slack does not say just now who may see what. Nothing is lost; please press it again in a moment."
)
NO_PREVIEW = mrkdwn("Slack did not take the preview. Nothing is lost; please try again in a moment.")


def none_yet(conversation: str) -> Message:
    """In place of what a digest is set to, with the way to its form."""
    said = mrkdwn("No digest is set up in {where}.", where=channel(conversation))
    button = blocks.button(ids.DIGEST_CHANGE, "Set it up", conversation, style="primary")
    return blocks.message(said, [blocks.section("digest.none", said), blocks.actions("digest.actions", button)])


def archived(conversation: str) -> Mrkdwn:
    """Why no digest can be set up there."""
    return mrkdwn("{where} is archived, and nothing can be posted there.", where=channel(conversation))


def invite(conversation: str) -> Mrkdwn:
    """Why no digest can be set up there yet."""
    return mrkdwn(
        "I am not in {where}, so I cannot post a digest there. Invite me with `/invite @Sourcing`, then type "
        "`/sourcing digest` again.",
        where=channel(conversation),
    )


def changed_meanwhile(kept: KeptDigest) -> Mrkdwn:
    """Above what somebody filled in, where another was faster; what it is set to now stands beneath it."""
    return mrkdwn(
        "*{who} has changed it since you opened this, so yours is not saved.* What you had filled in still stands in "
        "the form: Save puts it in place of what it is set to now:",
        who=person(kept.set_by),
    )


def preview_comes(conversation: str, *, hidden: bool) -> Mrkdwn:
    """Where it takes a while, or the form hides it."""
    where = channel(conversation)
    if not hidden:
        return mrkdwn("The preview is on its way into {where}, where you alone see it.", where=where)
    return mrkdwn("The preview comes into {where}, where you alone see it. Close the form to read it.", where=where)


def as_preview(drawn: Message, due: str, *, of_thread: bool = False) -> Message:
    """A part of a digest for the eyes of one person, which says that it is not sent, and which day's it is."""
    note = mrkdwn("*Preview* for {due}, as it is so far. Nothing has been sent.", due=due)
    if of_thread:
        note = mrkdwn("*Preview* for {due}: this comes in the thread.", due=due)
    return Message(f"{note.source} {drawn.text}", [blocks.context("digest.preview", note), *drawn.blocks])


def being_sent(kept: KeptDigest, now: datetime) -> Mrkdwn:
    """What came of *Send now*."""
    said = mrkdwn("This week's digest is on its way into {where}.", where=channel(kept.channel))
    due = kept.next_due(now)
    if due is None:
        return said
    day = days.short_day(due, kept.settings.schedule.rules)
    return joined([said, mrkdwn("The next one is due {day}.", day=day)], " ")


def not_sent_again(run: Run, address: str | None) -> Mrkdwn:
    """What came of *Send now* where this week's has been sent."""
    when = moment(run.sent_at)
    match run.state:
        case RunState.PLANNED:
            return mrkdwn("This week's digest is on its way already.")
        case RunState.UNKNOWN:
            return mrkdwn(
                "This week's digest was sent {when}, and Slack did not say whether it arrived. So that nobody reads it "
                "twice, it is not sent again; Preview shows it to you.",
                when=when,
            )
        case _:
            said = mrkdwn("This week's digest was sent already: {when}.", when=when)
            return joined([said, link(address, "Open it")], " ") if address else said


LEFT_OUT = mrkdwn("*Left out from now on.* In the form it can be ticked again.")
NOTHING_LEFT_OUT = mrkdwn("The digest is not on, so nothing was changed. `/sourcing digest` opens its form.")
