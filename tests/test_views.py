"""What the bot shows in Slack: readable for people, acceptable to Slack, and harmless whatever somebody typed."""

import ast
import html
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import ids
from bot.playground.stand_in.limits import check_message, check_view, mentions
from bot.reference import Reference
from bot.requests import readable
from bot.slips import Errand, Slip
from bot.store import Answered
from bot.store.course import Decided
from bot.views import details, explanations, messages, outlook, replies, sentences
from bot.views.answer import answer
from bot.views.blocks import LONGEST_VALUE, Message
from bot.views.card import Audience, CardState, card
from bot.views.citations import citation
from bot.views.history import MOST_DECISIONS, HistoryRow, Page, Sought, history_message
from bot.views.markup import (
    LONGEST,
    Mrkdwn,
    channel,
    escaped,
    harmless,
    joined,
    lines,
    link,
    moment,
    mrkdwn,
    person,
    plain,
    words,
)
from bot.views.one_tap import answered_meanwhile, in_short
from bot.views.proof import proof_view
from bot.views.questionnaire import BUSINESS_FUNCTIONS, questionnaire_view
from bot.views.questionnaire_state import QuestionnaireState, Source
from bot.wire.classification import ClassificationOut, EvidenceOut
from rules.classification import NotAModel
from rules.decision_status import Capacity, Role, Status
from rules.explaining.deciding import deciding
from rules.grid import Location, Model, Ownership
from rules.judging import judge
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.policy_values import AS_IT_WAS
from rules.reading import classify
from rules.ready_reasons import ReadyReason
from rules.recommend import Standing, recommend
from tests.sample_courses import WAITING, decided

POLICY = default_policy()
REQUEST = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"
REQUESTER, ACTOR, CHANNEL = "U024BE7LH", "U0G9QF9C6", "C024BE91L"
_ON_A_PAGE = 6
SHOW = messages.Way("show 12", "shows decision 12")
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
STATUSES = tuple(Status)
HOSTILE = {
    "long": "word " * 600,
    "long without a space": "&" * 3_000,
    "emoji at the limit": "x" * 299 + "👩‍👩‍👧‍👦🇬🇧" * 300,
    "everyone": "<!channel> <!here> @channel @here <!subteam^S0123|all>",
    "a person": "<@U1> <#C1|general> <https://evil.example|click here>",
    "formatting": "*bold* _italic_ ~gone~ `code` ```block``` > quoted\n> and again",
    "right to left": "\u202eabc\u2066 \u05d0\u05d1\u05d2 \u200f",
    "control characters": "a\x00b\x1b[31mc\rd\u2028e\x7f\ud800",
    "entities": "&lt;!channel&gt; &amp;amp; &#60;",
    "braces": "{title} {0} {reason!r} %s {",
    "empty": "",
    "blank": " \n\t ",
}

NO_ANSWERS: dict[str, str] = {}


def option(factor: str, position: int) -> str:
    return POLICY.factor[factor].options[position].id


EVERY_FIRST_ANSWER = {factor.id: factor.options[0].id for factor in POLICY.factors}
SOME_ANSWERS = {
    "scale": option("scale", 4),
    "duration": option("duration", -1),
    "daily_direction": option("daily_direction", 0),
    "strategic_role": option("strategic_role", 0),
    "codifiability": option("codifiability", 0),
}


def _question(name: str, *options: Mapping[str, Any]) -> dict[str, Any]:
    because = {"because": "A reason.", "source": "team default"}
    asked = {"id": name, "question": "A question?", "why": "It matters.", "source": "team default"}
    return asked | {"options": [{"label": "An answer", **because, **option} for option in options]}


