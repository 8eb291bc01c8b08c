"""Blocks, messages and views out of safe text. Each block has an id of its own: the same state gives the same JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ConfirmationDialogue,
    ContextBlock,
    Element,
    HeaderBlock,
    MessageResponse,
    ModalView,
    Option,
    RichText,
    RichTextBlock,
    RichTextQuote,
    SectionBlock,
    StaticSelectMenu,
    Text,
    TextType,
)

from bot.views.markup import Mrkdwn, plain

LONGEST_LABEL = 75
"""Code points in a button, and in an option of a menu."""
LONGEST_FIELD = 2_000
"""Code points in one column of a section, in a label and in a hint."""


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage`, a response to a command, or a response URL takes."""

    text: str
    """For notifications and screen readers; escaped."""
    blocks: list[dict[str, Any]]


def message(text: Mrkdwn, blocks: Sequence[Block]) -> Message:
    """A message of these blocks; the text is what a notification says."""
    return Message(text.source, MessageResponse(text=text.source, blocks=list(blocks)).to_dict()["blocks"])


def modal(
    callback_id: str,
    title: LiteralString,
    blocks: Sequence[Block],
    *,
    submit: LiteralString | None = None,
    close: LiteralString = "Close",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> dict[str, Any]:
    """A modal of these blocks."""
    return ModalView(
        title=plain_text(title, 24),
        blocks=list(blocks),
        close=plain_text(close, 24),
        submit=plain_text(submit, 24) if submit else None,
        private_metadata=private_metadata,
        callback_id=callback_id,
        notify_on_close=notify_on_close,
    ).to_dict()


def plain_text(text: str, longest: int) -> Text:
    """Text in which nothing is live, cut to so many code points; a dash where nothing is left of it."""
    return Text(plain(text, longest) or "–", TextType.PLAINTEXT)


def marked_up(text: Mrkdwn) -> Text:
    """Text in Slack's markup, in which Slack is told not to look for names and links by itself."""
    return Text(text.source or "–", TextType.MARKDOWN, verbatim=True)


def header(block_id: str, text: str) -> Block:
    """A headline."""
    return HeaderBlock(plain_text(text, 150), block_id=block_id)


def section(block_id: str, text: Mrkdwn, accessory: Element | None = None) -> Block:
    """A paragraph, with at most one button beside it."""
    return SectionBlock(marked_up(text), block_id=block_id, accessory=accessory)


def columns(block_id: str, texts: Sequence[Mrkdwn], heading: Mrkdwn | None = None) -> Block:
    """Up to ten texts of at most `LONGEST_FIELD` code points, two side by side."""
    return SectionBlock(
        marked_up(heading) if heading else None, block_id=block_id, fields=[marked_up(text) for text in texts]
    )


def context(block_id: str, *texts: Mrkdwn) -> Block:
    """Small print."""
    return ContextBlock([marked_up(text) for text in texts], block_id=block_id)


def quote(block_id: str, text: str) -> Block:
    """Somebody's words as rich text, in which nothing is parsed."""
    return RichTextBlock(RichTextQuote([RichText(text or "–")]), block_id=block_id)


def actions(block_id: str, *buttons: Element) -> Block:
    """A row of buttons."""
    return ActionsBlock(list(buttons), block_id=block_id)


def button(
    action_id: str,
    label: LiteralString,
    value: str | int,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: ConfirmationDialogue | None = None,
) -> Button:
    """A button; `value` comes back when it is pressed."""
    return Button(plain_text(label, LONGEST_LABEL), action_id, value=str(value), style=style, confirm=confirm)


def are_you_sure(title: LiteralString, text: Mrkdwn, confirm: LiteralString) -> ConfirmationDialogue:
    """What is asked before a button does something that cannot be undone."""
    return ConfirmationDialogue(
        plain_text(title, 100), marked_up(text), plain_text(confirm, 30), plain_text("Cancel", 30), style="danger"
    )


def option(value: str, label: str) -> Option:
    """One line of a menu."""
    return Option(plain_text(label, LONGEST_LABEL), value)


def menu(action_id: str, options: Sequence[Option], chosen: str | None, placeholder: LiteralString) -> StaticSelectMenu:
    """A menu of up to a hundred options; `chosen` is the value of one of them, anything else means none."""
    return StaticSelectMenu(
        action_id,
        options=list(options),
        initial_option=next((each for each in options if each.value == chosen), None),
        placeholder=plain_text(placeholder, 150),
    )
