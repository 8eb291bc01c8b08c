"""What a text sets side by side: the pieces of work, each with where its own words begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rules.reading.found import Found
from rules.reading.phrases import Hit
from rules.reading.pieces.chunks import COMMAS, Chunk, Chunks, Mark
from rules.reading.pieces.lines import Lines
from rules.reading.pieces.signs import Signs
from rules.reading.works import Named, within

_VERBS_LAST = frozenset({"ja"})
_TOLD = 3
"""Telling words between the beginning of a further conjunct and those that name its work."""
_MERE_LIST = 2
"""Pieces that a list has more of where nothing but commas stands between them."""
_MOST_WORDS = 800
"""A longer text is read as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of work, by token numbers; `end` is one past the last."""

    named: Named
    """Its kind, and the words that name it."""
    first: int
    end: int
    sentence: int
    """Which of the sentences it stands in."""
    verb: int | None
    """Where a verb of its own begins, which those that follow without one share."""


class Outline:
    """A text and its pieces."""

    def __init__(self, found: Found, answers: Sequence[Hit], gaps: Sequence[str], language: str) -> None:
        """`answers`: phrases that name functions; `gaps`: what stands before each token, with the spaces."""
        self.found = found
        self.within = within(found, language)
        self.lines = Lines(found.tokens, gaps)
        self._signs = Signs(found, answers, self.within)
        self._chunks = Chunks(self._signs, gaps, verbs_last=language in _VERBS_LAST)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """The pieces in the order of the text, each kind once; fewer than two where it is about one."""
        if len(self.found.tokens) > _MOST_WORDS or self.found.starts("as_one"):
            return ()
        listed = self.lines.listed
        skipped = listed if len(listed) > 1 and self._lists_tasks(listed[0]) else ()
        ideas = self.found.starts("their_idea")
        parts: list[Part] = []
        for number, sentence in enumerate(self.lines.sentences):
            if number in skipped or not ideas.isdisjoint(sentence):
                continue
            run = self._in_sentence(number, sentence)
            if not run or (number not in listed and not self._is_asked_for(sentence)):
                continue
            if number in listed or not parts or self._begins_afresh(sentence, run[0]):
                parts += run
        return self._once(parts)

    def is_separator(self, at: int) -> bool:
        """Whether a word or mark only stands between two pieces."""
        return self.found.tokens.words[at] in COMMAS or at in self._signs.joining

    def _lists_tasks(self, first: int) -> bool:
        """Whether the line above a list names work, which consists of what is listed."""
        return first > 0 and self.within.named(self.lines.sentences[first - 1]) is not None

    def _is_asked_for(self, sentence: range) -> bool:
        """Whether a sentence does not only tell something beside others: it asks, or says where to."""
        to_place = any(at in self._signs.verbs or at in self._signs.places for at in sentence)
        return to_place or len(self.lines.sentences) == 1

    def _begins_afresh(self, sentence: range, part: Part) -> bool:
        """Whether a further sentence asks for something else: it says "also", or begins with a verb that asks."""
        if part.verb is None:
            return False
        if any("besides" in self._signs.cues(at) for at in sentence):
            return True
        lead = any(self.within.tells(at) for at in range(sentence.start, part.verb))
        asked = self._signs.verbs.get(part.verb, part.verb)
        return not lead and sum(self.within.tells(at) for at in range(asked, part.named.first)) <= 1

    def _in_sentence(self, number: int, sentence: range) -> Sequence[Part]:
        chunks = self._chunks.of(sentence)
        if not chunks:
            return ()
        run = chunks[:1] if self._are_weighed(chunks) else self._run(chunks)
        verbs_behind = sum(chunk.behind for chunk in run) > 1
        shared = not run[-1].headed and sum(chunk.told for chunk in run) < 2 and not run[-1].compound
        parts = []
        for chunk in run:
            first = chunk.first
            if chunk is run[0]:
                first = chunk.led if run[-1].headed else chunk.start
            verb = first if verbs_behind and chunk.behind else chunk.before
            shares = chunk is run[-1] and shared and verb is None and not chunk.whole
            end = chunk.named.last + 1 if shares else chunk.end
            parts.append(Part(named=chunk.named, first=first, end=end, sentence=number, verb=verb))
        return parts

    def _are_weighed(self, chunks: Sequence[Chunk]) -> bool:
        """Whether an "or" stands among them."""
        among = range(chunks[0].named.first, chunks[-1].named.first)
        return not self.found.starts("alternatives").isdisjoint(among)

    def _run(self, chunks: Sequence[Chunk]) -> Sequence[Chunk]:
        """The chunks from the first on that go on with one another."""
        run = [chunks[0]]
        for chunk in chunks[1:]:
            before = run[-1]
            if self.within.is_one(range(before.start, chunk.end), before.named, chunk.named):
                run[-1] = replace(before, end=chunk.end, whole=True)
            elif self._goes_on(before, chunk):
                run.append(chunk)
            else:
                break
        if chunks[0].mark is Mark.COLON or (len(run) > _MERE_LIST and all(map(self._is_bare, run[1:]))):
            return run
        # A comma alone may begin something else: it needs an "and" further on, or verbs on both sides.
        while len(run) > 1 and run[-1].mark is Mark.COMMA and not (run[-1].asks and run[-2].asks):
            run.pop()
        return run[:1] if self._have_one_object(run) else run

    def _goes_on(self, before: Chunk, chunk: Chunk) -> bool:
        """Whether a chunk goes on with what the one before begins: with a verb that asks, or with the work itself."""
        if chunk.before is not None:
            # "Our payroll and bookkeeping team needs a cleaner": somebody asks for the second alone.
            subject = any(self.within.tells(at) for at in range(chunk.first, chunk.before))
            return before.asks or not subject
        if before.to_do and not chunk.headed:
            return False  # "Somebody to sort our mail and diary": what else is sorted
        opening = range(chunk.first, chunk.named.first)
        telling = [at for at in opening if at not in self._signs.places and self.within.tells(at)]
        other_verb = any(self.within.is_article(at + 1) for at in telling)
        headed = any(map(self._signs.names_doer, opening)) or not any(map(self.within.is_for, opening[1:]))
        return len(telling) <= _TOLD and not other_verb and headed

    def _is_bare(self, chunk: Chunk) -> bool:
        """Whether nothing but the work is named."""
        return not chunk.asks and not any(map(self._signs.tells, range(chunk.first, chunk.named.first)))

    def _have_one_object(self, run: Sequence[Chunk]) -> bool:
        """True for "design, build and host our website": verbs that share what stands behind the last."""
        last = run[-1]
        alone = all(chunk.end == chunk.named.first + 1 for chunk in run[:-1])
        return alone and last.named.first == last.first and self.within.is_article(last.first + 1)

    def _once(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Each kind once; what goes on about a kind belongs to it."""
        kept: list[Part] = []
        for part in parts:
            same = [each for each in kept if self.within.same(part.named.kind, each.named.kind)]
            if not same:
                kept.append(part)
            elif same[0] is kept[-1] and part.sentence == kept[-1].sentence:
                kept[-1] = replace(kept[-1], end=part.end)
        return kept
