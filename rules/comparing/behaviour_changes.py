"""Which results two policies give otherwise to the same request: each with a request that shows it, or a proof."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import product

from rules.budget import BudgetSpentError
from rules.comparing.joint_outcomes import Aim, Within
from rules.comparing.policy_pair import NOT_PROVEN, PolicyPair, name, shortened
from rules.comparing.short_examples import ShortExamples, Verdict, Winners, recommends, short_examples, verdict
from rules.grid import Model
from rules.policy import Answers, Flag, Policy
from rules.recommend import Recommendation, fired_effects, recommend

_LOOKED_AT = 1_000
"""Random requests of each sample in which leads are looked at; it takes longer than to see who wins."""

_RESULTS = (*Model, None)


class Behaviour(StrEnum):
    """What a policy does that can differ."""

    WINNER = "winner"
    """`before` and `after` are models, or "none" where every model is ruled out."""
    RULED_OUT = "ruled_out"
    """`about` is the model; "ruled out" or "not ruled out"."""
    STANDING = "standing"
    """`about` is the model that wins under both; "clear" or "too close to call"."""
    FLAG = "flag"
    """`about` is the flag, and the same model wins under both; "raised" or "not raised"."""


@dataclass(frozen=True, slots=True)
class BehaviourChange:
    """One thing that comes out otherwise."""

    kind: Behaviour
    about: str
    before: str
    after: str
    witness: Answers
    """A shared request, so a complete one, in which it does; empty where that is not proven."""
    example: Answers
    """Few answers that show it by themselves, with all others missing; not always the fewest."""
    requests: int = 0
    """Of the random requests, how many have this difference; counted for winners only."""


def behaviour_changes(pair: PolicyPair) -> Iterator[BehaviourChange]:
    """Every difference; one without a witness is not proven."""
    short = short_examples(pair)
    yield from _winners(pair, short)
    yield from _vetoes(pair)
    yield from _standings(pair, short)
    yield from _flags(pair)


# --- who wins -------------------------------------------------------------------------------------------------------


def _winners(pair: PolicyPair, short: ShortExamples) -> Iterator[BehaviourChange]:
    seen: dict[Winners, Answers] = {}
    for drawn in pair.samples:
        for place, winners in enumerate(drawn.results):
            if winners[0] is not winners[1] and winners not in seen:
                seen[winners] = drawn.request(place)
    counts = Counter(winners for winners in pair.random.results if winners[0] is not winners[1])
    changes = []
    for was, now in product(_RESULTS, _RESULTS):
        if was is now:
            continue
        witness = seen.get((was, now)) or pair.search([(Aim(was), Aim(now))])
        if witness is not None:
            example = short.winners.get((was, now)) or _shown(pair, witness, (was, now))
            number = counts[was, now]
            changes.append(BehaviourChange(Behaviour.WINNER, "", name(was), name(now), witness, example, number))
    yield from sorted(changes, key=lambda each: -each.requests)


def _shown(pair: PolicyPair, witness: Answers, winners: Winners) -> Answers:
    """Those of the answers that show who is recommended by each."""
    sides = ((winners[0], pair.old), (winners[1], pair.new))

    def lead(answers: Answers) -> bool:
        return all(verdict(answers, policy).model is model for model, policy in sides)

    def win(answers: Answers) -> bool:
        return lead(answers) and all(recommends(model, answers, policy) for model, policy in sides)

    example = shortened(witness, lead, pair.enough_answers)
    return example if win(example) else shortened(witness, win, pair.enough_answers)


# --- what is ruled out ----------------------------------------------------------------------------------------------


def _vetoes(pair: PolicyPair) -> Iterator[BehaviourChange]:
    for model, in_old in product(Model, (True, False)):
        try:
            witness = pair.joint.ruled_out_by_one(model, first=in_old)
        except BudgetSpentError:
            witness = NOT_PROVEN
        if witness is not None:
            before, after = ("ruled out", "not ruled out") if in_old else ("not ruled out", "ruled out")
            example = shortened(witness, partial(_only_one_rules_out, pair, model=model, in_old=in_old))
            yield BehaviourChange(Behaviour.RULED_OUT, model, before, after, witness, example)


def _only_one_rules_out(pair: PolicyPair, answers: Answers, *, model: Model, in_old: bool) -> bool:
    sides = zip((pair.old, pair.new), pair.heard(answers), strict=True)
    found = [any(model in effect.rules_out for effect in fired_effects(heard, policy)) for policy, heard in sides]
    return found == [in_old, not in_old]


# --- how firm it is -------------------------------------------------------------------------------------------------


def _standings(pair: PolicyPair, short: ShortExamples) -> Iterator[BehaviourChange]:
    seen = _seen_standings(pair)
    for model, in_old in product(Model, (True, False)):
        clear, close = (pair.old, pair.new) if in_old else (pair.new, pair.old)
        witness = seen.get((model, in_old))
        if witness is None:
            aims = [
                (Aim(model, lead=clear.margin), Aim(model, close=(rival, close.margin)))
                for rival in Model
                if rival is not model
            ]
            witness = pair.search(aims if in_old else [(now, was) for was, now in aims])
        if witness is not None:
            before, after = ("clear", "too close to call") if in_old else ("too close to call", "clear")
            example = short.standings.get((model, in_old))
            if example is None:
                differs = partial(_is_clear_in_one, model=model, clear=clear, close=close)
                example = shortened(witness, differs, pair.enough_answers)
            yield BehaviourChange(Behaviour.STANDING, model, before, after, witness, example)


def _seen_standings(pair: PolicyPair) -> dict[tuple[Model, bool], Answers]:
    """Random requests in which the lead of a model is clear in one policy only, by model and whether in the old one."""
    found: dict[tuple[Model, bool], Answers] = {}
    for drawn in pair.samples:
        for place, (was, now) in enumerate(drawn.results[:_LOOKED_AT]):
            if was is not None and was is now:
                request = drawn.request(place)
                before, after = verdict(request, pair.old), verdict(request, pair.new)
                if before.clear != after.clear:
                    found.setdefault((was, before.clear), request)
    return found


def _is_clear_in_one(answers: Answers, *, model: Model, clear: Policy, close: Policy) -> bool:
    """Whether both recommend the model, with a lead that only the second of them finds too close to call."""
    verdicts = verdict(answers, clear), verdict(answers, close)
    if verdicts != (Verdict(model, clear=True), Verdict(model, clear=False)):
        return False
    return recommends(model, answers, clear) and recommends(model, answers, close)


# --- which duties follow --------------------------------------------------------------------------------------------


def _flags(pair: PolicyPair) -> Iterator[BehaviourChange]:
    old, new = ({flag.id: flag for flag in policy.flags} for policy in (pair.old, pair.new))
    for flag in {**old, **new}:
        was, now = old.get(flag), new.get(flag)
        for raised, other, said in ((was, now, ("raised", "not raised")), (now, was, ("not raised", "raised"))):
            witness = _raised_only(pair, raised, other) if raised else None
            if witness is not None:
                example = shortened(witness, partial(_say, pair, flag, said))
                yield BehaviourChange(Behaviour.FLAG, flag, *said, witness, example)


def _raised_only(pair: PolicyPair, raised: Flag, other: Flag | None) -> Answers | None:
    """A request in which the same model wins under both and only the one flag is raised; None, or NOT_PROVEN."""
    models = set(raised.models or _RESULTS)
    spared = set(other.models or _RESULTS) if other else set[Model | None]()
    boxes: list[tuple[Within, set[Model | None]]] = [(raised.when, models - spared)]
    for factor, listed in other.when.items() if other else ():
        rest = set(raised.when.get(factor, pair.options[factor])) - set(listed)
        boxes.append(({**raised.when, factor: rest}, models & spared))
    proven = True
    for within, winners in boxes:
        found = pair.search([(Aim(model), Aim(model)) for model in _RESULTS if model in winners], within)
        if found:
            return found
        proven = proven and found is None
    return None if proven else NOT_PROVEN


def _say(pair: PolicyPair, flag: str, said: tuple[str, str], answers: Answers) -> bool:
    sides = zip((pair.old, pair.new), pair.heard(answers), strict=True)
    results = [recommend(heard, policy) for policy, heard in sides]
    return results[0].model is results[1].model and tuple(_about(flag, each) for each in results) == said


def _about(flag: str, recommendation: Recommendation) -> str:
    return "raised" if any(each.id == flag for each in recommendation.flags) else "not raised"
