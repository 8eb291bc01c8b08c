"""What is wrong in the tables of phrases and places: `python -m rules.reading.check`, which `make lint` runs.

What is found whenever a table is loaded comes first. Where there is nothing of that, comes what takes longer, seconds
instead of milliseconds: each phrase is looked for in a text that says just that, each name of a place likewise, and
each answer in the policy that ships. A line that no text can ever match is as wrong as one that cannot be read.
"""

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from rules.policy_file import default_policy
from rules.reading.bars import BY_PLACE
from rules.reading.cues import cues
from rules.reading.forms import ANY_WORDS, NAME, NUMBER, PLACE, Forms, Listed, split_phrases
from rules.reading.functions import FUNCTION, FUNCTIONS_FILE
from rules.reading.gazetteer.check import place_slips
from rules.reading.loading import load
from rules.reading.phrases import NAMES_FILE, OTHER, Vocabulary, vocabulary, written_in
from rules.reading.tables import LANGUAGES, Slip, TableMistakesError, content_of, phrases_file, told
from rules.reading.text import clean
from rules.reading.tokens import Tokens, fold, tokens_of
from rules.suggest import Problem
from rules.toml_lines import Path as KeyPath

_A_NAME, _A_PLACE, _A_NUMBER = "kwyxl", "qwertz", "12"
"""What stands for any name, any place and any number; no table has the first two."""
_CLASS = re.compile(r"@(\w+)")
_Options = Mapping[str, Collection[str]]
"""The options of each factor."""


def main() -> int:
    """Print a line for each slip; 1 if there are any."""
    found = mistakes()
    for mistake in found:
        print(mistake)
    return 1 if found else 0


def mistakes() -> Sequence[str]:
    """A sentence for each slip, beginning with its file and line."""
    try:
        load()
    except TableMistakesError as error:
        return error.told
    vocabularies = [slip for language in (*LANGUAGES, OTHER) for slip in _vocabulary_slips(language)]
    return told(chain(vocabularies, _cues_without_phrases(), _function_slips(), _single_words(), place_slips()))


def _vocabulary_slips(language: str) -> Iterator[Slip]:
    forms, all_listed = written_in(language)
    words = vocabulary(language)
    for listed in all_listed:
        for phrase, at in _with_lines(listed):
            found = [_is_found(written, listed.cue, forms, words) for written in forms.alternatives(phrase)]
            if not found or not all(found):
                yield Slip(
                    listed.file, listed.at, Problem(f'"{phrase}" is never found, not in a text of its words'), at
                )
    yield from _answer_slips(all_listed, _options())
    file = phrases_file(language)
    own = content_of(file)
    used = {name for listed in all_listed for name in _CLASS.findall(listed.phrases)}
    for name in own.get("classes", {}):
        if name not in used:
            yield Slip(file, ("classes", name), Problem(f'no phrase has "@{name}"'))
    for word in own.get("irregular", {}):
        if not forms.is_inflected(word):
            yield Slip(file, ("irregular", word), Problem(f'nothing inflects "{word}"; write "{word}~" in a phrase'))


def _with_lines(listed: Listed) -> Iterator[tuple[str, int]]:
    """Each phrase with the number of line ends before it."""
    for below, line in enumerate(listed.phrases.split("\n")):
        for phrase in split_phrases(line):
            yield phrase, below


def _is_found(written: Iterable[str], cue: str, forms: Forms, words: Vocabulary) -> bool:
    """Whether a text that says what a phrase says, and nothing else, is read as its cue."""
    tokens = tokens_of(clean(" ".join(_example(word, forms) for word in written if word != ANY_WORDS)).clean)
    hits = words.hits(tokens, _places_of(_A_NAME, tokens), _places_of(_A_PLACE, tokens))
    return any(hit.cue == cue and hit.start == 0 and hit.end == len(tokens) for hit in hits)


def _example(word: str, forms: Forms) -> str:
    return {NAME: _A_NAME, PLACE: _A_PLACE, NUMBER: _A_NUMBER}.get(word) or forms.members.get(word) or word.strip("~*")


