"""A text in sentences and lines, and which of them are lines of a list."""

from collections.abc import Iterator, Sequence

from rules.reading.tokens import Tokens

BRACKETS_OPEN, BRACKETS_CLOSE = frozenset({"(", "[", "（"}), frozenset({")", "]", "）"})
_LINES = frozenset({"\n", "¶"})
_BULLETS = frozenset("-–—•*·‣▪◦○●・+")
_BEHIND_NUMBER = frozenset({".", ")", ":"})
_LOTS = frozenset({"lot", "los", "lote", "teil", "part", "item", "punkt", "point", "punto"})


class Lines:
    """Sentences by token numbers; a line is a sentence as well, and so is what stands behind "b)" within one."""

    def __init__(self, tokens: Tokens, gaps: Sequence[str]) -> None:
        """`gaps`: what stands before each token, with the spaces."""
        self.words = tokens.words
        self._sentence_ends = tokens.sentence_ends
        self._gaps = gaps
        self._labels_within = self._find_labels()
        self.sentences = list(self._sentences())
        self.listed = [number for number, sentence in enumerate(self.sentences) if self._is_listed(sentence)]
        """Which of the sentences are lines of a list."""

    def with_end(self, sentence: range) -> range:
        """A sentence with the mark that ends it, where one does."""
        marked = sentence.stop < len(self.words) and self._sentence_ends[sentence.stop]
        return range(sentence.start, sentence.stop + marked)

    def is_apart(self, number: int) -> bool:
        """Whether an empty line stands before a sentence."""
        between = range(self.sentences[number - 1].stop, self.sentences[number].start) if number else range(0)
        return any(self.words[at] == "¶" for at in between)

    def _sentences(self) -> Iterator[range]:
        begin = 0
        for at in range(len(self.words)):
            if at in self._labels_within and at > begin:
                yield range(begin, at)
                begin = at
            if self._ends_sentence(at):
                if at > begin:
                    yield range(begin, at)
                begin = at + 1
        if len(self.words) > begin:
            yield range(begin, len(self.words))

    def _ends_sentence(self, at: int) -> bool:
        numbers_a_line = at > 0 and self._is_label(at - 1) and self._begins_line(at - 1)
        return self.words[at] in _LINES or (self._sentence_ends[at] and not numbers_a_line)

    def _begins_line(self, at: int) -> bool:
        return at == 0 or self.words[at - 1] in _LINES or at in self._labels_within

    def _is_label(self, at: int) -> bool:
        """True for "1" and "b"."""
        word = self.words[at]
        return word.isalnum() and (len(word) == 1 or (len(word) == 2 and word.isdigit()))

    def _is_listed(self, sentence: range) -> bool:
        """Whether it is a line of a list: behind a bullet or a number."""
        first = sentence.start
        if not self._begins_line(first):
            return False
        behind = self.words[first + 1] if len(sentence) > 1 else ""
        return (
            self.words[first] in _BULLETS
            or self._gaps[first].strip()[:1] in _BULLETS
            or (self._is_label(first) and behind in _BEHIND_NUMBER)
            or (self.words[first] in _LOTS and len(sentence) > 1 and self._is_label(first + 1))
        )

    def _find_labels(self) -> set[int]:
        """The letters or numbers of a list that goes on within a line: "a) guards b) cleaners"."""
        words = self.words
        labels = {at for at in range(len(words) - 1) if self._is_label(at) and words[at + 1] == ")"}
        listed = {at for at in labels if at == 0 or words[at - 1] not in BRACKETS_OPEN}
        return listed if len(listed) > 1 else set()
