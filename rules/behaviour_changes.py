"""Which results two policies give otherwise to the same request: each with a request that shows it, or a proof."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import product

from rules.completions import can_win
from rules.grid import Model
from rules.joint_outcomes import Aim, JointOutcomes, Within
from rules.margins import NotProvenError
from rules.policy import Answers, Flag, Policy
from rules.random_requests import RandomRequests
from rules.recommend import Recommendation, fired_effects, recommend
from rules.sums import sums_of

_TRIED = 4
"""Random requests with the same difference of which the shortest example is kept."""
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
    """`about` is the flag; "raised" or "not raised"."""


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


class BehaviourChanges:
    """Two policies, and the search for what comes out otherwise."""

    def __init__(self, old: Policy, new: Policy, budget: int) -> None:
        self._old = old
        self._new = new
        self._budget = budget
        self._joint = JointOutcomes(old, new)
        self._enough = max(old.enough_answers, new.enough_answers)

    def all(self, drawn: RandomRequests) -> Iterator[BehaviourChange]:
        """Every difference, begun with what random requests show; one without a witness is not proven."""
        yield from self._winners(drawn)
        yield from self._ruled_out()
        yield from self._standings()
        yield from self._flags()

    # --- who wins ---------------------------------------------------------------------------------------------------

    def _winners(self, drawn: RandomRequests) -> Iterator[BehaviourChange]:
        seen: dict[tuple[Model | None, Model | None], list[int]] = {}
        for place, (was, now) in enumerate(drawn.results):
            if was is not now:
                seen.setdefault((was, now), []).append(place)
        for (was, now), places in sorted(seen.items(), key=lambda each: -len(each[1])):
            shown = [self._shown(drawn.request(place), was, now) for place in places[:_TRIED]]
            witness, example = min(shown, key=lambda each: len(each[1]))
            yield BehaviourChange(Behaviour.WINNER, "", _name(was), _name(now), witness, example, len(places))
        for was, now in product(_RESULTS, _RESULTS):
            if was is not now and (was, now) not in seen:
                yield from self._rare_winners(was, now)

    def _rare_winners(self, was: Model | None, now: Model | None) -> Iterator[BehaviourChange]:
        witness = self._searched(Aim(was), Aim(now))
        if witness is not None:
            example = self._shown(witness, was, now)[1] if witness else {}
            yield BehaviourChange(Behaviour.WINNER, "", _name(was), _name(now), witness, example)

    def _shown(self, witness: Answers, was: Model | None, now: Model | None) -> tuple[Answers, Answers]:
        """The request, and those of its answers that show the difference."""

        def leads(answers: Answers) -> bool:
            pairs = ((was, self._old), (now, self._new))
            return all(sums_of(policy).winner(known_to(policy, answers)) is model for model, policy in pairs)

        def wins(answers: Answers) -> bool:
            # With answers missing, the leader is recommended only where it can still win.
            pairs = ((was, self._old), (now, self._new))
            return leads(answers) and all(
                model is None or can_win(model, known_to(policy, answers), policy) for model, policy in pairs
            )

        example = fewest(witness, leads, self._enough)
        return witness, example if wins(example) else fewest(witness, wins, self._enough)

    def _searched(self, was: Aim, now: Aim, within: Within | None = None) -> Answers | None:
        """A request that meets both aims; None where there is none, and no answers where that is not proven."""
        joint = JointOutcomes(self._old, self._new, within) if within else self._joint
        try:
            return joint.witness(was, now, self._budget)
        except NotProvenError:
            return {}

    # --- what is ruled out ------------------------------------------------------------------------------------------

    def _ruled_out(self) -> Iterator[BehaviourChange]:
        said = ("ruled out", "not ruled out")
        for model, first in product(Model, (True, False)):
            try:
                witness = self._joint.ruled_out_by_one(model, first=first)
            except NotProvenError:
                witness = {}
            if witness is None:
                continue
            before, after = said if first else reversed(said)
            differs = partial(self._only_one_rules_out, model=model, first=first)
            example = fewest(witness, differs) if witness else {}
            yield BehaviourChange(Behaviour.RULED_OUT, model, before, after, witness, example)

    def _only_one_rules_out(self, answers: Answers, *, model: Model, first: bool) -> bool:
        found = [
            any(model in effect.rules_out for effect in fired_effects(known_to(policy, answers), policy))
            for policy in (self._old, self._new)
        ]
        return found == [first, not first]

    # --- how firm it is ---------------------------------------------------------------------------------------------

    def _standings(self) -> Iterator[BehaviourChange]:
        said = ("clear", "too close to call")
        for model, clear_first in product(Model, (True, False)):
            clear, close = (self._old, self._new) if clear_first else (self._new, self._old)
            witness = self._standing(model, clear, close)
            if witness is None:
                continue
            before, after = said if clear_first else reversed(said)
            differs = partial(_is_clear_in_one, model=model, clear=clear, close=close)
            example = fewest(witness, differs, self._enough) if witness else {}
            yield BehaviourChange(Behaviour.STANDING, model, before, after, witness, example)

    def _standing(self, model: Model, clear: Policy, close: Policy) -> Answers | None:
        """A request in which the model wins under both, with a clear lead under one of them only."""
        unproven = False
        for rival in Model:
            if rival is model:
                continue
            aims = Aim(model, lead=clear.margin), Aim(model, close=(rival, close.margin))
            witness = self._searched(*(aims if clear is self._old else reversed(aims)))
            if witness:
                return witness
            unproven = unproven or witness is not None
        return {} if unproven else None

    # --- which duties follow ----------------------------------------------------------------------------------------

    def _flags(self) -> Iterator[BehaviourChange]:
        old, new = ({flag.id: flag for flag in policy.flags} for policy in (self._old, self._new))
        for name in {**old, **new}:
            was, now = old.get(name), new.get(name)
            for raised, other, said in (
                (was, now, ("raised", "not raised")),
                (now, was, ("not raised", "raised")),
            ):
                witness = self._raised_only(raised, other) if raised else None
                if witness is not None:
                    yield self._flag_change(name, said, witness)

    def _flag_change(self, name: str, said: tuple[str, str], witness: Answers) -> BehaviourChange:
        def differs(answers: Answers) -> bool:
            results = [recommend(known_to(policy, answers), policy) for policy in (self._old, self._new)]
            raised = tuple("raised" if _raises(name, each) else "not raised" for each in results)
            return results[0].model is results[1].model and raised == said

        example = fewest(witness, differs) if witness else {}
        return BehaviourChange(Behaviour.FLAG, name, *said, witness, example)

    def _raised_only(self, raised: Flag, other: Flag | None) -> Answers | None:
        """A request in which the same model wins under both, and only the one flag is raised."""
        unproven = False
        options = self._joint.options
        models = set(raised.models or _RESULTS)
        spared = set(other.models or _RESULTS) if other else set[Model | None]()
        boxes: list[tuple[Within, set[Model | None]]] = [(raised.when, models - spared)]
        for factor, listed in other.when.items() if other else ():
            rest = set(raised.when.get(factor, options[factor])) - set(listed)
            boxes.append(({**raised.when, factor: rest}, models & spared))
        for within, winners in boxes:
            for model in (each for each in _RESULTS if each in winners):
                witness = self._searched(Aim(model), Aim(model), within)
                if witness:
                    return witness
                unproven = unproven or witness is not None
        return {} if unproven else None


def known_to(policy: Policy, answers: Answers) -> dict[str, str]:
    """Those of the answers that the policy knows."""
    return {
        factor: option
        for factor, option in answers.items()
        if factor in policy.factor and option in policy.factor[factor].option
    }


def fewest(witness: Answers, shows: Callable[[Answers], bool], least: int = 0) -> Answers:
    """A smallest part of the answers that still shows it: none of them, down to `least`, can be left out."""
    kept = dict(witness)
    again = True
    while again:
        again = False
        for factor in list(kept):
            without = {each: option for each, option in kept.items() if each != factor}
            if len(without) >= least and shows(without):
                kept, again = without, True
    return kept


def _is_clear_in_one(answers: Answers, *, model: Model, clear: Policy, close: Policy) -> bool:
    """Whether both recommend the model, with a lead that only the second of them finds too close to call."""
    found = [recommend(known_to(policy, answers), policy) for policy in (clear, close)]
    if any(each.model is not model for each in found):
        return False
    leads = [each.lead for each in found]
    return (leads[0] is None or leads[0] >= clear.margin) and leads[1] is not None and leads[1] < close.margin


def _raises(flag: str, recommendation: Recommendation) -> bool:
    return any(each.id == flag for each in recommendation.flags)


def _name(model: Model | None) -> str:
    return model or "none"
