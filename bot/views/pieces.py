"""Several pieces of work in one request: which of them a card is about, and a button for each of the others."""

from collections.abc import Iterator

from bot import ids
from bot.reference import Reference
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.markup import Mrkdwn, in_one_line, mrkdwn, words
from bot.wire.classification import ClassificationOut

_LONGEST_NAME = 100


def about_which(described: ClassificationOut | None) -> Mrkdwn | None:
    """The sentence that says which piece is judged; None where the request is about one."""
    if described is None or not described.pieces:
        return None
    first = words(described.pieces[0].text, _LONGEST_NAME)
    if described.further_pieces:
        return mrkdwn(
            "*Several pieces of work:* this is about “{first}”. {further} more are not named here; "
            "ask about them in a request of their own.",
            first=first,
            further=str(described.further_pieces),
        )
    return mrkdwn("*Several pieces of work:* this is about “{first}”.", first=first)


def pieces_blocks(described: ClassificationOut | None, about: Reference, *, asks: bool) -> Iterator[Block]:
    """Which piece a card is about; with `asks`, a button for each of the others and one for all of them as one."""
    said = about_which(described)
    if described is None or said is None:
        return
    yield blocks.section("card.pieces", said)
    if asks:
        others = [
            blocks.button_named(f"{ids.PIECE}{number}", in_one_line(piece.text), about)
            for number, piece in enumerate(described.pieces)
            if number
        ]
        as_one = blocks.button(ids.ALL_AS_ONE, "All as one", about)
        yield blocks.actions("card.ask_pieces", *others, as_one)


def part_of_line(number: int) -> Mrkdwn:
    """Where a decision comes from that is about one piece of another's request."""
    return mrkdwn("One of the pieces of decision {number}.", number=str(number))
