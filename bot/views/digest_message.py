"""A digest as it goes out: the message in the channel, and the rest of it in the thread."""

from dataclasses import dataclass

from bot.views import blocks
from bot.views.blocks import Message
from bot.views.markup import mrkdwn


@dataclass(frozen=True, slots=True)
class DigestMessage:
    """A channel's digest of one week, drawn."""

    main: Message
    without_chart: Message
    """The same without its chart, for a workspace in which Slack does not take one yet; `main` where it has none."""
    more: Message | None
    """What goes into the thread beneath it; None where everything stands in the message itself."""
    about: tuple[int, ...] = ()
    """The decisions whose words or people the message repeats: once one is erased, it has to be drawn anew."""
    more_about: tuple[int, ...] = ()
    """The same for what is in the thread."""


def erased_digest() -> Message:
    """In place of a digest of which nothing is left that could be told."""
    text = mrkdwn("What stood here has been erased.")
    return blocks.message(text, [blocks.section("digest.erased", text)])
