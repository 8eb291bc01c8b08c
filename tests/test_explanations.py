"""What the bot says about its own result, in words: true, and fit to be read aloud."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views import explanations, guarantees, model_sets, outlook, sentences
from bot.views.clauses import all_of, any_of, clause, listed, merged
from rules.explaining.certificates import BUDGET, sufficient
from rules.explaining.explain import settled_by
from rules.explaining.flips import Change, nearest_flips
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import Recommendation, Standing, recommend
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies

POLICY = default_policy()
CLOSE = POLICY.model_copy(update={"margin": 100})
"""With a margin so wide, whatever leaves two models is a close call once every question is answered."""
NAMES = dict(zip(Model, ("Ash", "Beech", "Cedar", "Date", "Elm", "Fir", "Gum"), strict=True))
MODELS = {name.lower(): model for model, name in NAMES.items()} | {"every model is ruled out": None}
TOGETHER = {
    "work abroad": "Cedar Date Fir Gum",
    "outsourcing abroad": "Cedar Date",
    "outsourcing": "Beech Cedar Date",
    "your own people": "Ash Fir Gum",
    "own centres abroad": "Fir Gum",
    "work far away": "Date Gum",
    "work nearby": "Cedar Fir",
}
"""What several models are called together, and which they are."""
_ANSWER = re.compile(r"(f\d)(o\d) holds")
_WAYS_TO = re.compile(r"(.*?) \(then ([^)]+)\)(?:, or |$)")


def told(policy: Policy) -> Policy:
    """The policy with a name for each model and a phrase for each answer that nothing else is called."""
    document = policy.model_dump(by_alias=True)
    for model, name in NAMES.items():
        document["models"][model]["label"] = name
    for factor in document["factors"]:
        for option in factor["options"]:
            option["phrase"] = f"{factor['id']}{option['id']} holds"
    return Policy.model_validate(document)


def everything_said(recommendation: Recommendation, policy: Policy) -> Iterator[str]:
    """Every sentence about a result that stands by itself."""
    yield sentences.standing(recommendation, policy)
    yield outlook.possible(recommendation, policy) or ""
    for factor in policy.factors:
        if factor.id not in recommendation.answers:
            yield outlook.worth(factor.id, recommendation, policy) or ""
    yield outlook.enough(recommendation, policy) or ""
    yield from explanations.explanation(recommendation, policy)
    yield from explanations.out(recommendation, policy)
    yield explanations.runner_up(recommendation, policy) or ""
    yield explanations.unless(recommendation, policy) or ""
    yield explanations.if_that_changes(recommendation, policy) or ""
    yield from explanations.every_flip(recommendation, policy)
    yield from explanations.ways_to_win(recommendation, policy)
    for proof in (guarantees.guarantee(recommendation, policy), guarantees.behind(recommendation, policy)):
        if proof:
            yield proof.claim
            for answer in proof.answers:
                assert answer in recommendation.answers.items()


def reads_well(said: str) -> bool:
    """Whether it is a sentence that a person can read aloud: nothing of the program's own shows through."""
    begun_and_ended = (said[:1].isupper() or said[:1].isdigit()) and said.endswith((".", "]"))
    strange = re.search(r"  |!|_|\bNone\b(?! of the seven models)|\b[for]\d\b|\(\)|“”|,,| \.|\.\.|: \.", said)
    return begun_and_ended and strange is None


class TestEverySentence:
    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_reads_well_under_any_policy(self, data: st.DataObject) -> None:
        policy = data.draw(policies(4, fixed=True, priors=True))
        recommendation = recommend(data.draw(answered(policy)), policy)
        assert [said for said in everything_said(recommendation, policy) if said and not reads_well(said)] == []

    @settings(max_examples=many(40))
    @given(data=st.data())
    def test_reads_well_under_the_default_policy(self, data: st.DataObject) -> None:
        recommendation = recommend(data.draw(answered(POLICY)), POLICY)
        assert [said for said in everything_said(recommendation, POLICY) if said and not reads_well(said)] == []

    def test_every_answer_of_the_default_policy_has_a_phrase_of_its_own(self) -> None:
        phrases = [option.phrase for factor in POLICY.factors for option in factor.options]
        assert None not in phrases
        assert len(set(phrases)) == len(phrases)

    def test_an_answer_without_a_phrase_is_quoted(self) -> None:
        document = POLICY.model_dump(by_alias=True)
        document["factors"][0]["options"][0]["phrase"] = None
        policy = Policy.model_validate(document)
        assert clause("work_type", "one_off_task", policy) == (
            "the answer to “What do you need?” is “A one-off task or project”"
        )


