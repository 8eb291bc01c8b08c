"""What is said about a new policy is true: held against every request that both policies can judge."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.policy import comparisons
from rules.comparing.behaviour_changes import Behaviour, BehaviourChange
from rules.comparing.compare_policies import compare
from rules.grid import Model
from rules.judging import judge, known_to
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.policy_values import AS_IT_WAS
from rules.recommend import Recommendation, recommend
from rules.works import kinds_of
from tests.policy_pairs import pairs, shared_requests
from tests.size import many

DEFAULT = default_policy()
PLAIN = DEFAULT.model_copy(update={"works": ()})
"""Without kinds of work: by answers alone."""

_Told = tuple[str, str, str, str]


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=many(60))
def test_every_difference_is_found_and_nothing_else_is_said_to_differ(
    data: st.DataObject, pair: tuple[Policy, Policy]
) -> None:
    found = compare(*pair, requests=data.draw(st.sampled_from([0, 50])))
    assert not found.unproven
    if not found.without_common_answer:
        real = {each for request in shared_requests(*pair) for each in differences(request, *pair)}
        assert {told(each) for each in found.differences} == real
        assert found.proven_same == (not real)


@given(pair=pairs(most_factors=3))
@settings(max_examples=many(50))
def test_every_difference_comes_with_a_complete_request_that_shows_it_and_the_answers_that_do(
    pair: tuple[Policy, Policy],
) -> None:
    for each in compare(*pair, requests=50).differences:
        assert told(each) in set(differences(dict(each.witness), *pair))
        assert told(each) in set(differences(dict(each.example), *pair))


@given(pair=pairs(most_factors=3), budget=st.sampled_from([0, 20, 80]))
@settings(max_examples=many(40))
def test_past_its_budget_nothing_is_called_the_same_that_differs(pair: tuple[Policy, Policy], budget: int) -> None:
    found = compare(*pair, requests=5, budget=budget)
    if not found.without_common_answer:
        real = {each for request in shared_requests(*pair) for each in differences(request, *pair)}
        assert {told(each) for each in found.differences} <= real
        assert real <= {told(each) for each in (*found.differences, *found.unproven)}


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=many(40))
def test_policies_that_are_called_identical_agree_with_answers_missing_too(
    data: st.DataObject, pair: tuple[Policy, Policy]
) -> None:
    old, new = pair
    if compare(old, new, requests=1).identical:
        given_factors = data.draw(st.lists(st.sampled_from(old.factors), unique_by=lambda factor: factor.id))
        answers = {factor.id: data.draw(st.sampled_from(factor.options)).id for factor in given_factors}
        before, after = recommend(answers, old), recommend(answers, new)
        assert (before.model, before.standing, before.outcomes) == (after.model, after.standing, after.outcomes)
        assert {flag.id for flag in before.flags} == {flag.id for flag in after.flags}


# --- On the policy that ships ---------------------------------------------------------------------------------------


def test_a_policy_is_the_same_as_itself_and_as_itself_put_otherwise() -> None:
    assert compare(DEFAULT, DEFAULT) == compare(DEFAULT, default_policy())
    assert compare(DEFAULT, DEFAULT).identical
    reworded = compare(DEFAULT, edited(lambda policy: part(policy, "factors", "scale").update(why="Because.")))
    assert reworded.identical
    assert reworded.proven_same
    assert reworded.edits == ()
    assert reworded.rewordings == ("question scale: why",)


def test_points_moved_from_every_option_to_none_are_proved_to_change_no_complete_request() -> None:
    def lift(policy: dict[str, Any]) -> None:
        for option in part(policy, "factors", "scale")["options"]:
            option["points"] = {model: option.get("points", {}).get(model, 0) + 1 for model in Model}
            option["because"] = option["because"] or "A reason."

    found = compare(DEFAULT, edited(lift), requests=500)
    assert found.edits
    assert found.proven_same
    assert not found.identical


def test_a_changed_weight_is_told_with_the_winners_it_changes_and_how_often() -> None:
    found = compare(
        DEFAULT, edited(lambda policy: option(policy, "scale", "500_plus")["points"].update(offshore_captive=6))
    )
    assert "scale.500_plus: offshore_captive +3 to +6" in found.edits
    winners = [each for each in found.differences if each.kind is Behaviour.WINNER]
    assert {each.after for each in winners} == {Model.OFFSHORE_CAPTIVE}
    assert all(each.example.get("scale") == "500_plus" for each in winners)
    assert sum(each.requests for each in winners) == found.changed
    assert 0 < found.changed < found.requests // 10


def test_a_new_veto_is_told_as_what_it_rules_out() -> None:
    found = compare(
        DEFAULT, edited(lambda policy: option(policy, "scale", "500_plus").update(rules_out=["hybrid"])), requests=2_000
    )
    assert "scale.500_plus: now rules out hybrid" in found.edits
    (veto,) = [each for each in found.differences if each.kind is Behaviour.RULED_OUT]
    assert (veto.about, veto.before, veto.after) == ("hybrid", "not ruled out", "ruled out")
    assert veto.example == {"scale": "500_plus"}


def test_a_wider_margin_changes_no_winner_but_which_leads_are_clear() -> None:
    found = compare(DEFAULT, edited(lambda policy: policy.update(margin=DEFAULT.margin + 1)), requests=2_000)
    (edit,) = found.edits
    assert edit.startswith(f"margin: {DEFAULT.margin} to {DEFAULT.margin + 1}; ")
    assert found.changed == 0
    assert {(each.kind, each.before, each.after) for each in found.differences} == {
        (Behaviour.STANDING, "clear", "too close to call")
    }


def test_an_answer_that_only_one_policy_knows_is_named_and_not_compared() -> None:
    def add(policy: dict[str, Any]) -> None:
        extra = {"id": "thousands", "label": "Thousands", "points": {"offshore_captive": 3}, "because": "A reason."}
        part(policy, "factors", "scale")["options"].append(extra)

    found = compare(DEFAULT, edited(add), requests=500)
    assert found.edits == ("answer scale.thousands added: “Thousands”; offshore_captive +3",)
    assert found.only_one_knows == (("scale", "thousands"),)
    assert found.proven_same
    assert not found.identical


def test_questions_without_an_answer_in_common_cannot_be_compared_and_are_never_called_the_same() -> None:
    def rename(policy: dict[str, Any]) -> None:
        for each in part(policy, "factors", "scale")["options"]:
            each["id"] = f"other_{each['id']}"
        policy["rules"] = [rule for rule in policy["rules"] if "scale" not in rule["when"]]
        policy["flags"] = [flag for flag in policy["flags"] if "scale" not in flag["when"]]

    found = compare(DEFAULT, edited(rename))
    assert found.without_common_answer == ("scale",)
    assert not found.proven_same
    assert not found.differences


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda p: p["factors"].pop(), f"question {DEFAULT.factors[-1].id} removed"),
        (
            lambda p: part(p, "factors", "scale").update(fixed=True),
            "question scale: now a fact, never proposed as a change",
        ),
        (
            lambda p: p["rules"].remove(part(p, "rules", "learnt_by_talking")),
            (
                "rule learnt_by_talking removed: offshore_outsourcing -1, nearshore_captive +2, offshore_captive -1 "
                "when codifiability is tacit and overlap is four_hours or full_day"
            ),
        ),
        (
            lambda p: part(p, "rules", "big_and_lasting")["when"].pop("scale"),
            "rule big_and_lasting: no longer depends on scale (wider)",
        ),
        (
            lambda p: part(p, "rules", "big_and_lasting")["when"].update(scale=["500_plus"]),
            "rule big_and_lasting: no longer when scale is 200_499 (narrower)",
        ),
        (
            lambda p: part(p, "rules", "big_and_lasting")["when"].update(scale=["50_199", "200_499", "500_plus"]),
            "rule big_and_lasting: now also when scale is 50_199 (wider)",
        ),
        (
            lambda p: part(p, "rules", "big_and_lasting")["when"].update(start=["under_4_weeks"]),
            "rule big_and_lasting: only when start is under_4_weeks (narrower)",
        ),
        (
            lambda p: part(p, "flags", "deemed_export").update(models=["hybrid"]),
            "flag deemed_export: raised for hybrid; was for any model",
        ),
        (lambda p: p["flags"].pop(2), "flag deemed_export removed"),
        (
            lambda p: option(p, "scale", "50_199").update(undecided=True),
            "scale.50_199: now an answer that only says that nobody knows yet",
        ),
        (
            lambda p: option(p, "scale", "500_plus").update(prior=4),
            "scale.500_plus: given as often as 4, was 1 (prior)",
        ),
        (lambda p: p.update(enough_answers=5), "enough_answers: 3 to 5; with fewer it is too early to say"),
        (
            lambda p: p.update(models={"domestic_outsourcing": p["models"].pop("domestic_outsourcing"), **p["models"]}),
            "on a tie domestic_outsourcing now goes before in_house",
        ),
    ],
)
def test_each_kind_of_edit_has_its_line(edit: Any, line: str) -> None:
    assert compare(PLAIN, edited(edit, PLAIN), requests=1, budget=0).edits == (line,)


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (
            lambda p: p["works"].append(part(p, "works", "office_cleaning") | {"id": "moon_cleaning", "label": "Moon"}),
            "kind of work moon_cleaning added: “Moon”",
        ),
        (
            lambda p: p["works"].remove(part(p, "works", "office_cleaning")),
            "kind of work office_cleaning removed",
        ),
        (
            lambda p: part(p, "works", "office_cleaning").update(usual=[["hybrid"], ["in_house", "offshore_captive"]]),
            "kind of work office_cleaning: usual hybrid, then in_house or offshore_captive; was ",
        ),
        (
            lambda p: part(p, "works", "office_cleaning")["presume"].update(scale="500_plus"),
            "kind of work office_cleaning: scale presumed 500_plus, was ",
        ),
        (lambda p: part(p, "works", "office_cleaning").update(never=[]), "kind of work office_cleaning: never nothing"),
        (lambda p: p["weights"].update(plan=1), f"weights.plan: {DEFAULT.weights.plan} to 1"),
    ],
)
def test_what_is_usual_for_a_kind_of_work_is_compared_and_never_called_identical(edit: Any, line: str) -> None:
    found = compare(DEFAULT, edited(edit), requests=1, budget=0)
    (told,) = found.edits
    assert told.startswith(line)
    assert found.works_differ
    assert not found.identical
    assert "proved. What differs" not in comparisons.summary(found)


def test_a_kind_that_leads_elsewhere_by_itself_is_named() -> None:
    found = compare(
        DEFAULT,
        edited(lambda p: part(p, "works", "office_cleaning").update(usual=[["in_house"]], presume={"place": "here"})),
        requests=1,
        budget=0,
    )
    assert found.by_works == (("office_cleaning", Model.DOMESTIC_OUTSOURCING, Model.IN_HOUSE),)
    assert "1 kind of work leads to another model when nothing else is known: office_cleaning." in comparisons.summary(
        found
    )


def test_the_order_in_which_a_file_lists_answers_and_questions_changes_nothing() -> None:
    def turn(policy: dict[str, Any]) -> None:
        policy["factors"].reverse()
        for factor in policy["factors"]:
            factor["options"].reverse()

    turned = edited(turn)
    assert compare(DEFAULT, turned, requests=1, budget=0).identical
    for kind in list(kinds_of(DEFAULT))[::20]:
        before, after = (judge({"work": kind}, policy, {}).recommendation for policy in (DEFAULT, turned))
        assert (before.model, before.standing, before.stays) == (after.model, after.standing, after.stays)


# --- The plain way --------------------------------------------------------------------------------------------------


def told(each: BehaviourChange) -> _Told:
    """A difference without its examples."""
    return each.kind, each.about, each.before, each.after


def differences(answers: dict[str, str], old: Policy, new: Policy) -> Iterator[_Told]:
    """What comes out otherwise for one request, from the two recommendations."""
    before, after = (recommend(known_to(answers, policy), policy) for policy in (old, new))
    if before.model != after.model:
        yield "winner", "", before.model or "none", after.model or "none"
    for model in Model:
        was, now = (ruled_out(model, each) for each in (before, after))
        if was != now:
            yield "ruled_out", model, was, now
    if before.model == after.model:
        was, now = closeness(before, old), closeness(after, new)
        if was != now:
            yield "standing", before.model or "none", was, now
        for flag in {each.id for each in (*old.flags, *new.flags)}:
            was, now = (raised(flag, each) for each in (before, after))
            if was != now:
                yield "flag", flag, was, now


def ruled_out(model: Model, result: Recommendation) -> str:
    """Whether a model is ruled out, in words."""
    return "ruled out" if any(each.model == model and each.ruled_out for each in result.ranking) else "not ruled out"


def closeness(result: Recommendation, policy: Policy) -> str:
    """Whether the lead is clear, in words."""
    return "too close to call" if result.lead is not None and result.lead < policy.margin else "clear"


def raised(flag: str, result: Recommendation) -> str:
    """Whether a flag is raised, in words."""
    return "raised" if flag in {each.id for each in result.flags} else "not raised"


def edited(edit: Any, of: Policy = DEFAULT) -> Policy:
    """The default policy, or another, after an edit of its document."""
    document = of.model_dump(mode="json", by_alias=True)
    edit(document)
    return Policy.model_validate(document, context=AS_IT_WAS)


def part(document: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    """A factor, rule or flag of a document."""
    found: dict[str, Any] = next(each for each in document[kind] if each["id"] == name)
    return found


def option(document: dict[str, Any], factor: str, name: str) -> dict[str, Any]:
    """An option of a document."""
    return part(part(document, "factors", factor), "options", name)
