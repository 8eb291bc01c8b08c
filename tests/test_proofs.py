"""What is claimed of a policy holds, or fails, for every request: the same as counting them all says."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from operator import or_

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.grid import Model
from rules.policy import Answers, Effect, Flag, Policy, Rule
from rules.policy_file import default_policy
from rules.proofs import REMARKS, Claim, Finding, Verdict, prove
from rules.recommend import Standing, recommend
from tests.size import many
from tests.small_policies import answered, completions, policies

DEFAULT = default_policy()
NOTHING = (0,) * len(Model)


@st.composite
def flagged(draw: st.DrawFn, most_factors: int = 4) -> Policy:
    """A small policy with flags, and with rules that repeat or contradict what an answer does by itself."""
    policy = draw(policies(most_factors))
    conditions = st.dictionaries(st.sampled_from(list(policy.factor)), st.integers(0, 1), min_size=1, max_size=2).map(
        lambda each: {factor: (policy.factor[factor].options[place].id,) for factor, place in each.items()}
    )
    because = {"because": "A reason.", "source": "team default"}
    models = st.lists(st.sampled_from(Model), max_size=3, unique=True).map(tuple)
    flags = [
        Flag(id=f"d{number}", label="A duty", when=draw(conditions), models=draw(models), **because)
        for number in range(draw(st.integers(0, 2)))
    ]
    points = st.dictionaries(st.sampled_from(Model), st.integers(-3, 3), min_size=1, max_size=3)
    rules = [
        Rule(id=f"s{number}", when=draw(conditions), points=draw(points), rules_out=draw(models), **because)
        for number in range(draw(st.integers(0, 2)))
    ]
    margin = draw(st.sampled_from([policy.margin, 8, 20]))
    return policy.model_copy(update={"flags": tuple(flags), "rules": (*policy.rules, *rules), "margin": margin})


class Counted:
    """What is true of a policy, by counting every complete set of answers."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.effects = (*policy.option_effects.values(), *policy.combinations)
        self.requests = list(completions({}, policy))

    def result(self, answers: Answers, effects: Iterable[Effect] | None = None) -> Model | None:
        fired = [each for each in (self.effects if effects is None else effects) if each.fires(answers)]
        left = [model for model in self.policy.order if not any(model in each.rules_out for each in fired)]
        place = self.policy.order.index
        return max(left, key=lambda model: sum(each.points[place(model)] for each in fired), default=None)

    def raised(self, answers: Answers) -> list[str]:
        return [flag.id for flag in recommend(answers, self.policy).flags]

    def effect(self, rule: str) -> Effect:
        return next(each for each in self.effects if each.rule == rule)

    def without(self, rule: str, *, veto: Collection[Model] = (), points: bool = False) -> Sequence[Effect]:
        def changed(effect: Effect) -> Effect:
            return replace(
                effect,
                rules_out=effect.rules_out.difference(veto),
                points=NOTHING if points else effect.points,
            )

        return [changed(each) if each.rule == rule else each for each in self.effects]

    def change(self, effects: Sequence[Effect]) -> bool:
        return any(self.result(answers) != self.result(answers, effects) for answers in self.requests)

    def left(self, rule: str | None, model: Model) -> bool:
        applies = [each for each in self.requests if rule is None or self.effect(rule).fires(each)]
        return any(not any(model in e.rules_out for e in self.effects if e.fires(each)) for each in applies)

    def holds(self, claim: Claim, about: str) -> bool:
        """Whether the claim is true of that part."""
        return self._truths[claim](about)

    @cached_property
    def _truths(self) -> Mapping[Claim, Callable[[str], bool]]:
        return {
            Claim.ANSWERED: lambda _: all(self.result(each) or self.whole(each) for each in self.requests),
            Claim.MODEL_CAN_WIN: lambda model: any(self.result(each) == model for each in self.requests),
            Claim.VETO_DECIDES: lambda rule: self.change(self.without(rule, veto=self.effect(rule).rules_out)),
            Claim.POINTS_DECIDE: lambda rule: self.change(self.without(rule, points=True)),
            Claim.QUESTION_DECIDES: lambda factor: any(self.tell_apart(factor)) or any(self.flagged(factor)),
            Claim.OPTIONS_DIFFER: lambda factor: all(map(or_, self.tell_apart(factor), self.flagged(factor))),
            Claim.FLAG_CAN_BE_RAISED: lambda flag: any(flag in self.raised(each) for each in self.requests),
            Claim.NO_CONTRADICTION: lambda rule: rule not in self.contradicted(),
            Claim.RULES_DIFFER: lambda rule: rule not in {other.rule for _, other in self.same_conditions()},
            Claim.TIES_ARE_OPEN: lambda _: True,
            Claim.CAN_BE_CLEAR: lambda _: any(map(self.clear, self.requests)),
        }

    def clear(self, answers: Answers) -> bool:
        """Whether the first by points is ahead of the next by the margin, or nothing else is left."""
        left = [each.points for each in recommend(answers, self.policy).ranking if not each.ruled_out]
        return len(left) == 1 or (len(left) > 1 and left[0] - left[1] >= self.policy.margin)

    def whole(self, answers: Answers) -> bool:
        """Whether one effect by itself rules out every model."""
        return any(len(effect.rules_out) == len(Model) and effect.fires(answers) for effect in self.effects)

    def tell_apart(self, factor: str) -> list[bool]:
        """For each two answers whether they ever give different results."""
        return [self.differ(factor, *pair) for pair in combinations(self.policy.factor[factor].option, 2)]

    def flagged(self, factor: str) -> list[bool]:
        """For each two answers whether they ever raise different flags."""
        pairs = combinations(self.policy.factor[factor].option, 2)
        return [
            any(self.raised({**each, factor: one}) != self.raised({**each, factor: other}) for each in self.requests)
            for one, other in pairs
        ]

    def differ(self, factor: str, one: str, other: str) -> bool:
        return any(self.result({**each, factor: one}) != self.result({**each, factor: other}) for each in self.requests)

    def same_conditions(self) -> list[tuple[Effect, Effect]]:
        return [(one, other) for one, other in combinations(self.effects, 2) if dict(one.when) == dict(other.when)]

    def contradicted(self) -> set[str]:
        opposed = {
            other.rule
            for one, other in self.same_conditions()
            if any(first * second < 0 for first, second in zip(one.points, other.points, strict=True))
        }
        vain = {
            effect.rule
            for effect in self.effects
            for model, points in zip(self.policy.order, effect.points, strict=True)
            if points > 0 and self.left(None, model) and not self.left(effect.rule, model)
        }
        return opposed | vain