def _places_of(word: str, tokens: Tokens) -> Sequence[int]:
    return [at for at, each in enumerate(tokens.words) if each == word]


def _options() -> _Options:
    return {factor.id: [option.id for option in factor.options] for factor in default_policy().factors}


def _answer_slips(all_listed: Iterable[Listed], options: _Options) -> Iterator[Slip]:
    """Answers that the policy that ships does not know."""
    for listed in all_listed:
        factor, is_answer, option = listed.cue.partition("=")
        if is_answer and factor != FUNCTION and (factor, option) not in BY_PLACE:
            yield from _unknown_answer(listed.file, listed.at, factor, option or None, options)


def _unknown_answer(file: str, at: KeyPath, factor: str, option: str | None, options: _Options) -> Iterator[Slip]:
    if factor not in options:
        yield Slip(file, at, Problem(f'there is no factor "{factor}"', factor, options))
    elif option is not None and option not in options[factor]:
        yield Slip(file, at, Problem(f'factor "{factor}" has no option "{option}"', option, options[factor]))


def _function_slips() -> Iterator[Slip]:
    content, options = content_of(FUNCTIONS_FILE), _options()
    for kind, answers in content["kinds"].items():
        for factor, option in answers.items():
            yield from _unknown_answer(FUNCTIONS_FILE, ("kinds", kind, factor), factor, option, options)
        if not any(fields["kind"] == kind for fields in content["functions"].values()):
            yield Slip(FUNCTIONS_FILE, ("kinds", kind), Problem(f'no function is of the kind "{kind}"'))
    for name, fields in content["functions"].items():
        for key, value in fields.items():
            path = ("functions", name, key)
            if key in options:
                yield from _unknown_answer(FUNCTIONS_FILE, path, key, value, options)
            elif key not in ("kind", "open", *LANGUAGES):
                known = ("kind", "open", *LANGUAGES, *options)
                yield Slip(FUNCTIONS_FILE, path, Problem(f'there is no key, language or factor "{key}"', key, known))


def _cues_without_phrases() -> Iterator[Slip]:
    listed = {each.cue for language in (*LANGUAGES, OTHER) for each in written_in(language)[1]}
    for cue in cues():
        if cue not in listed:
            yield Slip(phrases_file("cues"), (cue,), Problem(f'no language has a phrase for "{cue}"'))


def _single_words() -> Iterator[Slip]:
    """Where each entry is compared with one word of a text, and can never be equal to one."""
    for file in (*map(phrases_file, LANGUAGES), NAMES_FILE):
        for name, members in content_of(file).get("classes", {}).items():
            yield from _no_words(file, ("classes", name), members, "~")
    amounts, languages = phrases_file("amounts"), phrases_file("languages")
    for table, lists in content_of(amounts).items():
        for name, entries in lists.items():
            yield from _no_words(amounts, (table, name), entries, "=0123456789")
    for language, entries in content_of(languages)["words"].items():
        yield from _no_words(languages, ("words", language), entries)
    cue_file = phrases_file("cues")
    for cue, fields in content_of(cue_file).items():
        for index, word in enumerate(fields.get("until", ())):
            if not _is_one_word(word):
                yield Slip(cue_file, (cue, "until", index), _not_one(word))


def _no_words(file: str, path: KeyPath, entries: str, marks: str = "") -> Iterator[Slip]:
    for below, line in enumerate(entries.split("\n")):
        for entry in line.split():
            word = entry.rstrip(marks) if marks else entry
            if not _is_one_word(word):
                yield Slip(file, path, _not_one(word), below)


def _is_one_word(word: str) -> bool:
    return list(tokens_of(clean(word).clean).words) == [fold(word)]


def _not_one(word: str) -> Problem:
    read = " ".join(tokens_of(clean(word).clean).words)
    return Problem(f'"{word}" is never found: in a text it is not one word but "{read}"')


if __name__ == "__main__":
    sys.exit(main())
