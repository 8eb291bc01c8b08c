"""Who may decide what, asked in the transaction that puts it on the record."""

from collections.abc import Sequence
from dataclasses import replace

from bot.decisions.errors import RefusedError
from bot.roster import Roster, demanded
from bot.store import RecordedDecision, lookup
from bot.store.course import Course, counting
from bot.store.deciding import Gate, Verdict
from bot.store.driver import Database
from bot.views.markup import Mrkdwn, mrkdwn
from rules.approvals import Requirement, tally
from rules.choices import Choice
from rules.decision_status import Capacity
from rules.grid import Model
from rules.policy import Policy


def gate_for(who: str, roster: Roster, policy: Policy) -> Gate:
    """What `deciding.choose` asks: whether this person may, and whether that suffices, by the policy in force."""

    def gate(db: Database, found: RecordedDecision, course: Course, choice: Choice) -> Verdict:
        needed = demanded(found, choice.model, policy)
        given = counting(course.given_for(choice.model))
        asker = lookup.asker_of(db, found.id)
        capacity = _as_what(who, asker, needed, roster, given)
        suffices = tally(needed, [*given, (who, capacity)]).suffices
        if suffices and who != asker and _by_their_own_answer(who, asker, found, choice.model, policy, roster, given):
            raise RefusedError(_ANSWERED_IT_THEMSELVES)
        return Verdict(capacity, suffices)

    return gate


_ANSWERED_IT_THEMSELVES = mrkdwn(
    "Nothing was decided: you answered a question on this card yourself, and without your answer more people would "
    "have to agree. So somebody else accepts it, or whoever asked answers that question."
)


def _by_their_own_answer(
    who: str,
    asker: str,
    found: RecordedDecision,
    model: Model,
    policy: Policy,
    roster: Roster,
    given: Sequence[tuple[str, Capacity]],
) -> bool:
    """Whether it would take more people, had this one not answered: nobody talks a second pair of eyes away alone."""
    others = {
        factor: option
        for factor, option in found.answers.items()
        if factor not in found.answered or found.answered[factor].by != who
    }
    if len(others) == len(found.answers):
        return False
    needed = demanded(replace(found, answers=others), model, policy)
    capacity = roster.capacity(who, asker, needed, given)
    return not isinstance(capacity, Capacity) or not tally(needed, [*given, (who, capacity)]).suffices


def a_say_in(who: str, found: RecordedDecision, course: Course, roster: Roster, policy: Policy) -> Capacity:
    """As what somebody may ask about a decision or reopen it, whoever else has agreed; raises RefusedError."""
    model = course.decided.model if course.decided else None
    if model is None:
        model = course.proposed.model if course.proposed else Model(found.recommended or found.ranking[0]["model"])
    return _as_what(who, found.who, demanded(found, model, policy), roster, ())


def _as_what(
    who: str,
    asker: str,
    needed: Sequence[Requirement],
    roster: Roster,
    given: Sequence[tuple[str, Capacity]],
) -> Capacity:
    capacity = roster.capacity(who, asker, needed, given)
    if isinstance(capacity, Mrkdwn):
        raise RefusedError(capacity)
    return capacity
