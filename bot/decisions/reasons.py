"""What counts as a reason: a few words that somebody else can make something of."""

import re

FEWEST_WORDS = 3
_FEWEST_LETTERS = 8
_WORD = re.compile(r"\w+")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no spaces between words; two of them count as a word."""


def says_why(text: str) -> bool:
    """Whether a text has at least three different words: "aaaaaaaaaa" has one, and so has "no no no"."""
    found = set()
    for run in _WORD.findall(text.casefold()):
        dense = _WITHOUT_SPACES.findall(run)
        found |= {"".join(dense[at : at + 2]) for at in range(0, len(dense), 2)}
        if rest := _WITHOUT_SPACES.sub("", run).strip("_0123456789"):
            found.add(rest)
    dense_words = sum(bool(_WITHOUT_SPACES.search(word)) for word in found)
    letters = sum(map(len, found))
    return len(found) >= FEWEST_WORDS and (dense_words >= FEWEST_WORDS or letters >= _FEWEST_LETTERS)
