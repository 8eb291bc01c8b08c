"""Finding the vocabulary of a language in a text, in time that grows with the text's length and nothing else.

The vocabulary is data (`phrases/*.toml`). A phrase is written as people say it, with a few signs:

    hand~ over      any inflection of the word: hands, handed, handing
    outsourc*       any word that begins so; *werk any word that ends so
    (the) vendor    a word that may be missing
    move~/shift~    one or the other
    @staff          any word of that class
    {name}          a name that is not a place; {place}, {number} likewise
    take~ ... back  up to eight words in between, within the sentence

All phrases of a language form one tree over words. Reading walks it from each word; the tree's depth and the width
of a gap bound the work for each.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rules.reading.cues import cue_names
from rules.reading.forms import ANY_WORDS, NAME, NUMBER, PLACE, Forms, Listed, split_phrases
from rules.reading.functions import function_phrases
from rules.reading.tables import Slip, not_texts, phrases_file, refuse, subtables, table, unknown_keys
from rules.reading.tokens import BARRIERS, Tokens
from rules.suggest import Problem

GAP = 8
"""How many words `...` may stand for."""

LEAVES_OPEN = "="
"""Ends the cue of a phrase that leaves a factor's question open whatever else is said."""
OTHER = "other"
"""The few words that are known of languages that cannot be read in full."""


class Hit(NamedTuple):
    """A phrase found: `start` and `end` count tokens, `end` is one past the last."""

    cue: str
    start: int
    end: int
    loose: bool = False
    """Other words stand between its own."""


_REMEMBERED = 20_000
"""Words whose reading is kept: more than any vocabulary has, and a bound for what a stranger can make us keep."""


class _Node:
    __slots__ = ("after_gap", "cues", "edges")

    def __init__(self) -> None:
        self.edges: dict[str, _Node] = {}
        self.after_gap: _Node | None = None
        self.cues: tuple[str, ...] = ()


class _Reading(NamedTuple):
    """What one word can be."""

    edges: tuple[str, ...]
    """The edges of the tree that it can take."""
    cues: tuple[str, ...]
    """Cues of the phrases that consist of it alone."""
    begins: tuple[_Node, ...]
    """The nodes to which it leads from the root, and from which longer phrases go on."""


@dataclass(slots=True)
class Vocabulary:
    """The phrases of one language, ready to be found."""

    language: str
    root: _Node
    symbols: dict[str, tuple[str, ...]]
    """Word to the edges of the tree that it can take; words that take none are absent."""
    stems: dict[int, frozenset[str]]
    """Beginnings of words, by length."""
    tails: dict[int, frozenset[str]]
    """Ends of words, by length."""
    _seen: dict[str, "_Reading"] = field(default_factory=dict)

    def symbols_of(self, word: str) -> tuple[str, ...]:
        """The edges that a word can take, the word itself first."""
        return self._reading(word).edges

    def _reading(self, word: str) -> "_Reading":
        known = self._seen.get(word)
        if known is None:
            begins = tuple(f"{word[:size]}*" for size, stems in self.stems.items() if word[:size] in stems)
            finishes = tuple(f"*{word[-size:]}" for size, tails in self.tails.items() if word[-size:] in tails)
            known = self._reading_of(self.symbols.get(word, ()) + begins + finishes)
            if len(self._seen) < _REMEMBERED:
                self._seen[word] = known
        return known

    def _reading_of(self, edges: tuple[str, ...]) -> "_Reading":
        nodes = [self.root.edges[edge] for edge in edges if edge in self.root.edges]
        return _Reading(
            edges,
            tuple(cue for node in nodes for cue in node.cues),
            tuple(node for node in nodes if node.edges or node.after_gap is not None),
        )

    def hits(self, tokens: Tokens, names: Iterable[int], places: Iterable[int]) -> list[Hit]:
        """Every phrase found. `names` and `places` are numbers of words."""
        seen = self._seen
        read = [seen.get(word) or self._reading(word) for word in tokens.words]
        numbers = (index for index, word in enumerate(tokens.words) if word[0].isdigit())
        for indexes, symbol in ((numbers, NUMBER), (names, NAME), (places, PLACE)):
            for index in indexes:
                read[index] = self._reading_of((*read[index].edges, symbol))
        stops = [ends or word in BARRIERS for ends, word in zip(tokens.sentence_ends, tokens.words, strict=True)]
        edges = [reading.edges for reading in read]
        walk = _Walk(edges, stops)
        for start, reading in enumerate(read):
            for cue in reading.cues:
                walk.found.append(Hit(cue, start, start + 1))
            for node in reading.begins:
                walk.onward(node, start)
        return walk.found


