"""Answers to the questionnaire that the text already settles. What it does not settle is left to be asked.

Three sources, the first of which wins: what the text says in so many words ("GDPR", "40 agents"); what the described
arrangement implies (who directs the people, how risky the country is); and what kind of work it is (payroll is done at
a screen). Where a source says two things, nothing is settled: a wrong answer is worse than a question.
"""

from collections.abc import Iterable, Iterator, Sequence

from rules.classification import Axis, NotAModel
from rules.grid import Location, Ownership
from rules.reading.amounts import Amount as Settled
from rules.reading.amounts import amounts_in
from rules.reading.bars import BARS, bars_in
from rules.reading.found import Found
from rules.reading.functions import FUNCTION, OTHER_SENSE, functions
from rules.reading.ownership import STRONG
from rules.reading.phrases import LEAVES_OPEN, Hit
from rules.reading.scope import GIVEN_UP, NEGATED
from rules.reading.sites import Role
from rules.reading.verdict import Verdict
from rules.reading.weighed import QUESTION_MARKS

__all__ = ["Settled", "answers_in"]

COUNTRY_RISKS = {
    "embargoed": "CU IR KP",
    "high": "RU BY SY MM VE AF SD SS YE LY SO ER CF",
    "medium": "IN PH MX MA RO BG CN VN MY TH ID ZA CR CO PE BR UY TN MU DO JM",
    "low": "AT AU BE CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP KR LT LU LV MT NL NO NZ PL PT SE SG SI SK "
    "US",
}
"""Comprehensive embargoes of the United States, then the team's own view; of other countries it is asked."""
_RISK_OF = {country: risk for risk, listed in COUNTRY_RISKS.items() for country in listed.split()}
_SPEAKERS = {
    "english": "GB IE US AU NZ",
    "other_common": "DE AT FR ES MX AR CO CL PE PT BR",
}
"""Countries whose customers are served in English, or in another language that many abroad speak."""
_SPOKEN_IN = {country: option for option, listed in _SPEAKERS.items() for country in listed.split()}
_BY_SENSITIVITY = ("none", "ordinary_personal", "special_category", "classified")
_STILL_NAMES_THE_WORK = frozenset({"rejected alternative", "an alternative that was not chosen"})
_ABROAD = frozenset({Location.NEARSHORE, Location.OFFSHORE})
_THERE = {Location.NEARSHORE: "near", Location.OFFSHORE: "far"}
_GOES_BEFORE = {"work_type": "recurring_service", "place": "visits"}
"""What counts where something else is said too: how often it is done, and that it is on the spot only in part."""
_SAID_OF_WORK = frozenset({"visits", "anywhere"})
"""What is said of the work, whatever is usual; that people are here may only be how it is arranged."""
_DENIES = {NEGATED: "negation", GIVEN_UP: "ending"}
"""Why words are set aside, and the cue of what does it: "by end of May" ends nothing, "no rush" denies no rush."""
_BOUND = "bound_to_spot"
_OWN = 1.5
"""Points from which it is plain that people are our own: a site or team of the organisation."""
_SHARED_DIRECTION = frozenset({"employer_of_record", "we_direct", "on_site"})
"""Cues that make it doubtful that a supplier directs the people."""


