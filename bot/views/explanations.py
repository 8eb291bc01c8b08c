"""Why a result came out, what would change it and what guarantees it, in sentences without numbers.

Each says only what the algorithms under it have shown: where they found nothing within their budgets, nothing is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.views import sentences
from bot.views.clauses import clause, ended, grouped, listed, merged, sentence
from bot.views.sentences import in_running_text
from rules.explaining.certificates import BUDGET as SMALLEST_BUDGET
from rules.explaining.certificates import Certificate, against_runner_up, sufficient
from rules.explaining.explain import Difference, differences
from rules.explaining.flips import Change, Flip, Flips, flips, nearest_flips
from rules.explaining.prospects import prospects
from rules.grid import Model
from rules.policy import TEAM_DEFAULT, Policy
from rules.recommend import Recommendation, Standing

_FOR, _AGAINST, _LEVEL = 3, 1, 2
"""Answers that are named for the recommended model, for its runner-up, and for each of two that are level."""
_MOST_OUT = 3
_MOST_WAYS = 3
"""Ways to change the result that are named in one sentence."""
_MOST_CHANGES = 4
"""Changes in these ways together, unless one way takes more: nobody takes in three ways of two changes each."""


def explanation(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What a careful colleague would say: what is ruled out, why it is not the runner-up, what would change it."""
    said = (*out(recommendation, policy), runner_up(recommendation, policy), nearest_flip(recommendation, policy))
    return tuple(each for each in said if each)