def parts(policy: Policy) -> set[tuple[Claim, str]]:
    """Everything that something has to be found about."""
    effects = (*policy.option_effects.values(), *policy.combinations)
    return {
        (Claim.ANSWERED, "policy"),
        (Claim.TIES_ARE_OPEN, "policy"),
        (Claim.CAN_BE_CLEAR, "policy"),
        *((Claim.MODEL_CAN_WIN, model) for model in policy.order),
        *((claim, factor) for factor in policy.factor for claim in (Claim.QUESTION_DECIDES, Claim.OPTIONS_DIFFER)),
        *((Claim.VETO_DECIDES, effect.rule) for effect in effects if effect.rules_out),
        *((Claim.POINTS_DECIDE, effect.rule) for effect in effects if any(effect.points) or not effect.rules_out),
        *((Claim.FLAG_CAN_BE_RAISED, flag.id) for flag in policy.flags),
    }


@given(policy=flagged())
@settings(max_examples=many(30), suppress_health_check=[HealthCheck.too_slow])
def test_every_claim_is_what_counting_all_requests_says(policy: Policy) -> None:
    counted = Counted(policy)
    findings = prove(policy)
    open_ = [each.sentence for each in findings if each.verdict is Verdict.NOT_PROVEN]
    assert not open_, f"the search ends before default.toml is proved: {' '.join(open_)}"
    assert parts(policy) <= {(each.claim, each.about) for each in findings}
    for each in findings:
        if each.claim is Claim.VETOED_MODEL_DECIDES:
            names = [model for model in counted.effect(each.about).rules_out if f"rule out {model}:" in each.sentence]
            assert not counted.change(counted.without(each.about, veto=names)), each.sentence
        elif each.about == "policy" and each.claim in {Claim.NO_CONTRADICTION, Claim.RULES_DIFFER}:
            assert each.verdict is Verdict.HOLDS
        else:
            assert counted.holds(each.claim, each.about) == (each.verdict is Verdict.HOLDS), each
    named = {each.about for each in findings if each.claim is Claim.NO_CONTRADICTION and each.verdict is Verdict.FAILS}
    assert named == counted.contradicted()


