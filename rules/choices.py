"""How people decide: what they do with a decision on the record, and what they choose."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rules.grid import Model
from rules.ready_reasons import ReadyReason

UNDO_WITHIN = timedelta(minutes=15)
"""How long somebody can undo what they did."""


class Verb(StrEnum):
    """What somebody does with a decision. Each can be undone, or has another that leads back."""

    ACCEPT = "accept"
    OVERRIDE = "override"
    APPROVE = "approve"
    """A choice that does not suffice yet: somebody else has to make the same."""
    TAKE_BACK = "take_back"
    """Takes an approval back."""
    UNDO = "undo"
    REOPEN = "reopen"
    LATE_ANSWER = "late_answer"
    """Reopens a decision by answering one question more."""
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    BRING_BACK = "bring_back"
    """Leads back from withdrawn and discarded."""
    SUPERSEDE = "supersede"
    """Puts a later decision in its place."""
    ASK = "ask"
    SETTLE = "settle"
    """Says that a question is answered."""
    ANSWER = "answer"
    """Answers one question of the policy more, or takes such an answer back."""
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decides."""

    model: Model
    ready_reason: ReadyReason | None = None
    words: str = ""
    """Why, in their own words; they can be erased."""
    disputes: tuple[str, ...] = ()
    """The answers (by factor) and rules (by id) that they do not agree with."""
