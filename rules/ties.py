"""Which factors combination rules tie together.

Factors of different groups do not influence each other: what their answers do to the models simply adds up. Inside a
group a combination rule may make two answers do more, or less, than each does alone.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import prod

from rules.policy import Policy

MOST_WAYS = 1024
"""A group that can be answered in more ways than this is not listed way by way."""


@dataclass(frozen=True, slots=True)
class Group:
    """Factors that rules tie together, and those rules by their place in the policy."""

    factors: tuple[str, ...]
    rules: tuple[int, ...]

    def ways(self, policy: Policy) -> int:
        """In how many ways all its factors can be answered."""
        return prod(len(policy.factor[factor].options) for factor in self.factors)


@lru_cache(maxsize=1024)
def tied(factors: tuple[str, ...], rules: tuple[int, ...], policy: Policy) -> tuple[Group, ...]:
    """The factors, those that one of the rules has conditions on in one group; conditions on others do not tie.

    Each rule needs a condition on at least one of the factors.
    """
    groups: dict[str, tuple[list[str], list[int]]] = {factor: ([factor], []) for factor in factors}
    for place in rules:
        waiting = [factor for factor, _ in policy.combinations[place].when if factor in groups]
        together = groups[waiting[0]]
        together[1].append(place)
        for factor in waiting[1:]:
            other = groups[factor]
            if other is not together:
                together[0].extend(other[0])
                together[1].extend(other[1])
                groups.update(dict.fromkeys(other[0], together))
    return tuple(Group(tuple(tie), tuple(places)) for factor, (tie, places) in groups.items() if tie[0] == factor)


def groups_of(policy: Policy) -> tuple[Group, ...]:
    """All factors of the policy, tied by all its rules."""
    return tied(tuple(policy.factor), tuple(range(len(policy.combinations))), policy)