def answers_in(found: Found, hits: Sequence[Hit], verdict: Verdict) -> list[Settled]:
    """At most one answer for each factor. `hits` are the phrases that settle answers or name the work."""
    if verdict.model is NotAModel.NONE:
        return _purchase(found, verdict)
    said = _agreed(
        [*_said(found, hits, verdict), *bars_in(found, hits, verdict.ownership), *amounts_in(found.tokens, found.scope)]
    )
    of_the_work = _agreed(_by_kind_of_work(found, hits, verdict))
    presence = of_the_work.get("place")
    always_here = presence is not None and presence.option == "here"
    implied = _agreed(
        [
            *_ours_alone(found, hits, verdict),
            *_direction(found, verdict, always_here=always_here),
            *_country_risk(verdict),
            *_language(found),
        ]
    )
    left_open = {hit.cue.removesuffix(LEAVES_OPEN) for hit in hits if hit.cue.endswith(LEAVES_OPEN)}
    if verdict.ownership is Ownership.HYBRID:
        # "Runs it for two years, then hands it over": the length of a stage, not of the need.
        left_open.add("duration")
    if always_here:
        # "Guards overnight": the hours of the place, not of another time zone.
        left_open.add("overlap")
    settled = of_the_work | implied | said
    here = settled.get("place")
    if (
        presence is not None
        and (here is None or here.option not in _SAID_OF_WORK | {presence.option})
        and not _is_bound(found)
    ):
        # "Testers who sit with us": people may be there although the work does not need it.
        left_open.add("place")
    short = said.get("duration")
    if short is not None and short.option == "under_3_months" and "work_type" not in said:
        # Guards for the five weeks of a fair: what is over so soon is done once.
        said["work_type"] = settled["work_type"] = short._replace(factor="work_type", option="one_off_task")
    abroad = _leaves_the_country(found, verdict)
    if abroad is not None and "where_may" not in settled:
        settled["where_may"] = said["where_may"] = abroad
    told = {factor for factor, answer in (implied | said).items() if answer is not None}
    return [
        answer if factor in told else answer._replace(by_nature=True)
        for factor, answer in settled.items()
        if answer is not None and factor not in left_open
    ]


def _purchase(found: Found, verdict: Verdict) -> list[Settled]:
    """A text that only buys something settles one question."""
    buys = [hit for hit in found.hits if hit.cue == "goods"]
    if verdict.question is not None or not buys:
        return []
    return [Settled("work_type", "goods_or_licence", buys[0].start, buys[0].end - 1)]


def _agreed(answers: Iterable[Settled]) -> dict[str, Settled | None]:
    """By factor the first words that settle it; None where they disagree. Of data, the most sensitive named count."""
    agreed: dict[str, Settled | None] = {}
    for answer in answers:
        known = agreed.setdefault(answer.factor, answer)
        if known is None or known.option == answer.option:
            continue
        if answer.factor in _GOES_BEFORE:
            agreed[answer.factor] = _more_telling(known, answer)
        elif answer.factor != "data_sensitivity":
            agreed[answer.factor] = None
        elif _BY_SENSITIVITY.index(answer.option) > _BY_SENSITIVITY.index(known.option):
            agreed[answer.factor] = answer
    return agreed


def _more_telling(known: Settled, answer: Settled) -> Settled | None:
    """Of two answers that differ, the one that goes before the other; None where neither does."""
    first = _GOES_BEFORE[answer.factor]
    return next((either for either in (known, answer) if either.option == first), None)


def _said(found: Found, hits: Sequence[Hit], verdict: Verdict) -> Iterator[Settled]:
    """What phrases say in so many words."""
    own_site_abroad = verdict.ownership is Ownership.INTERNAL and verdict.location in _ABROAD
    for hit in hits:
        factor, _, option = hit.cue.partition("=")
        if factor == FUNCTION or factor in BARS or not option or _is_set_aside(found, hit):
            continue
        if option == "have_entity" and not own_site_abroad:
            continue
        if option == "provider" and verdict.ownership is Ownership.HYBRID:
            continue
        yield Settled(factor, option, hit.start, hit.end - 1)
    for hit in found.structure:
        if hit.cue == _BOUND and not _is_set_aside(found, hit):
            yield Settled("place", "here", hit.start, hit.end - 1)


def _is_bound(found: Found) -> bool:
    """True where the people must be on the spot, whatever the work is: "must sit with the planners"."""
    return any(hit.cue == _BOUND and found.scope.cover(hit.start, hit.end) is None for hit in found.structure)


def _is_set_aside(found: Found, hit: Hit) -> bool:
    """True for words under a negation, in the past and so on; not where what denies them is part of the phrase."""
    cover = found.scope.cover(hit.start, hit.end)
    if cover is None:
        return False
    within = found.starts(_DENIES[cover.why]) if cover.why in _DENIES else set()
    return within.isdisjoint(range(hit.start, hit.end))


