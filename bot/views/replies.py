"""What is said to a text that places no work, on the terminal and in Slack alike."""

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
