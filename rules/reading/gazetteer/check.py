"""Names of places that no text can ever name, and words around them that can never matter; for `make lint`."""

from collections.abc import Iterator

from rules.reading.distance import FILE as DISTANCE
from rules.reading.gazetteer import (
    ALIASES,
    ALPHA3,
    CONTEXT,
    SECTIONS,
    Heading,
    Sort,
    candidates,
    countries,
    countries_by_alpha3,
    fold,
    forms_of,
    gazetteer,
    name_key,
    sections,
)
from rules.reading.gazetteer.names import IN_CAPITALS, names_in, words_of
from rules.reading.tables import Slip, content_of, lines
from rules.reading.text import clean
from rules.suggest import Problem

_LEFT_OUT = "gazetteer/left_out.txt"
_OF_NAMES: tuple[Heading, ...] = ("wary", "capital", "given")
"""Lists of words that are themselves names of places."""
_IN_RUNS: tuple[Heading, ...] = ("japanese after", "japanese person")
"""Lists of what is looked for in a run of kana and kanji, letter by letter."""


def place_slips() -> Iterator[Slip]:
    """What can never match in the tables of places, once they can be read."""
    yield from _names_never_found()
    yield from _words_never_met()
    yield from _inland_nowhere()
    for country in countries().keys() - set(countries_by_alpha3().values()):
        yield Slip(ALPHA3, 1, Problem(f'the code of three letters of "{country}" is missing'))
    for number, line in lines(_LEFT_OUT):
        for name in line.split():
            if name_key(name) != name:
                yield Slip(
                    _LEFT_OUT, number, Problem(f'names are written folded here: "{name_key(name)}", not "{name}"')
                )


def _names_never_found() -> Iterator[Slip]:
    for number, heading, line in sections(ALIASES):
        for written in line.partition(":")[2].split("|"):
            for name in forms_of(written.strip()):
                if SECTIONS[heading] in IN_CAPITALS and not name.isupper():
                    problem = f'"{name}" is never found: below [{heading}] only capitals count'
                    yield Slip(ALIASES, number, Problem(problem))
                elif not _is_found(clean(name).clean):
                    yield Slip(ALIASES, number, Problem(f'"{name}" is never found, not in a text of just that name'))


def _is_found(name: str) -> bool:
    """Whether a text of a name alone is read as one name, with nothing around it but marks."""
    found = list(names_in(words_of(name)))
    return len(found) == 1 and not any(map(str.isalnum, name[: found[0].start] + name[found[0].end :]))


def _words_never_met() -> Iterator[Slip]:
    for number, heading, line in sections(CONTEXT):
        for word in (form for entry in line.split() for form in forms_of(entry)):
            if heading not in _IN_RUNS and list(words_of(word).folded) != [fold(word)]:
                yield Slip(CONTEXT, number, Problem(f'"{word}" is not one word, so nothing is ever equal to it'))
            elif heading in _OF_NAMES and fold(word) not in gazetteer().names:
                yield Slip(CONTEXT, number, Problem(f'no place is called "{word}", so it never matters here'))


def _inland_nowhere() -> Iterator[Slip]:
    for index, entry in enumerate(content_of(DISTANCE)["inland"]):
        for at, city in enumerate(entry["cities"]):
            meanings = candidates(gazetteer().names.get(name_key(city), Sort.NOT_A_PLACE))
            if not any(meaning.sort is Sort.CITY and meaning.countries == (entry["country"],) for meaning in meanings):
                problem = f'there is no city "{city}" in {countries()[entry["country"]]}'
                yield Slip(DISTANCE, ("inland", index, "cities", at), Problem(problem))
