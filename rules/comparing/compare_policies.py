"""What a new policy would change: what is written otherwise, and which results come out otherwise, with examples.

What is compared: every *shared request*, which answers each question that either policy asks, with an answer that
every policy asking it knows. Each policy judges by the answers to its own questions. An answer that only one policy
knows to a question that both ask is named in `only_one_knows` and not compared. Requests with answers missing are not
compared either, unless all that decides is the same (`identical`): then nothing can differ for any request.

A shared request has answers only: no kind of work and no plan, which add to the points. Where the two differ in these
(`works_differ`), each kind that both have is held against the other by what is presumed of it alone (`by_works`).

What counts as a difference:

* which model wins, or that every model is ruled out;
* which models are ruled out;
* where the same model wins, whether its lead is clear or too close to call by the policy's margin;
* where the same model wins, which flags are raised.

Each difference has a request that shows it. Each that is not listed was proved not to be there, but those in
`unproven`, for which the search (`joint_outcomes`) found neither an example nor a proof within its budget.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.comparing.behaviour_changes import BehaviourChange, behaviour_changes
from rules.comparing.joint_outcomes import BUDGET
from rules.comparing.joint_requests import normal_form
from rules.comparing.policy_edits import WORDS_OF_A_LAW, policy_edits
from rules.comparing.policy_pair import PolicyPair
from rules.grid import Model
from rules.policy import Flag, Policy
from rules.usual_models import usual_model
from rules.works import Kind, kinds_of

REQUESTS = 20_000
"""Random requests from which the share that changes is estimated."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two policies."""

    edits: tuple[str, ...]
    """What is written otherwise and can change a result, in words."""
    rewordings: tuple[str, ...]
    """What is only put otherwise."""
    differences: tuple[BehaviourChange, ...]
    """Winners first, the most frequent first; then what is ruled out, standings, flags."""
    unproven: tuple[BehaviourChange, ...]
    """Differences for which there is neither an example nor a proof that there is none."""
    only_one_knows: tuple[tuple[str, str], ...]
    """Factor and option of answers that one policy knows and the other, asking the same question, does not."""
    without_common_answer: tuple[str, ...]
    """Questions that both ask without one answer in common: while there is one, behaviour cannot be compared."""
    identical: bool
    """Whether nothing can differ for any request, also with answers missing: all that decides is the same."""
    works_differ: bool
    """Whether kinds of work, or the points for a kind or a plan, are otherwise."""
    by_works: tuple[tuple[str, Model | None, Model | None], ...]
    """Kinds of both that lead to another model when nothing but the kind is known: the kind, the old, the new."""
    laws_differ: bool
    """Whether laws speak otherwise: no shared request names what they look at."""
    requests: int
    """Random requests that both judged."""
    changed: int
    """How many of them get another winner."""

    @property
    def proven_same(self) -> bool:
        """Whether every shared request is proved to get the same winner, vetoes, standing and flags from both.

        By its answers alone: see `works_differ` and `laws_differ`.
        """
        return not (self.differences or self.unproven or self.without_common_answer)


def compare(old: Policy, new: Policy, *, requests: int = REQUESTS, budget: int = BUDGET) -> Comparison:
    """What differs. It takes the time of the random requests, and of some 150 searches within the budget each."""
    pair = PolicyPair(old, new, requests=requests, budget=budget)
    edits = policy_edits(old, new)
    same = identical(old, new)
    without_common_answer = tuple(factor for factor, known in pair.options.items() if not known)
    comparable = not (same or without_common_answer)
    judged = pair.random.results if comparable else ()
    changes = tuple(behaviour_changes(pair)) if comparable else ()
    return Comparison(
        edits=edits.rules,
        rewordings=edits.texts,
        differences=tuple(each for each in changes if each.witness),
        unproven=tuple(each for each in changes if not each.witness),
        only_one_knows=tuple(_only_one_knows(old, new)),
        without_common_answer=without_common_answer,
        identical=same,
        works_differ=_usual(old) != _usual(new),
        by_works=() if same else tuple(_by_works(old, new)),
        laws_differ=_laws(old) != _laws(new),
        requests=len(judged),
        changed=sum(was is not now for was, now in judged),
    )


def identical(old: Policy, new: Policy) -> bool:
    """Whether questions, answers, effects, order, margin and flags are the same, whatever the texts say."""
    return all(
        each(old) == each(new)
        for each in (
            normal_form,
            lambda policy: policy.order,
            lambda policy: (policy.margin, policy.enough_answers),
            lambda policy: {factor.id: set(factor.option) for factor in policy.factors},
            lambda policy: {flag.id: _duty(flag) for flag in policy.flags},
            _usual,
            _laws,
            lambda policy: {
                (factor.id, option.id): option.prior for factor in policy.factors for option in factor.options
            },
        )
    )


def _usual(policy: Policy) -> object:
    """What is usual for each kind of work, whatever the texts say, and how much that weighs."""
    return {kind.id: _effect(kind) for kind in kinds_of(policy).values()}, policy.weights


def _laws(policy: Policy) -> object:
    return {law.id: law.model_dump(exclude=set(WORDS_OF_A_LAW)) for law in policy.laws}


def _effect(kind: Kind) -> object:
    return dict(kind.presume), tuple(map(frozenset, kind.usual)), kind.never


def _by_works(old: Policy, new: Policy) -> Iterator[tuple[str, Model | None, Model | None]]:
    for kind in (each for each in kinds_of(old) if each in kinds_of(new)):
        was, now = usual_model(kind, old), usual_model(kind, new)
        if was is not now:
            yield kind, was, now


def _duty(flag: Flag) -> object:
    return {factor: set(options) for factor, options in flag.when.items()}, set(flag.models)


def _only_one_knows(old: Policy, new: Policy) -> Iterator[tuple[str, str]]:
    for factor in (each for each in old.factor if each in new.factor):
        before, after = old.factor[factor].option, new.factor[factor].option
        yield from ((factor, option) for option in {**before, **after} if option not in before or option not in after)
