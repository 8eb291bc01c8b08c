"""A sentence in chunks between its separators, and which of them name work that is to be placed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rules.reading.pieces.lines import BRACKETS_CLOSE, BRACKETS_OPEN
from rules.reading.pieces.signs import Signs
from rules.reading.works import Named

COMMAS = frozenset({",", ";", "、", "，", "；"})
_COLONS = frozenset({":", "："})
_JOINING_SIGNS = frozenset({"+", "&", "&amp;"})
_PLACES_ITS_SUBJECT = frozenset({"mover", "vendor_act", "own_move", "gets"})
"""Verbs in front of which may stand what they place: "payroll should move"."""
_ADJECTIVES = 3
"""Words between an article and the name of the work."""


class Mark(IntEnum):
    """What stands between two chunks, the weightiest last."""

    NONE = 0
    COMMA = 1
    JOIN = 2
    COLON = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One that names work, by token numbers; `end` is one past the last."""

    first: int
    end: int
    mark: Mark
    """What stands in front of it."""
    named: Named
    start: int
    """Where the phrase begins whose last words name the work: at its article."""
    led: int
    """Where what its verb asks for begins."""
    before: int | None
    """A verb in front of the name that asks for it."""
    behind: bool
    """Such a verb stands behind the name."""
    told: bool
    """More than the name of the work is said behind it: a place, a number, for whom."""
    to_do: bool
    """Its name begins with the verb that says what somebody is to do: "to sort our mail"."""
    compound: bool
    """What is said behind the name follows at once, and so says more of this work alone: "housekeeping Pune campus"."""
    headed: bool
    """Somebody stands in front of the name: "a firm for payroll"."""
    whole: bool = False
    """It goes on with more of the same job behind its own words."""

    @property
    def asks(self) -> bool:
        """It has a verb of its own."""
        return self.before is not None or self.behind


class Chunks:
    """Cuts sentences of one text."""

    def __init__(self, signs: Signs, gaps: Sequence[str], *, verbs_last: bool) -> None:
        """`gaps`: what stands before each token; `verbs_last`: the language has them behind what they ask for."""
        self._signs = signs
        self._gaps = gaps
        self._verbs_last = verbs_last
        self._words = signs.found.tokens.words

    def of(self, sentence: range) -> Sequence[Chunk]:
        """Those chunks that name work which is to be placed."""
        signs = self._signs
        chunks: list[Chunk] = []
        named = asked = aside = False
        for stretch, mark in self._stretches(sentence):
            if mark is Mark.COLON and named:
                break
            verbs = [at for at in stretch if at in signs.verbs]
            if aside and verbs and not any(signs.within.tells(at) for at in range(stretch.start, verbs[0])):
                aside = False
            stop = stretch.start if aside else self._aside_from(stretch, named=named, asked=asked)
            aside = stop < stretch.stop
            chunk = self._chunk(stretch, stop, verbs, mark)
            if any("stays" in signs.cues(at) for at in stretch):
                # "Guards and cleaners stay with us": so do those of whom the verb is said as well.
                while mark is Mark.JOIN and chunks and not chunks[-1].asks:
                    chunks.pop()
            elif chunk is not None:
                named = True
                chunks.append(chunk)
            asked = asked or bool(verbs)
        return chunks

    def _stretches(self, sentence: range) -> Iterator[tuple[range, Mark]]:
        """What stands between separators outside of brackets, and the weightiest of those before it."""
        depth, begin, mark = 0, sentence.start, Mark.NONE
        for at in sentence:
            depth += (self._words[at] in BRACKETS_OPEN) - (self._words[at] in BRACKETS_CLOSE)
            here, end = self._mark_at(at)
            if depth > 0 or at < begin or here is Mark.NONE:
                continue
            if at > begin:
                yield range(begin, at), mark
            mark = max(here, mark) if at == begin else here
            begin = end
        if sentence.stop > begin:
            yield range(begin, sentence.stop), mark

    def _mark_at(self, at: int) -> tuple[Mark, int]:
        """A separator, and where what follows it begins."""
        if self._words[at] in _COLONS:
            return Mark.COLON, at + 1
        if self._words[at] in COMMAS:
            return Mark.COMMA, at + 1
        if at in self._signs.joins:
            return Mark.JOIN, self._signs.joins[at]
        return (Mark.JOIN, at) if self._gaps[at].strip() in _JOINING_SIGNS else (Mark.NONE, at)

    def _aside_from(self, stretch: range, *, named: bool, asked: bool) -> int:
        """Where a chunk begins to tell more of what it has named, to list its tasks, or to say what is not meant."""
        signs = self._signs
        for at in stretch:
            cues = signs.cues(at)
            asked = asked or at in signs.verbs
            if "tells_more" in cues and not asked:
                return at
            opens = self._words[at] in BRACKETS_OPEN or not cues.isdisjoint(("tells_more", "its_tasks"))
            if opens and (named or signs.names_before(stretch.start, at)):
                return at
        return stretch.stop

    def _chunk(self, stretch: range, stop: int, verbs: Sequence[int], mark: Mark) -> Chunk | None:
        signs = self._signs
        work = self._asked_for(stretch.start, stop, verbs)
        if work is None:
            return None
        abbreviated = mark is not Mark.COMMA and signs.is_abbreviation(work, stretch)
        if not abbreviated and not signs.is_name_for_work(work):
            return None
        rest = range(work.last + 1, stretch.stop)
        led = max((signs.verbs[at] for at in verbs if at < work.first), default=stretch.start)
        opening = range(led + 1, work.first)
        return Chunk(
            first=stretch.start,
            end=stretch.stop,
            mark=mark,
            named=work,
            start=self._start_of(work.first, stretch.start),
            led=led,
            before=next((at for at in reversed(verbs) if at < work.first), None),
            behind=any(at in signs.verbs for at in rest),
            told=any(self._words[at][0].isalnum() and signs.tells(at) for at in rest),
            to_do=work.first > 0 and signs.within.is_to_do(work.first - 1),
            compound=not self._verbs_last and work.last + 1 in stretch and signs.tells(work.last + 1),
            headed=any(signs.tells(at) or signs.within.is_preposition(at) for at in opening),
        )

    def _asked_for(self, first: int, stop: int, verbs: Sequence[int]) -> Named | None:
        """What stands behind a verb that asks; in front of it only where nobody is said to ask."""
        for verb in reversed(verbs):
            if verb < stop and (work := self._signs.named(range(self._signs.verbs[verb], stop))) is not None:
                return work
        return self._signs.named(range(first, stop)) if all(self._may_follow(verb, stop) for verb in verbs) else None

    def _may_follow(self, verb: int, stop: int) -> bool:
        """Whether what is asked for may stand in front of a verb: "payroll should move", "einen Hausmeister suchen"."""
        cues = self._signs.cues(verb)
        moves = "ask" not in cues and not cues.isdisjoint(_PLACES_ITS_SUBJECT)
        return moves or self._verbs_last or self._signs.verbs[verb] == stop

    def _start_of(self, named: int, first: int) -> int:
        reach = range(named - 1, max(named - 1 - _ADJECTIVES, first) - 1, -1)
        return next((at for at in reach if self._signs.within.is_article(at)), named)
