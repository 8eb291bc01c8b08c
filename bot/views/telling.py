"""What people are told when something happened to a decision: a line in its thread, and a line in a direct message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from bot.excerpts import excerpt
from bot.views import blocks, sentences
from bot.views.blocks import Message
from bot.views.markup import Mrkdwn, joined, link, mrkdwn, person, words
from rules.choices import Verb

LONGEST_TEXT = 80
_LONGEST_WORDS = 600
OPEN_IT = "Open it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened to a decision, as it is told."""

    number: int
    text: str | None
    """What was asked; None where that is erased."""
    asker: str
    actor: str
    acting_for: str | None = None
    """Whose place the actor takes."""
    verb: Verb
    model: str | None = None
    """The one that was chosen, in running text."""
    instead_of: str | None = None
    """The one that was recommended, where that is another."""
    ready_reason: str | None = None
    words: str | None = None
    """What the actor wrote; None where nothing, or where it is erased."""
    takes_back: Verb | None = None
    """What the actor had done and takes back."""
    more: int | None = None
    """How many people more have to accept it; None where nobody knows."""
    superseded_by: int | None = None
    """The number of the decision that took its place."""
    undone: str | None = None
    """What the person who is told had done themselves, such as "accepted", and is changed now."""
    address: str | None = None
    """Where the decision's card is."""


def thread_line(told: Told) -> Message:
    """For everybody who reads the card."""
    return _line(_sentence(told, mrkdwn("this"), person(told.asker)))


def to_asker(told: Told) -> Message:
    """For whoever asked."""
    return _line(_with_link(_sentence(told, mrkdwn("your decision {what}", what=_what(told)), mrkdwn("you")), told))


def to_earlier_actor(told: Told) -> Message:
    """For somebody whose own move is no longer what counts."""
    about = mrkdwn("decision {what}", what=_what(told, told.undone))
    said = _sentence(told, about, person(told.asker))
    if told.verb is Verb.APPROVE and told.undone:
        said = joined([said, _NO_LONGER_COUNTS], " ")
    return _line(_with_link(said, told))


def erased(number: int) -> Message:
    """In place of what repeated a decision that is erased."""
    return _line(mrkdwn("What stood here about decision {number} was erased.", number=str(number)))


def _line(text: Mrkdwn) -> Message:
    return blocks.message(text, [blocks.section("told", text)])


def _with_link(text: Mrkdwn, told: Told) -> Mrkdwn:
    return joined([text, link(told.address, OPEN_IT)], " ") if told.address else text


def _what(told: Told, undone: str | None = None) -> Mrkdwn:
    """Its number, with its text and what whoever is told had done to it."""
    text = words(excerpt(told.text, LONGEST_TEXT), LONGEST_TEXT) if told.text is not None else None
    beside = [
        *([mrkdwn("“{text}”", text=text)] if text is not None else []),
        *([mrkdwn("{undone} by you", undone=undone)] if undone else []),
    ]
    number = mrkdwn("{number}", number=str(told.number))
    return mrkdwn("{number} ({beside})", number=number, beside=joined(beside, ", ")) if beside else number


_SENTENCES: Mapping[Verb, LiteralString] = {
    Verb.ACCEPT: "{who} accepted {about}{chosen}.",
    Verb.OVERRIDE: "{who} overrode {about}{chosen}{instead}.{because}",
    Verb.APPROVE: "{who} accepted {about}{chosen}. {more} to accept it.",
    Verb.TAKE_BACK: "{who} took back having accepted {about}; it still waits.",
    Verb.UNDO: "{who} took back having {done} {about}; it {stands}.",
    Verb.REOPEN: "{who} reopened {about}{said}",
    Verb.LATE_ANSWER: "{who} answered one more question, so {about} waits again.",
    Verb.WITHDRAW: "{who} withdrew {about}.",
    Verb.DISCARD: "{who} discarded {about}.",
    Verb.BRING_BACK: "{who} brought {about} back; it waits again.",
    Verb.SUPERSEDE: "{who} asked anew: decision {successor} took the place of {about}.",
    Verb.ASK: "{who} asks {asker} about {about}{said}",
    Verb.SETTLE: "{who} answered the question about {about}{said}",
    Verb.ANSWER: "{who} answered one more question about {about}, so it has to be accepted anew.",
}
_ELSE: LiteralString = "{who} changed {about}."
_DONE: Mapping[Verb, LiteralString] = {
    Verb.ACCEPT: "accepted",
    Verb.OVERRIDE: "overridden",
    Verb.REOPEN: "reopened",
    Verb.WITHDRAW: "withdrawn",
    Verb.DISCARD: "discarded",
    Verb.BRING_BACK: "brought back",
}
_NO_LONGER_COUNTS = mrkdwn("What you accepted no longer counts.")


def _sentence(told: Told, about: Mrkdwn, asker: Mrkdwn) -> Mrkdwn:
    nothing = mrkdwn("")
    chosen = mrkdwn(": {model}", model=told.model) if told.model else nothing
    return mrkdwn(
        _SENTENCES.get(told.verb, _ELSE),
        who=_actor(told),
        about=about,
        asker=asker,
        chosen=chosen,
        instead=mrkdwn(" instead of {model}", model=told.instead_of) if told.instead_of else nothing,
        because=_because(told),
        said=_said(told),
        done=mrkdwn(_DONE.get(told.takes_back, "changed")) if told.takes_back else mrkdwn("changed"),
        more=_others(told.more),
        stands=mrkdwn("holds again{chosen}", chosen=chosen) if told.model else mrkdwn("waits again"),
        successor=str(told.superseded_by),
    )


def _others(more: int | None) -> Mrkdwn:
    if not more:
        return mrkdwn("Somebody else has")
    if more == 1:
        return mrkdwn("One more person has")
    return mrkdwn("{more} more people have", more=sentences.number_in_words(more).capitalize())


def _actor(told: Told) -> Mrkdwn:
    if told.acting_for:
        return mrkdwn("{who} (for {other})", who=person(told.actor), other=person(told.acting_for))
    return person(told.actor)


def _said(told: Told) -> Mrkdwn:
    if not told.words:
        return mrkdwn(".")
    return mrkdwn(": “{words}”", words=words(told.words, _LONGEST_WORDS))


def _because(told: Told) -> Mrkdwn:
    if not told.words:
        return mrkdwn(" Reason: {reason}.", reason=told.ready_reason) if told.ready_reason else mrkdwn("")
    reason = told.ready_reason or "reason"
    return mrkdwn(
        " {reason}: “{words}”",
        reason=reason[:1].upper() + reason[1:],
        words=words(told.words, _LONGEST_WORDS),
    )
