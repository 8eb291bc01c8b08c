"""Which words of a text belong to which of its pieces, and which to all of them."""

from collections.abc import Collection, MutableSequence, Sequence
from itertools import pairwise

from rules.reading.pieces.outline import Outline, Part

Owners = frozenset[int] | None
"""The pieces that a word belongs to, by number; None is all of them, an empty set none."""
_ALL: Owners = None
_NONE: Owners = frozenset()


def shares(outline: Outline) -> Sequence[Owners]:
    """For each token whose it is.

    Within a sentence, what stands before the first piece and behind the last is shared. Where several sentences have
    pieces, others belong to the piece that they name, or to the one before them; but not what closes the text.
    """
    parts = outline.parts
    owners: list[Owners] = [_ALL] * len(outline.found.tokens)
    sentences = outline.lines.sentences
    by_sentence = [[n for n, part in enumerate(parts) if part.sentence == number] for number in range(len(sentences))]
    several = sum(map(bool, by_sentence)) > 1
    current = _ALL
    for number, sentence in enumerate(sentences):
        here = by_sentence[number]
        if here:
            current = frozenset(here) if several else _ALL
            _give(owners, outline.lines.with_end(sentence), current)
            _divide(owners, outline, parts, here)
        elif current is not _ALL:
            if _closes(outline, by_sentence, number):
                current = _ALL
            _give(owners, outline.lines.with_end(sentence), _named_by(outline, sentence, parts) or current)
    return owners


def _give(owners: MutableSequence[Owners], stretch: range, to: Owners) -> None:
    for at in stretch:
        owners[at] = to


def _divide(owners: MutableSequence[Owners], outline: Outline, parts: Sequence[Part], here: Sequence[int]) -> None:
    """Among the pieces of one sentence: those without a verb share that of the one before."""
    if len(here) == 1:
        return
    groups: list[list[int]] = []
    for n in here:
        if not groups or parts[n].verb is not None:
            groups.append([n])
        else:
            groups[-1].append(n)
    begins = [_begin(parts[group[0]]) for group in groups]
    last = parts[here[-1]].end
    if len(groups) > 1:
        for group, begin, following in zip(groups, begins, [*begins[1:], last], strict=True):
            _give_up_to(owners, outline, range(begin, following), frozenset(group))
    for group, following in zip(groups, [*begins[1:], last], strict=True):
        if len(group) > 1:
            for n, further in pairwise(group):
                _give_up_to(owners, outline, range(parts[n].first, parts[further].first), frozenset({n}))
            end = min(parts[group[-1]].end, following)
            _give(owners, range(parts[group[-1]].first, end), frozenset({group[-1]}))


def _begin(part: Part) -> int:
    return part.first if part.verb is None else min(part.verb, part.first)


def _give_up_to(owners: MutableSequence[Owners], outline: Outline, stretch: range, to: Owners) -> None:
    """Give a stretch, without the separators at its end, which belong to none."""
    end = stretch.stop
    while end > stretch.start and outline.is_separator(end - 1):
        end -= 1
    _give(owners, range(stretch.start, end), to)
    _give(owners, range(end, stretch.stop), _NONE)


def _closes(outline: Outline, by_sentence: Sequence[Collection[int]], number: int) -> bool:
    """Whether an empty line stands before a sentence, and no piece behind it."""
    return not any(by_sentence[number:]) and outline.lines.is_apart(number)


def _named_by(outline: Outline, sentence: range, parts: Sequence[Part]) -> frozenset[int]:
    named = outline.within.named(sentence)
    if named is None:
        return frozenset()
    return frozenset(n for n, part in enumerate(parts) if outline.within.same(named.kind, part.named.kind))
