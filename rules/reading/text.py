"""A request's text made readable, with a way back to the characters that were given.

People paste mail threads, HTML and Slack mark-up; some letters only look like what they are. `clean` undoes
that. Every step is linear, and whatever is dropped or replaced, `Text.span` still finds the original words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.reading.flags import WRITTEN, flag_written
from rules.reading.struck import without_struck

LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕНКМОРСТХІЈЅαοινρυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEHKMOPCTXIJSaoivpukABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters to the Latin ones that they are mistaken for."""

_COMBINING = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_CLUSTER = re.compile(rf"{WRITTEN.pattern}|.[{_COMBINING}]*", re.DOTALL)
_MIXED_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC_OR_GREEK = re.compile(r"[\u0370-\u052f]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LETTER = r"[^\W\d_]"
_DASH = re.compile("[\u2010-\u2015\u2212\u2043\ufe58]")
_HALVES = {
    "off|near|on|right|friend|multi": "shor",
    "in|out|co|multi|re|back|off|near": "sourc",
    "in": "house",
    "on|off": "site",
    "third|joint": "part|venture",
    "build|operate": "operate|transfer",
    "wholly|vendor|company": "owned|run|managed",
    "call|back|shared": "cent|office|service",
}
_DASHED = re.compile(
    rf"(?<={_LETTER})[\u2010-\u2013\u2212\u2043](?={_LETTER})|"
    + "|".join(rf"\b(?:{first})\ ?{_DASH.pattern}\ ?(?={second})" for first, second in _HALVES.items()),
    re.IGNORECASE,
)
"""A dash that was meant for a hyphen, as in "off–shore"; elsewhere a wide one and one between spaces end a clause."""

_SLACK = re.compile(
    r"<(?:[@#!][^<>|\n]{1,80}(?:\|[^<>\n]{0,80})?|(?:https?:|mailto:)[^<>|\s]{1,2000}(?:\|([^<>\n]{0,300}))?)>"
)
_TAG_NAMES = (
    "a|abbr|article|aside|b|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|"
    "header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|ol|option|p|pre|q|s|script|section|select|"
    "small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|video|[a-z]{1,10}:[a-z]{1,20}"
)
_WIRE = re.compile(
    r"<(?:[A-Z0-9]{1,6}\.[A-Z]{1,2}|[A-Z][^<>\n]{0,60}\s(?:PLC|Plc|Inc|Ltd|Corp|Co|LLC|LP|AG|SE|SA|NV|GmbH)\.?)>"
)
"""A listed company as news agencies set it, beside its name or in its place."""
_TAG = re.compile(
    rf"</?(?:{_TAG_NAMES})(?:\s{{0,9}}/?|\s[^<>=]{{0,500}}=[^<>]{{0,500}})>|<!(?:--|doctype)[^<>]{{0,500}}>",
    re.IGNORECASE,
)
"""HTML as it is pasted; other words between angle brackets, such as "<a vendor>", are somebody's words."""
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
    origin: Sequence[tuple[int, int]] | None
    """For each character of `clean`, which stretch of `raw` it stands for; None where the two run in step."""
    shouted: bool
    """Written in capitals throughout, so that capitals say nothing about names."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `raw` behind a non-empty stretch of `clean`."""
        if self.origin is None:
            return start, end
        return self.origin[start][0], self.origin[end - 1][1]

    @cached_property
    def is_blank(self) -> bool:
        """True where there is no letter and no digit to read."""
        return not any(char.isalnum() for char in self.clean)


def clean(raw: str) -> Text:
    """Undo mark-up, look-alikes, invisible characters, capitals throughout and quoted mail."""
    letters, origin = _readable_characters(without_struck(raw))
    letters = _with_hyphens(_without_look_alikes(letters))
    letters = _without_markup(letters)
    if "\n" in letters:
        letters = _newest_message(letters)
    shouted = _is_shouted(letters)
    if shouted:
        letters = "".join(_lowered(char) for char in letters)
    return Text(raw, letters, origin, shouted)


def _readable_characters(raw: str) -> tuple[str, Sequence[tuple[int, int]] | None]:
    plain = raw.isascii() or unicodedata.is_normalized("NFKC", raw)
    if plain and _UNSEEN.search(raw) is None and (":" not in raw or WRITTEN.search(raw) is None):
        return raw, None
    kept: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(raw):
        if cluster.lastgroup:
            shown = flag_written(cluster)
        elif _UNSEEN.match(cluster[0]):
            continue
        else:
            shown = unicodedata.normalize("NFKC", _UNSEEN.sub("", cluster[0]))
        kept.append(shown)
        origin += [cluster.span()] * len(shown)
    return "".join(kept), origin


def _without_look_alikes(text: str) -> str:
    if text.isascii() or not _CYRILLIC_OR_GREEK.search(text):
        return text

    def latin(word: re.Match[str]) -> str:
        return word[0].translate(LOOK_ALIKES) if _LATIN.search(word[0]) else word[0]

    return _MIXED_WORD.sub(latin, text)


def _with_hyphens(text: str) -> str:
    if text.isascii() or _DASH.search(text) is None:
        return text
    return _DASHED.sub(lambda dashed: _DASH.sub("-", dashed[0]), text)


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _SLACK.sub(_label_only, text)
        text = _WIRE.sub(_blank, _TAG.sub(_blank, text))
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
