"""Is it a request to place work at all? Goods, vacancies, acquisitions, questions and small talk are not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rules.grid import Ownership
from rules.reading.cues import cues
from rules.reading.found import Found
from rules.reading.ownership import REPORTED, STRONG, WEAK, WhoVerdict
from rules.reading.phrases import Hit

GOODS, PURCHASE = 2.0, 1.5
"""Points of a word for goods, and of a word for buying; both together outweigh a supplier's mention."""
_WORK = frozenset({"ask", "vague", "work", "near_word", "far_word", "abroad"})
_OWN = frozenset({"own", "own_site", "own_act", "own_back"})
_OUTSIDERS = frozenset({"vendor", "vendor_act", "vendor_name", "named_company", "company"})
_IDLE = frozenset({"goods", "greeting"})
"""Phrases that speak against a request only where no kind of work is named."""
_NAMED, _NAMED_SURELY = 3.5, 5.0
"""Scores of a kind of work that is named by words that might be something else, and by its own."""
_NAMES_ONLY = frozenset({"vendor_name", "named_company"})


@dataclass(frozen=True, slots=True)
class NoRequest:
    """The phrases that say that no work is to be placed, the weightiest first, and whether they say so surely."""

    hits: Sequence[Hit]
    sure: bool


def no_request(
    found: Found, who: WhoVerdict, aside: Collection[int], *, buys_things: bool, names_work: float
) -> NoRequest | None:
    """Decide whether the text places no work.

    `aside`: sentences that only ask or talk about the subject. `names_work`: how surely it names a kind of work.
    """
    meaning = cues()
    hits = [hit for hit in found.hits if meaning[hit.cue].axis == "request" and meaning[hit.cue].side == "none"]
    hits.sort(key=lambda hit: -meaning[hit.cue].points)
    kinds = found.kinds
    own = any(witness.points >= STRONG and witness.side is Ownership.INTERNAL for witness in who.witnesses)
    shared = who.side is Ownership.HYBRID
    vendor = who.strongest if who.side is Ownership.THIRD_PARTY else 0.0
    if aside and who.strongest < STRONG and not _asks_elsewhere(found, aside):
        named = (not kinds.isdisjoint(_OWN), not kinds.isdisjoint(_OUTSIDERS), bool(found.sites))
        return NoRequest(hits, sure=sum(named) <= 1)
    if buys_things and not own and who.strongest < STRONG:
        return NoRequest(hits, sure=True)
    if "vacancy" in kinds and not shared and vendor < STRONG:
        return NoRequest(hits, sure=not vendor)
    goods = ("goods" in kinds) * GOODS + ("goods_act" in kinds) * PURCHASE
    made_here = goods == GOODS and (who.side is Ownership.INTERNAL or names_work >= _NAMED_SURELY)
    supplied = goods == GOODS and vendor >= WEAK
    if not own and not shared and not made_here and not supplied and goods >= GOODS and goods > vendor - 0.4:
        return NoRequest(hits, sure=goods > GOODS and vendor < STRONG)
    if "acquisition" in kinds and (who.strongest < 3 or all(w.hit.cue in _NAMES_ONLY for w in who.witnesses)):
        return NoRequest(hits, sure=not who.witnesses)
    if "hiring" in kinds and not own and not shared and vendor < WEAK:
        return NoRequest(hits, sure=not who.witnesses)
    if "other_sense" in kinds and who.strongest < WEAK:
        return NoRequest(hits, sure=False)
    silent = (
        who.side is None and who.strongest < REPORTED and kinds.isdisjoint(_WORK) and not (found.sites or found.bars)
    )
    if silent and _sizes_something(found) and not hits:
        return None
    if silent and (names_work < _NAMED or any(hit.cue not in _IDLE for hit in hits)):
        return NoRequest(hits, sure=bool(hits))
    return None


def _sizes_something(found: Found) -> bool:
    """True for "background checks for 300 starters": whoever says for how many wants it done."""
    words = found.tokens.words
    return any(at < len(words) and words[at][0].isdigit() for at in found.ends("site_for"))


def _asks_elsewhere(found: Found, aside: Collection[int]) -> bool:
    """True where another sentence names work and where it should be done."""
    sentence = found.scope.sentence
    placed = {sentence[site.first] for site in found.sites if site.role.points} - set(aside)
    return any(hit.cue in ("work", "ask") and sentence[hit.start] in placed for hit in found.hits)
