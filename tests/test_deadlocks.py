"""The proof that every request has enough people who may agree to it, held against trying everything."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.approvals import Facts, Requirement, requirements
from rules.grid import Model
from rules.policy import Policy
from rules.proofs.deadlocks import Circle, Deadlock, can_be_decided
from rules.proofs.situations import About, Fact
from tests.size import many
from tests.small_approvals import VALUES, policy_with

PEOPLE = ("U01", "U02", "U03", "U04")
OUTSIDE = "U09"
COUNTRIES = ("DE", "FR", "JP", "US")
MODELS = (Model.IN_HOUSE, Model.HYBRID, Model.OFFSHORE_CAPTIVE)
WORKS = ("office", "payroll", "cleaning", None)
FLAGS = (
    {"id": "consult", "when": {"staff": ["many"]}},
    {"id": "transfer", "when": {"data": ["personal"]}, "models": ["hybrid"]},
)
ANSWERS = {"value": VALUES, "data": ("none", "personal"), "staff": ("few", "many")}
"""Every question, with its answers."""


def _some(*of: str) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), st.lists(st.sampled_from(of), max_size=2, unique=True))


_few_values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True)
_few = st.lists(st.sampled_from([*PEOPLE, "S01", "S02"]), min_size=2, max_size=2, unique=True)
_approval = st.fixed_dictionaries(
    {
        "when": st.dictionaries(
            st.just("value"), st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True)
        ),
        "models": _some("in_house", "hybrid"),
        "countries": _some("DE", "EU", "US"),
        "works": _some("office", "payroll"),
        "flags": _some("consult", "transfer"),
        "needed": st.sampled_from([1, 1, 1, 1, 2, 3]),
        "from": st.one_of(st.just([]), st.lists(st.sampled_from([*PEOPLE, "S01"]), min_size=3, unique=True), _few),
        "extra": st.booleans(),
    }
)
_policies = st.lists(_approval, max_size=4).map(lambda approvals: policy_with(*approvals, flags=FLAGS))
_group = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True).map(frozenset)
_circles = st.builds(
    Circle,
    reviewers=st.one_of(st.none(), st.frozensets(st.sampled_from([*PEOPLE, "S01"]), min_size=2, max_size=4)),
    members=st.one_of(st.fixed_dictionaries({"S01": _group, "S02": _group}), st.fixed_dictionaries({"S01": _group})),
    gone=st.frozensets(st.sampled_from(PEOPLE), max_size=1),
    own_requests=st.sampled_from([False, False, False, True]),
)
Request = tuple[Facts, Mapping[Fact, bool]]


def everything(answered: bool = True) -> Iterator[Facts]:
    """Every request, as far as approvals tell them apart."""
    choices = [options if answered else (*options, None) for options in ANSWERS.values()]
    for model, home, work, options in product(MODELS, COUNTRIES, WORKS, product(*choices)):
        answers = {factor: option for factor, option in zip(ANSWERS, options, strict=True) if option is not None}
        yield Facts(model, home, work, answers)


def people_for(requirement: Requirement, circle: Circle, asker: str) -> list[str] | None:
    """Who could agree to it, in plain lines; None for people without end."""
    named = circle.reviewers if requirement.people is None else requirement.people
    if named is None or any(each.startswith("S") and each not in circle.members for each in named):
        return None
    found = set[str]()
    for each in named:
        found |= circle.members[each] if each.startswith("S") else {each}
    return sorted(found - circle.gone - (set() if circle.own_requests else {asker}))


def can_be_accepted(demanded: Sequence[Requirement], circle: Circle, asker: str) -> bool:
    """Whether there is some way to seat people, by trying each."""
    seats = [people_for(each, circle, asker) for each in demanded for _ in range(each.needed)]

    def seated(seats: Sequence[list[str] | None], taken: frozenset[str]) -> bool:
        if not seats:
            return True
        if seats[0] is None:
            return seated(seats[1:], taken)
        return any(seated(seats[1:], taken | {who}) for who in seats[0] if who not in taken)

    return seated(seats, frozenset())


def stuck(policy: Policy, circle: Circle, *, answered: bool = True) -> list[tuple[Facts, str]]:
    """Every request that nobody could accept, with who asks."""
    known: dict[tuple[Any, str], bool] = {}
    found = []
    for facts in everything(answered):
        demanded = requirements(policy, facts)
        ids = tuple(each.id for each in demanded)
        for asker in (*PEOPLE, OUTSIDE):
            if (ids, asker) not in known:
                known[ids, asker] = can_be_accepted(demanded, circle, asker)
            if not known[ids, asker]:
                found.append((facts, asker))
    return found


def is_in(facts: Facts, fact: Fact) -> bool:
    """Whether something holds of a request."""
    match fact.about:
        case About.MODEL:
            return facts.model == fact.value
        case About.WORK:
            return (facts.work or "") == fact.value
        case About.ANSWER:
            return facts.answers.get(fact.name, "") == fact.value
        case _:
            return is_alike(facts.home_country, fact.value)


def is_alike(country: str, other: str) -> bool:
    """Whether approvals of these policies cannot tell two countries apart."""
    european = {"AT", "FR"}
    elsewhere = {"AD", "JP"}
    return country == other or {country, other} <= european or {country, other} <= elsewhere


def is_witness(found: Deadlock, all_stuck: Sequence[tuple[Facts, str]], *, answered: bool) -> None:
    """Every request of which its facts hold is one that nobody could accept; and there is one."""
    askers = [found.asker] if found.asker else [*PEOPLE, OUTSIDE]
    covered = [
        (facts, asker)
        for facts in everything(answered)
        if all(is_in(facts, fact) for fact in found.facts)
        for asker in askers
    ]
    assert covered, found
    assert all(each in all_stuck for each in covered), found


def says_no_more_than_it_has_to(found: Deadlock, policy: Policy) -> None:
    """Without any of its facts, the approvals that nobody can give would not be demanded of every such request."""
    for fact in found.facts:
        rest = [each for each in found.facts if each != fact]
        like_it = [facts for facts in everything() if all(is_in(facts, each) for each in rest)]
        demanded = [{each.id for each in requirements(policy, facts)} for facts in like_it]
        assert not all(set(found.demands) <= each for each in demanded), (found, fact)


def test_where_approvals_take_the_place_of_a_reviewer_the_rest_is_still_left_to_one() -> None:
    policy = policy_with({"when": {"value": ["large"]}, "from": ["U01", "U02", "U03"]})
    circle = Circle(reviewers=frozenset({"U04"}))
    found = can_be_decided(policy, circle).deadlock
    assert found is not None
    assert (found.asker, found.demands, len(found.facts)) == ("U04", ("reviewers",), 1)
    is_witness(found, stuck(policy, circle), answered=True)
    assert can_be_decided(policy, Circle(reviewers=frozenset({"U04", "U01"}))).deadlock is None


@settings(max_examples=many(60), deadline=None)
@given(_policies, _circles)
def test_the_proof_finds_a_deadlock_exactly_where_trying_everything_does(policy: Policy, circle: Circle) -> None:
    found = can_be_decided(policy, circle)
    assert found.proven
    all_stuck = stuck(policy, circle)
    assert (found.deadlock is None) == (not all_stuck)
    if found.deadlock is not None:
        is_witness(found.deadlock, all_stuck, answered=True)
        says_no_more_than_it_has_to(found.deadlock, policy)
        return
    until = stuck(policy, circle, answered=False)
    assert (found.until_answered is None) == (not until)
    if found.until_answered is not None:
        is_witness(found.until_answered, until, answered=False)
