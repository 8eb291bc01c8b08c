"""Who gave the answers of a decision, where that was not its requester while it was recorded.

An answer given since names its giver. A decision that takes the place of another brings answers with it; whoever gave
them gave them then.
"""

from collections.abc import Mapping
from typing import Any

from bot.store.columns import time_column, time_of
from bot.store.decision import Answered, RecordedDecision
from bot.store.errors import readable

ANSWERED = "answered"
"""In the origin of a decision: who gave the answers that it brought, and when, by factor. The answers themselves stand
among its answers alone, so that they are erased with them."""


def givers(found: RecordedDecision) -> Mapping[str, Answered]:
    """The answers that were brought or given since, by factor; raises StoreError for what makes no sense."""
    with readable(f"Decision {found.id}"):
        brought = {
            factor: Answered(found.answers_at_first[factor], each["by"], time_of(each["at"]))
            for factor, each in found.origin.get(ANSWERED, {}).items()
            if factor in found.answers_at_first
        }
    return {**brought, **found.answered}


def brought_from(before: RecordedDecision, answers: Mapping[str, str]) -> dict[str, Any]:
    """What the origin of a later decision keeps of those of its answers that the earlier one had already."""
    known = givers(before)
    taken = {}
    for factor, option in answers.items():
        if before.answers.get(factor) == option:
            giver = known.get(factor, Answered(option, before.who, before.recorded_at))
            taken[factor] = {"by": giver.by, "at": time_column(giver.at)}
    return {ANSWERED: taken} if taken else {}
