"""Decisions, drafts and policies to draw, everything that is drawn of them, and what is read off it."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.reference import Reference
from bot.requests import readable
from bot.slips import Errand, Slip
from bot.store import Answered
from bot.store.course import Decided
from bot.views import details, messages, replies
from bot.views.blocks import LONGEST_VALUE, Message
from bot.views.card import Audience, CardState, card
from bot.views.citations import citation
from bot.views.history import MOST_DECISIONS, HistoryRow, Page, Sought, history_message
from bot.views.markup import (
    mrkdwn,
)
from bot.views.one_tap import answered_meanwhile
from bot.views.proof import proof_view
from bot.views.questionnaire import questionnaire_view
from bot.views.questionnaire_state import QuestionnaireState, Source
from bot.wire.classification import ClassificationOut, EvidenceOut
from rules.decision_status import Status
from rules.grid import Location, Model, Ownership
from rules.judging import judge
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.policy_values import AS_IT_WAS
from rules.reading import classify
from rules.recommend import recommend
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
