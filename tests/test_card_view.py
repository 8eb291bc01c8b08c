"""The decision card: readable in ten seconds, for whoever asked and for a channel."""

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import ids
from bot.playground.stand_in.limits import check_message
from bot.store import Answered
from bot.views import explanations
from bot.views.card import Audience, card
from bot.views.one_tap import in_short
from rules.classification import NotAModel
from rules.explaining.deciding import deciding
from rules.grid import Model
from rules.recommend import Standing, recommend
from tests.drawn import (
    ACTOR,
    AT,
    CLOSE,
    EVERY_FIRST_ANSWER,
    FIVE_QUESTIONS,
    LIKELY,
    NO_ANSWERS,
    POLICY,
    REQUEST,
    SOME_ANSWERS,
    TWELVE,
    as_read,
    decision,
    described,
    elements,
    hostile_policy,
    labels,
    payload,
    planned,
)


class TestTheCard:
    def test_it_opens_with_the_answer_and_how_firm_it_is_and_says_what_it_read(self) -> None:
        read = html.unescape(as_read(card(decision(LIKELY, FIVE_QUESTIONS), Audience.CHANNEL)))
        assert REQUEST in read
        assert "*Keep this work with your own people.*\nLikely: stays so in 9 of 10 ways to answer the rest." in read
        assert " Seen from the United Kingdom.\n" in read
        assert "*Read as* your own people, far away (“our own managers stay in charge”)" in read

    def test_a_notification_says_the_result_without_the_blocks(self) -> None:
        text = card(decision(LIKELY, FIVE_QUESTIONS), Audience.CHANNEL).text
        assert text.startswith("Decision 12. Keep this work with your own people. Likely: stays so in 9 of 10 ways")

    def test_of_a_close_call_it_says_only_once_that_both_can_be_defended(self) -> None:
        shown = card(decision(CLOSE, FIVE_QUESTIONS), Audience.CHANNEL)
        assert shown.text.endswith("; both can be defended. Close call by two points.")
        assert as_read(shown).count("both can be defended") == 1

    def test_while_it_is_too_early_it_names_no_model_and_asks(self) -> None:
        state = decision(NO_ANSWERS)
        shown = card(state, Audience.REQUESTER)
        asked = POLICY.factor[deciding(state.recommendation, POLICY)[0].factor].question
        assert html.unescape(shown.text) == f"Decision 12. Too early: tell me two things. {asked}"
        above, _, _ = html.unescape(as_read(shown)).partition(asked)
        assert "Too early: tell me two things." in above
        named = [model.label for model in POLICY.models.values() if model.label.lower() in above.lower()]
        assert not named

    @pytest.mark.parametrize("answers", [NO_ANSWERS, SOME_ANSWERS, EVERY_FIRST_ANSWER])
    def test_it_explains_itself_in_at_most_two_lines(self, answers: Mapping[str, str]) -> None:
        state = decision(answers)
        read = html.unescape(as_read(card(state, Audience.CHANNEL)))
        said = [line for line in explanations.explanation(state.recommendation, POLICY) if f"\n• {line}" in read]
        assert read.count("\n• ") == len(said) <= 2
        assert ("*Why*" in read) == bool(said)

    def test_it_says_by_which_rule_much_is_out(self) -> None:
        state = decision({"place": "here", "daily_direction": "provider", "supplier_market": "four_plus"})
        assert state.recommendation.standing is not Standing.TOO_EARLY
        assert "• Work abroad is out: work that happens on the spot here" in as_read(card(state, Audience.CHANNEL))

    def test_a_plan_that_a_rule_forbids_is_out_and_it_says_why(self) -> None:
        state = planned({"place": "here", "who_may": "own_only"}, Model.OFFSHORE_CAPTIVE)
        read = as_read(card(state, Audience.CHANNEL))
        assert "; your plan, own centre far away, is ruled out.*" in read
        assert "*Your plan* Own centre far away is out: work that happens on the spot" in read

    def test_what_only_a_presumption_rules_out_is_said_to_be_usually_out(self) -> None:
        presumed = recommend({"who": "them", "size": "few"}, FIVE_QUESTIONS, {"place": "here"})
        assert " usually out: a reason." in " ".join(explanations.out(presumed, FIVE_QUESTIONS))

    def test_a_plan_that_fits_is_said_to_fit_in_the_answer_and_nowhere_else(self) -> None:
        shown = card(planned({}, Model.OFFSHORE_CAPTIVE), Audience.CHANNEL)
        assert "*Your plan fits: run this work in a centre of your own in a distant country.*" in as_read(shown)
        assert "card.contrast" not in [block["block_id"] for block in shown.blocks]

    def test_what_is_no_request_is_called_that(self) -> None:
        nothing = described().model_copy(update={"model": NotAModel.NONE})
        assert "*Read as* no request to place work" in as_read(card(decision(described=nothing), Audience.REQUESTER))

    def test_it_names_three_duties_and_counts_the_rest(self) -> None:
        policy = hostile_policy("A duty")
        read = as_read(card(decision({"f0": "yes"}, policy), Audience.CHANNEL))
        assert "*Check first* a duty · a duty · a duty · and 37 more" in read

    @pytest.mark.parametrize("audience", Audience)
    def test_the_question_that_decides_stands_on_it_with_its_answers(self, audience: Audience) -> None:
        state = decision({"place": "anywhere"})
        factor = POLICY.factor[deciding(state.recommendation, POLICY)[0].factor]
        shown = card(state, audience)
        assert f"*{factor.question}*" in as_read(shown)
        answers = [each for each in elements(shown) if each["action_id"].startswith(ids.TAP)]
        assert [each["action_id"] for each in answers[: len(factor.options)]] == [
            f"{ids.TAP}{factor.id}:{option.id}" for option in factor.options
        ]

    def test_every_tap_of_the_policy_fits_into_what_slack_takes(self) -> None:
        for factor in POLICY.factors:
            state = decision({}, answered={factor.id: Answered(factor.options[0].id, ACTOR, AT)})
            for shown in (card(state, Audience.REQUESTER, again=factor.id), card(state, Audience.CHANNEL)):
                assert [str(problem) for problem in check_message(payload(shown))] == []

    def test_what_is_assumed_and_what_was_answered_can_be_asked_again(self) -> None:
        presumed = recommend({"who": "them", "size": "few"}, FIVE_QUESTIONS, {"place": "here"})
        given = {"size": Answered("few", ACTOR, AT)}
        state = decision({}, FIVE_QUESTIONS, recommendation=presumed, answered=given)
        (menu,) = [each["accessory"] for each in card(state, Audience.CHANNEL).blocks if "accessory" in each]
        assert menu["action_id"] == ids.ASK_AGAIN
        assert [
            (group["label"]["text"], [each["value"] for each in group["options"]]) for group in menu["option_groups"]
        ] == [
            ("Answered", [f"{TWELVE}|size"]),
            ("Assumed", [f"{TWELVE}|place"]),
        ]
        asked = as_read(card(state, Audience.CHANNEL, again="size"))
        assert f"Answered by <@{ACTOR}>" in asked
        assert "Take it back" in asked
        assert "Take it back" not in as_read(card(state, Audience.CHANNEL, again="place")), "nobody answered that"

    def test_each_who_answered_is_named_once_with_what_they_answered_the_newest_first(self) -> None:
        given = {
            "size": Answered("few", ACTOR, AT),
            "who": Answered("them", ACTOR, AT + timedelta(minutes=1)),
            "place": Answered("here", "U0OTHER", AT + timedelta(minutes=2)),
        }
        state = decision({each: answer.option for each, answer in given.items()}, FIVE_QUESTIONS, answered=given)
        label = {each: in_short(FIVE_QUESTIONS.factor[each].option[answer.option]) for each, answer in given.items()}
        (told,) = [each for each in card(state, Audience.CHANNEL).blocks if each["block_id"] == "card.answered"]
        assert told["text"]["text"].splitlines() == [
            f"*Answered* by <@U0OTHER>: {label['place']}",
            f"*Answered* by <@{ACTOR}>: {label['who']} · {label['size']}",
        ]

    def test_buttons_have_few_words_and_none_that_say_less_than_the_answer(self) -> None:
        state = decision({"place": "anywhere"})
        asked = card(state, Audience.CHANNEL, again="start")
        answers = [each["text"]["text"] for each in elements(asked) if each["action_id"].startswith(f"{ids.TAP}start:")]
        assert answers == ["Within four weeks", "In one to three months", "In three to twelve months", "Later"]

    def test_what_takes_no_answers_asks_nothing(self) -> None:
        state = replace(decision({"place": "anywhere"}), takes_answers=False)
        assert not [each for each in elements(card(state, Audience.REQUESTER)) if each["action_id"].startswith(ids.TAP)]

    def test_the_requester_can_answer_post_discard_and_look_behind_it(self) -> None:
        assert labels(card(decision(), Audience.REQUESTER))[-4:] == [
            "More questions",
            "Post to channel",
            "Discard",
            "Details",
        ]

    def test_nothing_is_asked_where_no_answer_matters(self) -> None:
        shown = card(decision(EVERY_FIRST_ANSWER), Audience.REQUESTER)
        assert labels(shown) == ["Post to channel", "Discard", "Details"]
        assert "card.worth_asking" not in [block["block_id"] for block in shown.blocks]

    def test_what_has_been_erased_is_said_to_be(self) -> None:
        read = as_read(card(decision(text="", who="", described=None), Audience.CHANNEL))
        assert "The words of this request have been erased." in read
        assert "*Read as* This has been erased." in read
        assert "asked by someone (erased)" in read

    def test_buttons_carry_the_decision_and_nothing_else(self) -> None:
        rows = card(decision(), Audience.REQUESTER).blocks[-1]["elements"]
        assert {button["value"] for button in rows} == {str(TWELVE)}
        assert [button["action_id"] for button in rows] == [
            ids.ANSWER_QUESTIONS,
            ids.POST_TO_CHANNEL,
            ids.DISCARD,
            ids.SHOW_DETAILS,
        ]
