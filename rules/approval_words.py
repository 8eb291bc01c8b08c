"""What an approval demands, in a line: who edits a policy reads its ids."""

from collections.abc import Iterator

from rules.policy import Approval


def demand_in_words(approval: Approval) -> str:
    """`2 people from S0614TZR7 have to agree when yearly_value is over_1m, for requests from DE`."""
    needed = "1 person" if approval.needed == 1 else f"{approval.needed} people"
    source = ", ".join(approval.from_) or "the reviewers"
    verb = "has" if approval.needed == 1 else "have"
    besides = " besides a reviewer" if approval.extra else ""
    conditions = ", ".join(_conditions(approval))
    return f"{needed} from {source} {verb} to agree{besides}{f' {conditions}' if conditions else ' to any decision'}"


def _conditions(approval: Approval) -> Iterator[str]:
    if approval.when:
        met = " and ".join(f"{factor} is {' or '.join(options)}" for factor, options in approval.when.items())
        yield f"when {met}"
    if approval.models:
        yield f"to {' or '.join(approval.models)}"
    if approval.works:
        yield f"for {' or '.join(approval.works)}"
    if approval.flags:
        yield f"where {' or '.join(approval.flags)} is raised"
    if approval.countries:
        yield f"for requests from {' or '.join(approval.countries)}"
