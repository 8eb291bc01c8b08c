"""Several pieces of work in one request, on a terminal: which one is judged, and how to ask about the others."""

import shlex
from collections.abc import Iterator

from bot.cli.streams import visible
from rules.classification import Classification


def pieces_lines(classification: Classification, home_country: str) -> Iterator[str]:
    """What is said of the pieces, and a command for each of those that are not judged."""
    if not classification.pieces:
        return
    first, *others = classification.pieces
    yield f"Several pieces of work: this is about “{visible(first.text)}”. To ask about the others:"
    for piece in others:
        yield f"  sourcing ask {shlex.quote(visible(piece.clause))} --home {home_country}"
    if classification.further_pieces:
        yield f"  {classification.further_pieces} more are not named here; ask about them in a request of their own."