FIVE_QUESTIONS = Policy.model_validate(
    {
        "schema": 1,
        "version": "five questions",
        "title": "A policy without kinds of work, small enough to reckon by hand",
        "margin": 5,
        "enough_answers": 2,
        "models": POLICY.models,
        "factors": [
            _question(
                "place",
                {
                    "id": "here",
                    "points": {Model.IN_HOUSE: 2},
                    "rules_out": [model for model in Model if model.name.startswith(("NEAR", "OFF"))],
                },
                {"id": "anywhere"},
            ),
            _question(
                "who",
                {"id": "us", "points": {Model.IN_HOUSE: 3}},
                {"id": "them", "points": {Model.DOMESTIC_OUTSOURCING: 3}},
            ),
            _question(
                "size",
                {"id": "few", "points": {Model.IN_HOUSE: 5}, "prior": 9},
                {"id": "many", "points": {Model.DOMESTIC_OUTSOURCING: 5}},
            ),
            _question(
                "time",
                {"id": "long", "points": {Model.IN_HOUSE: 1}},
                {"id": "short", "points": {Model.DOMESTIC_OUTSOURCING: 1}},
            ),
            _question("hours", {"id": "any", "points": {Model.OFFSHORE_CAPTIVE: 20}}, {"id": "shared"}),
        ],
    }
)
LIKELY = {"place": "here", "who": "us"}
"""Only many for a short time would be outsourced."""
CLOSE = {"place": "here", "size": "many", "time": "long"}
"""It all hangs on who."""
THIN = {"place": "here", "who": "them", "size": "few"}
"""Four points ahead, and only one more can still be lost on each side."""


def described(
    text: str = "our own managers stay in charge", model: Model = Model.OFFSHORE_CAPTIVE
) -> ClassificationOut:
    return ClassificationOut(
        model=model,
        ownership=Ownership.INTERNAL,
        location=Location.OFFSHORE,
        sure=True,
        evidence=[EvidenceOut(start=0, end=len(text), text=text, says="your own people do it")] * 5,
        answers={},
    )


def numbered(number: int) -> Reference:
    return Reference(number, "0123456789ab")


TWELVE = numbered(12)


def decision(answers: Mapping[str, str] = SOME_ANSWERS, policy: Policy = POLICY, **changes: Any) -> CardState:
    state = CardState(
        reference=TWELVE,
        status=Status.RECORDED,
        text=REQUEST,
        who=REQUESTER,
        home_country="GB",
        recorded_at=AT,
        described=described(),
        recommendation=recommend(answers, policy),
        policy=policy,
        course=WAITING,
    )
    return replace(state, **changes)


def planned(answers: Mapping[str, str], plan: Model) -> CardState:
    """A decision about a request that proposes a model."""
    judged = judge({**answers, "plan": plan}, POLICY, {})
    return decision(policy=judged.policy, recommendation=judged.recommendation)


def draft(page: int = 1, answers: Mapping[str, str] = SOME_ANSWERS, **changes: Any) -> QuestionnaireState:
    policy: Policy = changes.pop("policy", POLICY)
    state = QuestionnaireState(
        draft_id="d-7",
        page=page,
        pages=2,
        questions=[factor.id for factor in policy.factors][:_ON_A_PAGE],
        text=REQUEST,
        home_country="GB",
        answers=answers,
        described=described(),
        recommendation=recommend(answers, policy),
        policy=policy,
    )
    return replace(state, **changes)


def hostile_policy(text: str, *, factors: int = 8, options: int = 130) -> Policy:
    """A policy with the text wherever a policy owner can write one, and more options than a menu takes."""
    said = text.encode("utf-8", "replace").decode()[:600].strip() or "–"
    model = dict.fromkeys(("label", "summary", "fits_when"), said) | dict.fromkeys(
        ("benefits", "duties", "watch_outs", "next_steps"), [said] * 9
    )
    because = {"because": said, "source": said}
    choices = [
        {"id": f"o{number}", "label": said, "points": {"hybrid": number % 90 + 1}, **because}
        for number in range(options)
    ]
    vetoing = [
        {"id": "yes", "label": said, "rules_out": ["offshore_captive", "hybrid"], "points": {"in_house": 3}, **because},
        {"id": "no", "label": said},
    ]
    asked = [
        {"id": f"f{number}", "question": said, "why": said, "source": said, "options": choices if number else vetoing}
        for number in range(factors)
    ]
    flags = [{"id": f"d{number}", "label": said, "when": {"f0": ["yes"]}, **because} for number in range(40)]
    return Policy.model_validate(
        {
            "schema": 1,
            "version": said[:40],
            "title": said,
            "margin": 2,
            "enough_answers": 2,
            "models": {each: {**model, "ownership": "internal"} for each in Model},
            "factors": asked,
            "flags": flags,
        },
        context=AS_IT_WAS,  # a release before this one may have taken it
    )


