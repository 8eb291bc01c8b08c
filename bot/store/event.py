"""What an event is: what can happen, and the columns of its row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from bot.store.columns import HASH, JSON, NUMBER, TEXT, TIME, Kept, declared


class EventKind(StrEnum):
    """What can happen."""

    POLICY_KEPT = "policy_kept"
    """A policy's text came into force: a decision was made under it."""
    POLICY_PUT_IN_FORCE = "policy_put_in_force"
    """Somebody put a policy in force, or changed the policy file after somebody had."""
    DECISION_RECORDED = "decision_recorded"
    STATUS_CHANGED = "status_changed"
    ANSWER_GIVEN = "answer_given"
    """Somebody answered one question more, or took such an answer back, and this is recommended from then on."""
    APPROVAL_GIVEN = "approval_given"
    """Somebody chose a model, and others have to choose it too before it is decided."""
    APPROVAL_TAKEN_BACK = "approval_taken_back"
    QUESTION_ASKED = "question_asked"
    """Somebody who decides wants to know more first."""
    QUESTION_SETTLED = "question_settled"
    FIELDS_ERASED = "fields_erased"
    """Personal data was erased on request; the tombstone that explains the gap."""
    PERSON_ERASED = "person_erased"
    """Somebody was erased: what they did before is told without their name from then on."""
    CARD_REQUESTED = "card_requested"
    """Somebody asked for the decision's card in a channel."""
    CARD_POSTED = "card_posted"
    CARD_GIVEN_UP = "card_given_up"
    """The card could not be posted there."""
    DELEGATED = "delegated"
    """Somebody has a colleague decide for them for some days."""
    DELEGATION_ENDED = "delegation_ended"
    REMINDERS_STOPPED = "reminders_stopped"
    """Somebody does not want to be reminded of what waits for them."""
    REMINDERS_RESUMED = "reminders_resumed"
    DIGEST_SET = "digest_set"
    """Somebody said whether a channel has a weekly digest, when, and what stands in it."""
    DIGEST_PAUSED = "digest_paused"
    """The digest cannot be posted there; none is until somebody sets it up again."""
    DIGEST_SENT = "digest_sent"
    DIGEST_QUIET = "digest_quiet"
    """There was nothing to tell of this week, so nothing was posted."""
    DIGEST_SKIPPED = "digest_skipped"
    """This week's digest was not sent, because it was too late for it."""
    DIGEST_UNKNOWN = "digest_unknown"
    """Slack did not say whether this week's digest arrived; it is not sent again."""


CARD_KINDS = (EventKind.CARD_REQUESTED, EventKind.CARD_POSTED, EventKind.CARD_GIVEN_UP)
"""The events that tell of a card."""

POLICY_KINDS = (EventKind.POLICY_KEPT, EventKind.POLICY_PUT_IN_FORCE)
"""The events that tell of a policy, by version and hash."""

RUN_KINDS = (
    EventKind.DIGEST_PAUSED,
    EventKind.DIGEST_SENT,
    EventKind.DIGEST_QUIET,
    EventKind.DIGEST_SKIPPED,
    EventKind.DIGEST_UNKNOWN,
)
"""The events that tell what became of a week's digest; one that is paused may be so without."""
DIGEST_KINDS = (EventKind.DIGEST_SET, *RUN_KINDS)
"""The events that tell of a channel's digest."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, and how each field is kept.

    The columns are for good: another one would give every event that is on the record another hash. What a new kind of
    event has to tell goes into its details.
    """

    seq: Annotated[int, NUMBER]
    """1 for the first event of the log, then without gaps."""
    decision_id: Annotated[int | None, NUMBER]
    at: Annotated[datetime, TIME]
    actor: Annotated[str, TEXT]
    """Who did it, by an identifier; the chain keeps it for good, so never a person's full name."""
    kind: Annotated[EventKind, Kept(str, EventKind)]
    details: Annotated[dict[str, Any], replace(JSON, column="body")]
    """What belongs to the kind: the status, the model and the role, an answer with what is recommended from then on,
    the fields erased, the policy's version and hash, a card's place. What stands beside the event is merged in when
    it is read: `words` that somebody typed (as `reason`, too, where they say why), an answer."""
    prev_hash: Annotated[str, HASH]
    """The hash of the event before it, in hexadecimal."""
    hash: Annotated[str, HASH]
    """In hexadecimal."""


COLUMNS: Mapping[str, Kept] = declared(Event)

CHAINED: Mapping[str, Kept] = {name: kept for name, kept in COLUMNS.items() if name != "hash"}
"""The columns that an event's hash covers: all others."""


def details_in(body: str) -> dict[str, Any]:
    """The details in the body of an event, while it is not known whether this program wrote it; empty for nonsense."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
