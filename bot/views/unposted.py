"""Where a decision's card was to be posted and is not: on the requester's own card, until it is posted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reference import Reference
from bot.slack.conversation_ids import is_direct
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.markup import channel, lines, mrkdwn, words
from bot.views.messages import how_to_mend, post_again

_MOST = 5


@dataclass(frozen=True, slots=True)
class Unposted:
    """A place where the card is to be."""

    conversation: str
    thread_ts: str | None
    error: str
    """Why it is not there: the code that Slack gave last."""
    given_up: bool
    """Whether it takes somebody to post it; otherwise it is tried again."""


def unposted_blocks(decision: Reference, places: Sequence[Unposted]) -> Iterator[Block]:
    """Each place with the reason, and a button where it has been given up."""
    for number, place in enumerate(places[:_MOST]):
        where = channel(place.conversation)
        if not place.given_up:
            error = words(place.error, 80)
            text = mrkdwn("*Not yet posted* to {where} ({error}). I go on trying.", where=where, error=error)
            yield blocks.section(f"card.unposted.{number}", text)
            continue
        text = mrkdwn("*Not posted* to {where}.", where=where)
        if is_direct(place.conversation):
            yield blocks.section(f"card.unposted.{number}", text)
            continue
        yield blocks.section(f"card.unposted.{number}", lines([text, *how_to_mend(place.error)]))
        yield blocks.actions(
            f"card.unposted.{number}.actions", post_again(decision, place.conversation, place.thread_ts)
        )
