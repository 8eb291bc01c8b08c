"""What the default policy makes of every kind of work, without looking at a single request: where it leads, how often
two are level, how often a likely result stays, and how long a request takes from its text to its recommendation."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from bench.timing import say, timed
from bot.assessing import assess, classified
from bot.current_policy import LoadedPolicy
from bot.requests import Request
from rules.cases import WORK
from rules.judging import judge
from rules.policy import Policy
from rules.policy_file import default_policy_text, parse_policy
from rules.recommend import Standing
from rules.usual_models import nonsense, usual_model
from rules.works import Kind, kinds_of

_WAYS = 12
"""Ways to answer everything, for each kind of work."""
_FIRST = """
import time
start = time.perf_counter()
from bot.current_policy import LoadedPolicy
from bot.assessing import assess
from bot.requests import Request
from rules.policy_file import default_policy_text, parse_policy
text = default_policy_text()
loaded = LoadedPolicy(parse_policy(text), text)
assess(Request(text="cleaning of our depot in Leeds", home_country="GB", who="x", where="y"), loaded)
print((time.perf_counter() - start) * 1000)
"""


def main() -> None:
    """Prints where each kind leads, then the shares over all of them, then the speed."""
    text = default_policy_text()
    policy = parse_policy(text)
    kinds = kinds_of(policy)
    for model, count in Counter(usual_model(kind, policy) for kind in kinds).most_common():
        say(f"{count:4d} of {len(kinds)} kinds lead to {model or 'no model'}")
    wrong = dict(nonsense(policy))
    say(f"{len(wrong)} kinds lead to what nobody would propose for them, or nowhere")
    for sentence in wrong.values():
        say(f"  {sentence}")
    _shares(policy, kinds.values())
    _speed(LoadedPolicy(policy, text))


def _shares(policy: Policy, kinds: Iterable[Kind]) -> None:
    """How often all answers leave two level, and how often what was called likely is what they give."""
    rng = Random(7)
    standings: Counter[Standing] = Counter()
    stayed: list[bool] = []
    level: list[bool] = []
    howlers: list[bool] = []
    for kind in kinds:
        first = judge({WORK: kind.id}, policy, {})
        standings[first.recommendation.standing] += 1
        for _ in range(_WAYS):
            last = judge(_answered({WORK: kind.id}, first.policy, rng), policy, {}).recommendation
            if last.model is None:
                continue
            level.append(last.standing is Standing.CLOSE_CALL)
            howlers.append(last.named in kind.never)
            if first.recommendation.standing is Standing.LIKELY:
                stayed.append(last.model is first.recommendation.model)
    say("by its name alone a kind is " + ", ".join(f"{each} {count}" for each, count in standings.most_common()))
    say(f"every question answered by priors: close call {_share(level):.3f}   wanted 0.15 at most")
    say(f"every question answered by priors: what the kind never is {_share(howlers):.3f}   wanted 0.02 at most")
    say(f"likely by its name, and the same when all is answered: {_share(stayed):.3f}   wanted 0.75 at least")


def _answered(answers: dict[str, str], case: Policy, rng: Random) -> dict[str, str]:
    """The answers with every other question of the case answered by its priors."""
    return answers | {
        factor.id: rng.choices(factor.options, [option.prior for option in factor.options])[0].id
        for factor in case.factors
        if factor.id not in answers
    }


def _share(those: Sequence[bool]) -> float:
    return sum(those) / max(len(those), 1)


def _speed(loaded: LoadedPolicy) -> None:
    """From text to recommendation: the first in a new interpreter, and one after others."""
    firsts = sorted(
        float(subprocess.run([sys.executable, "-c", _FIRST], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    say(f"start, load and first request: {firsts[1]:.0f} ms")
    path = Path(__file__).parent.parent / "tests" / "fresh.jsonl"
    texts = [text for line in path.read_text(encoding="utf-8").splitlines() if (text := json.loads(line)["text"])]
    requests = [Request(text=text, home_country="GB", who="somebody", where="a bench") for text in texts]
    for request in requests:
        assess(request, loaded)
    classified.cache_clear()
    timed("text to recommendation, warm", lambda request: assess(request, loaded), requests)
