"""A request's text made readable, with a way back to the characters that were given.

People paste mail threads, HTML and Slack mark-up; some letters only look like what they are. `clean` undoes
that. Every step is linear, and whatever is dropped or replaced, `Text.span` still finds the original words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕНКМОРСТХІЈЅαοινρυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEHKMOPCTXIJSaoivpukABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters to the Latin ones that they are mistaken for."""

_COMBINING = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_CLUSTER = re.compile(rf".[{_COMBINING}]*", re.DOTALL)
_MIXED_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC_OR_GREEK = re.compile(r"[\u0370-\u052f]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)

_SLACK = re.compile(
    r"<(?:[@#!][^<>|\n]{1,80}(?:\|[^<>\n]{0,80})?|(?:https?:|mailto:)[^<>|\s]{1,2000}(?:\|([^<>\n]{0,300}))?)>"
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_EMOJI_CODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:")
_URL = re.compile(r"\bhttps?://\S+")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}")

_QUOTED_LINE = re.compile(r"^[ \t]*(?:&gt;|>).*$", re.MULTILINE)
_FORWARDED = (
    "original message",
    "forwarded message",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
)
_CLOSINGS = (
    *("best regards", "kind regards", "warm regards", "many thanks", "best wishes", "regards", "cheers", "sincerely"),
    *("yours sincerely", "thanks", "thank you", "mit freundlichen grüßen", "mit freundlichen grüssen"),
    *("freundliche grüße", "viele grüße", "beste grüße", "mfg", "vg", "lg", "cordialement", "bien cordialement"),
    *("bien à vous", "saludos", "un saludo", "saludos cordiales", "atentamente"),
)
_THREAD_BELOW = re.compile(
    rf"^[ \t]*(?:-{{2,}}[ \t]*(?:{'|'.join(_FORWARDED)})"
    r"|(?:on|am|le|el)\b.{4,120}\b(?:wrote|schrieb|a écrit|escribió)\b.{0,60}:[ \t]*$"
    r"|(?:from|von|de|差出人)[ \t]*:.{1,200}\n[ \t]*"
    r"(?:sent|date|gesendet|datum|envoyé|enviado|fecha|to|an|à|para|送信日時)[ \t]*:)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^[ \t]*(?:--[ \t]*$|(?:sent from my|von meinem \w{1,20} gesendet|envoyé de mon|enviado desde mi)\b"
    rf"|(?:{'|'.join(_CLOSINGS)})[ \t]*[,.!]?[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Text:
    """A text as given (`raw`) and as it is read (`clean`)."""

    raw: str
    clean: str
    origin: tuple[int, ...] | None
    """For each character of `clean`, where it stands in `raw`; None where the two run in step."""
    shouted: bool
    """Written in capitals throughout, so that capitals say nothing about names."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `raw` behind a non-empty stretch of `clean`."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    @cached_property
    def is_blank(self) -> bool:
        """True where there is no letter and no digit to read."""
        return not any(char.isalnum() for char in self.clean)


def clean(raw: str) -> Text:
    """Undo mark-up, look-alikes, invisible characters, capitals throughout and quoted mail."""
    letters, origin = _readable_characters(raw)
    letters = _without_look_alikes(letters)
    letters = _without_markup(letters)
    if "\n" in letters:
        letters = _newest_message(letters)
    shouted = _is_shouted(letters)
    if shouted:
        letters = "".join(_lowered(char) for char in letters)
    return Text(raw, letters, origin, shouted)


def _readable_characters(raw: str) -> tuple[str, tuple[int, ...] | None]:
    if (raw.isascii() or unicodedata.is_normalized("NFKC", raw)) and _UNSEEN.search(raw) is None:
        return raw, None
    kept: list[str] = []
    origin: list[int] = []
    for cluster in _CLUSTER.finditer(raw):
        if _UNSEEN.match(cluster[0]):
            continue
        for char in unicodedata.normalize("NFKC", cluster[0]):
            kept.append(char)
            origin.append(cluster.start())
    return "".join(kept), tuple(origin)


def _without_look_alikes(text: str) -> str:
    if text.isascii() or not _CYRILLIC_OR_GREEK.search(text):
        return text

    def latin(word: re.Match[str]) -> str:
        return word[0].translate(LOOK_ALIKES) if _LATIN.search(word[0]) else word[0]

    return _MIXED_WORD.sub(latin, text)


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _SLACK.sub(_label_only, text)
        text = _TAG.sub(_blank, text)
    if "&" in text:
        text = _ENTITY.sub(_blank, text)
    if ":" in text:
        text = _EMOJI_CODE.sub(_blank, text)
        text = _URL.sub(_blank, text)
    if "@" in text:
        text = _ADDRESS.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _label_only(link: re.Match[str]) -> str:
    if link[1] is None:
        return _blank(link)
    before = link.start(1) - link.start()
    return " " * before + link[1] + " " * (len(link[0]) - before - len(link[1]))


def _newest_message(text: str) -> str:
    """The statement on top of a mail thread: quoted replies and signatures turned to spaces."""
    newest = _QUOTED_LINE.sub(_blank, text)
    for below in (_THREAD_BELOW, _SIGNATURE):
        found = below.search(newest)
        if found and _says_something(newest[: found.start()]):
            newest = newest[: found.start()] + " " * (len(newest) - found.start())
    return newest if _says_something(newest) else text


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _is_shouted(text: str) -> bool:
    if text.islower() or not any(char.isupper() for char in text[:40]):
        return False
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper >= 12 and upper > 8 * lower


def _lowered(char: str) -> str:
    """The small letter, unless that would take more than one place."""
    small = char.lower()
    return small if len(small) == 1 else char
