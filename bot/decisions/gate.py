"""Who may decide what, asked in the transaction that puts it on the record."""

from collections.abc import Sequence

from bot.decisions.errors import RefusedError
from bot.roster import Roster, demanded
from bot.store import RecordedDecision
from bot.store.course import Course
from bot.store.deciding import Gate, Verdict
from bot.store.driver import Database
from bot.views.markup import Mrkdwn
from rules.approvals import Requirement, tally
from rules.choices import Choice
from rules.decision_status import Capacity
from rules.grid import Model
from rules.policy import Policy


def gate_for(who: str, roster: Roster, policy: Policy) -> Gate:
    """What `deciding.choose` asks: whether this person may, and whether that suffices, by the policy in force."""

    def gate(_: Database, found: RecordedDecision, course: Course, choice: Choice) -> Verdict:
        needed = demanded(found, choice.model, policy)
        given = [(each.by, each.capacity) for each in course.given_for(choice.model) if each.capacity]
        capacity = _as_what(who, found, needed, roster, given)
        return Verdict(capacity, tally(needed, [*given, (who, capacity)]).suffices)

    return gate


def a_say_in(who: str, found: RecordedDecision, course: Course, roster: Roster, policy: Policy) -> Capacity:
    """As what somebody may ask about a decision or reopen it, whoever else has agreed; raises RefusedError."""
    model = course.decided.model if course.decided else None
    if model is None:
        model = course.proposed.model if course.proposed else Model(found.recommended or found.ranking[0]["model"])
    return _as_what(who, found, demanded(found, model, policy), roster, ())


def _as_what(
    who: str,
    found: RecordedDecision,
    needed: Sequence[Requirement],
    roster: Roster,
    given: Sequence[tuple[str, Capacity]],
) -> Capacity:
    capacity = roster.capacity(who, found.who, needed, given)
    if isinstance(capacity, Mrkdwn):
        raise RefusedError(capacity)
    return capacity