def out(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What is ruled out and by what; every such model is named once, under the rule that rules out the most.

    What is out only by a presumption is said to be usually out: an answer can still let it in.
    """
    found = sorted(sentences.ruled_out(recommendation), key=lambda each: -len(each.models))
    said: list[str] = []
    named: set[Model] = set()
    for each in found:
        models = [model for model in policy.order if model in each.models and model not in named]
        if not models or len(said) == _MOST_OUT:
            continue
        named.update(models)
        because = ended(in_running_text(each.veto.because))
        source = "" if each.veto.source == TEAM_DEFAULT else f" [{sentences.short_source(each.veto.source)}]"
        said.append(f"{_are_out(models, recommendation, policy)}: {because}{source}")
    rest = [model for model in policy.order if any(model in each.models for each in found) and model not in named]
    return (*said, f"{_are_out(rest, recommendation, policy)} too.") if rest else tuple(said)


def _are_out(models: Sequence[Model], recommendation: Recommendation, policy: Policy) -> str:
    out = "out" if recommendation.outcomes.possible.isdisjoint(models) else "usually out for this kind of work"
    if len(models) == len(policy.order):
        return f"All seven models are {out}"
    groups = grouped([in_running_text(sentences.label(model, policy)) for model in models])
    names = listed(groups)
    return f"{names[:1].upper()}{names[1:]} {'is' if len(groups) == 1 else 'are'} {out}"


def runner_up(recommendation: Recommendation, policy: Policy) -> str | None:
    """The few answers that put the recommended model before the next best; None where it is not ahead of any.

    None too where too little is known for a result.
    """
    lead, rival = recommendation.lead, recommendation.runner_up
    if lead is None or lead < 0 or rival is None or recommendation.standing is Standing.TOO_EARLY:
        return None
    other = in_running_text(sentences.label(rival, policy))
    found = differences(recommendation)
    its_own = _answers((each for each in found if each.points > 0), set())
    the_others = _answers((each for each in found if each.points < 0), set(its_own))
    if lead > 0:
        although = f", although {_and(the_others[:_AGAINST], policy)}" if the_others else ""
        return sentence(f"ahead of {other} because {_and(its_own[:_FOR], policy)}{although}")
    if not found:
        return sentence(f"level with {other}: nothing said so far tells them apart")
    if recommendation.model is None or not its_own or not the_others:
        return sentence(f"level with {other}")
    name = in_running_text(sentences.label(recommendation.model, policy))
    speak_for, against = _and(its_own[:_LEVEL], policy), _and(the_others[:_LEVEL], policy)
    return sentence(f"level with {other}: {name} because {speak_for}; {other} because {against}")


def _and(answers: Sequence[tuple[str, str]], policy: Policy) -> str:
    return listed([clause(*each, policy) for each in answers])


def _answers(found: Iterable[Difference], named: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The answers behind the differences, each once, without those named already."""
    return [each for each in dict.fromkeys(pair for each in found for pair in each.when.items()) if each not in named]


def nearest_flip(recommendation: Recommendation, policy: Policy) -> str | None:
    """`Own centre far away, unless the work needs a full day's overlap, or you need it for a month: then hybrid.`

    The smallest changes only, and a few of them. None where too little is known for a result, or none was found.
    """
    if recommendation.standing is Standing.TOO_EARLY:
        return None
    found = _advice(nearest_flips(recommendation, policy), policy)
    if not found:
        return None
    few = max(1, _MOST_CHANGES // len(found[0].changes))
    ways = _ways(found[:few], policy)[:_MOST_WAYS]
    head = sentences.label(recommendation.model, policy) if recommendation.model else "None of the seven models"
    if not recommendation.outcomes.certain:
        head = f"So far {in_running_text(head)}"
    return f"{head}, unless {_one_of(ways, policy)}."


def _advice(found: Flips, policy: Policy) -> list[Flip]:
    """Without those that only leave something undecided, where another leads to the same result."""
    decided = [
        flip
        for flip in found
        if not any(policy.factor[each.factor].option[each.after].undecided for each in flip.changes)
    ]
    reached = {flip.to for flip in decided}
    return [flip for flip in found if flip in decided or flip.to not in reached]


def _ways(found: Iterable[Flip], policy: Policy) -> list[tuple[Model | None, str]]:
    """Each result with a way to it as a clause; ways that differ in one answer only are told as one."""
    alike: dict[tuple[Model | None, frozenset[Change], str], list[Change]] = {}
    for flip in found:
        by_rest = [(flip.to, frozenset(flip.changes) - {each}, each) for each in flip.changes]
        to, rest, change = next((each for each in by_rest if (*each[:2], each[2].factor) in alike), by_rest[-1])
        alike.setdefault((to, rest, change.factor), []).append(change)
    return [(to, _together(rest, changes, policy)) for (to, rest, _), changes in alike.items()]


def _together(rest: frozenset[Change], either: list[Change], policy: Policy) -> str:
    order = [each.id for each in policy.factors]
    options = list(policy.factor[either[0].factor].option)
    last = merged([_clause(each, policy) for each in sorted(either, key=lambda each: options.index(each.after))])
    first = [_clause(each, policy) for each in sorted(rest, key=lambda each: order.index(each.factor))]
    return listed([*first, last])


def _clause(change: Change, policy: Policy) -> str:
    return clause(change.factor, change.after, policy)


def _one_of(ways: Sequence[tuple[Model | None, str]], policy: Policy) -> str:
    by_result: dict[Model | None, list[str]] = {}
    for to, way in ways:
        by_result.setdefault(to, []).append(way)
    if len(by_result) == 1:
        ((to, said),) = by_result.items()
        return f"{_or(said)}: {_then(to, policy)}"
    return _or([f"{_or(said)} ({_then(to, policy)})" for to, said in by_result.items()])


def _or(ways: Sequence[str]) -> str:
    return ", or ".join(ways)


def _then(to: Model | None, policy: Policy) -> str:
    return f"then {in_running_text(sentences.label(to, policy))}" if to else "then every model is ruled out"


def every_flip(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """The nearest ways to each other result that were found, nearest first: `Hybrid, if …`."""
    by_result: dict[Model | None, list[str]] = {}
    for to, way in _ways(_advice(flips(recommendation, policy), policy), policy):
        by_result.setdefault(to, []).append(way)
    return tuple(
        f"{sentences.label(to, policy) if to else 'None of the seven models'}, if {_or(ways)}."
        for to, ways in by_result.items()
    )


def ways_to_win(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What missing answers would make of it: `Hybrid, if you direct the people each day.`"""
    found = prospects(recommendation, policy)
    return tuple(
        f"{sentences.label(model, policy)}, if {_and(list(found[model].items()), policy)}."
        for model in policy.order
        if found.get(model)
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """Answers that by themselves guarantee something, and how that is said."""

    claim: str
    """`These answers alone guarantee hybrid, whatever the others are`, without a full stop."""
    note: str | None
    """Whether fewer would do; None where none are needed."""
    answers: tuple[tuple[str, str], ...]
    """Factor and option."""


def guarantee(recommendation: Recommendation, policy: Policy) -> Proof | None:
    """The answers that by themselves guarantee the result; None where what is missing can change it."""
    found = sufficient(recommendation, policy, budget=SMALLEST_BUDGET)
    if found is None:
        return None
    if not found.factors:
        return Proof("It comes out like this whatever the answers are", None, ())
    if recommendation.model is None:
        return _proof(found, "rule out every model", recommendation)
    name = in_running_text(sentences.label(recommendation.model, policy))
    return _proof(found, f"guarantee {name}, whatever the others are", recommendation)


def behind(recommendation: Recommendation, policy: Policy) -> Proof | None:
    """The answers that by themselves keep the runner-up behind; None where it can still come out ahead."""
    found = against_runner_up(recommendation, policy, budget=SMALLEST_BUDGET)
    if found is None or recommendation.runner_up is None:
        return None
    rival = in_running_text(sentences.label(recommendation.runner_up, policy))
    if not found.factors:
        return Proof(f"No answers at all put {rival} ahead", None, ())
    return _proof(found, f"keep {rival} behind", recommendation)


def _proof(found: Certificate, what: str, recommendation: Recommendation) -> Proof:
    answers = tuple((factor, recommendation.answers[factor]) for factor in found.factors)
    if len(answers) == 1:
        note = "Nothing less would do." if found.smallest else "Without it, nothing is proven."
        return Proof(f"This answer alone {_singular(what)}", note, answers)
    # Where the search for fewer was cut short, no more is known than this.
    note = "These are the fewest that do." if found.smallest else "Leave any one of them out, and it is not proven."
    return Proof(f"These answers alone {what}", note, answers)


def _singular(what: str) -> str:
    verb, _, rest = what.partition(" ")
    return f"{verb}s {rest}"
