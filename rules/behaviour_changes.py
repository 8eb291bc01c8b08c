"""Which results two policies give otherwise to the same request: each with a request that shows it, or a proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, reduce
from itertools import product
from operator import or_

from rules.completions import can_win
from rules.grid import Model
from rules.joint_outcomes import Aim, Within
from rules.margins import NotProvenError
from rules.policy import Answers, Flag, Policy
from rules.policy_pair import NOT_PROVEN, PolicyPair, fewest, known_to, name
from rules.recommend import Recommendation, fired_effects, recommend
from rules.sums import sums_of

_TRIED = 8
"""Random requests with the same difference of which the shortest example is kept."""
_LOOKED_AT = 1_000
"""Random requests of each sample in which leads are looked at; it takes longer than to see who wins."""

_RESULTS = (*Model, None)
_Winners = tuple[Model | None, Model | None]


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
    """Those of its answers that show it by themselves, with the others missing; none of them can be left out."""
    requests: int = 0
    """Of the random requests, how many have this difference; counted for winners only."""


def behaviour_changes(pair: PolicyPair) -> Iterator[BehaviourChange]:
    """Every difference; one without a witness is not proven."""
    yield from _winners(pair)
    yield from _vetoes(pair)
    yield from _standings(pair)
    yield from _flags(pair)


# --- who wins -------------------------------------------------------------------------------------------------------


def _winners(pair: PolicyPair) -> Iterator[BehaviourChange]:
    seen: dict[_Winners, list[Answers]] = {}
    for drawn in pair.samples:
        for place, winners in enumerate(drawn.results):
            if winners[0] is not winners[1] and len(shown := seen.setdefault(winners, [])) < _TRIED:
                shown.append(drawn.request(place))
    counts = {winners: pair.random.results.count(winners) for winners in seen}
    for winners in sorted(seen, key=lambda each: -counts[each]):
        tried = [(request, _shown(pair, request, winners)) for request in seen[winners]]
        witness, example = min(tried, key=lambda each: len(each[1]))
        yield _winner(winners, witness, example, counts[winners])
    for was, now in product(_RESULTS, _RESULTS):
        if was is not now and (was, now) not in seen:
            rare = pair.search([(Aim(was), Aim(now))])
            if rare is not None:
                yield _winner((was, now), rare, _shown(pair, rare, (was, now)) if rare else NOT_PROVEN, 0)


def _winner(winners: _Winners, witness: Answers, example: Answers, requests: int) -> BehaviourChange:
    was, now = winners
    return BehaviourChange(Behaviour.WINNER, "", name(was), name(now), witness, example, requests)


def _shown(pair: PolicyPair, witness: Answers, winners: _Winners) -> Answers:
    """Those of the answers that show who is recommended by each."""
    policies = (pair.old, pair.new)

    def lead(answers: Answers) -> bool:
        heard = pair.heard(answers)
        return all(sums_of(policies[side]).winner(heard[side]) is winners[side] for side in (0, 1))

    def win(answers: Answers) -> bool:
        # With answers missing, the leader is recommended only where it can still win.
        heard = pair.heard(answers)
        return lead(answers) and all(
            model is None or can_win(model, heard[side], policies[side]) for side, model in enumerate(winners)
        )

    example = fewest(witness, lead, pair.enough_answers)
    return example if win(example) else fewest(witness, win, pair.enough_answers)


# --- what is ruled out ----------------------------------------------------------------------------------------------


def _vetoes(pair: PolicyPair) -> Iterator[BehaviourChange]:
    for model, in_old in product(Model, (True, False)):
        try:
            witness = pair.joint.ruled_out_by_one(model, first=in_old)
        except NotProvenError:
            witness = NOT_PROVEN
        if witness is not None:
            before, after = ("ruled out", "not ruled out") if in_old else ("not ruled out", "ruled out")
            example = fewest(witness, partial(_only_one_rules_out, pair, model=model, in_old=in_old))
            yield BehaviourChange(Behaviour.RULED_OUT, model, before, after, witness, example)


def _only_one_rules_out(pair: PolicyPair, answers: Answers, *, model: Model, in_old: bool) -> bool:
    sides = zip((pair.old, pair.new), pair.heard(answers), strict=True)
    found = [any(model in effect.rules_out for effect in fired_effects(heard, policy)) for policy, heard in sides]
    return found == [in_old, not in_old]


# --- how firm it is -------------------------------------------------------------------------------------------------


def _standings(pair: PolicyPair) -> Iterator[BehaviourChange]:
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
            differs = partial(_is_clear_in_one, model=model, clear=clear, close=close)
            example = fewest(witness, differs, pair.enough_answers)
            yield BehaviourChange(Behaviour.STANDING, model, before, after, witness, example)


def _seen_standings(pair: PolicyPair) -> dict[tuple[Model, bool], Answers]:
    """Random requests in which the lead of a model is clear in one policy only, by model and whether in the old one."""
    found: dict[tuple[Model, bool], Answers] = {}
    for drawn in pair.samples:
        for place, (was, now) in enumerate(drawn.results[:_LOOKED_AT]):
            if was is not None and was is now:
                request = drawn.request(place)
                before, after = map(_is_clear, pair.heard(request), (pair.old, pair.new))
                if before != after:
                    found.setdefault((was, before), request)
    return found


def _is_clear(answers: Answers, policy: Policy) -> bool:
    """Whether, every question answered, the winner's lead is not too close to call."""
    fired = list(fired_effects(answers, policy))
    ruled_out = reduce(or_, (effect.mask for effect in fired), 0)
    places = (place for place in range(len(policy.order)) if not ruled_out >> place & 1)
    points = sorted(sum(effect.points[place] for effect in fired) for place in places)
    return len(points) < 2 or points[-1] - points[-2] >= policy.margin


def _is_clear_in_one(answers: Answers, *, model: Model, clear: Policy, close: Policy) -> bool:
    """Whether both recommend the model, with a lead that only the second of them finds too close to call."""
    found = [recommend(known_to(policy, answers), policy) for policy in (clear, close)]
    if any(each.model is not model for each in found):
        return False
    leads = [each.lead for each in found]
    return (leads[0] is None or leads[0] >= clear.margin) and leads[1] is not None and leads[1] < close.margin


# --- which duties follow --------------------------------------------------------------------------------------------


def _flags(pair: PolicyPair) -> Iterator[BehaviourChange]:
    old, new = ({flag.id: flag for flag in policy.flags} for policy in (pair.old, pair.new))
    for flag in {**old, **new}:
        was, now = old.get(flag), new.get(flag)
        for raised, other, said in ((was, now, ("raised", "not raised")), (now, was, ("not raised", "raised"))):
            witness = _raised_only(pair, raised, other) if raised else None
            if witness is not None:
                example = fewest(witness, partial(_say, pair, flag, said))
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
