"""Whoever presses first: where there are enough people, any order of presses comes to a decision, else none does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.roster import Roster, unmet
from rules.approvals import Requirement, tally
from rules.decision_status import Capacity
from rules.enough import Demand, are_met
from tests.size import many

PEOPLE = ("U01", "U02", "U03", "U04", "U05")
ASKER = "U01"

_requirements = st.lists(
    st.tuples(st.integers(1, 3), st.one_of(st.none(), st.frozensets(st.sampled_from([*PEOPLE, "S01"]), min_size=1))),
    min_size=1,
    max_size=4,
).map(
    lambda demands: tuple(
        Requirement(f"r{number}", needed, people, "So.") for number, (needed, people) in enumerate(demands)
    )
)
_rosters = st.builds(
    Roster,
    base=st.frozensets(st.sampled_from(PEOPLE), min_size=1),
    members=st.frozensets(st.sampled_from(PEOPLE)).map(lambda people: {"S01": people}),
    gone=st.frozensets(st.sampled_from(PEOPLE), max_size=1),
    own_requests=st.booleans(),
)


@settings(max_examples=many(150), deadline=None)
@given(_requirements, _rosters, st.lists(st.sampled_from(PEOPLE), max_size=12), st.permutations(PEOPLE))
def test_any_order_of_presses_comes_to_a_decision_where_there_are_enough_people(
    requirements: tuple[Requirement, ...], roster: Roster, some: list[str], everybody: list[str]
) -> None:
    given_so_far: list[tuple[str, Capacity]] = []
    for who in (*some, *everybody):
        capacity = roster.capacity(who, ASKER, requirements, given_so_far)
        if isinstance(capacity, Capacity) and not tally(requirements, given_so_far).suffices:
            given_so_far.append((who, capacity))
    demands = [Demand(each.needed, roster.entitled(each, ASKER)) for each in requirements]
    decided = tally(requirements, given_so_far).suffices
    assert decided == are_met(demands)
    assert (unmet(requirements, roster, ASKER) is None) == decided
    assert roster.own_requests or ASKER not in {who for who, _ in given_so_far}
    assert len({who for who, _ in given_so_far}) == len(given_so_far)
