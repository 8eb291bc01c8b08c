"""From what was found to what the text describes: is it a request, who, where, how surely, and what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from rules.classification import Axis, NotAModel, Reply
from rules.grid import MODEL_AT, Location, Model, Ownership
from rules.reading.asides import bystanders, sentences_aside
from rules.reading.askers import asking_companies
from rules.reading.certainty import open_question
from rules.reading.cues import cues
from rules.reading.found import Found
from rules.reading.ownership import SPOKEN, WhoVerdict, weigh_ownership
from rules.reading.phrases import Hit
from rules.reading.request import no_request
from rules.reading.sites import Role, Site
from rules.reading.spots import COUNSEL, Spot
from rules.reading.weighed import only_weighed
from rules.reading.whereabouts import WhereVerdict, weigh_location
from rules.reading.works import Named

Question = Literal["request", "ownership", "location", "language"]

ASK: dict[Question, str] = {
    "request": "Is there work to be done by somebody? If so: what work, who should do it, and where?",
    "ownership": "Who would do the work: people whom your own organisation employs and directs, or another company?",
    "location": "In which country, or city, would the work be done?",
    "language": "I could not read this language. Please say in English, German, French, Spanish or Japanese "
    "what work it is, who should do it and where.",
}


class Words(NamedTuple):
    """Words that decided something, by token numbers (both inclusive)."""

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
    question: Question | None
    """What to ask first; None where the verdict is sure."""
    evidence: Sequence[Words]
    set_aside: Sequence[tuple[int, int, str]]
    """First word, last word and why."""
    places: Sequence[Site] = ()
    reply: Reply | None = None
    """What answers it, where it is no request."""
    weighed: bool = False
    """Nobody has asked for it: it is one of two alternatives, somebody else's idea, or how it is done today."""


def verdict_on(found: Found, *, may_be_none: bool, buys_things: bool, works: Sequence[Named]) -> Verdict:
    """Weigh what was found. `may_be_none`: it may be no request at all; the language is known well enough to tell."""
    aside = sentences_aside(found)
    askers = asking_companies(found)
    seats = {at for hit, act in askers.items() for at in range(hit.end, act)}
    wished = "ask" in found.kinds
    who = weigh_ownership(found.hits, found.structure, found.scope, bystanders(found, aside, askers), wished=wished)
    sentence = found.scope.sentence
    where = weigh_location(
        [hit for hit in found.hits if sentence[hit.start] not in aside],
        [site for site in found.sites if sentence[site.first] not in aside and site.first not in seats],
        found.scope,
    )
    spot = found.spot
    if spot is not None and _is_bound(found):
        if spot.location in _ABROAD:
            where = WhereVerdict(spot.location, clear=True, places=[spot.site], set_aside=where.set_aside)
        if who.side is Ownership.INTERNAL and all(_says_where(witness.hit, spot) for witness in who.witnesses):
            who = replace(who, side=None, clear=False, strongest=0.0)
    ours = who.witnesses if who.side is Ownership.INTERNAL else ()
    if ours and all(_is_worked_on(witness.hit, found) for witness in ours):
        who = replace(who, side=None, clear=False, strongest=0.0)
    if who.side is None and not who.compared and ("who_may", "own_only") in found.bars:
        who = replace(who, side=Ownership.INTERNAL, clear=False)
    set_aside = _each_once([*((hit.start, hit.end - 1, why) for hit, why in who.set_aside), *where.set_aside])
    none = no_request(found, who, aside, buys_things=buys_things, works=works)
    if none is not None and may_be_none:
        meaning = cues()
        said = [
            Words(hit.start, hit.end - 1, meaning[hit.cue].says, Axis.REQUEST, meaning[hit.cue].points)
            for hit in none.hits
        ]
        return Verdict(NotAModel.NONE, None, None, None if none.sure else "request", said, set_aside, reply=none.reply)
    evidence = _evidence(who, where)
    weighed = only_weighed(found, who, where)
    location, firm = _location(who, where, found)
    if who.side is None or location is None:
        return Verdict(
            NotAModel.UNCLEAR,
            who.side,
            location,
            _missing(who, where),
            evidence,
            set_aside,
            where.places,
            weighed=weighed,
        )
    question: Question | None = None
    if not who.clear or who.strongest < SPOKEN:
        question = "ownership"
    elif not where.clear and not firm and not _only_town(found, where) and who.side is not Ownership.HYBRID:
        question = "location"
    else:
        question = open_question(found, who.side, location)
    model = MODEL_AT[who.side, location]
    return Verdict(model, who.side, location, question, evidence, set_aside, where.places, weighed=weighed)