@given(policy=flagged(), budget=st.integers(0, 2_000))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_past_its_budget_a_claim_is_not_proven_and_nothing_false_is_said(policy: Policy, budget: int) -> None:
    in_full = {(each.claim, each.about): each.verdict for each in prove(policy)}
    for each in prove(policy, budget):
        if each.verdict is not Verdict.NOT_PROVEN and (each.claim, each.about) in in_full:
            assert each.verdict is in_full[each.claim, each.about]


@given(policy=flagged())
@settings(max_examples=many(30), suppress_health_check=[HealthCheck.too_slow])
def test_each_example_is_true_as_it_stands_and_with_some_answers_to_the_rest(policy: Policy) -> None:
    counted = Counted(policy)
    for each in prove(policy):
        if each.witness is not None and each.claim not in {Claim.RULES_DIFFER, Claim.NO_CONTRADICTION}:
            assert shows(each, each.witness, counted), each
            assert any(shows(each, answers, counted) for answers in completions(each.witness, policy)), each


def shows(finding: Finding, answers: Answers, counted: Counted) -> bool:
    """Whether the answers are an example of what the finding says."""
    result = counted.result(answers)
    match finding.claim:
        case Claim.ANSWERED:
            return result is None
        case Claim.MODEL_CAN_WIN:
            return result == finding.about
        case Claim.VETO_DECIDES | Claim.POINTS_DECIDE:
            veto = finding.claim is Claim.VETO_DECIDES
            effect = counted.effect(finding.about)
            lifted: list[Collection[Model]] = [[model] for model in effect.rules_out] if veto else [[]]
            others = [
                counted.result(answers, counted.without(finding.about, veto=models, points=not veto))
                for models in lifted
            ]
            said = [
                (f"{result or 'nothing'} is recommended", f"{other or 'nothing'}.")
                for other in others
                if other != result
            ]
            return any(now in finding.sentence and finding.sentence.endswith(then) for now, then in said)
        case Claim.QUESTION_DECIDES:
            results = {
                option: counted.result({**answers, finding.about: option}) or "nothing"
                for option in counted.policy.factor[finding.about].option
            }
            return any(
                f"with {one} {results[one]} is recommended, with {other} {results[other]}." in finding.sentence
                for one, other in combinations(results, 2)
                if results[one] != results[other]
            )
        case Claim.FLAG_CAN_BE_RAISED:
            return finding.about in counted.raised(answers)
        case Claim.CAN_BE_CLEAR:
            return counted.clear(answers) and f"{result} can " in finding.sentence
        case _:
            return False


@given(data=st.data(), policy=policies())
@settings(max_examples=many(60))
def test_a_tie_with_every_question_answered_is_a_close_call(data: st.DataObject, policy: Policy) -> None:
    result = recommend(data.draw(answered(policy)), policy)
    best = [each for each in result.ranking if not each.ruled_out]
    everything = len(result.answers) == len(policy.factors)
    if everything and result.model and [each.points for each in best].count(result.points) > 1:
        assert result.standing is Standing.CLOSE_CALL


def test_the_default_policy_holds_to_every_claim() -> None:
    findings = prove(DEFAULT)
    wrong = [each.sentence for each in findings if each.claim not in REMARKS and each.verdict is not Verdict.HOLDS]
    assert not wrong, f"default.toml is not sound: {' '.join(wrong)}"
    assert Verdict.NOT_PROVEN not in {each.verdict for each in findings}
    assert parts(DEFAULT) <= {(each.claim, each.about) for each in findings}
    assert findings == prove(default_policy())


@pytest.mark.parametrize("claim", [claim for claim in Claim if claim not in REMARKS | {Claim.TIES_ARE_OPEN}])
def test_the_examples_of_the_default_policy_are_true(claim: Claim) -> None:
    counted = Counted.__new__(Counted)
    counted.policy, counted.effects = DEFAULT, (*DEFAULT.option_effects.values(), *DEFAULT.combinations)
    for each in prove(DEFAULT):
        if each.claim is claim and each.witness is not None:
            assert shows(each, each.witness, counted), each
