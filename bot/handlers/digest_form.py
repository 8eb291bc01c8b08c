"""The form in which a channel's weekly digest is set up: which channel it is about, and what stands in it."""

import re
from dataclasses import dataclass
from datetime import time

from bot import ids
from bot.handlers.answers import OutdatedError
from bot.slack.payloads import State, View
from bot.store.digest_settings import DigestSettings, Section
from bot.views.digest_settings import MENTION, PUBLIC, QUIET_LINE
from bot.weeks import Schedule, UnknownZoneError, known_zone

_SEEN = re.compile(r"([A-Z0-9]{1,50})\|([0-9]{0,15})")
_DAY = re.compile(r"[0-6]")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ON = "on"
_FIELDS = frozenset({ids.DIGEST_STATE, ids.DIGEST_WEEKDAY, ids.DIGEST_TIME, ids.DIGEST_ZONE})
"""Those in which something can be wrong."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form."""

    on: bool
    settings: DigestSettings | None
    """None where something is wrong with them."""
    errors: dict[str, str]
    """What is, each at its field. Nothing of a digest that is turned off: what is wrong there makes no difference."""


def about_digest(view: View) -> tuple[str, int]:
    """The channel, and the event that set what was shown, 0 for none; raises OutdatedError."""
    found = _SEEN.fullmatch(view.private_metadata)
    if found is None:
        raise OutdatedError
    return found[1], int(found[2] or 0)


def filled(state: State) -> Filled:
    """Reads the form."""
    errors = dict[str, str]()
    on = state.text(ids.DIGEST_STATE) == _ON
    day, at = state.text(ids.DIGEST_WEEKDAY) or "", state.text(ids.DIGEST_TIME) or ""
    if not _DAY.fullmatch(day):
        errors[ids.DIGEST_WEEKDAY] = "Choose a day."
    if not _TIME.fullmatch(at):
        errors[ids.DIGEST_TIME] = "Choose a time."
    zone = _zone(state.text(ids.DIGEST_ZONE) or "", errors)
    sections = frozenset(each for each in Section if each in state.chosen(ids.DIGEST_SECTIONS))
    if errors:
        return Filled(on, None, errors if on else {})
    also = state.chosen(ids.DIGEST_ALSO)
    settings = DigestSettings(
        Schedule(int(day), time.fromisoformat(at), zone),
        sections,
        public=PUBLIC in also,
        mention=MENTION in also,
        quiet_line=QUIET_LINE in also,
    )
    return Filled(on, settings, {})


def sent(view: View) -> Filled:
    """What stands in a form that is sent; raises OutdatedError for one that has not all of these fields."""
    if not view.state.actions() >= _FIELDS:
        raise OutdatedError
    return filled(view.state)


def _zone(typed: str, errors: dict[str, str]) -> str:
    named = "_".join(typed.split())
    if not named:
        errors[ids.DIGEST_ZONE] = "Write the time zone in which the channel lives, such as Europe/Madrid."
        return ""
    try:
        return known_zone(named)
    except UnknownZoneError as error:
        errors[ids.DIGEST_ZONE] = str(error)
        return ""
