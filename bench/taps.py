"""How many taps it takes from a request to a firm or likely result: `python -m bench taps FILE`.

FILE has a request on each line, as JSON: `text`, `home_country`, and `facts`, what its author knows, by factor; what is
`described` as "none" is no request. A person sees the question on the card and taps what the facts say. Two people are
walked through: one who taps only what a fact says and goes no further, and one who knows the rest too, drawn by the
policy's priors, the same each time. The card is held against the questionnaire's order, with its way in and out.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing import say
from bot.assessing import Assessment, assess
from bot.current_policy import CurrentPolicy, LoadedPolicy
from bot.requests import Request
from rules.explaining.deciding import to_tell
from rules.explaining.explain import questions
from rules.policy import Policy
from rules.recommend import UNDECIDED

_MOST = 99
"""Taps that stand for: never."""
_IN_AND_OUT = 2
"""Presses that open the questionnaire and record its result."""
_OLDER = {"always": "here", "partly": "visits", "no": "anywhere"}
"""What `physical_presence` said, as `place` says it."""

Ask = Callable[[Assessment], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way from the request to a result."""

    taps: int
    """`_MOST` where none was reached."""
    seconds: float
    """In the bot, from the request to the last card."""
    at_once: bool
    """Whether the first card was firm or likely already."""


def main() -> None:
    """Prints the median, the ninth decile and the share never reached, for each person and each way of asking."""
    if len(sys.argv) != 3:
        sys.exit("usage: python -m bench taps FILE")
    loaded = CurrentPolicy(None).loaded()
    rows = [json.loads(line) for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
    requests = [row for row in rows if row.get("described") != "none"]
    for person, knows in (("taps what the facts say", False), ("knows the rest too", True)):
        for name, ask, beside in (("questionnaire", _in_questionnaire, _IN_AND_OUT), ("card", _on_card, 0)):
            walks = [_walk(row, ask, loaded, knows=knows, beside=beside) for row in requests]
            _report(f"{person}, {name}", walks)


def _report(name: str, walks: Sequence[Walk]) -> None:
    for which, some in (("all", walks), ("undecided at first", [each for each in walks if not each.at_once])):
        taps, seconds = sorted(each.taps for each in some), sorted(each.seconds for each in some)
        ninth = int(len(some) * 0.9)
        said = ["never" if each == _MOST else str(each) for each in (taps[len(some) // 2], taps[ninth])]
        never = sum(each == _MOST for each in taps) / len(some)
        say(
            f"{name:40s} {which:18s} {len(some):4d}: median {said[0]:>5s}   p90 {said[1]:>5s}   never {never:.1%}"
            f"   {seconds[len(some) // 2]:.3f} s, p90 {seconds[ninth]:.3f} s in the bot"
        )


def _walk(row: Mapping[str, object], ask: Ask, loaded: LoadedPolicy, *, knows: bool, beside: int) -> Walk:
    facts = _facts(row, loaded.policy)
    rng = random.Random(str(row["text"]))
    given: dict[str, str] = {}
    start = time.process_time()
    first = now = _assessed(row, given, loaded)
    while now.recommendation.standing in UNDECIDED:
        factor = next((each for each in ask(now) if knows or each in facts), None)
        if factor is None:
            return Walk(_MOST, time.process_time() - start, at_once=False)
        options = now.policy.factor[factor].options
        drawn = rng.choices([each.id for each in options], [each.prior for each in options])[0]
        given[factor] = facts.get(factor, drawn)
        now = _assessed(row, given, loaded)
    taps = len(given) + (beside if given else 0)
    return Walk(taps, time.process_time() - start, at_once=first is now)


def _assessed(row: Mapping[str, object], given: Mapping[str, str], loaded: LoadedPolicy) -> Assessment:
    text, home = str(row["text"]), str(row["home_country"])
    return assess(Request(text=text, home_country=home, who="somebody", where="a bench", answers=dict(given)), loaded)


def _on_card(assessment: Assessment) -> Sequence[str]:
    return list(to_tell(assessment.recommendation, assessment.policy))


def _in_questionnaire(assessment: Assessment) -> Sequence[str]:
    return [each.factor for each in questions(assessment.recommendation, assessment.policy)[:2]]


def _facts(row: Mapping[str, object], policy: Policy) -> dict[str, str]:
    """What the author knows, as far as the policy asks for it."""
    told = row.get("facts")
    known = dict(told) if isinstance(told, dict) else {}
    if presence := known.pop("physical_presence", None):
        known["place"] = _OLDER.get(presence, presence)
    return {
        factor: option
        for factor, option in known.items()
        if factor in policy.factor and option in policy.factor[factor].option
    }
