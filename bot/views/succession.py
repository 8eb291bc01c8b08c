"""What is said of a decision just recorded, and of one whose place another took: never without a way on."""

from dataclasses import replace
from typing import Any

from bot import ids
from bot.reference import Reference
from bot.views import blocks
from bot.views.blocks import Message
from bot.views.markup import Mrkdwn, channel, link, mrkdwn, person


def on_record(decision: Reference) -> Message:
    """For a questionnaire that has become a decision already."""
    said = mrkdwn(
        "Decision {number} is on record. `/sourcing show {number}` brings it up.", number=str(decision.number)
    )
    return _with_details(said, decision)


def in_direct_messages(decision: Reference) -> Message:
    """For one whose card could not be put where the form was opened."""
    said = mrkdwn(
        "Decision {number} is on record. Its card is in a direct message from me.", number=str(decision.number)
    )
    return _with_details(said, decision)


def being_posted(decision: Reference, conversation: str) -> Message:
    """For one whose card is on its way into a conversation."""
    said = mrkdwn(
        "Decision {number} is on record and is being posted to {where}.",
        number=str(decision.number),
        where=channel(conversation),
    )
    return _with_details(said, decision)


def posted(decision: Reference, conversation: str, address: str) -> Message:
    """For one whose card stands in a conversation, with the way there."""
    said = mrkdwn(
        "Decision {number} is posted to {where}. {link}",
        number=str(decision.number),
        where=channel(conversation),
        link=link(address, "Open it"),
    )
    return _with_details(said, decision)


def with_note(message: Message, note: str | None) -> Message:
    """A card with a word about it above; as it is where there is none."""
    return message if note is None else replace(message, blocks=[_note(note), *message.blocks])


def took_its_place(by: int | None) -> Mrkdwn:
    """That another decision counts now."""
    if by is None:
        return mrkdwn("*A later decision took its place.*")
    return mrkdwn("*Decision {number} took its place.*", number=str(by))


def show_it(superseded: Reference) -> blocks.Element:
    """The button that shows what took a decision's place."""
    return blocks.button(ids.SHOW_SUCCESSOR, "Show it", superseded)


def is_superseded(decision: Reference, by: int | None) -> Message:
    """For what was asked of a decision that no longer counts."""
    said = mrkdwn("Decision {number} is superseded. {by}", number=str(decision.number), by=took_its_place(by))
    return blocks.message(said, [blocks.section("superseded", said, show_it(decision))])


def unseen(successor: int, asked_by: str) -> Message:
    """For somebody who may not see the decision that took another's place."""
    said = mrkdwn(
        "Decision {number} is not posted where you can see it. Ask {who} to post it.",
        number=str(successor),
        who=person(asked_by),
    )
    return blocks.message(said, [blocks.section("superseded", said)])


def as_view(message: Message) -> dict[str, Any]:
    """The same for a person who has a form open."""
    return blocks.modal(ids.NOTICE, "Sourcing", message.blocks)


def _with_details(said: Mrkdwn, decision: Reference) -> Message:
    details = blocks.button(ids.SHOW_DETAILS, "Details", decision)
    return blocks.message(said, [blocks.section("on_record", said, details)])


def _note(note: str) -> blocks.Block:
    return blocks.context("card.note", mrkdwn("{note}", note=note))
