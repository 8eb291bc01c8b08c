"""The values in a policy: of the type that is asked for and no other, and texts that show what they are.

TOML has types, so a value of another one is a slip of the writer, never to be guessed at: `margin = true` is not 1.
What an earlier release took stays readable, so that decisions made under it can be shown: see `AS_IT_WAS`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo

AS_IT_WAS = "as it was"
"""The validation context for the text of a policy that was in force once: values are taken as earlier releases took
them, and what must not be shown is left out of texts."""

_LINE_ENDS = "\n\t"
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters: terminals and logs obey them
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they reorder what stands around them
    "\ud800-\udfff]"  # halves of a broken character
)
"""What no text of a policy may contain, nor a policy file anywhere but at the end of a line."""


def unseen_mistake(character: str) -> str:
    """`it has the control character U+001B; …`"""
    return f"it has the control character U+{ord(character):04X}, which nobody can see; take it out"


def _of_type(kind: type, wanted: str) -> Callable[[Any, ValidationInfo], Any]:
    def check(given: Any, info: ValidationInfo) -> Any:
        if type(given) is not kind and info.context != AS_IT_WAS:
            raise ValueError(wanted)
        return given

    return check


def _readable(given: Any, info: ValidationInfo) -> Any:
    if not isinstance(given, str):
        raise ValueError("write a text in quotes")  # noqa: TRY004 - pydantic takes no TypeError for a mistake
    if info.context == AS_IT_WAS:
        return UNSEEN.sub("·", given)
    if unseen := UNSEEN.search(given):
        raise ValueError(unseen_mistake(unseen[0]))
    if all(unicodedata.category(character)[0] in "ZC" for character in given):
        raise ValueError("there is nothing to read in it; write some words")
    return given


def _in_one_line(given: str, info: ValidationInfo) -> str:
    if set(given) & set(_LINE_ENDS) and info.context != AS_IT_WAS:
        raise ValueError("write it in one line")
    return given


def _within_a_sentence(phrase: str) -> str:
    if phrase.endswith((".", "!", "?", ";", ",")) or "  " in phrase:
        raise ValueError("it stands inside a sentence: no full stop at its end, and single spaces")
    return phrase


_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(/[^\s<>|\"\\]*)?")


def _secure(url: str) -> str:
    if not _HTTPS.fullmatch(url):
        raise ValueError('write the whole address of a page, as in "https://www.gov.uk/employment-status"')
    return url


def _in_one_piece(name: str) -> str:
    if ";" in name:
        raise ValueError("a semicolon ends a source, so none can stand in its name")
    return name


def _with_its_article(noun: str) -> str:
    if not noun.startswith(("a ", "an ")):
        raise ValueError('write it with its article, as in "a cleaning company"')
    return noun


SLACK_ID = re.compile(r"[UWS][A-Z0-9]{2,20}")
GROUP = "S"
"""How the id of a user group of Slack begins."""
ANY_REVIEWER = "reviewers"
"""The id of what is demanded where no approval of the policy takes the place of it: one reviewer."""


def _of_slack(given: Any, info: ValidationInfo) -> Any:
    if info.context != AS_IT_WAS and not (isinstance(given, str) and SLACK_ID.fullmatch(given)):
        raise ValueError('write the id of a Slack user or user group, such as "U024BE7LH" or "S0614TZR7"')
    return given


def seen(text: str) -> str:
    """The text of a policy file as a terminal may have it, on as many lines."""
    return UNSEEN.sub("·", text.replace("\r\n", "\n"))


def shown(text: str, longest: int) -> str:
    """Words out of a file that may be no policy at all, in one line, with what nobody could see written out."""
    start = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return start if start.isprintable() else "".join(map(_printable, start))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character in " \n\t\u00a0\u3000" else f"U+{ord(character):04X}"


_A_NUMBER = BeforeValidator(_of_type(int, "write a whole number without quotes, such as 3"))

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Text = Annotated[
    str, BeforeValidator(_readable), StringConstraints(strip_whitespace=True, min_length=1, max_length=600)
]
Phrase = Annotated[
    str,
    BeforeValidator(_readable),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=160),
    AfterValidator(_within_a_sentence),
]
ShortPhrase = Annotated[
    str,
    BeforeValidator(_readable),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_within_a_sentence),
]
WithArticle = Annotated[ShortPhrase, AfterValidator(_with_its_article)]
SourceName = Annotated[
    str,
    BeforeValidator(_readable),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_in_one_line),
    AfterValidator(_in_one_piece),
]
Address = Annotated[
    str,
    StringConstraints(max_length=500),
    AfterValidator(_secure),
]
"""Of a page, safe to be made a link of."""
Heading = Annotated[
    str,
    BeforeValidator(_readable),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_in_one_line),
]
Version = Annotated[
    str,
    BeforeValidator(_readable),
    StringConstraints(min_length=1, max_length=40),
    AfterValidator(_in_one_line),
]
SchemaVersion = Annotated[Literal[1, 2], _A_NUMBER]
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|EEA)$")]
Countries = Annotated[tuple[Country, ...], Field(max_length=100)]
SlackId = Annotated[str, BeforeValidator(_of_slack)]
"""Of a user or a user group."""
CpvPrefix = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]


def _of_this_release(given: Any, info: ValidationInfo) -> Any:
    """Earlier releases knew other standings; what an example expected of them is of no use any more."""
    return None if info.context == AS_IT_WAS and given in EARLIER_STANDINGS else given


EARLIER_STANDINGS = ("settled", "leaning", "open")
ExpectedStanding = Annotated[
    Literal["firm", "likely", "close_call", "too_early"] | None, BeforeValidator(_of_this_release)
]
Points = Annotated[int, _A_NUMBER, Field(ge=-100, le=100)]
OneToHundred = Annotated[int, _A_NUMBER, Field(ge=1, le=100)]
MOST_NEEDED = 9
Needed = Annotated[int, _A_NUMBER, Field(ge=1, le=MOST_NEEDED)]
UpToHundred = Annotated[int, _A_NUMBER, Field(ge=0, le=100)]
YesOrNo = Annotated[bool, BeforeValidator(_of_type(bool, "write true or false, without quotes"))]
Day = Annotated[date, BeforeValidator(_of_type(date, "write a date without quotes, such as 2026-11-30"))]
