"""Words that say nothing about who does the work, although they look as if they did."""

from collections.abc import Sequence

from rules.reading.found import Found
from rules.reading.phrases import Hit

_ABOUT = {
    "definition": "part of a question about a term",
    "status": "part of a question about something else",
    "talk": "talk about the subject",
}
_OUTSIDE = frozenset({"vendor", "vendor_act", "vendor_name", "notice", "company"})
_SUBJECT_WITHIN = 5
"""Words at the beginning of a sentence among which its subject stands."""
_WISH_WITHIN = 3
"""Words between a team and its wish: "our Toronto office would like"."""


def sentences_aside(found: Found) -> dict[int, str]:
    """Sentences, by number, that ask or talk about the subject instead of placing work, and why they do not count."""
    sentence = found.scope.sentence
    aside = {sentence[hit.start]: _ABOUT[hit.cue] for hit in found.hits if hit.cue in _ABOUT}
    aside.update(dict.fromkeys(_plain_questions(found), _ABOUT["status"]))
    return aside


def _plain_questions(found: Found) -> Sequence[int]:
    """Sentences such as "Who does our cleaning?", which want to know something, not to have something done."""
    sentence, words = found.scope.sentence, found.tokens.words
    asked = {sentence[at - 1] for at, word in enumerate(words) if word in ("?", "？") and at}
    if not asked:
        return ()
    wishing = {sentence[at] for at in found.starts("modal", "undecided")}
    opening = {at for at in found.starts("question_word") if _opens_sentence(found, at)}
    return [sentence[at] for at in opening if sentence[at] in asked and sentence[at] not in wishing]


def _opens_sentence(found: Found, at: int) -> bool:
    return at == 0 or found.scope.sentence[at - 1] != found.scope.sentence[at] or found.tokens.sentence_ends[at - 1]


def bystanders(found: Found, aside: dict[int, str]) -> list[tuple[Hit, str]]:
    """Phrases that do not count for ownership, and why.

    Those of sentences set aside; and own teams and sites that only ask, are served, are where others work, or are the
    other company's own.
    """
    sentence, clause, words = found.scope.sentence, found.scope.clause, found.tokens.words
    wishes = {hit.start for hit in found.hits if hit.cue in ("ask", "vendor_act")}
    others = any(hit.cue in _OUTSIDE and found.scope.cover(hit.start, hit.end) is None for hit in found.hits)
    inside, served = found.ends("site_in"), found.ends("site_for")
    ands = found.starts("and")
    left_for = {clause[at] for at in found.starts("leaving")}
    theirs = found.starts("theirs") if others else set()
    subjects = _vendor_subjects(found)
    pitch = any(hit.cue == "pitch" for hit in found.hits)
    roles: list[tuple[Hit, str]] = []
    for hit in found.hits:
        soon = range(hit.end, hit.end + _WISH_WITHIN)
        if sentence[hit.start] in aside:
            roles.append((hit, aside[sentence[hit.start]]))
        elif hit.cue not in ("own", "own_site"):
            continue
        elif pitch or (sentence[hit.start] in subjects and not theirs.isdisjoint((hit.start - 1, hit.start))):
            roles.append((hit, "the other company's own"))
        elif not wishes.isdisjoint(soon) and ands.isdisjoint(soon):
            roles.append((hit, "whoever asks, not whoever does the work"))
        elif hit.start in inside and others and "own" not in words[hit.start : hit.end]:
            roles.append((hit, "where the work is done, not who does it"))
        elif hit.start in served and clause[hit.start] not in left_for:
            roles.append((hit, "whom the work serves, not who does it"))
    return roles


def _vendor_subjects(found: Found) -> set[int]:
    """Numbers of the sentences that begin with another company: "The Supplier shall …"."""
    sentence = found.scope.sentence
    return {
        sentence[hit.start]
        for hit in found.hits
        if hit.cue in _OUTSIDE
        and (hit.start < _SUBJECT_WITHIN or sentence[hit.start - _SUBJECT_WITHIN] != sentence[hit.start])
        and found.scope.cover(hit.start, hit.end) is None
    }
