"""Flags, as one sign for each country: the two regional indicators that a flag is written with."""

import re

PAIR = "[\U0001f1e6-\U0001f1ff]{2}"
"""A flag, as a regular expression."""

_SHORT = ("cn", "de", "es", "fr", "gb", "it", "jp", "kr", "ru", "uk", "us")
"""Flags that Slack knows by their country alone."""
_WHOLE = {"uk": "gb", "england": "gb", "scotland": "gb", "wales": "gb"}
_NAME = rf":flag-(?P<flag>[a-z]{{2}}|england|scotland|wales):|(?<!\w):(?P<short>{'|'.join(_SHORT)}):"
_BLACK = "\U0001f3f4(?P<subdivision>[\U000e0061-\U000e007a]{2})[\U000e0030-\U000e007a]{1,4}\U000e007f"
WRITTEN = re.compile(f"{_NAME}|{_BLACK}")
"""Slack's names for flags, and the black flag that becomes that of a part of a country."""


def flag_of(country: str) -> str:
    """The flag of a country, by its ISO 3166-1 alpha-2 code in any case."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in country.lower())


def flag_written(found: re.Match[str]) -> str:
    """The flag that a match of `WRITTEN` stands for."""
    name = found["flag"] or found["short"]
    code = _WHOLE.get(name, name) if name else "".join(chr(ord(tag) - 0xE0000) for tag in found["subdivision"])
    return flag_of(code)
