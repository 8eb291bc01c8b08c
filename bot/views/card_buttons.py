"""The buttons on a decision's card, in every state, for the requester and for a channel."""

from collections.abc import Iterator

from bot import ids
from bot.views import blocks
from bot.views.became import in_text
from bot.views.blocks import Block, Element
from bot.views.card_state import Audience, CardState
from bot.views.markup import mrkdwn
from rules.decision_status import Status
from rules.grid import Model
from rules.recommend import Standing

_SURE_TO_DISCARD = blocks.are_you_sure(
    "Discard this decision?", mrkdwn("It stays in the log, marked as discarded."), "Discard"
)


def card_buttons(state: CardState, audience: Audience, *, asks: bool, can_post: bool) -> Block:
    """The row of buttons. `asks` is whether questions are left; `can_post` whether it could be posted from here."""
    return blocks.actions("card.actions", *_buttons(state, audience, asks=asks, can_post=can_post))


def acceptable(state: CardState) -> tuple[Model, ...]:
    """The models that can be accepted with one press: what is recommended, or the two of a close call."""
    found = state.recommendation
    if found.standing is Standing.TOO_EARLY or found.model is None:
        return ()
    return (found.model, *([found.close_to] if found.close_to else []))


def answer_button(state: CardState) -> Element:
    """Beside a question that somebody has asked."""
    return blocks.button(ids.OPEN_ANSWER, "Answer", state.seen)


def override_button(state: CardState) -> Element:
    """The way to decide otherwise, also after somebody has decided."""
    return blocks.button(ids.OPEN_OVERRIDE, "Override", state.seen)


def undo_button(state: CardState) -> Element:
    """The way back for whoever did the last thing."""
    return blocks.button(ids.UNDO, "Undo", state.seen)


def reopen_button(state: CardState) -> Element:
    """The way back for reviewers, with a reason."""
    return blocks.button(ids.OPEN_REOPEN, "Reopen", state.seen)


def _buttons(state: CardState, audience: Audience, *, asks: bool, can_post: bool) -> Iterator[Element]:
    match state.status:
        case Status.RECORDED if audience is Audience.REQUESTER:
            yield from _own(state, asks=asks, can_post=can_post)
        case Status.RECORDED:
            yield from _deciding(state)
        case Status.ACCEPTED | Status.OVERRIDDEN:
            yield undo_button(state)
            yield reopen_button(state)
        case Status.DISCARDED | Status.WITHDRAWN:
            yield blocks.button(ids.BRING_BACK, "Bring back", state.seen)
    yield blocks.button(ids.SHOW_DETAILS, "Details", state.reference)
    if state.status is Status.RECORDED and audience is Audience.CHANNEL:
        yield blocks.overflow(ids.MORE, [blocks.option(f"{ids.WITHDRAW}|{state.seen}", "Withdraw (who asked)")])


def _own(state: CardState, *, asks: bool, can_post: bool) -> Iterator[Element]:
    if asks:
        yield blocks.button(ids.ANSWER_QUESTIONS, "More questions", state.reference)
    if can_post:
        yield blocks.button(ids.POST_TO_CHANNEL, "Post to channel", state.reference)
    yield blocks.button(ids.DISCARD, "Discard", state.reference, confirm=_SURE_TO_DISCARD)


def _deciding(state: CardState) -> Iterator[Element]:
    models = acceptable(state)
    proposed = state.course.proposed
    if proposed is not None and proposed.model not in models:
        agreed = f"Agree to {in_text(proposed.model, state.policy)}"
        yield blocks.button(f"{ids.ACCEPT}{proposed.model}", agreed, state.seen, style="primary")
    for model in models:
        yield blocks.button(
            f"{ids.ACCEPT}{model}", f"Accept {in_text(model, state.policy)}", state.seen, style="primary"
        )
    if state.recommendation.standing is Standing.TOO_EARLY:
        yield blocks.button(ids.OPEN_ACCEPT, "Accept…", state.seen)
    else:
        yield override_button(state)
    if state.course.approvals:
        yield undo_button(state)
    if state.course.question is None:
        yield blocks.button(ids.OPEN_QUESTION, "Ask a question", state.seen)
