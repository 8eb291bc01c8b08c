"""What is said to a text that places no work, on the terminal and in Slack alike."""

from bot import ids
from bot.views import blocks
from bot.views.blocks import Element, Message
from bot.views.markup import mrkdwn
from rules.classification import Reply

_SAID = {
    Reply.TERM: "This asks what something means, what the rules are or how this works; it places no work. The command "
    "compare puts the models side by side; for a recommendation, say what work it is, who should do it and where.",
    Reply.PURCHASE: "This buys a thing or a licence; sourcing arrangements are for work. If work comes with it, such "
    "as fitting, running or repairing it, say what is to be done, who should do it and where.",
    Reply.COMMAND: "This is about the bot or what it has on record; it places no work. The command help lists what "
    "can be typed, and history finds earlier requests.",
    Reply.OTHER: "This does not read as work to be placed, so nothing was recorded. If it is, say what is to be done, "
    "who should do it and where.",
}


def reply_text(reply: Reply) -> str:
    """One or two sentences that help on."""
    return _SAID[reply]


def reply_message(reply: Reply, carried: str) -> Message:
    """The reply, and a button that has the text assessed all the same; `carried` is that button's value."""
    text = mrkdwn("{sentences}", sentences=reply_text(reply))
    return blocks.message(
        text, [blocks.section("reply", text), blocks.actions("reply.actions", assess_anyway(carried))]
    )


def assess_anyway(carried: str) -> Element:
    """A button that has a text assessed which does not read as a request."""
    return blocks.button(ids.ASSESS_TEXT, "Assess it anyway", carried)
