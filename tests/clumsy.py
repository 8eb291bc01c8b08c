"""What makes a sentence clumsy, as rules: what a person reading aloud would stumble over."""

import re
from collections.abc import Iterator

MOST_WORDS = 40
_SOURCE = re.compile(r" \[[^\]]+\]")
_QUOTED = re.compile(r"“[^”]*”")

_ANYWHERE: dict[str, str] = {
    "a word twice": r"(?i)\b(?!that\b|had\b)([a-z]+) \1\b",
    "two spaces": r"\S  +\S",
    "a space before a mark": r" [,.;:?](?:\s|$)",
    "two marks": r",,|;;|\.\.(?!\.)|: \.|, \.|,;|;,|\?\.|::",
    "; and": r"; (?:and|or)\b",
    "nothing in brackets or quotes": r"\(\s*\)|\[\s*\]|“\s*”",
    "a program's id": r"\b[a-z0-9]+_[a-z0-9_]+\b",
    "a program's nothing": r"\bNone\b(?! of the|,|$)|\bnull\b|\bTrue\b|\bFalse\b|\bnan\b",
    "an exclamation mark": r"!",
    "a before a vowel": r"(?i)\ba (?=(?:[aeio]|un(?!i|a\b))[a-z])(?!one\b|once\b|eu|uni)",
    "an before a consonant": r"(?i)\ban (?=[bcdfgjkpqstvwyz])",
    "two unless": r"(?i)\bunless\b.*\bunless\b",
    "two although": r"(?i)\balthough\b.*\balthough\b",
    "or … or … or": r"(?i)^(?!.*,).*\bor\b.*\bor\b.*\bor\b",
    "or none": r"(?i)\bor none\b",
    "how it was said before": r"(?i)level with|tells? them apart|settles it|no longer matter|still possible|"
    r"all but |you said: |prove it|no clear winner|just ahead|nothing said so far|could still change that",
    "a word of the trade that nobody explains": r"(?i)\b(?:presumption|presumed|priors?|certificate|irreducible|"
    r"runner-up|completions?|abductive|factors?\b(?! [a-z]*auth)|outcomes?|whitelist|payload|offshoring|onshore)\b",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _ANYWHERE.items()}


def faults(said: str) -> Iterator[str]:
    """What is clumsy about a line, wherever it stands; quotations and sources are somebody else's words."""
    own = _QUOTED.sub("“…”", _SOURCE.sub("", said))
    for name, pattern in _COMPILED.items():
        if found := pattern.search(own):
            yield f"{name} ({found[0].strip()}): {said}"
    for opening, closing in ("()", "[]", "“”"):
        if said.count(opening) != said.count(closing):
            yield f"unbalanced {opening}{closing}: {said}"


def faults_of_a_sentence(said: str) -> Iterator[str]:
    """What is clumsy about words that are to be sentences."""
    yield from faults(said)
    if said.count("as usual") > 1:
        yield f"as usual, twice: {said}"
    own = _SOURCE.sub("", said)
    if not (own[:1].isupper() or own[:1].isdigit() or own[:1] in "“+−"):
        yield f"begins small: {said}"
    if not own.endswith((".", "?", ".”")):
        yield f"has no end: {said}"
    for sentence in re.split(r"(?<=[.?]) (?=[A-Z“])", own):
        if len(sentence.split()) > MOST_WORDS:
            yield f"{len(sentence.split())} words: {sentence}"
