"""Ids of factors that belong to one case, not to a policy: the kind of work, what a request proposes, and laws."""

RESERVED = frozenset({"work", "plan"})
"""Ids that no factor of a policy may have: see `rules.cases`."""
LAW_PREFIX = "law_"
"""How no id of a factor, rule or flag may begin: see `rules.laws`."""


def is_of_a_case(factor: str) -> bool:
    """Whether a factor is of one case only."""
    return factor in RESERVED or factor.startswith(LAW_PREFIX)
