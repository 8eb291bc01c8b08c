"""How many questions it takes until nothing can change the result, by 200 simulated requesters.

Each is a sentence of `tests/fresh.jsonl`: what its text settles stays, the other answers are drawn as the policy's
priors say, each by itself. Asking in the order of worth is held against asking in the order of the file, and against
the fewest answers that would have done, had they been known beforehand: no order of asking can do with fewer.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from bench.timing import say
from bot.questionnaire.pages import AT_ONCE
from rules.completions import possible_outcomes
from rules.explaining.explain import questions
from rules.explaining.worth import shares
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.reading import classify
from rules.recommend import recommend

_REQUESTERS = 200
_SEED = 20_261_124
_TRIES = 8
"""Orders in which answers are left out, in search of the fewest."""
_NEARLY = 0.9

Answers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Requester:
    """Somebody who has an answer to everything."""

    read: Answers
    """What the text says."""
    answers: Answers


def main() -> None:
    """The medians over all requesters, for each way of asking."""
    policy = default_policy()
    everybody = list(_requesters(policy))
    whole = [len(policy.factors) - len(each.read) for each in everybody]
    _report("all of them, in the order of the file", whole, whole)
    for name, ask in _ORDERS.items():
        _report(name, [_asked(each, ask, policy) for each in everybody], whole)
    _report("the fewest that would have done, known beforehand", [_fewest(each, policy) for each in everybody], whole)
    nearly = [_until_nearly(each, policy) for each in everybody]
    _report(f"in the order of worth, until {_NEARLY:.0%} of the ways agree", [asked for asked, _ in nearly], whole)
    say(f"{'the leader then wins in the end':58s} {mean(right for _, right in nearly):.0%} of the time")


def _report(name: str, asked: list[int], whole: list[int]) -> None:
    low, high = (sorted(asked)[int(len(asked) * share)] for share in (0.1, 0.9))
    say(
        f"{name:58s} median {median(asked):4.1f}   mean {mean(asked):4.1f}   p10 to p90 {low:2d} to {high:2d}"
        f"   {median(asked) / median(whole):.0%} of all"
    )


def _requesters(policy: Policy) -> Iterator[Requester]:
    lines = (Path(__file__).parents[1] / "tests" / "fresh.jsonl").read_text("utf-8").splitlines()
    rng = random.Random(_SEED)
    for line in rng.sample(lines, _REQUESTERS):
        row = json.loads(line)
        said = classify(row["text"], row["home_country"]).answers
        read = {factor: option for factor, option in said.items() if option in policy.factor[factor].option}
        drawn = {
            factor.id: rng.choices([each.id for each in factor.options], [each.prior for each in factor.options])[0]
            for factor in policy.factors
        }
        yield Requester(read, {**drawn, **read})


def _by_worth(answers: Answers, policy: Policy) -> list[str]:
    return [each.factor for each in questions(recommend(answers, policy), policy)]


def _by_file(answers: Answers, policy: Policy) -> list[str]:
    return [factor.id for factor in policy.factors if factor.id not in answers]


def _first(order: Callable[[Answers, Policy], list[str]], at_once: int) -> Callable[[Answers, Policy], list[str]]:
    return lambda answers, policy: order(answers, policy)[:at_once]


_ORDERS: Mapping[str, Callable[[Answers, Policy], list[str]]] = {
    "in the order of the file, until settled": _first(_by_file, 1),
    f"in the order of worth, {AT_ONCE} at a time, until settled": _first(_by_worth, AT_ONCE),
    "in the order of worth, each chosen anew, until settled": _first(_by_worth, 1),
}


def _asked(requester: Requester, ask: Callable[[Answers, Policy], list[str]], policy: Policy) -> int:
    known = dict(requester.read)
    waiting: list[str] = []
    while not possible_outcomes(known, policy).certain:
        waiting = waiting or ask(known, policy)
        factor = waiting.pop(0)
        known[factor] = requester.answers[factor]
    return len(known) - len(requester.read)


def _fewest(requester: Requester, policy: Policy) -> int:
    """Of the sets of further answers from which none can be left out, the smallest in several tries."""
    rng = random.Random(_SEED)
    sizes = []
    for _ in range(_TRIES):
        kept = dict(requester.answers)
        for factor in rng.sample(sorted(kept.keys() - requester.read), len(kept) - len(requester.read)):
            without = {each: option for each, option in kept.items() if each != factor}
            if possible_outcomes(without, policy).certain:
                kept = without
        sizes.append(len(kept) - len(requester.read))
    return min(sizes)


def _until_nearly(requester: Requester, policy: Policy) -> tuple[int, bool]:
    """Questions until one result comes out in nearly all ways that are left, and whether it does in the end."""
    known = dict(requester.read)
    while True:
        now = recommend(known, policy)
        share = shares(known, now.outcomes, policy)
        ahead = max(share, key=share.__getitem__)
        if share[ahead] >= _NEARLY:
            return len(known) - len(requester.read), ahead == recommend(requester.answers, policy).model
        factor = _by_worth(known, policy)[0]
        known[factor] = requester.answers[factor]
