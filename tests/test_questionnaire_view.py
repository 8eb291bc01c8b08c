"""The questionnaire as a form, and its last page."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot import ids
from bot.views import messages, outlook, sentences
from bot.views.answer import answer
from bot.views.card import Audience, card
from bot.views.questionnaire import BUSINESS_FUNCTIONS, questionnaire_view
from bot.views.questionnaire_state import Source
from rules.recommend import recommend
from tests.drawn import (
    CHANNEL,
    CLOSE,
    FIVE_QUESTIONS,
    LIKELY,
    POLICY,
    REQUEST,
    THIN,
    as_read,
    decision,
    draft,
    fields,
    labels,
    option,
    view_text,
)


class TestTheQuestionnaire:
    def test_it_is_one_form_that_carries_its_draft_and_tells_when_it_is_closed(self) -> None:
        for page in range(4):
            view = questionnaire_view(draft(page))
            assert view["callback_id"] == ids.QUESTIONNAIRE
            assert view["private_metadata"] == "d-7"
            assert view["notify_on_close"]

    def test_the_first_page_has_what_is_known_filled_in(self) -> None:
        asked = fields(questionnaire_view(draft(0, function="Legal", post_to=CHANNEL)))
        assert list(asked) == [ids.REQUEST_TEXT, ids.HOME_COUNTRY, ids.BUSINESS_FUNCTION, ids.POST_WHERE]
        assert asked[ids.REQUEST_TEXT]["element"]["initial_value"] == REQUEST
        assert asked[ids.HOME_COUNTRY]["element"]["initial_option"]["value"] == "GB"
        assert asked[ids.BUSINESS_FUNCTION]["element"]["initial_option"]["value"] == "Legal"
        assert asked[ids.POST_WHERE]["element"]["initial_conversation"] == CHANNEL
        assert "Other" in BUSINESS_FUNCTIONS

    def test_every_country_stands_under_its_letter(self) -> None:
        groups = fields(questionnaire_view(draft(0)))[ids.HOME_COUNTRY]["element"]["option_groups"]
        letters = [group["label"]["text"] for group in groups]
        assert letters == sorted(set(letters))
        assert sum(len(group["options"]) for group in groups) > 190

    def test_it_is_posted_nowhere_unless_somebody_chooses_where(self) -> None:
        where = fields(questionnaire_view(draft(0)))[ids.POST_WHERE]["element"]
        assert not {"initial_conversation", "default_to_current_conversation"}.intersection(where)

    def test_what_came_from_a_message_goes_back_into_its_thread(self) -> None:
        source = Source(author="U1", permalink="https://x.slack.com/archives/C1/p1")
        view = questionnaire_view(draft(0, source=source, in_thread=True))
        assert ids.POST_WHERE not in fields(view)
        read = as_read(view)
        assert "Taken from <https://x.slack.com/archives/C1/p1|a message> by <@U1>." in read
        assert "goes into the thread" in read

    def test_no_question_is_called_optional_and_each_has_an_answer_that_is_none(self) -> None:
        for page in (0, 1):
            view = questionnaire_view(draft(page, {}, left=6))
            optional = [block for block in fields(view).values() if block["optional"]]
            assert [block["block_id"] for block in optional] == ([ids.POST_WHERE] if page == 0 else [])
        asked = fields(view)
        assert {block["element"]["initial_option"]["value"] for block in asked.values()} == {ids.AS_IT_IS}
        assert all(block["dispatch_action"] for block in asked.values())
        assert as_read(view).count("Nothing has to be answered") == 1

    def test_as_many_questions_as_are_asked_fit_into_the_form(self) -> None:
        asked = fields(questionnaire_view(draft(1, questions=[factor.id for factor in POLICY.factors])))
        assert len(asked) == len(POLICY.factors)

    def test_a_field_keeps_its_ids_whatever_else_changes(self) -> None:
        for block_id, block in fields(questionnaire_view(draft(1))).items():
            assert block_id == block["element"]["action_id"]
            assert block_id.removeprefix(ids.ANSWER) in POLICY.factor

    def test_what_the_text_settled_is_filled_in_and_marked_so(self) -> None:
        state = draft(1, {}, questions=["scale"], read={"scale": "5_49"}, read_words={"scale": "40-seat"})
        block = fields(questionnaire_view(state))[f"{ids.ANSWER}scale"]
        assert block["element"]["initial_option"]["value"] == "5_49"
        assert block["hint"]["text"] == "Read from the text: “40-seat”. Change it if that is wrong."

    def test_what_the_person_said_goes_before_what_the_text_says(self) -> None:
        words = {"scale": "40-seat"}
        state = draft(1, {"scale": "500_plus"}, questions=["scale"], read={"scale": "5_49"}, read_words=words)
        block = fields(questionnaire_view(state))[f"{ids.ANSWER}scale"]
        assert block["element"]["initial_option"]["value"] == "500_plus"
        assert block["hint"]["text"] == "Changed. The text says “40-seat”: 5 to 49."

    def test_what_is_open_what_is_read_and_what_is_assumed_stand_apart(self) -> None:
        recommendation = recommend({"place": "here", "who": "us"}, FIVE_QUESTIONS, {"hours": "any"})
        state = draft(
            1,
            {},
            questions=["who", "size", "hours"],
            read={"who": "us"},
            read_words={"who": "ourselves"},
            policy=FIVE_QUESTIONS,
            recommendation=recommendation,
        )
        view = questionnaire_view(state)
        order = [block["block_id"] for block in view["blocks"]]
        apart = ["answer.v1:size", "said", "answer.v1:who", "presumed", "answer.v1:hours", "page"]
        assert [each for each in order if each.removeprefix("questionnaire.") in apart] == [
            f"questionnaire.{each}" for each in apart
        ]
        assumed = fields(view)[f"{ids.ANSWER}hours"]["element"]
        assert assumed["initial_option"] == assumed["options"][0]
        assert assumed["options"][0]["value"] == ids.AS_IT_IS
        assert assumed["options"][0]["text"]["text"] == "Assumed: an answer"
        assert "any" in [each["value"] for each in assumed["options"]], "choosing it makes it theirs"

    def test_what_is_assumed_stands_in_a_line_that_can_be_opened(self) -> None:
        recommendation = recommend({"place": "here"}, FIVE_QUESTIONS, {"hours": "any"})
        view = questionnaire_view(
            draft(1, {"place": "here"}, questions=["who"], policy=FIVE_QUESTIONS, recommendation=recommendation)
        )
        (menu,) = [
            element
            for block in view["blocks"]
            for element in block.get("elements", ())
            if element.get("action_id") == ids.CHANGE_ASSUMPTION
        ]
        assert view_text(view, "questionnaire.presumed") == "*Assumed, as usual for such work*\nan answer"
        assert [each["value"] for each in menu["options"]] == ["hours"]

    @pytest.mark.parametrize(
        ("page", "changes", "said"),
        [
            (0, {"left": 9}, "About nine questions, three minutes."),
            (1, {"left": 6}, "About six questions, two minutes."),
            (1, {"left": 1}, "Probably one question, less than a minute."),
            (1, {"left": 13}, "More than ten questions, about five minutes."),
            (2, {"left": 3}, "About three more questions."),
            (2, {"left": 1}, "Probably one more question."),
            (2, {"left": 0}, "No more has to be known; answers can make it firmer."),
        ],
    )
    def test_it_says_how_long_it_is(self, page: int, changes: dict[str, Any], said: str) -> None:
        assert said in as_read(questionnaire_view(draft(page, {}, **changes)))

    def test_it_says_how_it_stands_on_every_page_of_questions(self) -> None:
        for answers in (LIKELY, THIN):
            state = draft(1, answers, policy=FIVE_QUESTIONS)
            standing = view_text(questionnaire_view(state), "questionnaire.standing")
            said = answer(state.recommendation, FIVE_QUESTIONS, state.described)
            assert standing.startswith(f"*{said}* {sentences.standing(state.recommendation, FIVE_QUESTIONS)}")
        assert view_text(questionnaire_view(draft(1, {})), "questionnaire.standing").startswith("*Too early.*")

    def test_there_is_one_verdict(self) -> None:
        for answers in ({}, LIKELY, CLOSE, THIN):
            for page in (1, 3):
                read = as_read(questionnaire_view(draft(page, answers, policy=FIVE_QUESTIONS)))
                assert not [each for each in ("Enough", "Only one is left", "No clear winner") if each in read]

    @pytest.mark.parametrize(
        ("page", "changes", "submit"),
        [
            (0, {}, "Next"),
            (1, {}, "Next"),
            (2, {"last": True}, "See the result"),
            (3, {}, "Record it"),
            (3, {"post_to": CHANNEL}, "Record it"),
            (3, {"in_thread": True}, "Record it"),
        ],
    )
    def test_the_button_says_what_comes_next(self, page: int, changes: dict[str, Any], submit: str) -> None:
        assert questionnaire_view(draft(page, **changes))["submit"]["text"] == submit

    def test_one_can_go_back_from_every_page_but_the_first(self) -> None:
        assert [labels(questionnaire_view(draft(page))) for page in range(4)] == [
            [],
            ["Back", "See the result"],
            ["Back", "See the result"],
            ["Change an answer", "Back"],
        ]

    def test_the_result_comes_at_once_or_next(self) -> None:
        assert labels(questionnaire_view(draft(2, last=True))) == ["Back"]

    def test_it_shows_what_is_still_possible(self) -> None:
        ruled_out = {"place": option("place", 2), "work_type": option("work_type", 1)}
        read = as_read(questionnaire_view(draft(1, ruled_out)))
        assert "Still open: in-house, outsourcing here or hybrid." in read

    def test_a_question_says_how_often_its_answer_settles_the_result(self) -> None:
        asked = draft(1, {"place": "here"}, policy=FIVE_QUESTIONS, questions=["who", "size"])
        for factor in ("who", "size"):
            worth = outlook.worth(factor, asked.recommendation, FIVE_QUESTIONS)
            block = f"questionnaire.worth:{factor}"
            shown = [each for each in questionnaire_view(asked)["blocks"] if each["block_id"] == block]
            assert bool(shown) == bool(worth)
            assert (worth or "") in as_read(questionnaire_view(asked))

    def test_once_nothing_can_change_it_one_may_still_go_on(self) -> None:
        purchase = {"work_type": "goods_or_licence"}
        assert "These questions are for the record." in as_read(questionnaire_view(draft(1, purchase, for_record=True)))
        result = questionnaire_view(draft(3, purchase, more=True))
        assert labels(result) == ["Go on for the record", "Change an answer", "Back"]
        assert labels(questionnaire_view(draft(3, more=True)))[0] == "Go on with the questions"

    def test_the_result_has_all_that_the_card_has(self) -> None:
        on_card = [
            block
            for block in card(decision(), Audience.CHANNEL).blocks
            if block["type"] in ("section", "rich_text") and not block["block_id"].startswith("card.question")
        ]
        assert [block for block in questionnaire_view(draft(3))["blocks"] if block in on_card] == on_card

    def test_a_note_says_what_changed_meanwhile(self) -> None:
        view = questionnaire_view(draft(1, changed_note=messages.OUTDATED, decision_id=12))
        assert messages.OUTDATED in as_read(view)
        assert "This goes on from decision 12" in as_read(view)


class TestHowItStands:
    def says(self, answers: Mapping[str, str]) -> tuple[str, str]:
        recommendation = recommend(answers, FIVE_QUESTIONS)
        return (
            sentences.recommended(recommendation, FIVE_QUESTIONS),
            sentences.standing(recommendation, FIVE_QUESTIONS),
        )

    def test_with_too_few_answers_no_model_is_named(self) -> None:
        assert self.says({}) == (
            "Too early",
            "Too early: tell me two things.",
        )

    def test_what_stays_in_most_ways_to_answer_the_rest_is_likely_and_says_in_how_many(self) -> None:
        assert self.says(LIKELY) == (
            "In-house",
            "Likely: stays so in 9 of 10 ways to answer the rest.",
        )

    def test_of_a_close_call_both_are_named(self) -> None:
        assert self.says(CLOSE) == (
            "Outsourcing here or in-house",
            "Close call by two points; both can be defended.",
        )

    def test_a_small_lead_is_a_close_call_though_every_question_is_answered(self) -> None:
        assert self.says({**CLOSE, "who": "us", "hours": "shared"}) == (
            "In-house or outsourcing here",
            "Close call by a point; both can be defended.",
        )

    def test_what_nothing_can_change_is_firm(self) -> None:
        assert self.says(THIN) == (
            "In-house",
            "Firm: whatever the two missing answers are, no other model can win.",
        )
        assert self.says({**LIKELY, "size": "few", "time": "long", "hours": "any"}) == (
            "In-house",
            "Firm: every question is answered.",
        )

    def test_small_numbers_are_written_out(self) -> None:
        assert sentences.in_words(1, "answer") == "one answer"
        assert sentences.in_words(10, "answer") == "ten answers"
        assert sentences.in_words(11, "answer") == "11 answers"