def cards(state: CardState) -> Iterator[tuple[str, Message]]:
    for audience in Audience:
        for status in STATUSES:
            course = WAITING if status is Status.RECORDED else decided(status, ACTOR, words=state.text)
            changed = replace(state, status=status, course=course, superseded_by=13)
            yield f"card, {status}, {audience}", card(changed, audience)
        yield f"card, discarded by nobody known, {audience}", card(replace(state, status=Status.DISCARDED), audience)
        yield f"card, superseded, {audience}", card(replace(state, status=Status.SUPERSEDED), audience)
        yield f"card, overridden, {audience}", card(replace(state, status=Status.OVERRIDDEN), audience)
        yield f"card, erased, {audience}", card(replace(state, text="", who="", described=None), audience)


def everything(text: str, policy: Policy = POLICY) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and view in every state, with the text wherever a person's words can stand."""
    answer_sets = [NO_ANSWERS, {factor.id: factor.options[0].id for factor in policy.factors}]
    for answers in answer_sets:
        state = decision(answers, policy, text=text, described=described(text))
        yield from cards(state)
        yield (
            "card asked by a name",
            card(
                replace(state, who=text, status=Status.ACCEPTED, course=decided(Status.ACCEPTED, text)),
                Audience.CHANNEL,
            ),
        )
        yield "details", details.details_view(state)
        yield "proof", proof_view(state)
        yield "details, erased", details.details_view(replace(state, text="", described=None, status=Status.ACCEPTED))
        given = replace(
            state, answered={factor.id: Answered(factor.options[0].id, text, AT) for factor in policy.factors}
        )
        for factor in list(policy.factor)[:3]:
            yield "asked again", card(given, Audience.CHANNEL, again=factor, note=answered_meanwhile(given, factor))
        form = draft(answers=answers, policy=policy, text=text, described=described(text), changed_note=text or None)
        for page in range(4):
            yield f"page {page}", questionnaire_view(replace(form, page=page))
            source = Source(author=text, permalink=text)
            threaded = replace(form, page=page, source=source, in_thread=True, decision_id=12, function="IT")
            yield f"page {page} in a thread", questionnaire_view(threaded)
            read = {factor.id: factor.options[-1].id for factor in policy.factors}
            filled = replace(
                form,
                page=page,
                answers={},
                read=read,
                read_words=dict.fromkeys(read, text),
                post_to=CHANNEL,
                described=None,
                home_country=text,
                function=text,
            )
            yield f"page {page} as read from the text", questionnaire_view(filled)
    outcome = Decided(event=2, status=Status.OVERRIDDEN, by=ACTOR, at=AT, model=Model.HYBRID, words=text)
    row = HistoryRow(
        reference=numbered(1),
        recorded_at=AT,
        status=Status.OVERRIDDEN,
        text=text,
        who=text,
        recommended=text,
        outcome=outcome,
        chosen=text or None,
    )
    rows = [
        replace(row, reference=numbered(number), outcome=None if number % 2 else outcome)
        for number in range(MOST_DECISIONS)
    ]
    sought = Sought(text, status="accepted", person=REQUESTER, model=text, since=AT)
    yield "history", history_message(rows, sought, Page("10|payroll", "|payroll"))
    yield "no history", history_message([], sought, Page())
    yield "comparison", messages.compare_message([Model.IN_HOUSE, Model.HYBRID], policy)
    yield "comparison of all", messages.compare_message(list(Model), policy)
    summary = messages.DraftSummary(draft_id="d-7", text=text, answered=1, updated_at=AT)
    yield "offer", messages.resume_offer(summary)
    yield "help", messages.help_message([SHOW])
    yield "notice", messages.notice(mrkdwn("Note: {text}", text=text))
    yield "error", messages.error_notice(text, text)
    yield "error view", messages.error_view(text, text)
    yield "outdated", messages.outdated_message()
    yield "outdated view", messages.outdated_view()
    yield "misused", messages.misused(text, SHOW, f"GB:{readable(text)}"[:LONGEST_VALUE])
    yield "unknown word", messages.unknown_word(text, SHOW, f"GB:{readable(text)}"[:LONGEST_VALUE])
    yield from _replies(text, policy)
    for code in ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "thread_not_found", text):
        yield "could not post", messages.could_not_post(TWELVE, CHANNEL, code)
        yield "could not post into a thread", messages.could_not_post(TWELVE, CHANNEL, code, "1793714700.000100")


