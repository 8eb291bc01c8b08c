"""Ids of factors that belong to one case, not to a policy: the kind of work, what a request proposes, and laws. And of
those that the reading of a request, or what is usual, has a say in.
"""

from rules.grid import Location

WORK = "work"
"""The factor whose option is the kind of work."""
PLAN = "plan"
"""The factor whose option is the model that the request describes, or as much of one as it says."""
PLACE = "place"
"""The factor that says where the work must happen."""
DIRECTION = "daily_direction"
"""The factor that says who tells the people each day what to do."""
RESERVED = frozenset({WORK, PLAN})
"""Ids that no factor of a policy may have: see `rules.cases`."""
LAW_PREFIX = "law_"
"""How no id of a factor, rule or flag may begin: see `rules.laws`."""
LAW_APPLIES = "applies"
"""The answer that a law applies for certain."""


def is_of_a_case(factor: str) -> bool:
    """Whether a factor is of one case only."""
    return factor in RESERVED or factor.startswith(LAW_PREFIX)


_THERE = {Location.NEARSHORE: "near", Location.OFFSHORE: "far"}


def site_at(location: Location | None) -> str | None:
    """What a site so far away is as an answer to where the work must be done; None for one at home."""
    return _THERE.get(location) if location else None
