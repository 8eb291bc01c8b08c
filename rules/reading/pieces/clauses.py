"""Several pieces of work in one text, each with a text of its own in which nothing of the others is left."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from rules.classification import Asker, Classification, Evidence, NamedWork, Piece, ReadAnswer, SetAside, Spot
from rules.reading.found import Found
from rules.reading.phrases import Hit
from rules.reading.pieces.outline import Outline
from rules.reading.pieces.shares import shares
from rules.reading.text import Text
from rules.reading.tokens import Tokens

_Told = TypeVar("_Told", Evidence, SetAside, ReadAnswer, NamedWork, Spot, Asker)
MOST_PIECES = 6
"""Pieces that are named; a request has rarely more, and a card no room."""
_AT_EDGES = " \t\n,;:、，；+&"
_SPACES = re.compile(r"[^\S\n]+")
_BETWEEN_KANA = re.compile(r"(?<=[\u3005-\u9fff]) (?=[\u3005-\u9fff])")
_LABEL = re.compile(r"^(?:[-–—•*·‣▪◦○●・+]|\(?(?:\d{1,2}|[A-Za-z])[.):]) *")
"""A bullet or a number in front of a line."""


class Pieces(NamedTuple):
    """The pieces of a text, and how it reads with the first alone."""

    named: tuple[Piece, ...]
    further: int
    first_alone: str
    """As long as the text: spaces stand where others were, so that every word is where it was."""


def pieces_in(found: Found, answers: Sequence[Hit], read: Text, language: str) -> Pieces | None:
    """The pieces of a text; None where it is about one. `answers`: phrases that name functions."""
    spans = _raw_spans(read, found.tokens)
    outline = Outline(found, answers, _gaps(read.raw, spans), language)
    parts = outline.parts
    if len(parts) < 2:
        return None
    owners = shares(outline)
    texts = [
        _alone(read.raw, spans, [owner is None or number in owner for owner in owners])
        for number in range(min(len(parts), MOST_PIECES))
    ]
    named = []
    for part, text in zip(parts, texts, strict=False):
        start, end = spans[part.named.first][0], spans[part.end - 1][1]
        named.append(Piece(part.named.kind, start, end, read.raw[start:end], _as_request(text)))
    return Pieces(tuple(named), len(parts) - len(named), texts[0])


def with_words_of(text: str, classification: Classification) -> Classification:
    """A classification of a text in which spaces stand for words, with the words that stand there in the text."""

    def told(words: _Told) -> _Told:
        return replace(words, text=text[words.start : words.end])

    return replace(
        classification,
        evidence=tuple(map(told, classification.evidence)),
        set_aside=tuple(map(told, classification.set_aside)),
        read_answers=tuple(map(told, classification.read_answers)),
        works=tuple(map(told, classification.works)),
        spot=told(classification.spot) if classification.spot else None,
        organisation=told(classification.organisation) if classification.organisation else None,
    )


def _raw_spans(read: Text, tokens: Tokens) -> list[tuple[int, int]]:
    return [read.span(start, end) for start, end in zip(tokens.starts, tokens.ends, strict=True)]


def _gaps(raw: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """What stands before each token."""
    ends = [0, *(end for _, end in spans[:-1])]
    return [raw[end:start] for end, (start, _) in zip(ends, spans, strict=True)]


def _alone(raw: str, spans: Sequence[tuple[int, int]], kept: Sequence[bool]) -> str:
    """The text with spaces in place of the words that are not kept."""
    pieces: list[str] = []
    at, before = 0, True
    for (start, end), keep in zip(spans, kept, strict=True):
        gap, word = raw[at : max(start, at)], raw[max(start, at) : end]
        pieces.append(gap if keep and before else _blank(gap))
        pieces.append(word if keep else _blank(word))
        at, before = max(end, at), keep
    pieces.append(raw[at:])
    return "".join(pieces)


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in text)


def _as_request(text: str) -> str:
    """Without the spaces and separators that other pieces have left."""
    lines = _BETWEEN_KANA.sub("", _SPACES.sub(" ", text)).split("\n")
    told = [_LABEL.sub("", line.strip()).strip(_AT_EDGES) for line in lines]
    return "\n".join(line for line in told if any(char.isalnum() for char in line))
