"""Who has to agree before a decision stands: what the policy demands, and how far the approvals given go."""

from collections.abc import Mapping

from rules.approvals import ANY_REVIEWER, Facts, Requirement, requirements, tally, would_settle
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.policy import Policy
from tests.small_approvals import policy_with


def demanded(
    policy: Policy,
    answers: Mapping[str, str],
    model: Model = Model.IN_HOUSE,
    home: str = "DE",
    work: str | None = "payroll",
) -> list[str]:
    """The ids of what is demanded."""
    return [each.id for each in requirements(policy, Facts(model, home, work, answers))]


def test_without_approvals_one_reviewer_is_enough() -> None:
    (only,) = requirements(policy_with(), Facts(Model.HYBRID, "US", None, {}))
    assert (only.id, only.needed, only.people) == (ANY_REVIEWER, 1, None)


def test_an_approval_takes_the_place_of_the_reviewer_and_an_extra_one_does_not() -> None:
    policy = policy_with(
        {"id": "four_eyes", "when": {"value": ["large"]}, "needed": 2},
        {"id": "legal", "when": {"data": ["personal"]}, "from": ["ULEGAL"], "extra": True},
    )
    assert demanded(policy, {"value": "large", "data": "none"}) == ["four_eyes"]
    assert demanded(policy, {"value": "small", "data": "personal"}) == [ANY_REVIEWER, "legal"]
    assert demanded(policy, {"value": "large", "data": "personal"}) == ["four_eyes", "legal"]


def test_what_nobody_answered_demands_the_approval_and_says_which_answer_would_settle_it() -> None:
    policy = policy_with({"when": {"value": ["large"], "data": ["personal"]}, "needed": 2})
    (unsure,) = requirements(policy, Facts(Model.IN_HOUSE, "DE", "payroll", {"data": "personal"}))
    assert (unsure.id, unsure.unsure_of) == ("a0", ("value",))
    assert demanded(policy, {"data": "none"}) == [ANY_REVIEWER]


def test_the_question_that_would_settle_it_is_one_that_the_policy_of_the_decision_has() -> None:
    policy = policy_with({"when": {"data": ["personal"], "value": ["large"]}, "needed": 2})
    demanded = requirements(policy, Facts(Model.IN_HOUSE, "DE", "payroll", {}))
    assert would_settle(demanded, policy) == ("value", "data")
    assert would_settle(demanded, policy.model_copy(update={"approval_factors": ()})) == ("data",)


def test_an_approval_is_for_models_countries_and_kinds_of_work_or_their_families() -> None:
    policy = policy_with({"models": ["hybrid"], "countries": ["EU"], "works": ["office"]})
    assert demanded(policy, {}, Model.HYBRID, "FR", "payroll") == ["a0"]
    assert demanded(policy, {}, Model.HYBRID, "FR", None) == ["a0"], "nobody said what the work is"
    for model, home, work in (
        (Model.IN_HOUSE, "FR", "payroll"),
        (Model.HYBRID, "US", "payroll"),
        (Model.HYBRID, "FR", "cleaning"),
    ):
        assert demanded(policy, {}, model, home, work) == [ANY_REVIEWER]


def test_a_flag_that_is_raised_or_could_be_demands_its_approval() -> None:
    flag = {"id": "consult", "when": {"staff": ["many"]}, "models": ["domestic_outsourcing"]}
    policy = policy_with({"flags": ["consult"], "from": ["ULEGAL"], "extra": True}, flags=(flag,))
    outside = Model.DOMESTIC_OUTSOURCING
    assert demanded(policy, {"staff": "many"}, outside) == [ANY_REVIEWER, "a0"]
    assert demanded(policy, {"staff": "few"}, outside) == [ANY_REVIEWER]
    assert demanded(policy, {"staff": "many"}, Model.IN_HOUSE) == [ANY_REVIEWER]
    (_, could) = requirements(policy, Facts(outside, "DE", "payroll", {}))
    assert could.unsure_of == ("staff",)


def requirement(identity: str, needed: int) -> Requirement:
    """A demand for so many people."""
    return Requirement(identity, needed, None, "It is agreed so.")


def by(who: str, *rules: str, acting_for: str | None = None) -> tuple[str, Capacity]:
    """An approval that can count for these demands."""
    return who, Capacity(Role.REVIEWER, acting_for, rules)


def test_nobody_counts_twice_and_everybody_counts_where_it_helps_the_most() -> None:
    both = (requirement("a", 1), requirement("b", 1))
    assert tally(both, [by("dana", "a", "b")]).given == 1
    helped = tally(both, [by("dana", "a", "b"), by("erik", "a")])
    assert helped.suffices, "erik can only count for a, so dana counts for b"
    assert not tally(both, [by("dana", "a", "b"), by("dana", "a", "b")]).suffices


def test_whoever_stands_in_for_somebody_is_not_a_second_person_beside_them() -> None:
    two = (requirement("a", 2),)
    assert not tally(two, [by("dana", "a"), by("erik", "a", acting_for="dana")]).suffices
    assert tally(two, [by("carol", "a"), by("erik", "a", acting_for="dana")]).suffices
