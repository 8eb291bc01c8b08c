"""What happened to a decision, in words, and who did it, as far as a terminal can know."""

import re
from collections.abc import Mapping
from typing import Any

from bot.cli.streams import visible
from bot.cli.surroundings import TERMINAL
from bot.listing import recommended_from
from bot.store import Course, Event, EventKind, Move
from bot.store.columns import json_column, table_of
from bot.store.erased import SOMEONE
from rules.choices import Verb
from rules.decision_status import Role
from rules.policy_names import PolicyNames

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_DIRECT = re.compile(r"D[A-Z0-9]{2,}")
FIELDS_IN_WORDS = {
    "who": "who asked",
    "where": "where",
    "text": "the request",
    "classification": "what was read in it",
    "origin": "where it came from",
    "people": "who else did something with it",
    "words": "what was typed about it",
}


def person(who: str) -> str:
    """Who somebody is: a name as it is, and of an id that it is one; of nobody, that they are erased."""
    return f"Slack user {who}" if _USER.fullmatch(who) else visible(who) or SOMEONE


def place(where: str) -> str:
    """Where something is: a surface as it is called, and of an id that it is one."""
    if where == TERMINAL:
        return "on a terminal"
    if _CHANNEL.fullmatch(where):
        return f"in Slack channel {where}"
    return f"in the direct message {where} in Slack" if _DIRECT.fullmatch(where) else f"in {visible(where)}"


def event_in_words(event: Event, course: Course, names: PolicyNames) -> str:
    """`answered by dana: Where must the work happen? Anywhere`."""
    by, details = person(event.actor), event.details
    match event.kind:
        case EventKind.DECISION_RECORDED:
            return f"recorded by {by}"
        case EventKind.ANSWER_GIVEN:
            return f"{_answered(details, by, names)}; from then on: {_held(details, names)}"
        case EventKind.FIELDS_ERASED:
            fields = ", ".join(FIELDS_IN_WORDS.get(each, each) for each in details.get("fields", ()))
            return f"erased by {by}: {fields or 'what they wrote'}{_because(details)}"
        case EventKind.CARD_REQUESTED:
            return f"card asked for by {by} {place(str(details.get('to')))}"
        case EventKind.CARD_POSTED:
            return f"card posted {place(str(details.get('to')))}"
        case EventKind.CARD_GIVEN_UP:
            return f"card could not be posted {place(str(details.get('to')))}"
    move = course.move(event.seq)
    return f"{event.kind.replace('_', ' ')} by {by}" if move is None else moved_in_words(move, names)


_DID = {
    Verb.APPROVE: "approved",
    Verb.TAKE_BACK: "approval taken back",
    Verb.REOPEN: "reopened",
    Verb.LATE_ANSWER: "reopened by an answer",
    Verb.WITHDRAW: "withdrawn",
    Verb.DISCARD: "discarded",
    Verb.BRING_BACK: "brought back",
    Verb.ASK: "a question asked",
    Verb.SETTLE: "a question settled",
}
_ROLES = {
    Role.REVIEWER: "reviewer",
    Role.EXTRA: "named by the policy",
    Role.CHANNEL: "anyone in the channel may",
    Role.OWN: "their own request",
}


def moved_in_words(move: Move, names: PolicyNames) -> str:
    """`overridden by dana (reviewer), for carol, who chose In-house: law: “…”`."""
    chosen = names.model(move.choice.model) if move.choice else None
    by = _by(move)
    match move.verb:
        case Verb.ACCEPT if chosen:
            said = f"accepted by {by}: {chosen}"
        case Verb.OVERRIDE if chosen:
            said = f"overridden by {by}, who chose {chosen}"
        case Verb.APPROVE if chosen:
            said = f"approved by {by}: {chosen}; not enough yet"
        case Verb.UNDO:
            stands = f"{move.status} again, {chosen}" if chosen else "waits again"
            said = f"undone by {by}: {stands}"
        case Verb.SUPERSEDE if move.superseded_by is not None:
            said = f"superseded: decision {move.superseded_by} took its place"
        case verb:
            said = f"{_DID.get(verb, str(move.status))} by {by}"
    return f"{said}{_why(move)}"


def _by(move: Move) -> str:
    """Who did it, in which role, for whom."""
    who, capacity = person(move.by), move.capacity
    if capacity is None or capacity.role not in _ROLES:
        return who
    acting = f", for {person(capacity.acting_for)}" if capacity.acting_for else ""
    return f"{who} ({_ROLES[capacity.role]}){acting}"


def _why(move: Move) -> str:
    choice = move.choice if move.verb in {Verb.ACCEPT, Verb.OVERRIDE, Verb.APPROVE} else None
    about = f": {choice.ready_reason.label}" if choice and choice.ready_reason else ""
    if move.words:
        return f"{about}: “{visible(move.words)}”"
    return f"{about}: (erased)" if move.words_erased else about


def _answered(details: Mapping[str, Any], by: str, names: PolicyNames) -> str:
    factor, option = details.get("factor"), details.get("option")
    if factor is None:
        return f"answered by {by} (erased)"
    question = visible(names.question(factor))
    if option is None:
        return f"answer taken back by {by}: {question}"
    return f"answered by {by}: {question} {visible(names.answer(factor, option))}"


def _held(details: Mapping[str, Any], names: PolicyNames) -> str:
    """What was recommended with that answer."""
    ranking = table_of(json_column(details["ranking"]))
    return visible(recommended_from(details["recommended"], details["standing"], ranking, names))


def _because(details: Mapping[str, Any]) -> str:
    """Why something was erased."""
    return f": “{visible(str(details['reason']))}”" if details.get("reason") else ""
