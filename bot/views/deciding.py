"""The forms in which something is decided: what, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from bot import ids
from bot.views import blocks, sentences
from bot.views.became import ANSWER, RULE, question_line, what_became_of_it
from bot.views.blocks import Block, Option
from bot.views.card_state import CardState
from bot.views.markup import Mrkdwn, mrkdwn, plain
from rules.case_factors import is_of_a_case
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from rules.recommend import Ranked, Standing

_LONGEST = 1_000
"""Characters of a reason or a question."""
_MOST_DISPUTED = 100
_SEEN_LATER = "Whoever reads the record later sees this beside the recommendation."


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a form that has to be shown again."""

    model: Model | None = None
    ready_reason: ReadyReason | None = None
    words: str = ""
    disputes: tuple[str, ...] = ()


def override_view(
    state: CardState, back: str = "", typed: Typed | None = None, note: Mrkdwn | None = None
) -> dict[str, Any]:
    """The form that overrides a decision: what instead, why, and what is disputed.

    `back` is where to tell what came of it. `typed` stands in it where it was submitted already, and `note` says why
    it is shown again.
    """
    held = typed or Typed()
    disputable = _disputable(state)
    return _form(
        ids.OVERRIDE,
        "Override the decision",
        "Override",
        state,
        back,
        note,
        [
            blocks.section("override.recommended", _recommended(state)),
            *([blocks.section("override.decided", became)] if (became := what_became_of_it(state)) else []),
            blocks.field("What do you choose instead?", _models(ids.OVERRIDE_MODEL, state, held.model)),
            blocks.field(
                "Which reason comes closest?",
                blocks.menu(
                    ids.READY_REASON,
                    [blocks.option(each, _capital(each.label)) for each in ReadyReason],
                    held.ready_reason,
                    "Choose a reason",
                ),
            ),
            blocks.field(
                "Why?",
                blocks.lines_to_type(ids.OVERRIDE_REASON, longest=_LONGEST, typed=held.words),
                hint=f"A sentence of three words or more. {_SEEN_LATER}",
            ),
            *(
                [
                    blocks.field(
                        "What do you dispute?",
                        blocks.menu_of_several(ids.DISPUTED, disputable, held.disputes, "Answers and rules"),
                        optional=True,
                    )
                ]
                if disputable
                else []
            ),
        ],
    )


def accept_view(
    state: CardState, back: str = "", typed: Typed | None = None, note: Mrkdwn | None = None
) -> dict[str, Any]:
    """The form that accepts what is too early to recommend anything for: which model, and why."""
    held = typed or Typed()
    return _form(
        ids.ACCEPT_WHICH,
        "Accept a model",
        "Accept",
        state,
        back,
        note,
        [
            blocks.section("accept.recommended", _recommended(state)),
            blocks.field("Which model?", _models(ids.ACCEPT_MODEL, state, held.model)),
            blocks.field(
                "Why this one?",
                blocks.lines_to_type(ids.ACCEPT_REASON, longest=_LONGEST, typed=held.words),
                hint=f"Too little is known to recommend one, so say what you know. {_SEEN_LATER}",
            ),
        ],
    )


def ask_view(
    state: CardState, back: str = "", typed: Typed | None = None, note: Mrkdwn | None = None
) -> dict[str, Any]:
    """The form that asks whoever asked for the work something; the decision waits meanwhile."""
    return _form(
        ids.ASK,
        "Ask a question",
        "Ask",
        state,
        back,
        note,
        [
            blocks.field(
                "What do you want to know?",
                blocks.lines_to_type(ids.QUESTION, longest=_LONGEST, typed=(typed or Typed()).words),
                hint="It goes to whoever asked and stands on the card. The decision waits meanwhile.",
            ),
        ],
    )


def settle_view(
    state: CardState, back: str = "", typed: Typed | None = None, note: Mrkdwn | None = None
) -> dict[str, Any]:
    """The form in which whoever asked for the work answers a question."""
    asked = question_line(state)
    return _form(
        ids.SETTLE,
        "Answer the question",
        "Answer",
        state,
        back,
        note,
        [
            *([blocks.section("settle.question", asked)] if asked else []),
            blocks.field(
                "Your answer",
                blocks.lines_to_type(ids.SETTLEMENT, longest=_LONGEST, typed=(typed or Typed()).words),
                hint="It goes into the thread of the card.",
            ),
        ],
    )


def reopen_view(
    state: CardState, back: str = "", typed: Typed | None = None, note: Mrkdwn | None = None
) -> dict[str, Any]:
    """The form that takes a decision back, so that it waits again."""
    became = what_became_of_it(state)
    return _form(
        ids.REOPEN,
        "Reopen the decision",
        "Reopen",
        state,
        back,
        note,
        [
            *([blocks.section("reopen.decided", became)] if became else []),
            blocks.field(
                "Why?",
                blocks.lines_to_type(ids.REOPEN_REASON, longest=_LONGEST, typed=typed.words if typed else ""),
                hint=f"It waits for a decision again. {_SEEN_LATER}",
            ),
        ],
    )


def _form(
    callback_id: str,
    title: LiteralString,
    submit: LiteralString,
    state: CardState,
    back: str,
    note: Mrkdwn | None,
    fields: Sequence[Block],
) -> dict[str, Any]:
    return blocks.modal(
        callback_id,
        title,
        [*([blocks.section("form.note", note)] if note else []), *fields],
        submit=submit,
        close="Cancel",
        private_metadata=f"{state.seen}|{back}",
    )


def _recommended(state: CardState) -> Mrkdwn:
    found = state.recommendation
    standing = sentences.standing(found, state.policy)
    if found.standing is Standing.TOO_EARLY:
        return mrkdwn("Decision {number}: *{standing}*", number=str(state.decision_id), standing=standing)
    return mrkdwn(
        "Decision {number}: *{recommended}*. {standing}",
        number=str(state.decision_id),
        recommended=sentences.recommended(found, state.policy),
        standing=standing,
    )


def _models(action_id: str, state: CardState, chosen: Model | None) -> blocks.Element:
    in_policy_order = sorted(state.recommendation.ranking, key=lambda each: state.policy.order.index(each.model))
    return blocks.menu(
        action_id,
        [blocks.option(ranked.model, _choice(ranked, state)) for ranked in in_policy_order],
        chosen,
        "Choose a model",
    )


def _choice(ranked: Ranked, state: CardState) -> str:
    note = " (ruled out)" if ranked.ruled_out else ""
    return plain(sentences.label(ranked.model, state.policy), blocks.LONGEST_LABEL - len(note)) + note


def _disputable(state: CardState) -> Sequence[tuple[str, Sequence[Option]]]:
    """The answers and the rules behind the result, in groups of a menu."""
    found = {**state.recommendation.answers, **state.recommendation.presumed}
    answers = [
        blocks.option(f"{ANSWER}{factor}", _answer(factor, option, state))
        for factor, option in found.items()
        if factor in state.policy.factor and not is_of_a_case(factor)
    ]
    vetoes = {veto.rule: veto.because for each in state.recommendation.ranking for veto in each.ruled_out}
    by_rule = {**{reason.rule: reason.because for reason in state.recommendation.reasons}, **vetoes}
    rules = [blocks.option(f"{RULE}{rule}", because) for rule, because in by_rule.items()]
    return [(heading, group[:_MOST_DISPUTED]) for heading, group in (("Answers", answers), ("Rules", rules)) if group]


def _answer(factor: str, option: str, state: CardState) -> str:
    given = state.policy.factor[factor].option[option]
    return _capital(given.short) if given.short else given.label


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
