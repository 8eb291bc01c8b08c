"""What whoever presses a button that decides is told: beside the card, to them alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from bot import ids
from bot.store.course import Move
from bot.views import blocks
from bot.views.became import counted_so_far, in_text
from bot.views.blocks import Block, Element, Message
from bot.views.card_buttons import override_button, reopen_button, undo_button
from bot.views.card_state import CardState
from bot.views.markup import Mrkdwn, moment, mrkdwn, person, words
from rules.choices import UNDO_WITHIN, Verb
from rules.decision_status import Status
from rules.policy import Policy

_LONGEST_LABEL = 300
_A_MOMENT = 120.0
"""Seconds."""
_UNDO_MINUTES = int(UNDO_WITHIN.total_seconds() // 60)
_DECIDED = frozenset({Status.ACCEPTED, Status.OVERRIDDEN})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to tell one person, with what they can do about it."""

    text: Mrkdwn
    buttons: tuple[Element, ...] = ()

    @property
    def blocks(self) -> list[Block]:
        """As they stand in a message and in a form."""
        row = [blocks.actions("acted.actions", *self.buttons)] if self.buttons else []
        return [blocks.section("acted", self.text), *row]

    def as_message(self) -> Message:
        """Beside the card."""
        return blocks.message(self.text, self.blocks)

    def as_view(self) -> dict[str, Any]:
        """For somebody who has a form open."""
        return blocks.modal(ids.NOTICE, "Sourcing", self.blocks)


def you_did(state: CardState, move: Move) -> Said:
    """What somebody has just done, with the way back where there is one without a reason."""
    if move.verb not in {Verb.ACCEPT, Verb.OVERRIDE, Verb.APPROVE}:
        return Said(_yours(move, state))
    said = mrkdwn("{what} *Undo* works for {minutes} minutes.", what=_yours(move, state), minutes=_UNDO_MINUTES)
    return Said(said, (undo_button(state),))


_YOURS: Mapping[Verb, LiteralString] = {
    Verb.ACCEPT: "You accepted {model} for decision {number}.",
    Verb.OVERRIDE: "You overrode decision {number}: {model}.",
    Verb.APPROVE: "You chose {model} for decision {number}: {done} of {all}. It waits for {more}.",
    Verb.UNDO: "Taken back. Decision {number} {stands}.",
    Verb.TAKE_BACK: "Taken back. Decision {number} {stands}.",
    Verb.REOPEN: "Decision {number} waits again.",
    Verb.LATE_ANSWER: "Your answer reopened decision {number}: it waits again.",
    Verb.BRING_BACK: "Decision {number} is back, and waits.",
    Verb.WITHDRAW: "Decision {number} is withdrawn. *Bring back* on its card makes it wait again.",
    Verb.DISCARD: "Decision {number} is discarded. *Bring back* on its card makes it wait again.",
    Verb.ASK: "Your question about decision {number} goes to {asker}; it waits meanwhile.",
    Verb.SETTLE: "Your answer goes into the thread of decision {number}.",
}
_DID: Mapping[Verb, LiteralString] = {
    Verb.ACCEPT: "accepted {model}",
    Verb.OVERRIDE: "overrode it: {model},",
    Verb.APPROVE: "chose {model}, which takes others as well,",
    Verb.UNDO: "took back what they had decided",
    Verb.TAKE_BACK: "took back what they had chosen",
    Verb.REOPEN: "reopened it",
    Verb.LATE_ANSWER: "changed an answer, which reopened it,",
    Verb.ANSWER: "answered a question on the card",
    Verb.WITHDRAW: "withdrew it",
    Verb.DISCARD: "discarded it",
    Verb.BRING_BACK: "brought it back",
    Verb.SUPERSEDE: "put another decision in its place",
    Verb.ASK: "asked something about it",
    Verb.SETTLE: "answered what was asked about it",
    Verb.ERASE: "had words of this decision erased",
}


def _yours(move: Move, state: CardState) -> Mrkdwn:
    counted = counted_so_far(state)
    return mrkdwn(
        _YOURS.get(move.verb, "Decision {number} {stands}."),
        number=str(state.decision_id),
        model=_model(move, state.policy) or "it",
        done=counted.given,
        all=counted.needed,
        more="one person more" if counted.needed - counted.given == 1 else "others",
        asker=person(state.who),
        stands=_stands(state),
    )


def _stands(state: CardState) -> str:
    return "waits" if state.status is Status.RECORDED else f"is {state.status}"


def somebody_did(state: CardState, move: Move, now: datetime) -> Mrkdwn:
    """`@carol accepted outsourcing here a moment ago.`"""
    if (now - move.at).total_seconds() < _A_MOMENT:
        when = mrkdwn("a moment ago")
    else:
        when = mrkdwn("({when})", when=moment(move.at))
    return mrkdwn("{by} {did} {when}.", by=person(move.by), did=_did(move, state.policy), when=when)


def meanwhile(state: CardState, move: Move, now: datetime, *, may_decide: bool) -> Said:
    """What is said to somebody who decides without knowing what somebody else did; nothing was changed."""
    said = somebody_did(state, move, now)
    if state.status is Status.RECORDED:
        return Said(mrkdwn("{said} Nothing was changed; the card shows where it stands now.", said=said))
    return Said(said, (override_button(state),) if may_decide and state.status in _DECIDED else ())


def too_late(state: CardState) -> Said:
    """For *Undo* after its time."""
    said = mrkdwn(
        "*Undo* works for {minutes} minutes, and they are over. *Reopen* makes it wait again, and asks why.",
        minutes=_UNDO_MINUTES,
    )
    return Said(said, (reopen_button(state),) if state.status in _DECIDED else ())


def for_the_asker(state: CardState) -> Said:
    """For somebody else who presses what is there for whoever asked."""
    return Said(mrkdwn("That question is for {who}, who asked for this.", who=person(state.who)))


def _model(move: Move, policy: Policy) -> Mrkdwn | None:
    return words(in_text(move.choice.model, policy), _LONGEST_LABEL) if move.choice else None


def _did(move: Move, policy: Policy) -> Mrkdwn:
    return mrkdwn(_DID[move.verb], model=_model(move, policy) or "another model")
