"""Requests with few answers that tell two policies apart: what a person can take in.

They are drawn at random, the shortest first, around the conditions whose effect differs. A request found here shows
what it shows; that none is found proves nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from rules.comparing.policy_pair import PolicyPair, shortened
from rules.completions import can_win
from rules.draws import same_draws
from rules.grid import Model
from rules.judging import known_to
from rules.policy import Answers, Policy
from rules.sums import sums_of

_LONGEST = 8
"""Answers beyond those that meet the changed condition."""
_DRAWN = 1_200
"""Requests of each length."""

Winners = tuple[Model | None, Model | None]


@dataclass(frozen=True, slots=True)
class ShortExamples:
    """The shortest requests found."""

    winners: Mapping[Winners, Answers]
    """In which the one model is recommended by the old policy, and the other by the new one."""
    standings: Mapping[tuple[Model | None, bool], Answers]
    """In which both recommend the model, with a lead that is clear in one only: in the old one, or in the new one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says on points: who leads, and whether the lead is clear."""

    model: Model | None
    clear: bool


def verdict(answers: Answers, policy: Policy) -> Verdict:
    """The leader under a policy, by the answers that it knows; with answers missing it may be one that cannot win."""
    sums = sums_of(policy)
    place, lead = sums.lead(sums.total(known_to(answers, policy)))
    return Verdict(sums.order[place] if place >= 0 else None, lead is None or lead >= policy.margin)


def recommends(model: Model | None, answers: Answers, policy: Policy) -> bool:
    """Whether the leader is also the one recommended: with answers missing, only one that can still win is."""
    return model is None or can_win(model, known_to(answers, policy), policy)


def short_examples(pair: PolicyPair) -> ShortExamples:
    """Short requests for each difference that a few thousand random ones show."""
    winners: dict[Winners, Answers] = {}
    standings: dict[tuple[Model | None, bool], Answers] = {}
    for answers in _requests(pair):
        before, after = verdict(answers, pair.old), verdict(answers, pair.new)
        changes = (before.model, after.model)
        firmness = (before.model, before.clear)
        if before == after or not _holds(pair, before, after, answers):
            continue
        if before.model is not after.model and changes not in winners:
            winners[changes] = _shortest(pair, before, after, answers)
        elif before.model is after.model and firmness not in standings:
            standings[firmness] = _shortest(pair, before, after, answers)
    return ShortExamples(winners, standings)


def _requests(pair: PolicyPair) -> Iterator[Answers]:
    rng = same_draws()
    boxes = pair.changed_conditions or ({},)
    for length in range(_LONGEST + 1):
        for _ in range(min(_DRAWN, pair.requests)):
            base = {factor: rng.choice(options) for factor, options in rng.choice(boxes).items()}
            rest = [factor for factor in pair.options if factor not in base]
            if len(base) + length >= pair.enough_answers:
                others = rng.sample(rest, min(length, len(rest)))
                yield {**base, **{factor: rng.choice(pair.options[factor]) for factor in others}}


def _holds(pair: PolicyPair, before: Verdict, after: Verdict, answers: Answers) -> bool:
    if (verdict(answers, pair.old), verdict(answers, pair.new)) != (before, after):
        return False
    return recommends(before.model, answers, pair.old) and recommends(after.model, answers, pair.new)


def _shortest(pair: PolicyPair, before: Verdict, after: Verdict, answers: Answers) -> Answers:
    return shortened(answers, partial(_holds, pair, before, after), pair.enough_answers)
