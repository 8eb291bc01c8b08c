"""A decision's request in pieces: what is put on the record for one of them, or for all of them as one."""

import hashlib

from bot.requests import Request
from bot.store import RecordedDecision
from bot.wire.classification import ClassificationOut
from rules.reading import classify

PART_OF = "part_of"
"""In a decision's origin: the number of the decision whose request has it as one of several pieces."""
_ALL_AS_ONE = {
    "en": "All as one.",
    "de": "Alles zusammen.",
    "fr": "Le tout ensemble.",
    "es": "Todo junto.",
    "ja": "まとめて。",
}
"""A sentence after which a request in that language is about one piece of work."""


class NoSuchPieceError(Exception):
    """The request's pieces are not on the record: its words were erased, or it never had so many."""


def request_for(found: RecordedDecision, which: int | None, *, who: str, where: str) -> Request:
    """The request for one of the pieces, by its number from nought; None for all of them as one."""
    if "classification" in found.erased or not found.text:
        raise NoSuchPieceError
    described = ClassificationOut.model_validate(found.classification)
    if which is not None and not 0 <= which < len(described.pieces):
        raise NoSuchPieceError
    text = _as_one(found) if which is None else described.pieces[which].request
    return Request(text=text, home_country=found.home_country, who=who, where=where, as_request=True)


def _as_one(found: RecordedDecision) -> str:
    language = classify(found.text, found.home_country, as_request=True).language or "en"
    return f"{found.text.rstrip()}\n\n{_ALL_AS_ONE[language]}"


def part_of(found: RecordedDecision) -> int | None:
    """The number of the decision that has this one as a piece, where one has."""
    number = found.origin.get(PART_OF)
    return int(number) if isinstance(number, str) and number.isdecimal() else None


def brought_from(found: RecordedDecision) -> dict[str, str]:
    """What a decision that takes the place of another keeps of its origin: which decision it is a part of."""
    number = part_of(found)
    return {} if number is None else {PART_OF: str(number)}


def key_of(first: RecordedDecision, text: str) -> str:
    """The same for every decision about one request and one piece of it; `first` is the first of those decisions."""
    return f"piece:{first.reference}:{hashlib.sha256(text.encode()).hexdigest()}"
