"""What stands in the values of our own buttons and forms, read back. An older version may have put it there."""

import re
from datetime import UTC, datetime

from bot.handlers.answers import OutdatedError
from bot.handlers.bot import Bot
from bot.reference import Reference
from bot.slack.payloads import BlockActions, ViewSubmission
from bot.store import Viewer

_CONVERSATION = re.compile(r"[A-Z0-9]{1,50}")
_VERSION = re.compile(r"[0-9]{1,15}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


class NotMeantError(Exception):
    """A button or a form is about a decision that no longer has its number; the text says so."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Nothing was done: this is not about what is on the record as decision {number} now. "
            "Type /sourcing history to find the decisions that you may see."
        )


class UncheckedFormError(Exception):
    """A form from before forms carried checks; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "This form is from before the bot was updated. Copy what you typed, close it, and press the button on the "
            "card again."
        )


def reference(value: str | None) -> Reference:
    """What a button is about; raises OutdatedError for what is no reference."""
    try:
        return Reference.read(value or "")
    except ValueError:
        raise OutdatedError from None


def version_seen(value: str | None) -> tuple[Reference, int]:
    """The decision, and the version of it that was on the screen: "12.…|57". Raises OutdatedError."""
    decision, _, version = (value or "").partition("|")
    return reference(decision), version_in(version)


def version_in(written: str) -> int:
    """A version of a decision; raises OutdatedError for what is none."""
    if not _VERSION.fullmatch(written):
        raise OutdatedError
    return int(written)


def place(value: str | None, here: str | None) -> tuple[Reference, str, str | None]:
    """The decision, conversation and thread of a button that posts: "12.…", or "12.…|C1|1700000000.000100".

    `here` is the conversation of the button, where it names none. Raises OutdatedError.
    """
    decision, _, rest = (value or "").partition("|")
    conversation, _, thread = rest.partition("|")
    target = conversation or here or ""
    if not _CONVERSATION.fullmatch(target) or (thread and not _TIMESTAMP.fullmatch(thread)):
        raise OutdatedError
    return reference(decision), target, thread or None


def message_of(click: BlockActions) -> str | None:
    """The timestamp of the message that was clicked in; None for a form."""
    ts = click.container.message_ts
    return ts if ts is not None and _TIMESTAMP.fullmatch(ts) else None


def shown_at(click: BlockActions) -> datetime | None:
    """When the message that was clicked in was last drawn, by Slack's clock; None for a form."""
    drawn = click.message.edited.ts if click.message and click.message.edited else message_of(click)
    if drawn is None or not _TIMESTAMP.fullmatch(drawn):
        return None
    return datetime.fromtimestamp(float(drawn), UTC)


async def meant(bot: Bot, about: Reference, where: BlockActions | ViewSubmission) -> int:
    """The number of the decision that a button or a form is about.

    Raises NotMeantError where another decision has that number now, or none; UncheckedFormError where a form does not
    say enough to tell.
    """
    message = message_of(where) if isinstance(where, BlockActions) else None
    if about.check is None and message is None:
        raise UncheckedFormError
    channel = where.channel.id if isinstance(where, BlockActions) and where.channel else None
    if not await bot.desk.is_meant(about, Viewer(who=where.user.id, channel=channel), message):
        raise NotMeantError(about.number)
    return about.number
