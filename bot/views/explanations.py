"""Why a result came out and what would change it, in sentences without numbers.

Each says only what the algorithms under it have shown: where they found nothing within their budgets, nothing is said.
What is open (missing, or only presumed) is told from what was stated: "unless" is only said of what is open.
"""

from collections.abc import Callable, Iterable, Sequence
from math import prod

from bot.views import model_sets, sentences
from bot.views.clauses import all_of, any_of, clause, ended, sentence
from bot.views.sentences import in_running_text
from rules.cases import PLAN, WORK
from rules.explaining.explain import Difference, differences
from rules.explaining.flips import Change, Flip, Flips, flips, nearest_flips
from rules.explaining.prospects import prospects
from rules.explaining.turning_answers import Turn, turning_answers
from rules.grid import Model
from rules.policy import TEAM_DEFAULT, Answers, Policy
from rules.recommend import Recommendation, Standing

_MOST_LINES = 2
"""Reasons on a card."""
_FOR, _AGAINST, _LEVEL = 3, 1, 2
"""Answers that are named for the recommended model, for its runner-up, and for each of two that are close."""
_MOST_OUT = 3
_MUCH_OUT = 3
"""Models ruled out that say more than what speaks for the one that is left."""
_MOST_WAYS = 2
"""Ways to change the result that are named in one sentence."""
_MOST_TOGETHER = 3
"""Answers that have to come together for another result: nobody takes in more."""
_Answer = tuple[str, str]
"""A factor and an option."""
_MOST_WORDS = 38
_PLAUSIBLE = 0.05
"""How often the priors expect an answer that a card mentions."""
_PLAUSIBLE_TOGETHER = 0.005
"""The same for answers that have to come together, in the details."""