def _replies(text: str, policy: Policy) -> Iterator[tuple[str, Message]]:
    """What is said to texts that place no work."""
    carried = f"GB:{readable(text)}"[:LONGEST_VALUE]
    for asked in ("what is a captive?", "outsourcing, offshoring, BOT or EOR?", "does TUPE apply?", "hello", text):
        said = replies.answer_to(asked, classify(asked, "GB"), "GB", policy)
        yield f"reply to {asked[:20]}", replies.reply_message(said, carried)
    for errand in Errand:
        yield f"no {errand}", replies.not_here_message(Slip(errand, text), carried)


@cache
def every_payload(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Everything with one kind of hostile text, under our own policy and under one that is hostile too."""
    text = HOSTILE[kind]
    shown = [*everything(text), *everything(text, hostile_policy(text))]
    return [(name, payload(each)) for name, each in shown]


def payload(shown: Message | dict[str, Any]) -> dict[str, Any]:
    return {"text": shown.text, "blocks": shown.blocks} if isinstance(shown, Message) else shown


def texts(value: Any) -> Iterator[str]:
    """Every text that people see."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for each in value.values():
            yield from texts(each)


def cited(source: str) -> str:
    """A source as it is cited, links and all."""
    return html.unescape(citation(source, POLICY).source).replace("\u200b", "")


def as_read(shown: Message | dict[str, Any]) -> str:
    return "\n".join(texts(payload(shown)["blocks"]))


def view_text(view: dict[str, Any], block_id: str) -> str:
    """The text of one block."""
    return next(str(block["text"]["text"]) for block in view["blocks"] if block["block_id"] == block_id)


def labels(shown: Message | dict[str, Any]) -> list[str]:
    """What the buttons say."""
    return [each["text"]["text"] for each in elements(shown) if each["type"] == "button"]


def elements(shown: Message | dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons and menus."""
    rows = [block for block in payload(shown)["blocks"] if block["type"] == "actions"]
    return [element for row in rows for element in row["elements"]]


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The input blocks by id."""
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def _steers(character: str) -> bool:
    """Whether it is a control character, half of a broken one, or changes the direction of what follows."""
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    steering = unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
    return steering or unicodedata.bidirectional(character) in directions


@pytest.mark.parametrize("kind", HOSTILE)
class TestWhateverSomebodyTyped:
    def test_slack_accepts_every_message_and_view(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            check = check_view if "type" in shown else check_message
            assert [str(problem) for problem in check(shown)] == [], name

    def test_only_those_who_asked_or_acted_are_mentioned(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert {mention.target for mention in mentions(shown)} <= {REQUESTER, ACTOR, CHANNEL}, name

    def test_nothing_reorders_or_hides_what_stands_around_it(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert [each for each in "".join(texts(shown)) if _steers(each)] == [], name

    def test_it_travels_as_json(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert json.loads(json.dumps(shown, ensure_ascii=False).encode()) == shown, name

    def test_every_block_has_an_id(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert all(block["block_id"] for block in shown["blocks"]), name


def test_the_same_state_gives_the_same_json() -> None:
    assert [json.dumps(payload(shown)) for _, shown in everything(REQUEST)] == [
        json.dumps(payload(shown)) for _, shown in everything(REQUEST)
    ]


def _is_written_out(template: ast.expr) -> bool:
    """In place, or in a table in capitals, of which the type checker knows that it holds only literal strings."""
    if isinstance(template, ast.Call) and isinstance(template.func, ast.Attribute):
        table: ast.expr = template.func.value
    elif isinstance(template, ast.Subscript):
        table = template.value
    else:
        return isinstance(template, ast.Constant)
    return isinstance(table, ast.Name) and table.id.isupper()


class TestMarkup:
    @given(text=st.text(), longest=st.integers(0, 400))
    def test_escaped_words_fit_and_hold_no_markup(self, text: str, longest: int) -> None:
        shown = escaped(text, longest)
        assert len(shown) <= longest
        assert "<" not in shown
        assert ">" not in shown
        assert shown.count("&") == sum(shown.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))

    @given(text=st.text(st.sampled_from("ab &<>*_~`😀\n"), max_size=60), longest=st.integers(1, 80))
    def test_they_are_the_words_or_their_beginning(self, text: str, longest: int) -> None:
        shown = html.unescape(escaped(text, longest)).replace("\u200b", "")
        assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))

    @given(text=st.text(st.characters(exclude_characters="*_~`>"), max_size=60))
    def test_short_words_are_shown_in_full(self, text: str) -> None:
        assert html.unescape(escaped(text, LONGEST)) == html.unescape(html.escape(harmless(text), quote=False))

    @given(values=st.lists(st.text(max_size=40) | st.text(min_size=1, max_size=3).map(lambda text: text * 1500)))
    def test_a_template_with_any_values_fits_into_one_text(self, values: list[str]) -> None:
        whole = lines([mrkdwn("*Why* {a} and {b} [{c}]", a=value, b=value, c="short") for value in values])
        assert len(whole.source) <= LONGEST
        assert not mentions({"text": whole.source})

    def test_words_in_a_template_are_escaped_and_safe_pieces_are_not(self) -> None:
        assert mrkdwn("by {who}: {what}", who=person("U1"), what="<!here>").source == "by <@U1>: &lt;!here&gt;"

    def test_numbers_are_grouped(self) -> None:
        assert mrkdwn("{number} decisions", number=12_345).source == "12,345 decisions"

    def test_words_are_cut_only_where_there_is_no_room(self) -> None:
        shown = mrkdwn("{first}{second}", first="short", second="&" * 5_000).source
        assert shown.startswith("short")
        assert len(shown) <= LONGEST

    def test_the_end_of_the_lines_says_how_many_are_left_out(self) -> None:
        shown = lines([mrkdwn("line")] * 1_000).source
        assert len(shown) <= LONGEST
        assert shown.endswith(f"… and {1_000 - shown.count('line')} more")

    def test_markup_that_cannot_fit_is_a_mistake_in_the_program(self) -> None:
        half = words("x" * 2_000, 2_000)
        with pytest.raises(ValueError, match="several lines"):
            mrkdwn("{a}{b}", a=half, b=half)
        with pytest.raises(ValueError, match="several lines"):
            joined([half, half], ", ")

    def test_formatting_marks_do_not_pair_up(self) -> None:
        assert escaped("*a* snake_case 2*3", 80) == "*\u200ba*\u200b snake_case 2*3"
        assert escaped("```x```", 80).count("``") == 0

    @pytest.mark.parametrize("text", ["👩", "é", "&"])
    def test_a_limit_counts_code_points(self, text: str) -> None:
        assert plain(text * 10, 10) == text * 10
        assert plain(text * 11, 10) == text * 9 + "…"

    @pytest.mark.parametrize("who", ["anna", "<@U1>", "U1|x", "!channel", "S0123", "u024be7lh"])
    def test_only_the_id_of_a_user_becomes_a_mention(self, who: str) -> None:
        assert "<" not in person(who).source

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a|b>", "https://a b", "", "https://a\nb"])
    def test_only_an_address_becomes_a_link(self, url: str) -> None:
        assert link(url, "a message").source == "a message"

    def test_an_address_becomes_a_link(self) -> None:
        source = link("https://x.slack.com/archives/C1/p1?thread_ts=1&cid=C1", "a message").source
        assert source == "<https://x.slack.com/archives/C1/p1?thread_ts=1&amp;cid=C1|a message>"

    def test_a_time_is_shown_where_the_reader_is(self) -> None:
        assert moment(AT).source == "<!date^1793714700^{date_short_pretty} at {time}|2026-11-03 14:05 UTC>"

    def test_only_the_id_of_a_conversation_becomes_a_link(self) -> None:
        assert channel(CHANNEL).source == f"<#{CHANNEL}>"
        assert channel("<!channel>").source == "that conversation"

    def test_no_template_is_built_from_anything(self) -> None:
        """A template that is not written out could hold somebody's words, and those would go in unescaped."""
        built = []
        for path in Path(sentences.__file__).parents[1].rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    written = bool(node.args) and _is_written_out(node.args[0])
                    if node.func.id == "mrkdwn" and not written:
                        built.append(f"{path.name}:{node.lineno}")
                    if node.func.id == Mrkdwn.__name__ and path.name != "markup.py":
                        built.append(f"{path.name}:{node.lineno}")
        assert built == []


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


class TestTheDetails:
    def test_they_have_every_point_with_its_full_source(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state))).replace("\u200b", "")
        for reason in state.recommendation.reasons:
            assert f"{reason.because} (" in read
            assert cited(reason.source) in read

    def test_they_have_every_veto_duty_and_answer_and_the_exact_policy(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state))).replace("\u200b", "")
        assert all(each.veto.because in read for each in sentences.ruled_out(state.recommendation))
        assert all(f"*{flag.label}*: {flag.because}" in read for flag in state.recommendation.flags)
        assert all(factor.question in read for factor in POLICY.factors)
        assert POLICY.sha256 in read

    def test_a_policy_too_large_for_a_modal_says_where_the_rest_is(self) -> None:
        policy = hostile_policy("&" * 600, factors=60, options=2)
        answers = {factor.id: factor.options[0].id for factor in policy.factors}
        view = details.details_view(decision(answers, policy))
        assert len(view["blocks"]) == 100
        assert "`sourcing show 12`" in as_read(view)

    def test_they_say_what_would_change_it(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state)))
        flips = explanations.every_flip(state.recommendation, POLICY)
        assert flips
        assert all(f"• {flip}" in read for flip in flips)

    def test_the_proof_is_one_click_further(self) -> None:
        assert labels(details.details_view(decision())) == ["How it was worked out"]


