"""Who could decide a decision that waits, for each thing that is still missing of it."""

from collections.abc import Iterator

from bot.roster import Roster, chosen_next, demanded
from bot.slack.conversation_ids import is_person
from bot.store import RecordedDecision
from bot.store.course import Course, counting
from rules.approvals import Requirement, tally
from rules.policy import Policy


def eligible(found: RecordedDecision, course: Course, roster: Roster, policy: Policy) -> Iterator[list[str]]:
    """In order, for each requirement that is not met; nothing for one that anyone in the channel could meet.

    Whichever model is chosen, of those that may well be. Who has given an approval has nothing more to do.
    """
    gave = {each.by for each in course.approvals}
    for missing in _missing(found, course, policy):
        people = roster.eligible(missing, found.who)
        if people is not None:
            yield sorted(who for who in people - gave if is_person(who))


def _missing(found: RecordedDecision, course: Course, policy: Policy) -> list[Requirement]:
    given = counting(course.approvals)
    needed: dict[str, Requirement] = {}
    for model in chosen_next(found, course, policy):
        for requirement, _ in tally(demanded(found, model, policy), given).missing:
            needed[requirement.id] = requirement
    return list(needed.values())