def explanation(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What a careful colleague would say first, in two sentences at most; nothing while it is too early."""
    if recommendation.standing is Standing.TOO_EARLY:
        return ()
    vetoes = out(recommendation, policy)
    many_out = len(_ruled_out(recommendation)) >= _MUCH_OUT
    rivalry = runner_up(recommendation, policy)
    usual = _usual(recommendation)
    if recommendation.standing is Standing.CLOSE_CALL:
        said = [rivalry, unless(recommendation, policy), usual, *vetoes]
    elif many_out:
        said = [usual, vetoes[0], rivalry]
    else:
        said = [usual, rivalry, unless(recommendation, policy), if_that_changes(recommendation, policy), *vetoes]
    return tuple([each for each in said if each][:_MOST_LINES])


def _ruled_out(recommendation: Recommendation) -> list[Model]:
    """What is out whatever else is answered; what is out only by a presumption can still come in."""
    possible = recommendation.outcomes.possible
    return [each.model for each in recommendation.ranking if each.ruled_out and each.model not in possible]


def _usual(recommendation: Recommendation) -> str | None:
    """What the policy says of this kind of work, where what is recommended is the most usual for it."""
    of_the_kind = [each for each in recommendation.reasons if each.rule == f"{WORK}.{each.when.get(WORK)}"]
    best = max(of_the_kind, key=lambda each: each.points, default=None)
    most_usual = best and any(
        each.model == recommendation.model and each.points == best.points > 0 for each in of_the_kind
    )
    return sentence(best.because) if best and most_usual else None


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
        because = ended(in_running_text(each.veto.because.partition(". ")[0]))
        source = "" if each.veto.source == TEAM_DEFAULT else f" [{sentences.short_source(each.veto.source)}]"
        said.append(f"{_are_out(models, recommendation, policy)}: {because}{source}")
    rest = [model for model in policy.order if any(model in each.models for each in found) and model not in named]
    return (*said, f"{_are_out(rest, recommendation, policy)} too.") if rest else tuple(said)


def _are_out(models: Sequence[Model], recommendation: Recommendation, policy: Policy) -> str:
    out = "out" if recommendation.outcomes.possible.isdisjoint(models) else "usually out"
    if len(models) == len(policy.order):
        return f"All seven models are {out}"
    names = model_sets.in_few_words(models, policy)
    return f"{names[:1].upper()}{names[1:]} {model_sets.are(models, policy)} {out}"


def runner_up(recommendation: Recommendation, policy: Policy) -> str | None:
    """The few answers that put the recommended model before the next best, or what speaks for each of two.

    None where it is not ahead of any, where nothing tells them apart, and where too little is known for a result.
    """
    lead, rival, model = recommendation.lead, recommendation.runner_up, recommendation.model
    if model is None or rival is None or lead is None or lead < 0 or recommendation.standing is Standing.TOO_EARLY:
        return None
    found = [each for each in differences(recommendation) if each.rule.partition(".")[0] != WORK]
    stated = [each for each in found if recommendation.presumed.keys().isdisjoint(each.when)]
    name, other = (in_running_text(sentences.label(each, policy)) for each in (model, rival))
    if lead == 0 or recommendation.standing is Standing.CLOSE_CALL:
        sides = [
            (own, "") if own else (any_, ", as usual for this work")
            for own, any_ in zip(_for_each(stated), _for_each(found), strict=True)
        ]
        if not all(answers for answers, _ in sides):
            return None
        (speak_for, how), (against, how_others) = ((_all(each[:_LEVEL], policy), usual) for each, usual in sides)
        return f"For {name}{how}: {speak_for}. For {other}{how_others if how_others != how else ''}: {against}."
    if _usual(recommendation) and not any(each.points > 1 for each in stated):
        return None  # a nudge says less than what is known of the kind of work
    its_own, the_others = _for_each(stated)
    planned = ""
    if presumed := all(factor == PLAN for factor, _ in its_own):
        planned = " you plan it so and" if its_own else ""
        its_own, the_others = _for_each(found)
        its_own = [each for each in its_own if each[0] != PLAN]
        if _usual(recommendation) or not its_own:
            return None  # what is usual has been said, and that it is the plan as well
    although = f", although {_all(the_others[:_AGAINST], policy, planned='that is your plan')}" if the_others else ""
    because = _all(its_own[: _FOR - bool(planned)], policy, planned="you plan it so")
    usual = f"{planned}, as usual for this work," if presumed else ""
    return sentence(f"ahead of {other} because{usual} {because}{although}")


def _for_each(found: Iterable[Difference]) -> tuple[list[_Answer], list[_Answer]]:
    """The answers that speak for the recommended model, and those for its runner-up; each once, never the kind."""
    sides: tuple[list[_Answer], list[_Answer]] = ([], [])
    for each in found:
        for pair in each.when.items():
            if pair[0] != WORK and not any(pair in side for side in sides):
                sides[0 if each.points > 0 else 1].append(pair)
    return sides


def _all(answers: Iterable[_Answer], policy: Policy, planned: str | None = None) -> str:
    """`planned` is what is said of a model that the request plans for, next to its name."""
    return all_of(
        [
            planned if planned and factor == PLAN and option in set(Model) else clause(factor, option, policy)
            for factor, option in answers
        ]
    )


# --- What would change it -----------------------------------------------------------------------------------------


def unless(recommendation: Recommendation, policy: Policy) -> str | None:
    """`Unless you direct the people each day: then in-house.`: answers still open that by themselves change it.

    None where none does, and where too little is known for a result.
    """
    if recommendation.standing is Standing.TOO_EARLY:
        return None
    plausible = [
        each
        for each in turning_answers(recommendation, policy, least=_PLAUSIBLE)
        if not _bars(each, recommendation.model, policy)
    ]
    return _shortened(_by_result(plausible, policy), lambda kept: f"{_then(kept, policy)}.", "Unless ")


def if_that_changes(recommendation: Recommendation, policy: Policy) -> str | None:
    """`If that changes, and you direct the people each day: then in-house.`: what was stated, stated otherwise.

    The smallest changes only, and a few of them. None where too little is known for a result, or none was found.
    """
    if recommendation.standing is Standing.TOO_EARLY:
        return None
    found = _advice(nearest_flips(recommendation, policy), policy)
    if not found or len(found[0].changes) > _MOST_TOGETHER:
        return None
    return _shortened(_ways(found, policy), lambda kept: f"{_then(kept, policy)}.", "If that changes, and ")


def _bars(turn: Turn, model: Model | None, policy: Policy) -> bool:
    """Whether the answer says nothing but that the model is ruled out: nobody need be told what follows."""
    return model in policy.factor[turn.factor].option[turn.option].rules_out


_Ways = Sequence[tuple[Model | None, str]]
"""Results, each with a way to it as a clause."""


def _shortened(ways: _Ways, told: Callable[[_Ways], str], opening: str) -> str | None:
    """A sentence with as many of the first ways as it takes; None where one alone is too long."""
    for most in range(min(_MOST_WAYS, len(ways)), 0, -1):
        said = f"{opening}{told(ways[:most])}"
        if len(said.split()) <= _MOST_WORDS:
            return said
    return None


def _then(ways: _Ways, policy: Policy) -> str:
    by_result: dict[Model | None, list[str]] = {}
    for to, way in ways:
        by_result.setdefault(to, []).append(way)
    if len(by_result) == 1:
        ((to, said),) = by_result.items()
        return f"{all_of(said, 'or')}: then {_result(to, policy)}"
    return ", or ".join(f"{all_of(said, 'or')} (then {_result(to, policy)})" for to, said in by_result.items())


def _result(to: Model | None, policy: Policy) -> str:
    return in_running_text(sentences.label(to, policy)) if to else "every model is ruled out"


def _by_result(turns: Iterable[Turn], policy: Policy) -> list[tuple[Model | None, str]]:
    """Answers to the same question that lead to the same result are told as one."""
    alike: dict[tuple[Model | None, str], list[str]] = {}
    for each in turns:
        alike.setdefault((each.to, each.factor), []).append(each.option)
    return [(to, any_of(factor, options, policy)) for (to, factor), options in alike.items()]


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
    first = [
        clause(each.factor, each.after, policy) for each in sorted(rest, key=lambda each: order.index(each.factor))
    ]
    return all_of([*first, any_of(either[0].factor, [each.after for each in either], policy)])


def every_flip(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What was stated, stated otherwise: the nearest ways to each other result that were found, nearest first."""
    found = [each for each in _advice(flips(recommendation, policy), policy) if len(each.changes) <= _MOST_TOGETHER]
    return _told(_ways(found, policy), policy, "once")


def ways_to_win(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """What open answers would make of it: `Hybrid, if you direct the people each day.`

    For each other model a single answer where one is enough, else a few that have to come together. What takes more
    than a person takes in is left out.
    """
    turns = _by_result(turning_answers(recommendation, policy), policy)
    alone = {to for to, _ in turns}
    needed = prospects(recommendation, policy)
    together = [
        (model, _all(needed[model].items(), policy))
        for model in policy.order
        if model not in alone and needed.get(model) and _is_worth_telling(needed[model], policy)
    ]
    return _told([*turns, *together], policy, "if")


def _is_worth_telling(answers: Answers, policy: Policy) -> bool:
    options = [policy.factor[factor].option[option] for factor, option in answers.items()]
    every = [sum(option.prior for option in policy.factor[factor].options) for factor in answers]
    share = prod(option.prior / all_ for option, all_ in zip(options, every, strict=True))
    return len(answers) <= _MOST_TOGETHER and share >= _PLAUSIBLE_TOGETHER


def _told(ways: _Ways, policy: Policy, if_: str) -> tuple[str, ...]:
    said = []
    for to in dict.fromkeys(to for to, _ in ways):
        opening = f"{sentences.label(to, policy) if to else 'None of the seven models'}, {if_} "
        found = [each for each in ways if each[0] == to]
        said.append(_shortened(found, lambda kept: f"{all_of([way for _, way in kept], 'or')}.", opening))
    return tuple(each for each in said if each)
