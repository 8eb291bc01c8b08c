"""The question that decides, on the card itself, with its answers as buttons: one tap answers it.

Everything that a tap needs to be understood stands in its value, so a card keeps working through restarts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from bot import ids
from bot.reference import Reference
from bot.store import Answered
from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.card_parts import ASSUMED
from bot.views.markup import Mrkdwn, joined, lines, mrkdwn, person, words
from rules.decision_status import Status
from rules.explaining.deciding import to_tell
from rules.policy import Factor, Option, Policy
from rules.recommend import Recommendation

MOST_BUTTONS = 5
"""Answers that stand as buttons; more go into a menu."""
_LONG = 28
"""Characters of a button's words above which fewer are used, where the policy has some."""
_NOT_ANSWERED = ""
_ASSUMED = f"card.{ASSUMED}"
_WHO_AGREES = mrkdwn("Who has to agree to it depends on the answer.")
_MOST_ANSWERED = 3
"""Answers given since that a card names."""


class Askable(Protocol):
    """What of a card is needed to ask a question on it."""

    @property
    def reference(self) -> Reference: ...
    @property
    def recommendation(self) -> Recommendation: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def answered(self) -> Mapping[str, Answered]: ...
    @property
    def would_settle(self) -> Sequence[str]: ...
    @property
    def status(self) -> Status: ...


def is_late(state: Askable) -> bool:
    """Whether somebody has decided, so that an answer more makes the decision wait again."""
    return state.status in {Status.ACCEPTED, Status.OVERRIDDEN}


def question_blocks(state: Askable, again: str | None = None) -> Iterator[Block]:
    """The question that decides, or two where one alone cannot; `again` is one that somebody asked for instead."""
    if again is not None and again in state.policy.answerable:
        yield from _again(state, state.policy.answerable[again])
        return
    deciding = to_tell(state.recommendation, state.policy)
    for number, factor in enumerate(deciding):
        yield from _question(state, state.policy.factor[factor], f".{number}" if number else "")
    settling = [factor for factor in state.would_settle if factor not in deciding]
    for factor in settling[:1]:
        yield from _question(state, state.policy.answerable[factor], ".approval", _WHO_AGREES)


def assumption_menu(state: Askable) -> Element | None:
    """*Change an assumption*: what is assumed, and what somebody answered; None where there is neither.

    Where somebody has decided it says that an answer reopens the decision, and does not do so unseen.
    """
    presumed, answered = state.recommendation.presumed, state.answered
    if not presumed and not answered:
        return None
    groups = [
        (heading, [_line(state, factor, option) for factor, option in held.items()])
        for heading, held in (
            ("Answered", {factor: each.option for factor, each in answered.items()}),
            ("Assumed", presumed),
        )
        if held
    ]
    if is_late(state):
        return blocks.grouped_menu(ids.ASK_LATE, groups, None, "Change and reopen")
    return blocks.grouped_menu(ids.ASK_AGAIN, groups, None, "Change an assumption")


def with_answers(said: Iterable[Block], state: Askable, menu: Element | None) -> Iterator[Block]:
    """What a card says, with the menu beside what is assumed, and what somebody answered since."""
    for block in said:
        if menu and block["block_id"] == _ASSUMED:
            yield {**block, "accessory": menu}
            menu = None
        else:
            yield block
    if state.answered:
        yield blocks.section("card.answered", lines(list(_answered(state))), menu)


def _answered(state: Askable) -> Iterator[Mrkdwn]:
    newest_first = sorted(state.answered.items(), key=lambda item: item[1].at, reverse=True)
    by_person: dict[str, list[str]] = {}
    for factor, each in newest_first[:_MOST_ANSWERED]:
        by_person.setdefault(each.by, []).append(in_short(state.policy.answerable[factor].option[each.option]))
    for by, labels in by_person.items():
        told = joined([words(label, 120) for label in labels], " · ")
        yield mrkdwn("*Answered* by {by}: {labels}", by=person(by), labels=told)
    if more := newest_first[_MOST_ANSWERED:]:
        yield mrkdwn("… and {more} more", more=len(more))


def answered_meanwhile(state: Askable, factor: str) -> Mrkdwn:
    """What is said to somebody who answers without knowing that somebody else has."""
    given = state.answered.get(factor)
    if given is None:
        return mrkdwn("*That answer was taken back meanwhile, and nothing was changed.*")
    return mrkdwn(
        "*{by} answered that meanwhile, and nothing was changed:* “{label}”. To change it, choose it under "
        "“Change an assumption” on the card.",
        by=person(given.by),
        label=state.policy.answerable[factor].option[given.option].label,
    )


def _line(state: Askable, factor: str, option: str) -> blocks.Option:
    return blocks.option(f"{state.reference}|{factor}", in_short(state.policy.answerable[factor].option[option]))


def _again(state: Askable, factor: Factor) -> Iterator[Block]:
    """A question that has an answer already, with the way to take it back and the way to leave it."""
    yield from _question(state, factor, ".again", _held(state, factor))
    back = [_take_back(state, factor)] if factor.id in state.answered else []
    leave = blocks.button(ids.LEAVE_QUESTION, "Leave it as it is", state.reference)
    yield blocks.actions("card.again", *back, leave)


def _held(state: Askable, factor: Factor) -> Mrkdwn | None:
    """What holds now."""
    given, presumed = state.answered.get(factor.id), state.recommendation.presumed.get(factor.id)
    if given is not None:
        label = factor.option[given.option].label
        return mrkdwn("Answered by {by}: “{label}”.", by=person(given.by), label=label)
    return mrkdwn("Assumed so far: “{label}”.", label=factor.option[presumed].label) if presumed else None


def _question(state: Askable, factor: Factor, suffix: str, held: Mrkdwn | None = None) -> Iterator[Block]:
    question = mrkdwn("*{question}*", question=factor.question)
    yield blocks.section(f"card.question{suffix}", lines([question, *([held] if held else [])]))
    yield blocks.actions(f"card.answers{suffix}", *_answers(state, factor))


def _answers(state: Askable, factor: Factor) -> Iterator[Element]:
    if len(factor.options) > MOST_BUTTONS:
        options = [blocks.option(_value(state, factor, each.id), each.label) for each in factor.options]
        yield blocks.menu(f"{_tap(state)}{factor.id}", options, None, "Choose the answer")
        return
    for each in factor.options:
        yield blocks.button(f"{_tap(state)}{factor.id}:{each.id}", _on_button(each), _value(state, factor, each.id))


def _tap(state: Askable) -> str:
    return ids.TAP_LATE if is_late(state) else ids.TAP


def _take_back(state: Askable, factor: Factor) -> Element:
    return blocks.button(f"{_tap(state)}{factor.id}:", "Take it back", _value(state, factor, _NOT_ANSWERED))


def _value(state: Askable, factor: Factor, option: str) -> str:
    """What a tap hands back: at most 147 characters, of the 150 that an option of a menu may have."""
    known = state.answered.get(factor.id)
    return f"{state.reference}|{option}|{known.option if known else _NOT_ANSWERED}"


def _on_button(option: Option) -> str:
    return option.label if len(option.label) <= _LONG else in_short(option)


def in_short(option: Option) -> str:
    """The fewest words that the policy has for an answer."""
    return f"{option.short[:1].upper()}{option.short[1:]}" if option.short else option.label