def _by_kind_of_work(found: Found, hits: Sequence[Hit], verdict: Verdict) -> Iterator[Settled]:
    """What follows from the names of the work, where none of them leaves it open."""
    named = [(hit, functions()[name].answers) for hit, name in _functions_named(found, hits)]
    for factor in dict.fromkeys(factor for _, answers in named for factor in answers):
        giving = [(hit, answers[factor]) for hit, answers in named if factor in answers]
        if len(giving) < len(named) and factor != "data_sensitivity":
            continue
        for hit, option in giving:
            # What can only be done on the spot, and is to be done abroad, is done on a spot there.
            there = _THERE.get(verdict.location) if verdict.location and (factor, option) == ("place", "here") else None
            yield Settled(factor, there or option, hit.start, hit.end - 1)


def _functions_named(found: Found, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
    """Functions that the text is about. The past and the present name the work as well as the future does."""
    denials = found.ends("negation")
    for hit in hits:
        factor, _, name = hit.cue.partition("=")
        if factor != FUNCTION or name == OTHER_SENSE or hit.start in denials:
            continue
        cover = found.scope.cover(hit.start, hit.end)
        if cover is None or cover.why not in _STILL_NAMES_THE_WORK:
            yield hit, name


def _ours_alone(found: Found, hits: Sequence[Hit], verdict: Verdict) -> Iterator[Settled]:
    """What only our own people may do, we direct."""
    for bar in bars_in(found, hits, verdict.ownership):
        if bar.option == "own_only" and verdict.ownership is not Ownership.THIRD_PARTY:
            yield bar._replace(factor="daily_direction", option="us")


def _direction(found: Found, verdict: Verdict, *, always_here: bool) -> Iterator[Settled]:
    """Who tells the people each day what to do, where it is beyond doubt whose people they are."""
    own_abroad = verdict.ownership is Ownership.INTERNAL and verdict.location in _ABROAD
    if verdict.question == "request" or (verdict.question == "ownership" and not own_abroad):
        return
    words = next((words for words in verdict.evidence if words.axis is Axis.OWNERSHIP), None)
    if words is None:
        return
    if words.points < _OWN if verdict.ownership is Ownership.INTERNAL else words.points < STRONG:
        return
    doubts = {hit.cue for hit in found.hits} & _SHARED_DIRECTION
    if verdict.ownership is Ownership.INTERNAL and "employer_of_record" not in doubts:
        yield Settled("daily_direction", "us", words.first, words.last)
    if verdict.ownership is Ownership.THIRD_PARTY and not doubts - ({"on_site"} if always_here else set()):
        yield Settled("daily_direction", "provider", words.first, words.last)


def _language(found: Found) -> Iterator[Settled]:
    """What the customers speak whom the text names by their country: "UK customers", answered from wherever."""
    for site in found.sites:
        option = _SPOKEN_IN.get(site.country or "") if site.role is Role.MARKET and site.cover is None else None
        if option is not None:
            yield Settled("language", option, site.first, site.last)


def _leaves_the_country(found: Found, verdict: Verdict) -> Settled | None:
    """Whoever wants it done far away, and does not only ask whether it can be, does not hold that it must stay here."""
    if verdict.location is not Location.OFFSHORE or verdict.weighed or verdict.question == "location":
        return None
    sentence, words = found.scope.sentence, found.tokens.words
    asked = {sentence[at - 1] for at, word in enumerate(words) if word in QUESTION_MARKS and at}
    asked |= {sentence[at] for at in found.starts("alternatives")}
    far = (site for site in verdict.places if site.location is Location.OFFSHORE and sentence[site.first] not in asked)
    site = next(far, None)
    return None if site is None else Settled("where_may", "free", site.first, site.last)


def _country_risk(verdict: Verdict) -> Iterator[Settled]:
    """How risky the country is; at home nobody asks. A danger counts even where the place is not beyond doubt."""
    abroad = [site for site in verdict.places if site.location in _ABROAD]
    risks = [(site, _RISK_OF.get(site.country or "")) for site in abroad]
    known = verdict.question != "location" and all(risk is not None for _, risk in risks)
    for site, risk in risks:
        if risk is not None and (known or risk in ("embargoed", "high")):
            yield Settled("country_risk", risk, site.first, site.last)
