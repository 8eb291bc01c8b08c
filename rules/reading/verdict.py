"""From what was found to what the text describes: is it a request, who, where, how surely, and what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rules.classification import Axis, Evidence, NotAModel
from rules.grid import MODEL_AT, Location, Model, Ownership
from rules.reading.ownership import STRONG, WhoVerdict, weigh_ownership
from rules.reading.phrases import Hit
from rules.reading.scope import Scope, cues
from rules.reading.sites import Site
from rules.reading.tokens import Tokens
from rules.reading.whereabouts import WhereVerdict, weigh_location

Question = Literal["request", "ownership", "location", "language"]

ASK: dict[Question, str] = {
    "request": "Is there work to be done by somebody? If so: what work, who should do it, and where?",
    "ownership": "Who would do the work: people whom your own organisation employs and directs, or another company?",
    "location": "In which country, or city, would the work be done?",
    "language": "I could not read this language. Please say in English, German, French, Spanish or Japanese what work it is, who should do it and where.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found in a text, before it is weighed."""

    tokens: Tokens
    hits: Sequence[Hit]
    structure: Sequence[Hit]
    scope: Scope
    sites: Sequence[Site]
    unknown_place: bool
    """A name that is not in the gazetteer stands where a place would."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that decided something, or were set aside, by token numbers (both inclusive)."""

    first: int
    last: int
    says: str
    axis: Axis
    points: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A classification in terms of tokens."""

    model: Model | NotAModel
    ownership: Ownership | None
    location: Location | None
    sure: bool
    question: Question | None
    evidence: Sequence[Words]
    set_aside: Sequence[tuple[int, int, str]]
    places: Sequence[Site]


def verdict_on(found: Found) -> Verdict:
    """Weigh what was found."""
    meaning = cues()
    besides = _besides(found)
    wished = any(hit.cue == "ask" for hit in found.hits)
    who = weigh_ownership(
        found.hits, found.structure, found.scope, [*besides, *_requesters(found, besides)], wished=wished
    )
    ignored_at = {hit.start for hit, _ in besides}
    hits = [hit for hit in found.hits if hit.start not in ignored_at]
    where = weigh_location(hits, [site for site in found.sites if not _is_besides(site, found)], found.scope)
    against = _not_a_request(found, who)
    evidence = [
        Words(witness.hit.start, witness.hit.end - 1, meaning[witness.hit.cue].says, Axis.OWNERSHIP, witness.points)
        for witness in who.witnesses
        if witness.side is who.side
    ]
    set_aside = [(hit.start, hit.end - 1, why) for hit, why in who.set_aside] + list(where.set_aside)
    if against is not None:
        words, sure = against
        return Verdict(NotAModel.NONE, None, None, sure, None if sure else "request", words, set_aside, [])
    location, default = _where(who, where, found)
    evidence += [
        Words(site.first, site.last, _site_says(site), Axis.LOCATION, site.role.points) for site in where.places
    ]
    evidence += [Words(hit.start, hit.end - 1, cue.says, Axis.LOCATION, cue.points) for hit, cue in where.words]
    evidence.sort(key=lambda words: (-words.points, words.first))
    if who.side is None or location is None:
        question: Question = "ownership" if who.side is None else "location"
        if who.side is None and where.location is None and not who.compared:
            question = "request"
        location = location if where.location is not None else None
        return Verdict(NotAModel.UNCLEAR, who.side, location, False, question, evidence, set_aside, where.places)
    sure = who.clear and who.strongest >= STRONG and (where.clear or default == "firm")
    doubtful: Question | None = (
        None if sure else ("ownership" if not who.clear or who.strongest < STRONG else "location")
    )
    return Verdict(MODEL_AT[who.side, location], who.side, location, sure, doubtful, evidence, set_aside, where.places)


def _where(
    who: WhoVerdict, where: WhereVerdict, found: Found
) -> tuple[Location | None, Literal["said", "firm", "loose"]]:
    """The location, and whether it was said or follows from the kind of work."""
    if where.location is not None:
        return where.location, "said"
    if who.side in (Ownership.INTERNAL, Ownership.HYBRID):
        firm = who.side is Ownership.INTERNAL and not found.unknown_place
        return Location.DOMESTIC, "firm" if firm else "loose"
    if who.side is None:
        return None, "loose"
    near = {"physical", "public_body", "notice"} & {hit.cue for hit in found.hits}
    if "physical" in near:
        return Location.DOMESTIC, "firm"
    if near or any(witness.hit.cue in ("vendor_name", "named_company") for witness in who.witnesses):
        return Location.DOMESTIC, "loose"
    return None, "loose"


def _site_says(site: Site) -> str:
    return f"{site.role.says}: {site.location}"


def _sentence_bounds(tokens: Tokens, at: int) -> tuple[int, int]:
    first = at
    while first > 0 and at - first < 60 and not tokens.sentence_ends[first - 1]:
        first -= 1
    last = at
    while last < len(tokens) - 1 and last - at < 60 and not tokens.sentence_ends[last]:
        last += 1
    return first, last


_BESIDES = {
    "definition": "part of a question about a term",
    "status": "part of a question about something else",
    "talk": "talk about the subject",
}


def _besides(found: Found) -> list[tuple[Hit, str]]:
    """Hits in sentences that ask or talk about the subject instead of placing work."""
    covered: dict[int, str] = {}
    for hit in found.hits:
        why = _BESIDES.get(hit.cue)
        if why is not None and hit.start not in covered:
            first, last = _sentence_bounds(found.tokens, hit.start)
            covered.update(dict.fromkeys(range(first, last + 1), why))
    return [(hit, covered[hit.start]) for hit in found.hits if hit.start in covered]


def _is_besides(site: Site, found: Found) -> bool:
    first, last = _sentence_bounds(found.tokens, site.first)
    return any(hit.cue in _BESIDES and first <= hit.start <= last for hit in found.hits)


def _requesters(found: Found, besides: Sequence[tuple[Hit, str]]) -> list[tuple[Hit, str]]:
    """Own teams that only want something: "our Toronto office would like a firm"."""
    wishes = {hit.start for hit in found.hits if hit.cue in ("ask", "vendor_act")}
    inside = {hit.end for hit in found.structure if hit.cue == "site_in"}
    vendors = any(hit.cue in _OUTSIDE and found.scope.cover(hit.start, hit.end) is None for hit in found.hits)
    served = {hit.end for hit in found.structure if hit.cue == "site_for"}
    left_for = {found.scope.clause[hit.start] for hit in found.structure if hit.cue == "leaving"}
    left_out = {hit for hit, _ in besides}
    words = found.tokens.words
    roles: list[tuple[Hit, str]] = []
    for hit in found.hits:
        if hit.cue not in ("own", "own_site") or hit in left_out:
            continue
        if any(at in wishes for at in range(hit.end, hit.end + 3)) and not _AND & set(words[hit.end : hit.end + 3]):
            roles.append((hit, "whoever asks, not whoever does the work"))
        elif hit.start in inside and vendors and "own" not in words[hit.start : hit.end]:
            roles.append((hit, "where the work is done, not who does it"))
        elif hit.start in served and found.scope.clause[hit.start] not in left_for:
            roles.append((hit, "whom the work serves, not who does it"))
    return roles


_OUTSIDE = frozenset({"vendor", "vendor_act", "vendor_name", "notice", "company"})
_AND = frozenset({"and", "und", "et", "y"})


def _not_a_request(found: Found, who: WhoVerdict) -> tuple[list[Words], bool] | None:
    """The words that say that no work is to be placed, and whether they say so surely."""
    meaning = cues()
    against = [
        Words(hit.start, hit.end - 1, meaning[hit.cue].says, Axis.REQUEST, meaning[hit.cue].points)
        for hit in found.hits
        if meaning.get(hit.cue) is not None and meaning[hit.cue].axis == "request" and meaning[hit.cue].side == "none"
    ]
    against.sort(key=lambda words: -words.points)
    kinds = {hit.cue for hit in found.hits}
    vendor = who.strongest if who.side is Ownership.THIRD_PARTY else 0.0
    if kinds & set(_BESIDES) and who.strongest < STRONG:
        return against, True
    goods = ("goods" in kinds) * 2.0 + ("goods_act" in kinds) * 1.5
    if not _strong_own(who) and who.side is not Ownership.HYBRID and goods >= 2 and goods > vendor - 0.4:
        return against, goods > 3 and vendor < STRONG
    if who.strongest < 3 and "acquisition" in kinds:
        return against, False
    if "hiring" in kinds and vendor < 2 and who.side is not Ownership.HYBRID and not _strong_own(who):
        return against, False
    if "other_sense" in kinds and who.strongest < 1.5:
        return against, False
    if who.side is None and not kinds & _WORK and not found.sites:
        return against, bool(against)
    return None


_WORK = frozenset({"ask", "vague", "work", "near_word", "far_word", "abroad"})


def _strong_own(who: WhoVerdict) -> bool:
    return any(witness.points >= STRONG and witness.side is Ownership.INTERNAL for witness in who.witnesses)
