"""From a request's text to the arrangement that it describes.

`classify` reads a text in English, German, French, Spanish or Japanese: who would do the work, where, and how surely
the text says so, with the words that say it. Nothing is learned and nothing is fetched: the rules of language are
data that a person can read (`phrases/`), and the same text always gives the same answer.
"""

from rules.reading.loading import load
from rules.reading.reader import UnknownCountryError, classify
from rules.reading.tables import TableMistakesError

__all__ = ["TableMistakesError", "UnknownCountryError", "classify", "load"]
