"""What happened to a decision, in words, and who did it, as far as a terminal can know."""

import re
from collections.abc import Mapping
from typing import Any

from bot.cli.streams import visible
from bot.cli.surroundings import TERMINAL
from bot.listing import outcome_in_words, recommended_from
from bot.store import Event, EventKind, RecordedDecision
from bot.store.columns import json_column, table_of
from bot.store.erased import SOMEONE
from bot.store.outcome import outcome_of
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


def event_in_words(event: Event, decision: RecordedDecision, names: PolicyNames) -> str:
    """`answered by dana: Where must the work happen? Anywhere`."""
    by, details = person(event.actor), event.details
    match event.kind:
        case EventKind.DECISION_RECORDED:
            return f"recorded by {by}"
        case EventKind.STATUS_CHANGED:
            return _moved(event, decision, names)
        case EventKind.ANSWER_GIVEN:
            return f"{_answered(details, by, names)}; from then on: {_held(details, names)}"
        case EventKind.FIELDS_ERASED:
            fields = ", ".join(FIELDS_IN_WORDS.get(each, each) for each in details.get("fields", ()))
            return f"erased by {by}: {fields}{_because(details)}"
        case EventKind.CARD_REQUESTED:
            return f"card asked for by {by} {place(str(details.get('to')))}"
        case EventKind.CARD_POSTED:
            return f"card posted {place(str(details.get('to')))}"
        case EventKind.CARD_GIVEN_UP:
            return f"card could not be posted {place(str(details.get('to')))}"
    return f"{event.kind.replace('_', ' ')} by {by}"


def _moved(event: Event, decision: RecordedDecision, names: PolicyNames) -> str:
    outcome = outcome_of(event, decision)
    chosen = outcome.chosen and names.model(outcome.chosen)
    return f"{outcome_in_words(outcome, chosen, person)}{_because(event.details)}"


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
    return f": “{visible(str(details['reason']))}”" if details.get("reason") else ""
