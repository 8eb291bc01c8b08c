"""What somebody meant who typed a few words that are no command and place no work: "show 12 please", "list", "hilfe".

Only where the whole text reads so. "Show room cleaning in Leeds", "list brokers for us" and "help desk" are requests.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rules.reading.language import is_small_word


class Errand(StrEnum):
    """What can be meant."""

    SHOW = "show"
    HISTORY = "history"
    POLICY = "policy"
    HELP = "help"
    DIGEST = "digest"
    UNDO = "undo"
    """There is no such thing; nor are there the next two."""
    EXPORT = "export"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Slip:
    """What was meant, with the number of a decision or the words to look for."""

    errand: Errand
    argument: str = ""

    @property
    def command(self) -> str:
        """As it would have been typed."""
        return f"{self.errand} {self.argument}".strip()


_LONGEST = 80
"""Characters; what is longer is no slip."""
_MOST_SOUGHT = 3
_MARKS = re.compile(r"^[\s\"'«»“”‘’(¿¡/*_]+|[\s.!?。！？…,;:)\"'»”’]+$")
_BEFORE = (
    r"please|pls|plz|can you|could you|would you|just|bitte|kannst du|por favor|svp|hi|hey|hello|"
    r"ok|okay"
)
_AFTER = r"please|pls|plz|thanks|thank you|thx|bitte|danke|por favor|gracias|svp|merci|again|now"
_POLITE = re.compile(rf"^(?:{_BEFORE})\b[\s,]*|[\s,]*\b(?:{_AFTER})$")
_UP_TO_TEN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TO_TWENTY = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
_IN_WORDS = [*_UP_TO_TEN, "eleven", "twelve", *_TO_TWENTY]
_WHAT = r"(?:#|no\.?|nr\.?|number|decision|request|case|entscheidung|décision|decisión|id)?\s*#?\s*"
_NUMBER = rf"{_WHAT}(\d{{1,12}}|{'|'.join(_IN_WORDS)})"
_SHOWN = (
    r"show|open|view|see|display|details?(?: of)?|status(?: of)?|state(?: of)?|get|find|read|bring up|look at|"
    r"zeig|zeige|öffne|montre|affiche|voir|muestra|mostrar|ver|abrir"
)
_SHOW = re.compile(rf"(?:(?:{_SHOWN})\s+)?(?:(?:me|us|mir|uns|moi|nous|the)\s+)*{_NUMBER}")
_UNDONE = (
    r"undo|redo|revert|roll back|rollback|reopen|re-open|reset|delete|remove|erase|cancel|withdraw|unaccept|rückgängig|"
    r"lösche|löschen|annuler|supprimer|deshacer|eliminar|borrar"
)
_UNDO = re.compile(
    rf"(?:{_UNDONE})(?:\s+(?:(?:the|my|last|that)\s+)*(?:{_NUMBER}|decision|request|acceptance|override|it|this|that))?"
)
_SEARCHED = (
    r"search(?: for)?|look up|lookup|look for decisions? (?:on|about)|suche|suche nach|chercher?|rechercher?|buscar?"
)
_SEARCH = re.compile(rf"(?:{_SEARCHED})\s+(.+)")
_NO_SEARCH = frozenset({"engine", "engines", "firm", "firms", "party", "warrant", "fund", "agency", "agencies"})
"""What makes of "search" a kind of work: "search engine optimisation"."""
_MEANT = {
    " ".join(said.split()): Errand(errand)
    for errand, every in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
    for said in every.split(",")
}
_EXPORT_ONE = re.compile(r"(?:export|download|print)\s+" + _NUMBER)


def slip_in(text: str) -> Slip | None:
    """What a text means that is neither a command nor a request; None where it may be either."""
    if len(text) > _LONGEST:
        return None
    said = " ".join(text.lower().split())
    if said and not any(character.isalnum() for character in said):
        return Slip(Errand.HELP) if set(said) & {"?", "？"} else None
    bare = _bare(said)
    if bare in _MEANT:
        return Slip(_MEANT[bare])
    if bare not in _IN_WORDS and (shown := _SHOW.fullmatch(bare)):
        return Slip(Errand.SHOW, _number(shown[1]))
    if undone := _UNDO.fullmatch(bare):
        return Slip(Errand.UNDO, _number(undone[1] or ""))
    if exported := _EXPORT_ONE.fullmatch(bare):
        return Slip(Errand.EXPORT, _number(exported[1]))
    if sought := _SEARCH.fullmatch(bare):
        words = sought[1].split()
        if len(words) <= _MOST_SOUGHT and words[0] not in _NO_SEARCH and not any(map(is_small_word, words)):
            return Slip(Errand.HISTORY, " ".join(words))
    return None


def _bare(said: str) -> str:
    """Without marks around it, and without what is only polite."""
    before = None
    while said != before:
        before = said
        said = _POLITE.sub("", _MARKS.sub("", said) if not said.startswith("#") else said)
    return said


def _number(said: str) -> str:
    return str(_IN_WORDS.index(said) + 1) if said in _IN_WORDS else said.lstrip("0") or ("0" if said else "")