class TestTheProof:
    def read(self, answers: Mapping[str, str]) -> str:
        return html.unescape(as_read(proof_view(decision(answers)))).replace("\u200b", "")

    def test_it_lists_the_few_answers_that_guarantee_the_result(self) -> None:
        read = self.read({"work_type": "goods_or_licence"})
        assert "*This answer alone rules out every model.*\n• What do you need? Goods, a licence" in read
        assert "nothing here is an estimate" in read

    def test_it_says_what_counted_most_and_how_often_it_stays_so(self) -> None:
        answers = {"place": "here", "daily_direction": "provider", "supplier_market": "four_plus"}
        read = self.read(answers)
        assert "Points: outsourcing here" in read
        assert "*What counted most: + for it, − for " in read
        assert "usual answers more often than rare" in read
        assert "nothing here is an estimate" not in read

    def test_it_has_each_veto_with_its_source_and_the_exact_policy(self) -> None:
        read = self.read({"export_control": "military"})
        (veto,) = sentences.ruled_out(recommend({"export_control": "military"}, POLICY))
        assert f"{veto.veto.because} {cited(veto.veto.source)}" in read
        assert f"Policy {POLICY.version}" in read
        assert POLICY.sha256 in read

    def test_it_claims_nothing_while_something_can_change_the_result(self) -> None:
        read = self.read({"export_control": "military"})
        assert "*What it hangs on*" in read
        assert "enough for" not in read
        ways = explanations.ways_to_win(recommend({"export_control": "military"}, POLICY), POLICY)
        assert ways
        assert all(f"• {way}" in read for way in ways)


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


