"""All tables at once: a slip in one is told when the bot starts, and not to whoever writes the first request."""

from collections.abc import Callable
from functools import partial

from rules.reading.amounts import amount_words
from rules.reading.asked import known_entries
from rules.reading.cues import cues
from rules.reading.distance import distances
from rules.reading.functions import functions
from rules.reading.gazetteer import countries, countries_by_alpha3, gazetteer
from rules.reading.language import small_words_and_letters
from rules.reading.organisations import organisations
from rules.reading.phrases import OTHER, vocabulary
from rules.reading.tables import LANGUAGES, TableMistakesError

_LOADERS: tuple[Callable[[], object], ...] = (
    cues,
    known_entries,
    functions,
    amount_words,
    small_words_and_letters,
    countries,
    countries_by_alpha3,
    gazetteer,
    distances,
    organisations,
    *(partial(vocabulary, language) for language in (*LANGUAGES, OTHER)),
)


def load() -> None:
    """Read every table; raises TableMistakesError with the slips of all of them."""
    told: dict[str, None] = {}
    for loader in _LOADERS:
        try:
            loader()
        except TableMistakesError as error:
            told |= dict.fromkeys(error.told)
    if told:
        raise TableMistakesError(told)
