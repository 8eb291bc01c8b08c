"""Who may decide at one moment, as a plain value: the reviewers, who stands in for whom, what that makes of one person.

Where Slack does not say who is in a group that is needed, nobody decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

from bot.store import Course, RecordedDecision
from bot.views.markup import Mrkdwn, joined, lines, mrkdwn, person, words
from rules.approvals import Facts, Requirement, requirements, tally
from rules.case_factors import WORK
from rules.decision_status import Capacity, Role
from rules.delegation import Delegation
from rules.enough import Demand, shortage
from rules.grid import Model
from rules.policy import Policy
from rules.policy_values import GROUP
from rules.proofs.deadlocks import Circle

Refusal = Mrkdwn
"""Why somebody may not decide, said to them."""

_MOST_NAMED = 8
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Roster:
    """Who may decide at one moment."""

    base: frozenset[str] | None = None
    """The reviewers: users and user groups, by id; None where none are set, and anyone in the channel decides."""
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each user group."""
    unknown: frozenset[str] = frozenset()
    """Groups of which Slack does not say who is in them."""
    gone: frozenset[str] = frozenset()
    """Who is known to have left, or to decide nothing for the company."""
    own_requests: bool = False
    """Whether those who ask may decide themselves."""
    delegations: tuple[Delegation, ...] = ()
    """Those that hold now."""

    @property
    def circle(self) -> Circle:
        """The people of whom a proof goes out."""
        return Circle(self.base, self.members, self.gone, own_requests=self.own_requests)

    def named(self, requirement: Requirement) -> frozenset[str] | None:
        """Users and groups whose word counts for it; None for anyone in the channel."""
        return self.base if requirement.people is None else requirement.people

    def entitled(self, requirement: Requirement, asker: str) -> frozenset[str] | None:
        """Whose own word counts for it; None for anyone in the channel but the asker."""
        named = self.named(requirement)
        if named is None:
            return None
        people = frozenset(each for each in named if not each.startswith(GROUP))
        people = people.union(*(self.members.get(each, frozenset()) for each in named if each.startswith(GROUP)))
        return people - self.gone - (frozenset() if self.own_requests else {asker})

    def eligible(self, requirement: Requirement, asker: str) -> frozenset[str] | None:
        """Who can satisfy it, for themselves or for somebody; None for anyone in the channel but the asker."""
        entitled = self.entitled(requirement, asker)
        if entitled is None:
            return None
        standing_in = {each.to for each in self.delegations if each.giver in entitled - {asker}}
        return entitled | (standing_in - self.gone - {asker})

    def capacity(
        self,
        who: str,
        asker: str,
        requirements: Sequence[Requirement],
        given: Sequence[tuple[str, Capacity]] = (),
    ) -> Capacity | Refusal:
        """As what somebody may decide, beside the approvals given so far, or why they may not."""
        if unsaid := self._unsaid(requirements):
            return unsaid
        found = self._capacity(who, asker, requirements, given)
        if isinstance(found, Capacity):
            return found
        nobody = unmet(requirements, self, asker, given)
        return lines([found, nobody]) if nobody else found

    def _capacity(
        self, who: str, asker: str, requirements: Sequence[Requirement], given: Sequence[tuple[str, Capacity]]
    ) -> Capacity | Refusal:
        if who == asker and not self.own_requests:
            those = self._those(requirements, asker)
            return mrkdwn("You asked for this yourself, so it is for {people} to decide.", people=those)
        mine = self._for(who, who, asker, requirements)
        others = [
            capacity
            for giver in sorted(each.giver for each in self.delegations if each.to == who)
            if who != asker and giver != asker and (capacity := self._for(who, giver, asker, requirements)) is not None
        ]
        possible = [*([] if mine is None else [mine]), *others]
        if not possible:
            return self._not_among(requirements, asker)
        before = tally(requirements, given).given
        useful = next((each for each in possible if tally(requirements, [*given, (who, each)]).given > before), None)
        return useful or self._not_again(who, requirements, given, asker)

    def _for(self, who: str, giver: str, asker: str, requirements: Sequence[Requirement]) -> Capacity | None:
        """With one's own word, or the word of whoever handed it over."""
        counts = []
        for each in requirements:
            entitled = self.entitled(each, asker)
            if (who == giver) if entitled is None else giver in entitled:
                counts.append(each)
        if not counts or who in self.gone:
            return None
        rules = tuple(each.id for each in counts)
        if who == asker:
            return Capacity(Role.OWN, None, rules)
        if all(self.named(each) is None for each in counts):
            role = Role.CHANNEL
        else:
            role = Role.EXTRA if all(each.extra for each in counts) else Role.REVIEWER
        return Capacity(role, None if who == giver else giver, rules)

    def silent(self, requirements: Sequence[Requirement]) -> frozenset[str]:
        """The groups needed of which Slack does not say who is in them."""
        return self.unknown & frozenset().union(*(self.named(each) or frozenset() for each in requirements))

    def _unsaid(self, requirements: Sequence[Requirement]) -> Refusal | None:
        if not self.silent(requirements):
            return None
        return mrkdwn(
            "Slack does not say just now who the reviewers are, so nobody decides this until it does. "
            "Nothing was decided; please try again in a moment."
        )

    def _not_among(self, requirements: Sequence[Requirement], asker: str) -> Refusal:
        return mrkdwn("This is for {people} to decide, not for you.", people=self._those(requirements, asker))

    def _not_again(
        self, who: str, requirements: Sequence[Requirement], given: Sequence[tuple[str, Capacity]], asker: str
    ) -> Refusal:
        missing = [each for each, _ in tally(requirements, given).missing]
        if any(who in {by, capacity.acting_for} for by, capacity in given):
            return mrkdwn(
                "Your word for this counts already; one from {people} is needed besides.",
                people=self._those(missing, asker),
            )
        return mrkdwn("What is still needed here is a word from {people}.", people=self._those(missing, asker))

    def _those(self, requirements: Sequence[Requirement], asker: str) -> Mrkdwn:
        """Whose word is needed, by name: nobody is told of a group, which would call everybody in it."""
        entitled = [self.entitled(each, asker) for each in requirements]
        people = sorted(frozenset().union(*(each for each in entitled if each is not None)) - {asker})
        if any(each is None for each in entitled):
            return mrkdwn("somebody else in the channel")
        return _named(people, " or ") if people else mrkdwn("somebody else")