def _is_bound(found: Found) -> bool:
    """True for work that happens where the site is, or where somebody is admitted."""
    return found.on_the_spot or "physical" in found.kinds or bool(found.starts(COUNSEL))


def _says_where(hit: Hit, spot: Spot) -> bool:
    """True for "our Lagos office", which says where, not who."""
    return hit.cue in _WHERE_NOT_WHO or (spot.first - 2 <= hit.start and hit.end - 1 <= spot.last)


def _is_worked_on(hit: Hit, found: Found) -> bool:
    """True for "clean our three branches" and "our clinic needs a cleaner": a site of ours is no plan."""
    if hit.cue not in _WHERE_NOT_WHO:
        return False
    if any(each.cue == "ask" and hit.start < each.start and each.end < hit.end for each in found.hits):
        return True
    ends = {each.end for each in (*found.hits, *found.structure) if each.cue in _SITES}
    begins = {each.end for each in (*found.hits, *found.structure) if each.cue in _WORKING_ON}
    return hit.end in ends and hit.start in begins


def _only_town(found: Found, where: WhereVerdict) -> bool:
    """True where the other company's town is the only place in the text, and nothing says that it works elsewhere."""
    return [site.role for site in found.sites] == [Role.VENDOR_CITY] == [site.role for site in where.places] and not (
        found.kinds & _ELSEWHERE
    )


_ELSEWHERE = frozenset({"on_site", "physical", "here", "near_word", "far_word", "abroad"})


def _missing(who: WhoVerdict, where: WhereVerdict) -> Question:
    """What to ask where no model can be named."""
    if who.side is not None:
        return "location"
    return "ownership" if where.location is not None or who.compared else "request"


def _location(who: WhoVerdict, where: WhereVerdict, found: Found) -> tuple[Location | None, bool]:
    """Where the work is done as far as the text says or implies, and whether what it implies is firm."""
    if where.location is not None or who.side is None:
        return where.location, False
    if ("where_may", "here_only") in found.bars:
        return Location.DOMESTIC, True
    if who.side is Ownership.INTERNAL:
        return Location.DOMESTIC, not found.unknown_place and not found.starts("entity")
    kinds = found.kinds
    if who.side is Ownership.THIRD_PARTY and (found.on_the_spot or "physical" in kinds):
        return Location.DOMESTIC, True
    named = any(witness.hit.cue in _NAMED for witness in who.witnesses)
    implied = who.side is Ownership.HYBRID or named or not kinds.isdisjoint(_AT_HOME)
    return Location.DOMESTIC if implied else None, False


_ABROAD = frozenset({Location.NEARSHORE, Location.OFFSHORE})
_WHERE_NOT_WHO = frozenset({"own_site", "own_move"})
"""What is to be done at "our Lagos office" is there, whoever does it."""
_SITES = frozenset({"premises", "site_noun"})
_WORKING_ON = frozenset({"work", "physical", "site_of"})
_NAMED = frozenset({"vendor_name", "named_company"})
_AT_HOME = frozenset({"public_body", "notice"})
"""Public bodies buy where they are unless they say otherwise."""


def _evidence(who: WhoVerdict, where: WhereVerdict) -> list[Words]:
    """What decided, the weightiest first."""
    meaning = cues()
    evidence = [
        Words(witness.hit.start, witness.hit.end - 1, meaning[witness.hit.cue].says, Axis.OWNERSHIP, witness.points)
        for witness in who.witnesses
        if witness.side is who.side
    ]
    evidence += [
        Words(site.first, site.last, f"{site.role.says}: {site.location}", Axis.LOCATION, site.role.points)
        for site in where.places
    ]
    evidence += [Words(hit.start, hit.end - 1, cue.says, Axis.LOCATION, cue.points) for hit, cue in where.words]
    evidence.sort(key=lambda words: (-words.points, words.first))
    return _once(evidence)


def _once(evidence: Sequence[Words]) -> list[Words]:
    """Without words that a weightier piece of evidence for the same axis has named already."""
    named: dict[Axis, set[int]] = {}
    kept: list[Words] = []
    for words in evidence:
        places = named.setdefault(words.axis, set())
        if places.isdisjoint(range(words.first, words.last + 1)):
            kept.append(words)
            places.update(range(words.first, words.last + 1))
    return kept


def _each_once(set_aside: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In the order of the text, the tightest of overlapping stretches only."""
    kept: list[tuple[int, int, str]] = []
    for first, last, why in sorted(set_aside, key=lambda words: (words[1], -words[0])):
        if not kept or first > kept[-1][1]:
            kept.append((first, last, why))
    return kept
