"""What a card says of what people decided, which buttons stand on it, and the forms in which something is decided."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import ids
from bot.playground.stand_in.limits import check_message, check_view
from bot.store import Course
from bot.store.course import Asked, Given, Move, Reopened
from bot.views import acted, deciding
from bot.views.blocks import Message
from bot.views.card import Audience, CardState, card
from bot.views.card_state import Kept
from bot.views.details import details_view
from rules.approvals import Requirement
from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from rules.recommend import Standing
from tests.drawn import (
    CLOSE,
    FIVE_QUESTIONS,
    HOSTILE,
    LIKELY,
    NO_ANSWERS,
    POLICY,
    REQUESTER,
    TWELVE,
    as_read,
    decision,
    fields,
    hostile_policy,
    labels,
    option,
)
from tests.sample_courses import AT, CAROL, DANA, REVIEWER, VERSION, WAITING, decided

SEEN = f"{TWELVE}|{VERSION}"
FOUR_EYES = Requirement("four_eyes", 2, None, "Above a million a year a second pair of eyes looks at it.")
LEGAL = Requirement("legal", 1, frozenset({"U0LAW"}), "Personal data leaves the country.", extra=True)


def likely(**changes: Any) -> CardState:
    """In-house is recommended."""
    return decision(LIKELY, FIVE_QUESTIONS, **changes)


def on_card(state: CardState, audience: Audience = Audience.CHANNEL) -> str:
    return as_read(card(state, audience))


def buttons(state: CardState, audience: Audience = Audience.CHANNEL) -> list[str]:
    return labels({"blocks": card(state, audience).blocks[-1:]})


def after(course: Course, **changes: Any) -> CardState:
    return likely(course=course, status=course.status, **changes)


def approval(by: str = DANA, model: Model = Model.IN_HOUSE, words: str = "", event: int = 50) -> Given:
    reason = ReadyReason.LAW if words else None
    capacity = Capacity(Role.REVIEWER, None, ("four_eyes",))
    return Given(event=event, by=by, at=AT, capacity=capacity, choice=Choice(model, reason, words))


def half(*given: Given, requirements: Sequence[Requirement] = (FOUR_EYES,)) -> CardState:
    return likely(course=replace(WAITING, approvals=given), requirements=requirements)


# Which buttons stand on it


def test_what_is_recommended_stands_in_the_button_that_accepts_it() -> None:
    assert buttons(likely()) == ["Accept in-house", "Override", "Ask a question", "Details"]
    assert "Withdraw (who asked)" in on_card(likely())


def test_a_close_call_offers_the_two() -> None:
    state = decision(CLOSE, FIVE_QUESTIONS)
    assert state.recommendation.standing is Standing.CLOSE_CALL
    assert buttons(state)[:3] == ["Accept outsourcing here", "Accept in-house", "Override"]


def test_too_early_asks_which() -> None:
    state = decision(NO_ANSWERS, FIVE_QUESTIONS)
    assert buttons(state) == ["Accept…", "Ask a question", "Details"]
    assert "Withdraw (who asked)" in on_card(state)


def test_where_every_model_is_ruled_out_there_is_only_to_override() -> None:
    state = decision({"work_type": "goods_or_licence"})
    assert buttons(state)[:2] == ["Override", "Ask a question"]


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.ACCEPTED, ["Undo", "Reopen", "Details"]),
        (Status.OVERRIDDEN, ["Undo", "Reopen", "Details"]),
        (Status.WITHDRAWN, ["Bring back", "Details"]),
        (Status.DISCARDED, ["Bring back", "Details"]),
        (Status.SUPERSEDED, ["Details"]),
    ],
)
@pytest.mark.parametrize("audience", Audience)
def test_every_step_has_one_that_leads_back(status: Status, offered: list[str], audience: Audience) -> None:
    state = after(decided(status))
    assert buttons(state, audience) == offered
    assert f"Decision 12: {status}" in on_card(state, audience)


def test_every_button_that_decides_says_which_version_was_on_the_screen() -> None:
    every = [likely(), half(approval()), *(after(decided(status)) for status in (Status.ACCEPTED, Status.WITHDRAWN))]
    rows = [element for state in every for element in card(state, Audience.CHANNEL).blocks[-1]["elements"]]
    values = {element["value"] for element in rows if "value" in element and element["action_id"] != ids.SHOW_DETAILS}
    assert values == {SEEN}
    (withdraw,) = {each["options"][0]["value"] for each in rows if each["type"] == "overflow"}
    assert withdraw == f"withdraw|{SEEN}"


# What it says


def test_it_says_who_accepted_what_in_which_role_for_whom_and_when() -> None:
    capacity = Capacity(Role.REVIEWER, DANA)
    state = after(decided(Status.ACCEPTED, model=Model.IN_HOUSE, capacity=capacity))
    assert f"*Accepted: in-house* by <@{CAROL}> (reviewer), for <@{DANA}> · <!date" in on_card(state)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.CHANNEL, f"by <@{CAROL}> ·"),
        (Role.OWN, f"by <@{CAROL}> (their own request) ·"),
        (Role.EXTRA, f"by <@{CAROL}> (the policy asks for them) ·"),
    ],
)
def test_where_anyone_may_decide_no_role_is_made_up(role: Role, said: str) -> None:
    assert said in on_card(after(decided(Status.ACCEPTED, capacity=Capacity(role))))


def test_it_names_everybody_who_agreed() -> None:
    course = decided(Status.ACCEPTED, model=Model.IN_HOUSE, approvals=(approval(),))
    assert f"by <@{CAROL}> (reviewer) and <@{DANA}> (reviewer) ·" in on_card(after(course))


def test_three_who_agreed_stand_in_a_list_with_commas() -> None:
    agreed = (approval(), approval(REQUESTER))
    course = decided(Status.ACCEPTED, model=Model.IN_HOUSE, approvals=agreed)
    said = f"by <@{CAROL}> (reviewer), <@{DANA}> (reviewer) and <@{REQUESTER}> (reviewer) ·"
    assert said in on_card(after(course))
    for_dana = decided(Status.ACCEPTED, capacity=Capacity(Role.REVIEWER, DANA), approvals=(approval(REQUESTER),))
    assert f"(reviewer), for <@{DANA}>; and <@{REQUESTER}> (reviewer) ·" in on_card(after(for_dana))


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.OVERRIDDEN])
def test_what_was_decided_stands_first_and_what_was_recommended_advises_nobody_any_more(status: Status) -> None:
    assert "*Keep this work with your own people.*" in on_card(likely())
    read = on_card(after(decided(status)))
    assert "\nRecommended: keep this work with your own people.\n" in read
    assert "*Keep this work" not in read
    assert "Keep this work" not in card(after(decided(status)), Audience.CHANNEL).text
    early = on_card(replace(decision(NO_ANSWERS, FIVE_QUESTIONS), status=status, course=decided(status)))
    kept = Kept(Model.IN_HOUSE, "In-house (likely)")
    assert "\nRecommended: In-house (likely)\n" in on_card(after(decided(status), kept=kept))
    assert "*Recommended: In-house (likely)*" in on_card(likely(kept=kept))
    assert "Nothing was recommended: too little was known." in early
    assert "Too early" not in early


def test_it_says_who_overrode_it_with_what_and_why_and_what_they_dispute() -> None:
    course = decided(
        Status.OVERRIDDEN,
        ready_reason=ReadyReason.LAW,
        words="The works\ncouncil has a say.",
        disputes=("answer:who", "rule:place.here"),
    )
    read = on_card(after(course))
    assert f"*Overridden: hybrid instead of in-house* by <@{CAROL}> (reviewer) · law · <!date" in read
    assert "“The works council has a say.”" in read
    assert "Disputed: An answer · A reason." in read


def test_what_older_releases_did_not_record_is_left_out() -> None:
    course = decided(Status.OVERRIDDEN, model=None, capacity=None, words="Because.")
    assert f"*Overridden* by <@{CAROL}> · <!date" in on_card(after(course))


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status.DISCARDED, f"*Discarded* by <@{REQUESTER}> · "),
        (Status.WITHDRAWN, f"*Withdrawn* by <@{REQUESTER}> · "),
        (Status.SUPERSEDED, "*Decision 13 took its place.*"),
    ],
)
def test_it_says_what_became_of_it(status: Status, line: str) -> None:
    course = decided(status, REQUESTER, None, capacity=None)
    assert line in on_card(after(course, superseded_by=13))


def test_half_of_it_is_named_and_what_is_still_needed() -> None:
    read = on_card(half(approval()))
    assert f"*1 of 2*: <@{DANA}> (reviewer) accepted in-house · <!date" in read
    assert "*Needs one person more:* Above a million a year a second pair of eyes looks at it." in read


def test_before_anybody_agreed_it_says_how_many_have_to_and_why() -> None:
    read = on_card(likely(requirements=(FOUR_EYES, LEGAL)))
    assert "*Needs two people:* Above a million a year" in read
    assert "*Needs one person whom the policy names:* Personal data leaves the country." in read
    assert "U0LAW" not in read, "nobody is called by a card that is posted"


def test_what_an_open_question_could_spare_says_so() -> None:
    unsure = replace(FOUR_EYES, unsure_of=("size", "work"))
    read = on_card(likely(requirements=(unsure,)))
    assert "looks at it.\nThat counts until somebody answers: " in read
    assert "Which kind of work is it?" in read
    assert "until somebody answers" not in on_card(likely(requirements=(FOUR_EYES,)))


def test_a_second_reviewer_can_agree_to_what_another_would_override_it_with() -> None:
    state = half(approval(model=Model.HYBRID, words="Our partner offered it."))
    assert buttons(state)[:4] == ["Agree to hybrid", "Accept in-house", "Override", "Undo"]
    read = on_card(state)
    assert f"*1 of 2*: <@{DANA}> (reviewer) would override it with hybrid · " in read
    assert "Why: law\n“Our partner offered it.”" in read


def test_a_question_stands_on_it_until_whoever_asked_answers() -> None:
    asked = Asked(event=57, by=CAROL, at=AT, words="Which data leaves?", words_erased=False)
    state = likely(course=replace(WAITING, questions=(asked,)))
    assert f"*<@{CAROL}> asks <@{REQUESTER}>:* “Which data leaves?” · <!date" in on_card(state)
    assert on_card(state).count("\nAnswer\n") == 1
    assert "Ask a question" not in buttons(state)
    assert "“Which data leaves?”" in as_read(details_view(state))


def test_why_it_was_reopened_stands_on_it_with_what_was_decided_before() -> None:
    was = decided(Status.ACCEPTED, DANA, Model.IN_HOUSE).decided
    again = Reopened(
        event=57, by=CAROL, at=AT, capacity=REVIEWER, words="The offer fell through.", words_erased=False,
        by_answer=False, was=was,
    )  # fmt: skip
    read = on_card(likely(course=replace(WAITING, reopened=again)))
    assert f"*Reopened* by <@{CAROL}> (reviewer) · " in read
    assert f"“The offer fell through.”\nBefore that: accepted by <@{DANA}>, in-house" in read
    late = on_card(likely(course=replace(WAITING, reopened=replace(again, by_answer=True, words="", capacity=None))))
    assert f"*Reopened* by an answer that <@{CAROL}> gave · " in late


def test_an_answer_to_what_was_decided_says_that_it_reopens_it() -> None:
    state = replace(decision(status=Status.ACCEPTED, course=decided(Status.ACCEPTED)), takes_answers=True)
    menus = [block["accessory"] for block in card(state, Audience.CHANNEL).blocks if "accessory" in block]
    assert [(menu["action_id"], menu["placeholder"]["text"]) for menu in menus] in (
        [],
        [(ids.ASK_LATE, "Change and reopen")],
    )


# What whoever presses is told


def moved(verb: Verb, model: Model | None = None, by: str = CAROL) -> Move:
    choice = Choice(model) if model else None
    return Move(event=57, verb=verb, by=by, at=AT, status=Status.ACCEPTED, seen=50, choice=choice)


def test_whoever_accepts_is_told_how_long_they_can_undo_it() -> None:
    said = acted.you_did(after(decided(Status.ACCEPTED, model=Model.IN_HOUSE)), moved(Verb.ACCEPT, Model.IN_HOUSE))
    assert said.text.source == "You accepted in-house for decision 12. *Undo* works for 15 minutes."
    assert labels(said.as_message()) == ["Undo"]


def test_whoever_is_the_first_of_two_is_told_that_it_waits() -> None:
    said = acted.you_did(half(approval()), moved(Verb.APPROVE, Model.IN_HOUSE))
    assert "You chose in-house for decision 12: 1 of 2. It waits for one person more." in said.text.source


@pytest.mark.parametrize(("minutes", "when"), [(0, "a moment ago."), (30, "(<!date")])
def test_whoever_was_second_is_told_who_was_first(minutes: int, when: str) -> None:
    state = after(decided(Status.ACCEPTED, model=Model.IN_HOUSE))
    now = AT + timedelta(minutes=minutes)
    said = acted.meanwhile(state, moved(Verb.ACCEPT, Model.IN_HOUSE), now, may_decide=True)
    assert said.text.source.startswith(f"<@{CAROL}> accepted in-house {when}")
    assert labels(said.as_message()) == ["Override"]
    refused = acted.meanwhile(state, moved(Verb.ACCEPT, Model.IN_HOUSE), now, may_decide=False)
    assert labels(refused.as_message()) == []


@pytest.mark.parametrize("verb", Verb)
def test_there_are_words_for_everything_that_somebody_can_have_done(verb: Verb) -> None:
    said = acted.somebody_did(likely(), moved(verb), AT).source
    assert said.startswith(f"<@{CAROL}> ")
    assert said.endswith(" a moment ago.")
    assert acted.you_did(likely(), moved(verb)).text.source


def test_after_a_quarter_of_an_hour_the_way_back_is_to_reopen() -> None:
    assert labels(acted.too_late(after(decided(Status.ACCEPTED))).as_message()) == ["Reopen"]
    assert labels(acted.too_late(likely()).as_message()) == []


# The forms


def test_overriding_takes_a_model_one_of_five_reasons_and_a_sentence() -> None:
    view = deciding.override_view(likely(), "https://hooks.slack.com/1")
    assert view["private_metadata"] == f"{SEEN}|https://hooks.slack.com/1"
    asked = fields(view)
    offered = [each["value"] for each in asked[ids.OVERRIDE_MODEL]["element"]["options"]]
    assert offered == [str(model) for model in FIVE_QUESTIONS.order]
    ready = [each["text"]["text"] for each in asked[ids.READY_REASON]["element"]["options"]]
    assert ready == ["Price", "Law", "Capacity", "Timing", "We know something the form does not ask"]
    assert not any(asked[each]["optional"] for each in (ids.OVERRIDE_MODEL, ids.READY_REASON, ids.OVERRIDE_REASON))


def test_what_is_disputed_is_chosen_among_the_answers_and_the_rules_behind_the_result() -> None:
    view = deciding.override_view(likely())
    disputed = fields(view)[ids.DISPUTED]
    groups = {
        each["label"]["text"]: [option["value"] for option in each["options"]]
        for each in disputed["element"]["option_groups"]
    }
    assert groups["Answers"] == ["answer:place", "answer:who"]
    assert {"rule:place.here", "rule:who.us"} <= set(groups["Rules"])
    assert disputed["optional"]


def test_what_was_typed_stands_in_a_form_that_comes_back() -> None:
    typed = deciding.Typed(Model.HYBRID, ReadyReason.PRICE, "Our partner is cheaper.", ("answer:who",))
    asked = fields(deciding.override_view(likely(), typed=typed))
    assert asked[ids.OVERRIDE_MODEL]["element"]["initial_option"]["value"] == "hybrid"
    assert asked[ids.READY_REASON]["element"]["initial_option"]["value"] == "price"
    assert asked[ids.OVERRIDE_REASON]["element"]["initial_value"] == "Our partner is cheaper."
    assert [each["value"] for each in asked[ids.DISPUTED]["element"]["initial_options"]] == ["answer:who"]


def test_a_model_that_is_ruled_out_is_marked_so() -> None:
    for view in (deciding.override_view, deciding.accept_view):
        assert "Own centre far away (ruled out)" in as_read(view(decision({"place": option("place", 2)})))


def test_a_form_about_what_was_decided_says_what_was_decided() -> None:
    state = after(decided(Status.ACCEPTED, model=Model.IN_HOUSE))
    for view in (deciding.override_view, deciding.reopen_view):
        assert "*Accepted: in-house*" in as_read(view(state))


# Whatever somebody typed

FORMS = (
    deciding.override_view,
    deciding.accept_view,
    deciding.ask_view,
    deciding.settle_view,
    deciding.reopen_view,
)


def everything(text: str) -> Iterator[Message | dict[str, Any]]:
    policy = hostile_policy(text) if text.strip() else POLICY
    answers = {factor.id: factor.options[0].id for factor in policy.factors}
    base = decision(answers, policy, text=text, who=text)
    asked = Asked(event=57, by=text, at=AT, words=text, words_erased=False)
    given = tuple(approval(text, words=text, event=number) for number in range(9))
    demanded = [Requirement(f"r{number}", 2, None, text) for number in range(20)]
    was = decided(Status.OVERRIDDEN, text, words=text).decided
    reopened = Reopened(
        event=57, by=text, at=AT, capacity=REVIEWER, words=text, words_erased=False, by_answer=False, was=was
    )
    disputes = tuple(f"rule:{reason.rule}" for reason in base.recommendation.reasons)
    for course in (
        WAITING,
        replace(WAITING, questions=(asked,), reopened=reopened),
        replace(WAITING, questions=(asked,), approvals=given),
        decided(Status.OVERRIDDEN, text, ready_reason=ReadyReason.LAW, words=text, disputes=disputes, approvals=given),
        decided(Status.ACCEPTED, text, words=text),
        decided(Status.WITHDRAWN, text),
    ):
        state = replace(base, course=course, status=course.status, requirements=demanded)
        for audience in Audience:
            yield card(state, audience)
        yield details_view(state)
        typed = deciding.Typed(Model.HYBRID, ReadyReason.LAW, text, disputes)
        for view in (
            deciding.override_view,
            deciding.accept_view,
            deciding.ask_view,
            deciding.settle_view,
            deciding.reopen_view,
        ):
            yield view(
                state, "https://hooks.slack.com/actions/T/1/2", typed, acted.somebody_did(state, moved(Verb.UNDO), AT)
            )
        for verb in Verb:
            said = acted.you_did(state, moved(verb, Model.HYBRID, text))
            yield said.as_message()
            yield said.as_view()
            yield acted.meanwhile(state, moved(verb, Model.HYBRID, text), AT, may_decide=True).as_message()


@pytest.mark.parametrize("name", HOSTILE)
def test_slack_takes_every_state_and_every_form(name: str) -> None:
    for shown in everything(HOSTILE[name]):
        if isinstance(shown, Message):
            assert check_message({"text": shown.text, "blocks": shown.blocks}) == []
        else:
            assert check_view(shown) == []
