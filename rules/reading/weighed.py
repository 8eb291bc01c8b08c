"""What a text names without wanting it: one of two alternatives, somebody else's idea, or how it is done today."""

from collections.abc import Collection, Sequence

from rules.reading.cues import cues
from rules.reading.found import Found
from rules.reading.ownership import WhoVerdict
from rules.reading.scope import Cover
from rules.reading.whereabouts import WhereVerdict

QUESTION_MARKS = frozenset({"?", "？"})


def only_weighed(found: Found, who: WhoVerdict, where: WhereVerdict) -> bool:
    """True where nobody has asked for the arrangement that the text describes, so that it is no plan."""
    said = [witness for witness in who.witnesses if witness.side is who.side]
    doers = [witness.hit.start for witness in said]
    places = [site.first for site in where.places]
    ideas, goes_to = _ideas_of_others(found), found.scope.destination
    return (
        _is_one_of_two(found, doers)
        or any(_all_in(found, words, ideas) for words in (doers, places))
        or _is_how_it_is([None if witness.hit.start in goes_to else witness.cover for witness in said])
        or _is_how_it_is([site.cover for site in where.places])
    )


def _is_one_of_two(found: Found, doers: Sequence[int]) -> bool:
    """True for "hire drivers of our own, or use a carrier?": whoever does the work stands on one side of an "or"."""
    sentence, words = found.scope.sentence, found.tokens.words
    asked = {sentence[at - 1] for at, word in enumerate(words) if word in QUESTION_MARKS and at}
    if not doers or len({sentence[at] for at in doers}) > 1 or sentence[doers[0]] not in asked:
        return False
    named = {at for site in found.sites for at in range(site.first, site.last + 1)}
    for hit in found.structure:
        if hit.cue != "alternatives" or hit.end - hit.start > 1 or sentence[hit.start] != sentence[doers[0]]:
            continue
        if hit.start < min(doers):
            return True
        after = range(hit.end, min(hit.end + _TOLD_WITHIN, len(words)))
        told = [at for at in after if sentence[at] == sentence[hit.start] and words[at][0].isalpha()]
        if hit.start > max(doers) and told and named.isdisjoint(told):
            return True
    return False


_TOLD_WITHIN = 4
"""Words after an "or" in which a second place stands, where the choice is only one of places."""


def _ideas_of_others(found: Found) -> Collection[int]:
    """The sentences, by number, that tell what somebody else thinks; or wants, where the text doubts it."""
    told = found.starts("their_idea")
    if found.starts("misgiving"):
        told |= found.starts("their_wish")
    return {found.scope.sentence[at] for at in told}


def _all_in(found: Found, words: Sequence[int], sentences: Collection[int]) -> bool:
    return bool(words) and all(found.scope.sentence[at] in sentences for at in words)


def _is_how_it_is(covers: Sequence[Cover | None]) -> bool:
    today = cues()["currently"].why
    return bool(covers) and all(cover is not None and cover.why == today for cover in covers)