def facts_of(found: RecordedDecision, model: Model) -> Facts:
    """What approvals ask of a decision on the record, where this is chosen."""
    return Facts(model, found.home_country, found.answers.get(WORK), found.answers, frozenset(found.flags))


def demanded(found: RecordedDecision, model: Model, policy: Policy) -> tuple[Requirement, ...]:
    """Who has to agree to this choice for a decision on the record, under this policy."""
    return requirements(policy, facts_of(found, model))


def chosen_next(found: RecordedDecision, course: Course, policy: Policy) -> list[Model]:
    """The models that may well be chosen next: what others have agreed to, what is recommended, or else any."""
    if course.proposed is not None:
        return [course.proposed.model]
    return [Model(each) for each in found.defensible] or list(policy.models)


def unmet(
    requirements: Sequence[Requirement], roster: Roster, asker: str, given: Sequence[tuple[str, Capacity]] = ()
) -> Mrkdwn | None:
    """That too few people could decide this now, beside those who have, as a sentence for its card; None where there
    are enough. It calls nobody: groups are not named."""
    if roster.silent(requirements):
        return None  # for whoever presses it is told so, and in a moment it may be otherwise
    demands = []
    for each in requirements:
        entitled = roster.entitled(each, asker)
        have = {capacity.acting_for or by for by, capacity in given if each.id in capacity.rules}
        demands.append(Demand(each.needed, None if entitled is None else entitled | have))
    found = shortage(demands)
    if found is None:
        return None
    only = mrkdwn("only {people}", people=_named(sorted(found.people), " and ")) if found.people else None
    reasons = dict.fromkeys(requirements[place].because for place in found.demands)
    return mrkdwn(
        "*Nobody could accept this right now.* {needed} needed{but}: {because} But {there} can.",
        needed="One person is" if found.needed == 1 else f"{found.needed} people are",
        but=mrkdwn("") if roster.own_requests else mrkdwn(", and not {asker}", asker=person(asker)),
        because=joined([words(each, 300) for each in list(reasons)[:_MOST_REASONS]], " "),
        there=only or mrkdwn("nobody else"),
    )


def _named(people: Sequence[str], between: LiteralString) -> Mrkdwn:
    shown = [person(each) for each in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        shown.append(mrkdwn("{more} more", more=len(people) - _MOST_NAMED))
    return joined(shown, between)