def changes_named(way: str) -> Iterator[Mapping[str, str]]:
    """Each set of changes that a clause such as `f0o1 holds and f1o0 holds or f1o2 holds` stands for."""
    by_factor: dict[str, list[str]] = {}
    for factor, option in _ANSWER.findall(way):
        by_factor.setdefault(factor, []).append(option)
    for options in product(*by_factor.values()):
        yield dict(zip(by_factor, options, strict=True))


def ways_named(said: str, opening: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each result that such a sentence names, with a set of changes that is said to lead there."""
    assert said.startswith(opening)
    body = said.removeprefix(opening).removesuffix(".")
    ways, colon, to = body.rpartition(": then ")
    for each, result in [(ways, to)] if colon else _WAYS_TO.findall(body):
        for way in ways_apart(each):
            for changes in changes_named(way):
                yield result, changes


def ways_apart(said: str) -> list[str]:
    """Each of several ways: they are set apart by a comma, unless each is a single answer."""
    return said.split(", or ") if ", or " in said or " and " in said else said.split(" or ")


class TestWhatWouldChangeIt:
    @settings(max_examples=many(120))
    @given(data=st.data())
    def test_unless_is_said_of_what_is_open_and_leads_where_the_sentence_says(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(5, fixed=True, priors=True)))
        answers = data.draw(answered(policy))
        kept = data.draw(st.integers(0, len(answers)))
        stated, presumed = dict(list(answers.items())[:kept]), dict(list(answers.items())[kept:])
        recommendation = recommend(stated, policy, presumed)
        said = explanations.unless(recommendation, policy)
        for result, changes in ways_named(said, "Unless ") if said else ():
            assert MODELS[result] != recommendation.model
            assert len(changes) == 1
            assert changes.keys().isdisjoint(stated)
            assert recommend({**stated, **changes}, policy, presumed).model == MODELS[result]
        assert said is None or list(ways_named(said, "Unless "))

    @settings(max_examples=many(120))
    @given(data=st.data())
    def test_what_was_stated_is_said_to_change_and_leads_where_the_sentence_says(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(5, fixed=True, priors=True)))
        answers = data.draw(answered(policy))
        kept = data.draw(st.integers(0, len(answers)))
        stated, presumed = dict(list(answers.items())[:kept]), dict(list(answers.items())[kept:])
        recommendation = recommend(stated, policy, presumed)
        said = explanations.if_that_changes(recommendation, policy)
        for result, changes in ways_named(said, "If that changes, and ") if said else ():
            assert MODELS[result] != recommendation.model
            assert changes.keys() <= stated.keys()
            assert not any(policy.factor[factor].fixed for factor in changes)
            assert recommend({**answers, **changes}, policy).model == MODELS[result]
        assert said is None or list(ways_named(said, "If that changes, and "))

    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_each_result_within_reach_is_named_with_a_way_to_it(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(4, fixed=True)))
        recommendation = recommend(data.draw(answered(policy)), policy)
        told_of = (
            (explanations.every_flip(recommendation, policy), ", once "),
            (explanations.ways_to_win(recommendation, policy), ", if "),
        )
        for said, if_ in ((each, if_) for lines, if_ in told_of for each in lines):
            name, _, ways = said.removesuffix(".").partition(if_)
            to = None if name == "None of the seven models" else MODELS[name.lower()]
            named = [changes for way in ways_apart(ways) for changes in changes_named(way)]
            assert named
            assert {recommend({**recommendation.answers, **each}, policy).model for each in named} == {to}

    def test_it_reads_as_somebody_would_say_it(self) -> None:
        answers = {each.id: each.options[0].id for each in POLICY.factors} | {
            "place": "anywhere",
            "data_sensitivity": "none",
            "work_type": "whole_function",
            "daily_direction": "us",
            "codifiability": "mostly",
            "overlap": "none",
            "scale": "500_plus",
            "duration": "over_3_years",
            "start": "later",
            "country_risk": "low",
        }
        recommendation = recommend(answers, POLICY)
        assert recommendation.model == Model.OFFSHORE_CAPTIVE
        assert explanations.unless(recommendation, POLICY) is None
        assert explanations.if_that_changes(recommendation, POLICY) == (
            "If that changes, and the work must begin within four weeks or you need it for less than three months: "
            "then outsourcing far away."
        )

    def test_three_years_that_were_asked_for_are_no_unless(self) -> None:
        answers = {"daily_direction": "provider", "labour_share": "over_60", "duration": "1_to_3_years"}
        recommendation = recommend(answers, POLICY)
        assert "you need it" not in (explanations.unless(recommendation, POLICY) or "")

    def test_what_is_presumed_is_open_and_said_with_unless(self) -> None:
        stated = {"export_control": "military", "labour_share": "over_60"}
        recommendation = recommend(stated, POLICY, {"daily_direction": "provider"})
        assert explanations.unless(recommendation, POLICY) == (
            "Unless you direct the people each day (then in-house), "
            "or only one supplier could do this well (then hybrid)."
        )
        assert explanations.if_that_changes(recommendation, POLICY) is None

    def test_leaving_something_undecided_is_not_advised_where_deciding_it_does_the_same(self) -> None:
        answers = {"export_control": "military", "daily_direction": "provider", "labour_share": "over_60"}
        recommendation = recommend(answers, POLICY)
        undecided = Change("daily_direction", "provider", "undecided")
        assert (undecided,) in [flip.changes for flip in nearest_flips(recommendation, POLICY)]
        assert explanations.if_that_changes(recommendation, POLICY) == (
            "If that changes, and you direct the people each day: then in-house."
        )

    def test_too_little_known_is_no_result_to_change(self) -> None:
        recommendation = recommend({"daily_direction": "us"}, POLICY)
        assert explanations.unless(recommendation, POLICY) is None
        assert explanations.if_that_changes(recommendation, POLICY) is None


class TestWhatIsOut:
    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_every_model_ruled_out_is_named_once_and_no_other(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(5)))
        recommendation = recommend(data.draw(answered(policy)), policy)
        named = " ".join(line.split(" out")[0] for line in explanations.out(recommendation, policy))
        ruled_out = sorted(NAMES[ranked.model] for ranked in recommendation.ranking if ranked.ruled_out)
        if named == "All seven models are":
            assert ruled_out == sorted(NAMES.values())
        else:
            for together, models in TOGETHER.items():
                named = re.sub(rf"(?i)\b{together}\b(?! abroad)", models, named)
            assert sorted(word for word in re.findall(r"\w+", named.title()) if word in NAMES.values()) == ruled_out

    def test_it_is_grouped_and_says_by_which_law(self) -> None:
        (line,) = explanations.out(recommend({"export_control": "military"}, POLICY), POLICY)
        assert line == (
            "Work abroad is out: defence technology may not go "
            "abroad without a licence; at home every partner's staff must be allowed to see it. [22 CFR 120.50]"
        )

    def test_a_purchase_is_said_to_be_one(self) -> None:
        (line,) = explanations.explanation(recommend({"work_type": "goods_or_licence"}, POLICY), POLICY)
        assert line.startswith("All seven models are out: this is a purchase, not a decision about who does work")


class TestAgainstTheRunnerUp:
    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_it_is_ahead_level_or_not_spoken_of(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(5)))
        recommendation = recommend(data.draw(answered(policy)), policy)
        said = explanations.runner_up(recommendation, policy)
        undecided = recommendation.standing in {Standing.TOO_EARLY, Standing.CLOSE_CALL}
        if said is None:
            assert undecided or recommendation.lead is None or recommendation.lead <= 0
        else:
            assert recommendation.runner_up is not None
            close = recommendation.standing is Standing.CLOSE_CALL or not recommendation.lead
            assert said.startswith("For " if close else "Ahead of")
            assert f" {NAMES[recommendation.runner_up].lower()}" in said.lower()
            assert set(_ANSWER.findall(said)) <= set(recommendation.answers.items())


class TestWhatIsStillPossible:
    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_the_models_named_are_those_that_some_completion_lets_win(self, data: st.DataObject) -> None:
        policy = told(data.draw(policies(4)))
        recommendation = recommend(data.draw(answered(policy)), policy)
        winners = {plain_winner(each, policy) for each in completions(recommendation.answers, policy)}
        said = outlook.possible(recommendation, policy)
        left = winners - {None}
        if said is None:
            assert len(left) < 2
        elif said.startswith("Still open: all seven"):
            assert left == set(NAMES)
        elif said.endswith("of the seven models."):
            assert sentences.number_in_words(len(left)) in said
        else:
            for together, models in TOGETHER.items():
                said = re.sub(rf"\b{together}\b(?! abroad)", models, said)
            assert {model for model, name in NAMES.items() if name.lower() in said.lower()} == left

    def test_a_few_are_named_and_many_are_counted(self) -> None:
        military = recommend({"export_control": "military"}, POLICY)
        assert outlook.possible(military, POLICY) == "Still open: in-house, outsourcing here or hybrid."
        soon = recommend({"start": "under_4_weeks"}, POLICY)
        assert outlook.possible(soon, POLICY) == "Still open: five of the seven models."
        assert outlook.possible(recommend({}, POLICY), POLICY) == "Still open: all seven models."

    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_enough_is_said_only_where_nothing_can_change_it(self, data: st.DataObject) -> None:
        policy = data.draw(policies(4))
        recommendation = recommend(data.draw(answered(policy)), policy)
        winners = {plain_winner(each, policy) for each in completions(recommendation.answers, policy)}
        missing = len(policy.factors) - len(recommendation.answers)
        said = outlook.enough(recommendation, policy)
        assert (said is not None) == (len(winners) == 1 and missing > 0)
        if said == outlook.ENOUGH:
            assert recommendation.standing is Standing.FIRM
            assert settled_by(recommendation, policy) is not None

    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_what_an_answer_is_worth_is_counted_by_how_often_it_is_given(self, data: st.DataObject) -> None:
        policy = data.draw(policies(3, priors=True))
        answers = data.draw(answered(policy))
        recommendation = recommend(answers, policy)
        for factor in (each for each in policy.factors if each.id not in answers):
            settling = [
                option.prior
                for option in factor.options
                if len({plain_winner(each, policy) for each in completions({**answers, factor.id: option.id}, policy)})
                == 1
            ]
            share = Fraction(sum(settling), sum(option.prior for option in factor.options))
            said = outlook.worth(factor.id, recommendation, policy)
            in_cases = re.fullmatch(r"The answer decides in (about )?(\w+) of (\w+) cases\.", said or "")
            if in_cases:
                numbers = [sentences.number_in_words(number) for number in range(11)]
                told_share = Fraction(numbers.index(in_cases[2]), numbers.index(in_cases[3]))
                assert (told_share == share) == (in_cases[1] is None)
                assert abs(told_share - share) < Fraction(1, 10)
            else:
                assert (said == "The answer decides.") == (share == 1)
                assert (said is None) == (share < Fraction(1, 4))

    def test_what_is_not_proven_is_open_as_well(self) -> None:
        recommendation = recommend({"export_control": "military"}, POLICY)
        proven = dict(recommendation.outcomes.models)
        proven.pop(Model.HYBRID)
        outcomes = type(recommendation.outcomes)(proven, all_ruled_out=False, unproven=frozenset({Model.HYBRID}))
        unproven = Recommendation(
            **{name: getattr(recommendation, name) for name in Recommendation.__slots__ if name != "outcomes"},
            outcomes=outcomes,
        )
        assert outlook.possible(unproven, POLICY) == "Still open: in-house, outsourcing here or hybrid."


class TestWhatGuaranteesIt:
    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_the_answers_named_are_enough_by_themselves(self, data: st.DataObject) -> None:
        policy = data.draw(policies(4))
        recommendation = recommend(data.draw(answered(policy)), policy)
        proof = guarantees.guarantee(recommendation, policy)
        winners = {plain_winner(each, policy) for each in completions(recommendation.answers, policy)}
        close = recommendation.standing is Standing.CLOSE_CALL
        assert (proof is not None) == (len(winners) == 1 and not close)
        if proof and proof.answers:
            kept = dict(proof.answers)
            assert {plain_winner(each, policy) for each in completions(kept, policy)} == winners

    @settings(max_examples=many(50))
    @given(data=st.data())
    def test_where_they_are_many_each_is_said_to_matter(self, data: st.DataObject) -> None:
        policy = data.draw(policies(7))
        recommendation = recommend(data.draw(answered(policy)), policy)
        proof = guarantees.guarantee(recommendation, policy)
        if proof and (
            many := re.match(
                r"No short proof: (?:each of the (\d+) answers matters|of the \d+ answers (\d+) matter)", proof.claim
            )
        ):
            certificate = sufficient(recommendation, policy, budget=BUDGET)
            assert certificate is not None
            assert int(many[1] or many[2]) == len(certificate.factors) > len(recommendation.answers) // 2

    def test_it_names_the_model_and_says_whether_fewer_would_do(self) -> None:
        recommendation = recommend({"work_type": "goods_or_licence"}, POLICY)
        assert guarantees.guarantee(recommendation, POLICY) == guarantees.Proof(
            "This answer alone rules out every model.", (("work_type", "goods_or_licence"),)
        )
        promised = {
            "work_type": "recurring_service",
            "who_may": "own_only",
            "where_may": "here_only",
            "demand": "steady",
        }
        proof = guarantees.guarantee(recommend(promised, POLICY), POLICY)
        assert proof == guarantees.Proof(
            "These three answers are enough for in-house, whatever the others are. No fewer would do.",
            (("work_type", "recurring_service"), ("who_may", "own_only"), ("where_may", "here_only")),
        )

    def test_of_a_close_call_nothing_is_called_guaranteed(self) -> None:
        answers = {each.id: each.options[0].id for each in CLOSE.factors}
        recommendation = recommend(answers, CLOSE)
        assert recommendation.standing is Standing.CLOSE_CALL
        assert guarantees.guarantee(recommendation, CLOSE) is None
        assert guarantees.behind(recommendation, CLOSE) is None
        assert list(guarantees.counted(recommendation, CLOSE))[1:] == [
            "A lead of less than 100 points is a close call: both can be defended."
        ]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b and c"], "a, and b and c"),
        (["a, b", "c"], "a, b, and c"),
        (["a", "b, c", "d"], "a, and b, c, and d"),
    ],
)
def test_a_list_says_where_one_part_ends(parts: list[str], said: str) -> None:
    assert listed(parts) == said


def test_what_begins_alike_is_said_once() -> None:
    assert merged(["you need it for a day", "you need it for a week"]) == "you need it for a day or a week"
    assert merged(["a day", "a week"]) == "a day or a week"
    assert merged(["one way", "another way"]) == "one way or another way"
    assert merged(["it is “Over 5 days”", "it is “Over 9 days”"]) == "it is “Over 5 days” or “Over 9 days”"
    assert merged(["it happens on the spot here", "it happens on the spot in a nearby country"]) == (
        "it happens on the spot here or in a nearby country"
    )
    assert merged(["only a firm may", "only you may"]) == "only a firm may or only you may"
    assert merged(["no firm can", "no secret is seen"]) == "no firm can or no secret is seen"
    assert merged(["the people see it", "the people who do it now leave"]) == (
        "the people see it or the people who do it now leave"
    )


def test_neighbours_that_begin_alike_are_one_part_of_a_list() -> None:
    assert all_of(["the work is standard", "the work needs English", "you direct it"]) == (
        "the work is standard and needs English, and you direct it"
    )
    assert all_of(["the work is standard", "you direct it", "the work needs English"]) == (
        "the work is standard, you direct it and the work needs English"
    )


class TestAnswersTogether:
    def test_they_are_called_as_the_policy_calls_them(self) -> None:
        assert any_of("scale", ["5_49", "under_5"], POLICY) == "the work takes fewer than 50 people"
        assert any_of("duration", ["under_3_months", "3_to_12_months"], POLICY) == (
            "it is a short job of less than a year"
        )

    def test_what_has_no_name_together_is_named_one_by_one(self) -> None:
        assert any_of("scale", ["under_5", "5_49", "500_plus"], POLICY) == (
            "the work takes fewer than 50 people, or 500 people or more"
        )
        assert any_of("work_type", ["one_off_task", "whole_function"], POLICY) == (
            "it is a one-off task or project, or a whole function or department"
        )

    def test_a_policy_without_such_words_names_each(self) -> None:
        document = POLICY.model_dump(by_alias=True)
        for factor in document["factors"]:
            factor.pop("together")
        policy = Policy.model_validate(document)
        assert any_of("scale", ["under_5", "5_49"], policy) == "the work takes fewer than 5 people or 5 to 49 people"


def test_models_that_belong_together_are_named_together() -> None:
    assert model_sets.in_few_words({Model.IN_HOUSE, Model.NEARSHORE_CAPTIVE, Model.OFFSHORE_CAPTIVE}, POLICY) == (
        "your own people"
    )
    everything_bought = {
        Model.DOMESTIC_OUTSOURCING,
        Model.NEARSHORE_OUTSOURCING,
        Model.OFFSHORE_OUTSOURCING,
        Model.HYBRID,
    }
    assert model_sets.in_few_words(everything_bought, POLICY) == "outsourcing and hybrid"
    assert model_sets.in_few_words({Model.HYBRID, Model.IN_HOUSE}, POLICY, "or") == "in-house or hybrid"
