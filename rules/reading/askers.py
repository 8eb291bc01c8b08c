"""Companies that a report begins with and that place the work, as opposed to those that do it."""

from collections.abc import Container, Sequence

from rules.reading.found import Found
from rules.reading.phrases import Hit

_SUBJECT_WITHIN = 5
"""Words at the beginning of a sentence among which its subject stands."""
PREPOSITIONS = ("site_in", "site_to", "site_from", "site_for", "site_of", "site_with")
_VERB_ENDINGS = ("s", "ed")
"""Of what a company does or did, right behind the word for it."""
_ARTICLES = frozenset({"a", "an"})


def asking_companies(found: Found) -> dict[Hit, int]:
    """Companies that open a report and place the work, each with the number of the word that says so.

    "Oslo law firm Lind & Moe sets up …", "Mobile operator moves …", "Law firm in Boston wants …": no "a" before them,
    "the" only where they do something to what is theirs ("The lift company expands its …"), and nobody says "we".
    """
    if found.starts("us"):
        return {}
    placing = found.starts("places_work")
    acting = found.starts("acts") | placing
    definite, theirs = found.starts("definite"), found.starts("theirs")
    inside = found.starts(*PREPOSITIONS) | acting
    seat = found.starts("site_in") | {at for site in found.sites for at in range(site.first, site.last + 1)}
    askers: dict[Hit, int] = {}
    for hit in found.hits:
        if hit.cue not in ("company", "vendor") or not _opens_report(found, hit, inside):
            continue
        act = hit.end
        while act in seat:
            act += 1
        if act == len(found.tokens):
            continue
        if hit.start - 1 in definite and act + 1 not in theirs:
            continue
        is_named = act == hit.end and found.tokens.capital[act]
        does = act == hit.end and (act in acting or found.tokens.words[act].endswith(_VERB_ENDINGS))
        if is_named or act in placing or (hit.cue == "company" and does):
            askers[hit] = act
    return askers


def _opens_report(found: Found, hit: Hit, inside: Container[int]) -> bool:
    """True where nothing but attributes stands between the beginning of the sentence and the company."""
    sentence, words = found.scope.sentence, found.tokens.words
    before: Sequence[int] = [
        at for at in range(max(hit.start - _SUBJECT_WITHIN, 0), hit.start) if sentence[at] == sentence[hit.start]
    ]
    if len(before) == _SUBJECT_WITHIN or words[hit.start] in _ARTICLES:
        return False
    return not any(at in inside or words[at] in _ARTICLES for at in before)
