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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

from rules.reading.functions import function_phrases
from rules.reading.tables import table
from rules.reading.tokens import BARRIERS, Tokens, fold, tokens_of

GAP = 8
"""How many words `...` may stand for."""

NAME, PLACE, NUMBER = "{name}", "{place}", "{number}"
LANGUAGES = ("en", "de", "fr", "es", "ja")
FUNCTION = "function"
"""Cues `function=payroll` name the work, see functions.py."""
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
    """The phrases of a language, together with the names and abbreviations that all languages share."""
    own, shared = table(language), table("names")
    forms = _Forms(own.get("endings", ()), own.get("irregular", {}))
    forms.add_classes(shared.get("classes", {}))
    forms.add_classes(own.get("classes", {}))
    root = _Node()
    named = ((f"{FUNCTION}={name}", listed) for name, listed in function_phrases(language))
    for cue, listed in chain(_cue_phrases(shared), _cue_phrases(own), named):
        for phrase in split_phrases(listed):
            for words in forms.alternatives(phrase):
                _insert(root, words, cue)
    return Vocabulary(language, root, forms.symbols(), _by_length(forms.stems), _by_length(forms.tails))


def _cue_phrases(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Cues with their phrases as listed; answers are cues such as `scale=under_5`."""
    yield from source.get("cues", {}).items()
    for factor, options in source.get("answers", {}).items():
        for option, phrases in options.items():
            yield f"{factor}={option}", phrases
    for factor, phrases in source.get("leaves_open", {}).items():
        yield factor + LEAVES_OPEN, phrases


def split_phrases(listed: str) -> list[str]:
    """Phrases as the files list them: separated by commas or ends of lines."""
    return [phrase.strip() for phrase in listed.replace("\n", ",").split(",") if phrase.strip()]


def _insert(root: _Node, words: Sequence[str], cue: str) -> None:
    node = root
    for word in words:
        if word == "...":
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


class _Forms:
    """Which words of a text can stand for which words of the phrases."""

    def __init__(self, endings: Iterable[str], irregular: Mapping[str, str]) -> None:
        self._endings = [tuple(ending.split(">")) for ending in endings]
        self._irregular = irregular
        self._symbols: dict[str, dict[str, None]] = {}
        self.stems: set[str] = set()
        self.tails: set[str] = set()
        self._inflected: set[str] = set()
        self._known: dict[str, Sequence[tuple[str, ...]]] = {}

    def add_classes(self, classes: Mapping[str, str]) -> None:
        for name, members in classes.items():
            for member in members.split():
                for word in self._surfaces(fold(member)):
                    self._symbols.setdefault(word, {})[NUMBER if name == "number" else f"@{name}"] = None

    def _surfaces(self, member: str) -> Iterable[str]:
        return self._inflections(member[:-1]) if member.endswith("~") else (member,)

    def _inflections(self, word: str) -> list[str]:
        forms = [word, *fold(self._irregular.get(word, "")).split()]
        for cut, added in self._endings:
            if word.endswith(cut):
                forms.append(word[: len(word) - len(cut)] + added)
        return forms

    def alternatives(self, phrase: str) -> Iterator[list[str]]:
        """The sequences of edges that a written phrase stands for."""
        for chosen in product(*map(self._choices, phrase.split())):
            words = [word for words in chosen for word in words]
            if words:
                yield words

    def _choices(self, part: str) -> Sequence[tuple[str, ...]]:
        """What a part of a phrase stands for; the same parts occur in many phrases, and share their strings."""
        known = self._known.get(part)
        if known is None:
            optional = part.startswith("(") and part.endswith(")")
            written = part[1:-1] if optional else part
            choices = [self._edges(choice) for choice in (written.split("/") if written != "/" else (written,))]
            known = self._known[part] = [(), *choices] if optional else choices
        return known

    def _edges(self, word: str) -> tuple[str, ...]:
        if word == "..." or word[0] in "@{":
            return (word,)
        if word[0] == "*":
            self.tails.add(fold(word[1:]))
            return ("*" + fold(word[1:]),)
        mark = word[-1] if word[-1] in "~*" else ""
        bare = word[: len(word) - len(mark)]
        parts = [bare.lower()] if bare.isascii() and bare.isalpha() else list(tokens_of(bare).words)
        for part in parts[: len(parts) - bool(mark)]:
            self._symbols.setdefault(part, {})[part] = None
        if mark == "*":
            self.stems.add(parts[-1])
            parts[-1] += "*"
        elif mark == "~":
            lemma = parts[-1]
            parts[-1] += "~"
            if lemma not in self._inflected:
                self._inflected.add(lemma)
                for surface in self._inflections(lemma):
                    self._symbols.setdefault(surface, {})[f"{lemma}~"] = None
        return tuple(parts)

    def symbols(self) -> dict[str, tuple[str, ...]]:
        return {word: tuple(edges) for word, edges in self._symbols.items()}


def _by_length(pieces: Iterable[str]) -> dict[int, frozenset[str]]:
    sizes = sorted({len(piece) for piece in pieces})
    return {size: frozenset(piece for piece in pieces if len(piece) == size) for size in sizes}
