"""What is presumed of a kind of work, from plain values: the record tells it again without reading a whole policy."""

from collections.abc import Mapping

from rules.case_factors import DIRECTION, PLAN
from rules.grid import MODEL_AT, Ownership

_OWN_PEOPLE = frozenset(
    {Ownership.INTERNAL, *(model for (ownership, _), model in MODEL_AT.items() if ownership is Ownership.INTERNAL)}
)


def plans_for_own_people(plan: str | None) -> bool:
    """Whether a plan is for people of one's own, wherever they are."""
    return plan in _OWN_PEOPLE


def presumed_beside(usual: Mapping[str, str], answers: Mapping[str, str], *, can_direct: bool) -> dict[str, str]:
    """What is usual, as far as the answers do not say otherwise.

    Who plans for people of their own directs them, whatever is usual; `can_direct` is whether that is an answer.
    """
    presumed = {factor: option for factor, option in usual.items() if factor not in answers}
    if presumed.get(DIRECTION) == "provider" and can_direct and plans_for_own_people(answers.get(PLAN)):
        presumed[DIRECTION] = "us"
    return presumed
