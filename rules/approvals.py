"""Who has to agree before a decision stands: what the policy demands of one, and how far the approvals given go.

Each approval that the policy demands needs people of its own: nobody counts twice, and never the one who asks. What
nobody answered counts as if it demanded the approval, so that leaving a question open never spares one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.case_factors import WORK
from rules.country_groups import expanded
from rules.decision_status import Capacity
from rules.grid import Model
from rules.policy import Answers, Approval, Flag, Policy
from rules.policy_values import ANY_REVIEWER as ANY_REVIEWER
from rules.works import kinds_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What approvals ask of a decision."""

    model: Model
    """What is chosen, recommended or not."""
    home_country: str
    """ISO 3166-1 code of the country that the request comes from."""
    work: str | None
    """A kind of work of the policy; None where nobody said."""
    answers: Answers
    """Given by a person or read from the text; what is only presumed spares no approval."""
    flags: Collection[str] = ()
    """Raised on the card, by id."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many people who have to agree, each another."""

    id: str
    needed: int
    people: frozenset[str] | None
    """Users and user groups of Slack, by id; None for the reviewers."""
    because: str
    unsure_of: tuple[str, ...] = ()
    """Factors without an answer that could show that this is not needed."""
    extra: bool = False
    """Besides the reviewers, rather than in their place."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the approvals given go."""

    given: int
    """That count: each for one place of one requirement."""
    needed: int
    missing: tuple[tuple[Requirement, int], ...]
    """What is still needed, and how many people."""

    @property
    def suffices(self) -> bool:
        """Whether nobody more has to agree."""
        return not self.missing


def requirements(policy: Policy, facts: Facts) -> tuple[Requirement, ...]:
    """What the policy demands, at least one; a reviewer unless an approval that is not extra takes their place."""
    kind = kinds_of(policy).get(facts.work or "")
    line = kind.line if kind else ()
    found = tuple(_demanded(approval, policy, facts, line) for approval in policy.approvals)
    demanded = tuple(each for each in found if each is not None)
    if all(each.extra for each in demanded):
        return (one_reviewer(), *demanded)
    return demanded


def would_settle(demanded: Iterable[Requirement], policy: Policy) -> tuple[str, ...]:
    """The questions of a policy whose answers could show that some of this is not needed; first those that serve
    nothing else."""
    found = dict.fromkeys(factor for each in demanded for factor in each.unsure_of if factor in policy.answerable)
    return tuple(sorted(found, key=lambda factor: factor in policy.factor))


def one_reviewer() -> Requirement:
    """What is demanded of any decision."""
    return Requirement(ANY_REVIEWER, 1, None, "One reviewer agrees to every decision.")


def _demanded(approval: Approval, policy: Policy, facts: Facts, line: tuple[str, ...]) -> Requirement | None:
    if approval.models and facts.model not in approval.models:
        return None
    if approval.countries and facts.home_country not in expanded(approval.countries):
        return None
    unsure: list[str] = []
    if approval.works and set(approval.works).isdisjoint(line):
        if line:
            return None
        unsure.append(WORK)
    open_ones = _open_in(approval.when, facts.answers)
    if open_ones is None:
        return None
    unsure += open_ones
    if approval.flags:
        raised = _open_for_flags(approval.flags, policy, facts)
        if raised is None:
            return None
        unsure += raised
    return Requirement(
        approval.id,
        approval.needed,
        frozenset(approval.from_) or None,
        approval.because,
        tuple(dict.fromkeys(unsure)),
        approval.extra,
    )


def _open_in(when: Mapping[str, Collection[str]], answers: Answers) -> list[str] | None:
    """The factors without an answer; None where an answer says that the conditions do not hold."""
    if any(answers[factor] not in options for factor, options in when.items() if factor in answers):
        return None
    return [factor for factor in when if factor not in answers]


def _open_for_flags(names: Iterable[str], policy: Policy, facts: Facts) -> list[str] | None:
    """The factors without an answer that decide whether one of these flags is raised; none where one is for certain.

    None where the answers say that none of them is.
    """
    other = {flag.id for flag in policy.flags if not _is_for(flag, facts.model)}
    possible = [] if set(names).isdisjoint(set(facts.flags) - other) else [list[str]()]
    possible += [
        found
        for flag in flags_named(names, policy)
        if _is_for(flag, facts.model) and (found := _open_in(flag.when, facts.answers)) is not None
    ]
    if not possible:
        return None
    return [] if [] in possible else [factor for found in possible for factor in found]


def flags_named(names: Iterable[str], policy: Policy) -> Iterator[Flag]:
    """The flags of the policy with these ids."""
    wanted = set(names)
    return (flag for flag in policy.flags if flag.id in wanted)


def _is_for(flag: Flag, model: Model) -> bool:
    return not flag.models or model in flag.models


def tally(demanded: Sequence[Requirement], given: Sequence[tuple[str, Capacity]]) -> Tally:
    """How far these approvals go: by whom, and in which capacity. The first of one person counts, and so for whoever
    they act for; `rules` of the capacity are the requirements that somebody may count for."""
    counted = _each_once(given)
    places = [place for place, each in enumerate(demanded) for _ in range(each.needed)]
    wanted = [{place for place, each in enumerate(demanded) if each.id in capacity.rules} for _, capacity in counted]
    holder: dict[int, int] = {}
    for approval in range(len(counted)):
        _seat(approval, wanted, places, holder, set())
    free = [demanded[places[slot]] for slot in range(len(places)) if slot not in holder]
    missing = tuple((each, free.count(each)) for each in demanded if each in free)
    return Tally(len(holder), len(places), missing)


def _each_once(given: Iterable[tuple[str, Capacity]]) -> list[tuple[str, Capacity]]:
    seen = set[str]()
    kept = []
    for who, capacity in given:
        people = {who, capacity.acting_for or who}
        if seen.isdisjoint(people):
            kept.append((who, capacity))
            seen |= people
    return kept


def _seat(
    approval: int, wanted: Sequence[Collection[int]], places: Sequence[int], holder: dict[int, int], tried: set[int]
) -> bool:
    """Finds the approval a place, moving others to another of theirs where that helps (Kuhn's algorithm)."""
    for slot, requirement in enumerate(places):
        if requirement in wanted[approval] and slot not in tried:
            tried.add(slot)
            if slot not in holder or _seat(holder[slot], wanted, places, holder, tried):
                holder[slot] = approval
                return True
    return False
