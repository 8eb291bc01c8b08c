"""Whether a verdict can be trusted without asking: nothing in the text may be left that could mean something else."""

from typing import Literal

from rules.grid import Location, Ownership
from rules.reading.found import Found
from rules.reading.places import PlaceKind
from rules.reading.sites import Role, Site

_OTHER_SUBJECTS = frozenset({"definition", "status", "talk", "vacancy", "hiring", "acquisition", "employer_of_record"})
"""Phrases that make a text about something else than placing work."""
_OPEN_ENDS = ("undecided", "alternatives", "condition", "counterfactual", "portion")
"""Structure of texts that weigh or imagine."""
_QUESTION_MARKS = frozenset({"?", "？"})
_TELLING_ROLES = frozenset({Role.DESTINATION, Role.WITH_DOER, Role.SITE, Role.VENDOR_CITY})
_WHOLE_COUNTRIES = frozenset({PlaceKind.COUNTRY, PlaceKind.NATIONALITY})


def open_question(
    found: Found, side: Ownership, location: Location
) -> Literal["request", "ownership", "location"] | None:
    """What should be asked although a model can be named; None where all that was found points the same way."""
    kinds = found.kinds
    if (
        ("goods" in kinds and ("goods_act" in kinds or "work" not in kinds))
        or not kinds.isdisjoint(_OTHER_SUBJECTS)
        or not _QUESTION_MARKS.isdisjoint(found.tokens.words)
    ):
        return "request"
    shared = "we_direct" in kinds or found.starts("ours_later")
    if found.starts(*_OPEN_ENDS) or (side is Ownership.THIRD_PARTY and shared):
        return "ownership"
    if side is Ownership.HYBRID:
        return None
    elsewhere = any(site.location is not location and _tells(site) for site in found.sites)
    return "location" if elsewhere or found.unknown_place else None


def _tells(site: Site) -> bool:
    """True for a place that could be where the work is done."""
    if site.role is Role.VENDOR_CITY and not site.first:
        return False
    bare = site.role is Role.BARE and site.place.kind in _WHOLE_COUNTRIES
    return site.cover is None and (bare or site.role in _TELLING_ROLES)
