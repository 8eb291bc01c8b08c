"""One text, from its characters to its classification."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import replace

from rules.classification import (
    Asker,
    Axis,
    Classification,
    Evidence,
    NamedWork,
    NotAModel,
    ReadAnswer,
    Reply,
    SetAside,
    Spot,
)
from rules.reading.answers import answers_in
from rules.reading.asked import Asked, asked_in
from rules.reading.bars import bars_named, heard_beside_bars
from rules.reading.company_names import company_names
from rules.reading.cues import cues
from rules.reading.distance import known_country
from rules.reading.found import Found
from rules.reading.functions import done_on_the_spot
from rules.reading.home_country import no_such_country
from rules.reading.language import language_of
from rules.reading.layers import layers_of
from rules.reading.namesakes import within_regions
from rules.reading.organisations import organisation_in
from rules.reading.phrases import OTHER, Hit, Vocabulary, vocabulary
from rules.reading.pieces import Pieces, pieces_in, with_words_of
from rules.reading.place_names import name_of
from rules.reading.places import Place, find_places
from rules.reading.scope import scope_of
from rules.reading.sites import sites_of
from rules.reading.spots import spot_in, without_own_premises
from rules.reading.tables import LANGUAGES
from rules.reading.text import Text, clean
from rules.reading.tokens import Tokens, tokens_of
from rules.reading.verdict import ASK, verdict_on
from rules.reading.works import MOST_WORKS, as_done_in, buys_things, named_works


class UnknownCountryError(ValueError):
    """The home country is not an ISO 3166-1 alpha-2 code."""


def classify(text: str, home_country: str, *, as_request: bool = False) -> Classification:
    """Read what arrangement `text` describes, seen from `home_country` (ISO 3166-1 alpha-2, "GB").

    `as_request`: somebody says that it is one, so it is never read as anything else, unless it is blank.
    Where it wants several pieces of work placed, they are named, and everything else is said of the first.
    Raises `UnknownCountryError` for a home country that does not exist.
    """
    if not known_country(home_country):
        raise UnknownCountryError(no_such_country(home_country))
    read = clean(text)
    if read.is_blank:
        return Classification(NotAModel.NONE, None, None, sure=True, language=None, reply=Reply.OTHER)
    reading = _Reading(read, home_country)
    whole = reading.classification(as_request=as_request)
    pieces = reading.pieces() if whole.reply is None else None
    if pieces is None:
        return whole
    first = _Reading(clean(pieces.first_alone), home_country).classification()
    if first.reply is not None or first.language != whole.language:
        first = whole
    first = with_words_of(text, first)
    kinds = {work.kind for work in first.works}
    works = (*first.works, *(work for work in whole.works if work.kind not in kinds))
    return replace(first, works=works[:MOST_WORKS], pieces=pieces.named, further_pieces=pieces.further)


class _Reading:
    """What is found in one text, once."""

    def __init__(self, read: Text, home_country: str) -> None:
        self._read = read
        self._home = home_country
        tokens = tokens_of(read.clean)
        found_places = find_places(read.clean, home_country)
        language = language_of(read.clean, tokens)
        if language not in LANGUAGES:
            beside = _without(found_places, read.clean)
            language = language_of(beside, tokens_of(beside))
        self._readable = language in LANGUAGES
        self._language = language if self._readable else None
        words = vocabulary(self._language or OTHER)
        places = within_regions(_numbered(found_places, tokens), tokens.words, home_country)
        place_words = {at for _, first, last in places for at in range(first, last + 1)}
        names = company_names(tokens, words, place_words)
        hits = words.hits(tokens, names, place_words)
        structure, evidence, answers = layers_of(hits)
        evidence = without_own_premises(evidence, structure)
        scope = scope_of(tokens, structure, place_words, concord=language in _NEGATIVE_CONCORD)
        evidence = heard_beside_bars(evidence, answers, scope)
        sites = sites_of(places, names, tokens, evidence, structure, scope, home_country)
        unknown_place = _names_unknown_place(tokens, words, structure, place_words)
        on_the_spot = any(done_on_the_spot(hit.cue) for hit in answers)
        spot = spot_in(tokens, evidence, structure, sites, scope)
        found = Found(tokens, evidence, structure, scope, sites, unknown_place, on_the_spot, spot=spot)
        self._found = replace(found, bars=bars_named(found, answers))
        self._answers = answers

    def pieces(self) -> Pieces | None:
        """The pieces of work, where there are several."""
        if self._language is None:
            return None
        return pieces_in(self._found, self._answers, self._read, self._language)

    def classification(self, *, as_request: bool = False) -> Classification:
        """What the text describes, as if it were about one piece of work."""
        found, tokens = self._found, self._found.tokens
        spans = _Spans(self._read, tokens)
        asked = asked_in(tokens)
        if asked.only and not as_request:
            return _about_terms(asked, self._language, spans.of(0, len(tokens) - 1))
        works = named_works(found, self._language)
        bought = buys_things(found, self._language)
        may_be_none = self._readable and not as_request
        verdict = verdict_on(found, may_be_none=may_be_none, buys_things=bought, works=works)
        countries = [(site.country, site.first, site.last) for site in verdict.places if site.country is not None]
        if verdict.model is NotAModel.NONE and verdict.question is None:
            works = []
        works = as_done_in(works, [*(country for country, _, _ in countries), self._home]) if self._readable else []
        asker = organisation_in(tokens, found.scope)
        spot = found.spot
        question = verdict.question if self._readable else "language"
        return Classification(
            model=verdict.model,
            ownership=verdict.ownership,
            location=verdict.location,
            sure=question is None,
            language=self._language,
            evidence=tuple(
                Evidence(*spans.of(words.first, words.last), says=words.says, axis=words.axis)
                for words in verdict.evidence[:_MOST_SHOWN]
            ),
            set_aside=tuple(
                SetAside(*spans.of(first, last), why=why) for first, last, why in verdict.set_aside[:_MOST_SHOWN]
            ),
            read_answers=tuple(
                ReadAnswer(
                    answer.factor,
                    answer.option,
                    *spans.of(answer.first, answer.last),
                    by_nature=answer.by_nature,
                )
                for answer in (answers_in(found, self._answers, verdict) if self._readable else ())
            ),
            question=question,
            ask=None if question is None else ASK[question],
            places=tuple(dict.fromkeys(country for country, _, _ in countries)),
            spot=None
            if spot is None or spot.location is None
            else Spot(spot.location, *spans.of(spot.first, spot.last)),
            site=None if spot is None else name_of([spot.site]),
            destination=name_of(site for site in verdict.places if site.location is verdict.location),
            works=tuple(NamedWork(work.kind, *spans.of(work.first, work.last)) for work in works),
            organisation=None if asker is None else Asker(asker.kind, *spans.of(asker.first, asker.last)),
            reply=verdict.reply,
            weighed=verdict.weighed,
            terms=tuple(term.id for term in asked.terms) if verdict.reply is not None else (),
        )


def _about_terms(asked: Asked, language: str | None, said: tuple[int, int, str]) -> Classification:
    """A text that only asks about terms."""
    return Classification(
        NotAModel.NONE,
        None,
        None,
        sure=True,
        language=language,
        evidence=(Evidence(*said, says=cues()["definition"].says, axis=Axis.REQUEST),),
        reply=Reply.TERM,
        terms=tuple(term.id for term in asked.terms),
    )


_NEGATIVE_CONCORD = frozenset({"fr", "es"})
_MOST_SHOWN = 12
"""Pieces of evidence: a card cannot show more, and nobody would read them."""


def _without(places: Iterable[Place], text: str) -> str:
    """The text without the names of places, which are in the languages of their countries: "cleaning in São Paulo"."""
    for place in places:
        text = f"{text[: place.start]}{' ' * (place.end - place.start)}{text[place.end :]}"
    return text


def _numbered(places: Iterable[Place], tokens: Tokens) -> list[tuple[Place, int, int]]:
    """Places with the numbers of their first and last word."""
    numbered = []
    for place in places:
        first = bisect_right(tokens.starts, place.start) - 1
        last = bisect_left(tokens.starts, place.end) - 1
        if 0 <= first <= last:
            numbered.append((place, first, last))
    return numbered


def _names_unknown_place(tokens: Tokens, words: Vocabulary, structure: Iterable[Hit], places: Collection[int]) -> bool:
    """True where a capitalised word that nothing is known of stands right after a word such as "in"."""
    behind = {hit.end for hit in structure if hit.cue in ("site_in", "site_from", "site_to", "site_de")}
    return any(
        at < len(tokens) and tokens.capital[at] and at not in places and not words.symbols_of(tokens.words[at])
        for at in behind
    )


class _Spans:
    """From token numbers back to characters of the text as it was given."""

    def __init__(self, read: Text, tokens: Tokens) -> None:
        self._read = read
        self._tokens = tokens

    def of(self, first: int, last: int) -> tuple[int, int, str]:
        start, end = self._read.span(self._tokens.starts[first], self._tokens.ends[last])
        return start, end, self._read.raw[start:end]