class _Walk:
    """Following the paths of the tree that the words of a text allow."""

    def __init__(self, edges: Sequence[tuple[str, ...]], stops: Sequence[bool]) -> None:
        self._edges = edges
        self._stops = stops
        self.found: list[Hit] = []

    def onward(self, first: _Node, start: int) -> None:
        """Find the longer phrases whose first word is word number `start`, which has led to the node `first`."""
        found, edges = self.found, self._edges
        paths = [(first, start + 1, False)]
        while paths:
            node, at, loose = paths.pop()
            if at == len(edges):
                continue
            onward = node.edges
            for symbol in edges[at]:
                if symbol in onward:
                    following = onward[symbol]
                    for cue in following.cues:
                        found.append(Hit(cue, start, at + 1, loose))
                    if following.edges or following.after_gap is not None:
                        paths.append((following, at + 1, loose))
            if node.after_gap is not None:
                paths += [(node.after_gap, later, True) for later in self._across_gap(node.after_gap, at)]

    def _across_gap(self, node: _Node, at: int) -> list[int]:
        """The words at which a phrase can go on behind a gap that begins at word number `at`."""
        reached = []
        for later in range(at, min(at + GAP + 1, len(self._edges))):
            if self._stops[later]:
                break
            if not node.edges.keys().isdisjoint(self._edges[later]):
                reached.append(later)
        return reached


@cache
def vocabulary(language: str) -> Vocabulary:
    """The phrases of a language, together with the names and abbreviations that all languages share.

    Raises TableMistakesError with everything that no text could ever match.
    """
    forms, all_listed = written_in(language)
    root = _Node()
    for listed in all_listed:
        for phrase in split_phrases(listed.phrases):
            for words in forms.alternatives(phrase):
                _insert(root, words, listed.cue)
    refuse([*_unknown(phrases_file(language)), *_unknown(NAMES_FILE), *_misspelt(all_listed, forms.mistakes)])
    return Vocabulary(language, _shared(root, {}), forms.symbols(), _by_length(forms.stems), _by_length(forms.tails))


def written_in(language: str) -> tuple[Forms, Sequence[Listed]]:
    """Everything that is listed for a language, and how it is to be understood; raises TableMistakesError."""
    file = phrases_file(language)
    own, shared = _phrases(file), _phrases(NAMES_FILE)
    forms = Forms(own.get("endings", ()), own.get("irregular", {}))
    forms.add_classes(shared.get("classes", {}))
    forms.add_classes(own.get("classes", {}))
    return forms, [*_listed(NAMES_FILE, shared), *_listed(file, own), *function_phrases(language)]


def _listed(file: str, content: Mapping[str, Any]) -> Iterator[Listed]:
    """Cues with their phrases; answers are cues such as `scale=under_5`."""
    for cue, phrases in content.get("cues", {}).items():
        yield Listed(cue, phrases, file, ("cues", cue))
    for factor, options in content.get("answers", {}).items():
        for option, phrases in options.items():
            yield Listed(f"{factor}={option}", phrases, file, ("answers", factor, option))
    for factor, phrases in content.get("leaves_open", {}).items():
        yield Listed(factor + LEAVES_OPEN, phrases, file, ("leaves_open", factor))


NAMES_FILE = phrases_file("names")
_PART = re.compile(r"[^\s,]+")
_TABLES = ("endings", "irregular", "classes", "cues", "answers", "leaves_open")


@lru_cache(maxsize=2)
def _phrases(file: str) -> Mapping[str, Any]:
    return table(file, _misshapen)


def _misshapen(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    for name in ("irregular", "classes", "cues", "leaves_open"):
        yield from not_texts(file, (name,), content.get(name, {}))
    for factor, options in subtables(file, ("answers",), content.get("answers", {})):
        yield from not_texts(file, ("answers", factor), options)
    for index, ending in enumerate(content.get("endings", ())):
        if str(ending).count(">") != 1:
            problem = Problem(f'an ending cuts something off and puts something there, as in "y>ies", not "{ending}"')
            yield Slip(file, ("endings", index), problem)


def _unknown(file: str) -> Iterator[Slip]:
    content = _phrases(file)
    yield from unknown_keys(file, (), content, _TABLES, "table")
    yield from unknown_keys(file, ("cues",), content.get("cues", ()), cue_names(), "cue")


def _misspelt(all_listed: Iterable[Listed], mistakes: Mapping[str, Problem]) -> Iterator[Slip]:
    if not mistakes:
        return
    for listed in all_listed:
        for part in _PART.finditer(listed.phrases):
            if mistake := mistakes.get(part[0]):
                yield Slip(listed.file, listed.at, mistake, below=listed.phrases.count("\n", 0, part.start()))


def _insert(root: _Node, words: Sequence[str], cue: str) -> None:
    node = root
    for word in words:
        if word == ANY_WORDS:
            if node.after_gap is None:
                node.after_gap = _Node()
            node = node.after_gap
        else:
            following = node.edges.get(word)
            if following is None:
                following = node.edges[word] = _Node()
            node = following
    if cue not in node.cues:
        node.cues += (cue,)


def _shared(node: _Node, known: dict[tuple[object, ...], _Node]) -> _Node:
    """The same node with one branch in the place of branches that are alike: most phrases end as others do."""
    same: list[object] = [node.cues]
    if node.after_gap is not None:
        node.after_gap = _shared(node.after_gap, known)
        same.append(id(node.after_gap))
    edges = node.edges
    for word, following in edges.items():
        edges[word] = shared = _shared(following, known)
        same += (word, id(shared))
    return known.setdefault(tuple(same), node)


def _by_length(pieces: Iterable[str]) -> dict[int, frozenset[str]]:
    sizes = sorted({len(piece) for piece in pieces})
    return {size: frozenset(piece for piece in pieces if len(piece) == size) for size in sizes}
