"""Words that say nothing about who does the work, although they look as if they did."""

from collections.abc import Container, Mapping, Sequence

from rules.reading.askers import PREPOSITIONS
from rules.reading.found import Found
from rules.reading.phrases import Hit
from rules.reading.tokens import CLAUSE_MARK, SENTENCE_END

_ABOUT = {
    "definition": "part of a question about a term",
    "method": "part of a question how recommendations are made",
    "law": "part of a question of law",
    "status": "part of a question about something else",
    "about_bot": "about the bot or what it has on record",
    "only_test": "only a test",
    "talk": "talk about the subject",
}
_ASKS = "whoever asks, not whoever does the work"
_PAPERS = "about a paper or a message"
_DOERS = frozenset({"vendor", "vendor_act", "vendor_name", "own", "own_act", "own_back", "hybrid"})
_OUTSIDE = frozenset({"vendor", "vendor_act", "vendor_name", "notice", "company"})
_SUBJECT_WITHIN = 5
"""Words at the beginning of a sentence among which its subject stands."""
_BOUGHT_WITHIN = 8
"""Words after "acquires" in which the company that is bought stands."""
_WISH_WITHIN = 3
"""Words between a team and its wish: "our Toronto office would like"."""


def sentences_aside(found: Found) -> dict[int, str]:
    """Sentences, by number, that ask or talk about the subject instead of placing work, and why they do not count."""
    sentence = found.scope.sentence
    asked = _asked(found) | _asked_in_japanese(found)
    aside = {
        sentence[hit.start]: _ABOUT[hit.cue]
        for hit in found.hits
        if hit.cue in _ABOUT and (hit.cue != "law" or sentence[hit.start] in asked or _opens_sentence(found, hit.start))
    }
    aside.update(dict.fromkeys(_plain_questions(found), _ABOUT["status"]))
    telling = {sentence[hit.start] for hit in found.hits if hit.cue in _DOERS}
    papers = {sentence[hit.start] for hit in found.hits if hit.cue == "document"}
    aside.update(dict.fromkeys(papers - telling, _PAPERS))
    return aside


def _plain_questions(found: Found) -> Sequence[int]:
    """Sentences such as "Who does our cleaning?", which want to know something, not to have something done."""
    sentence, asked = found.scope.sentence, _asked(found)
    if not asked:
        return ()
    wishing = {sentence[at] for at in found.starts("modal", "undecided")}
    opening = {at for at in found.starts("question_word") if _opens_sentence(found, at)}
    seeking = {hit.start for hit in found.hits if hit.cue == "ask"}
    return [sentence[at] for at in opening - seeking if sentence[at] in asked and sentence[at] not in wishing]


def _asked(found: Found) -> set[int]:
    """The sentences that end with a question mark."""
    sentence, words = found.scope.sentence, found.tokens.words
    return {sentence[at - 1] for at, word in enumerate(words) if word in ("?", "？") and at}


def _asked_in_japanese(found: Found) -> set[int]:
    """The sentences that end with か, with or without a mark after it."""
    sentence, words = found.scope.sentence, found.tokens.words
    return {
        sentence[at]
        for at, word in enumerate(words)
        if word == "か" and (at + 1 == len(words) or words[at + 1] in SENTENCE_END)
    }


def _opens_sentence(found: Found, at: int) -> bool:
    return at == 0 or found.scope.sentence[at - 1] != found.scope.sentence[at] or found.tokens.sentence_ends[at - 1]


def bystanders(found: Found, aside: dict[int, str], askers: Mapping[Hit, int]) -> list[tuple[Hit, str]]:
    """Phrases that do not count for ownership, and why.

    Those of sentences set aside; companies that ask or are bought; and own teams and sites that only ask, are served,
    are where others work, or are the other company's own.
    """
    sentence = found.scope.sentence
    own_roles = _OwnRoles(found, askers)
    bought = _bought(found)
    handed_over = bool(found.starts("handed_over"))
    roles: list[tuple[Hit, str]] = []
    for hit in found.hits:
        why: str | None = None
        if sentence[hit.start] in aside:
            why = aside[sentence[hit.start]]
        elif hit.cue in _OUTSIDE and hit.start in bought:
            why = "the company that is bought"
        elif hit in askers:
            why = _ASKS
        elif hit.cue == "hybrid" and handed_over:
            why = "already handed over"
        elif hit.cue in ("own", "own_site"):
            why = own_roles.why_not(hit)
        if why is not None:
            roles.append((hit, why))
    return roles


class _OwnRoles:
    """What own teams and sites can be other than those who do the work."""

    def __init__(self, found: Found, askers: Mapping[Hit, int]) -> None:
        self._found = found
        self._wishes = {hit.start for hit in found.hits if hit.cue in ("ask", "vendor_act")}
        self._others = any(
            hit.cue in _OUTSIDE and hit not in askers and found.scope.cover(hit.start, hit.end) is None
            for hit in found.hits
        )
        self._inside, self._served = found.ends("site_in"), found.ends("site_for")
        self._breaks = found.starts(*PREPOSITIONS) | {at for at, word in enumerate(found.tokens.words) if word == "'s"}
        self._commas = {at for at, word in enumerate(found.tokens.words) if word in CLAUSE_MARK}
        self._ands = found.starts("and")
        self._definite = found.starts("definite")
        self._left_for = {found.scope.clause[at] for at in found.starts("leaving")}
        self._theirs = found.starts("theirs") if self._others else set()
        self._pitch = "pitch" in found.kinds
        self._subjects = _vendor_subjects(found, askers)

    def why_not(self, hit: Hit) -> str | None:
        """Why a phrase for own people does not count; None where it does."""
        between = range(hit.start + 1, hit.end - 1)
        if hit.loose and (
            not self._commas.isdisjoint(between) or (hit.cue == "own_site" and not self._breaks.isdisjoint(between))
        ):
            return "other things stand between the words"
        scope, soon = self._found.scope, range(hit.end, hit.end + _WISH_WITHIN)
        if self._pitch or (
            scope.sentence[hit.start] in self._subjects and not self._theirs.isdisjoint((hit.start - 1, hit.start))
        ):
            return "the other company's own"
        if not self._wishes.isdisjoint(soon) and self._ands.isdisjoint(soon):
            return _ASKS
        if hit.start in self._inside and self._others and "own" not in self._found.tokens.words[hit.start : hit.end]:
            return "where the work is done, not who does it"
        begins = hit.start - (hit.start - 1 in self._definite)
        if begins in self._served and scope.clause[hit.start] not in self._left_for:
            return "whom the work serves, not who does it"
        return None


def _bought(found: Found) -> set[int]:
    """Words behind "acquires" and the like, within the clause."""
    clause = found.scope.clause
    return {
        at
        for act in found.hits
        if act.cue == "acquisition"
        for at in range(act.start, min(act.end + _BOUGHT_WITHIN, len(clause)))
        if clause[at] == clause[act.start]
    }


def _vendor_subjects(found: Found, askers: Container[Hit]) -> set[int]:
    """Numbers of the sentences that begin with another company: "The Supplier shall …"."""
    sentence = found.scope.sentence
    return {
        sentence[hit.start]
        for hit in found.hits
        if hit.cue in _OUTSIDE
        and hit not in askers
        and (hit.start < _SUBJECT_WITHIN or sentence[hit.start - _SUBJECT_WITHIN] != sentence[hit.start])
        and found.scope.cover(hit.start, hit.end) is None
    }
