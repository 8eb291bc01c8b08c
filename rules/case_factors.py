"""Ids of factors that belong to one case, not to a policy: the kind of work, what a request proposes, and laws."""

WORK = "work"
"""The factor whose option is the kind of work."""
PLAN = "plan"
"""The factor whose option is the model that the request describes, or as much of one as it says."""
RESERVED = frozenset({WORK, PLAN})
"""Ids that no factor of a policy may have: see `rules.cases`."""
LAW_PREFIX = "law_"
"""How no id of a factor, rule or flag may begin: see `rules.laws`."""


def is_of_a_case(factor: str) -> bool:
    """Whether a factor is of one case only."""
    return factor in RESERVED or factor.startswith(LAW_PREFIX)