class TestMessages:
    def test_a_comparison_has_the_models_side_by_side(self) -> None:
        shown = messages.compare_message([Model.IN_HOUSE, Model.OFFSHORE_CAPTIVE, Model.IN_HOUSE], POLICY)
        assert shown.text == "Compared: In-house, Own centre far away"
        assert all(len(block["fields"]) == 2 for block in shown.blocks)
        assert POLICY.models[Model.IN_HOUSE].fits_when in as_read(shown)

    def test_history_says_of_each_decision_what_was_asked_recommended_and_decided(self) -> None:
        row = HistoryRow(
            reference=numbered(7),
            recorded_at=AT,
            status=Status.OVERRIDDEN,
            text="Pay\nroll",
            who=REQUESTER,
            recommended="Hybrid (firm)",
            outcome=Decided(
                event=2,
                status=Status.OVERRIDDEN,
                by=ACTOR,
                at=AT,
                model=Model.IN_HOUSE,
                ready_reason=ReadyReason.LAW,
                words="We promised",
                capacity=Capacity(Role.REVIEWER, acting_for=REQUESTER),
            ),
            chosen="In-house",
        )
        shown = history_message([row], Sought("payroll"), Page())
        assert "Decisions with “payroll”, newest first" in as_read(shown)
        when = moment(AT).source
        assert f"*7* · “Pay roll”, asked by <@{REQUESTER}>, {when}\n" in as_read(shown)
        assert "Recommended: Hybrid (firm) · *Overridden: in-house* by " in as_read(shown)
        assert f"by <@{ACTOR}> (reviewer) for <@{REQUESTER}>, {when}, law: “We promised”" in as_read(shown)
        assert shown.blocks[1]["accessory"]["value"] == "7.0123456789ab"
        assert shown.blocks[-1]["type"] == "section"

    def test_history_says_what_was_looked_for(self) -> None:
        row = HistoryRow(
            reference=numbered(7), recorded_at=AT, status=Status.RECORDED, text="", who="", recommended="Hybrid (firm)"
        )
        sought = Sought("payroll", status="waiting", person=REQUESTER, model="Own centre nearby", since=AT)
        shown = history_message([row], sought, Page(older="7|payroll", newest="|payroll"))
        assert shown.text == (
            f"Decisions with “payroll”, waiting, asked for or decided by <@{REQUESTER}>, for own centre nearby, "
            "since 2026-11-03, newest first"
        )
        assert "*7* · The words of this request have been erased" in as_read(shown)
        buttons = [(each["action_id"], each["value"]) for each in shown.blocks[-1]["elements"]]
        assert buttons == [(ids.HISTORY_OLDER, "7|payroll"), (ids.HISTORY_NEWEST, "|payroll")]

    def test_an_empty_history_says_so(self) -> None:
        assert history_message([], Sought(), Page()).text == "No decision has been recorded here yet."
        assert "“payroll”" in history_message([], Sought("payroll"), Page()).text
        assert "is accepted, for hybrid." in history_message([], Sought(status="accepted", model="Hybrid"), Page()).text

    def test_a_draft_can_be_gone_on_with_or_begun_afresh(self) -> None:
        shown = messages.resume_offer(messages.DraftSummary(draft_id="d-7", text="", answered=1, updated_at=AT))
        assert "“nothing written yet” (1 question answered" in shown.text
        buttons = shown.blocks[-1]["elements"]
        assert [(each["action_id"], each["value"]) for each in buttons] == [
            (ids.RESUME, "d-7"),
            (ids.START_AFRESH, "d-7"),
        ]

    def test_an_error_says_what_happened_and_how_to_refer_to_it(self) -> None:
        assert "could not be written" in as_read(messages.error_notice("a1b2c3", "The log could not be written."))
        view = messages.error_view("a1b2c3", "The log could not be written.")
        assert view["callback_id"] == ids.NOTICE
        assert "`a1b2c3`" in as_read(view)

    @pytest.mark.parametrize(
        ("code", "mend"),
        [
            ("not_in_channel", "Invite me there with `/invite @Sourcing`, then press Post again."),
            ("channel_not_found", "It is private or gone."),
            ("is_archived", "It is archived."),
            ("restricted_action", "Only some people may post there."),
            ("thread_not_found", "The message that it would answer is gone."),
            ("fatal_error", "Slack said `fatal_error`."),
        ],
    )
    def test_what_could_not_be_posted_says_how_to_mend_it(self, code: str, mend: str) -> None:
        shown = messages.could_not_post(TWELVE, CHANNEL, code)
        assert shown.text.startswith(f"Decision 12 is recorded, but not posted to <#{CHANNEL}>.\n{mend}")

    def test_posting_again_goes_to_the_same_place(self) -> None:
        shown = messages.could_not_post(TWELVE, CHANNEL, "not_in_channel", "1793714700.000100")
        again = shown.blocks[-1]["elements"][0]
        assert (again["action_id"], again["value"]) == (ids.POST_TO_CHANNEL, f"{TWELVE}|{CHANNEL}|1793714700.000100")

    def test_a_mistyped_subcommand_is_put_right(self) -> None:
        note = replies.meant_note("help", "GB:hlep", mistyped=True)
        assert "That is no command. Did you mean `/sourcing help`?" in note["text"]["text"]
