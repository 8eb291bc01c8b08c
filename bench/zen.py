"""Beside zen-engine, on the same policy and the same requests: identical results, or the bench fails; and the ratios.

`ZenEngine.evaluate` is called with a compiled policy. `ZenDecision.evaluate` would be five times slower, because it
builds a runtime for each call (gorules/zen#441).
"""

import random
from collections.abc import Callable, Mapping

from zen import ZenEngine

from bench.timing import measured, report, say
from bench.zen_policy import as_expressions, as_table
from rules.policy import Answers
from rules.policy_file import default_policy
from rules.sums import sums_of

_REQUESTS = 10_000
_TIMED = 2_000


def main() -> None:
    """Prints how long each takes to decide, and to say which rules fired as well."""
    policy = default_policy()
    sums = sums_of(policy)
    rng = random.Random(7)
    requests = [
        {factor.id: rng.choice(factor.options).id for factor in policy.factors if rng.random() < 0.85}
        for _ in range(_REQUESTS)
    ]
    content = {"expressions": as_expressions(policy), "table": as_table(policy)}
    engine = ZenEngine({"loader": {"type": "static", "content": content}})
    rule_names = [rule.rule for rule in policy.combinations]
    names = {pair: effect.rule for pair, effect in policy.option_effects.items()}

    def fired(answers: Answers) -> tuple[object, list[str]]:
        total = sums.total(answers)
        rules = map(rule_names.__getitem__, sums.fired(total))
        return sums.leader(total), [*filter(None, map(names.get, answers.items())), *rules]

    for answers in requests:
        winner = sums.winner(answers)
        for key in content:
            result = engine.evaluate(key, answers)["result"]
            theirs = result.get("winner")  # zen leaves out what is null
            if theirs != winner:
                raise AssertionError(f"{key}: {theirs} instead of {winner} for {answers}")
        if sorted(result["fired"]) != sorted(fired(answers)[1]):
            raise AssertionError(f"other rules fired: {result['fired']} for {answers}")
    say(f"identical results on {_REQUESTS:,} random requests")

    some = requests[:_TIMED]
    ours = measured(sums.winner, some)
    naming = measured(fired, some)
    report("decide", ours, "4 / 8 us")
    report("decide, and say which rules fired", naming)
    for what, key, trace, beside, wanted in (
        ("zen-engine, one node of expressions", "expressions", False, ours, 15),
        ("zen-engine, a decision table", "table", False, ours, 15),
        ("zen-engine, the table, which names the rules that fired", "table", False, naming, 40),
        ("zen-engine, the table with a trace", "table", True, naming, 40),
    ):
        timing = measured(_evaluation(engine, key, trace=trace), some)
        report(what, timing)
        say(f"{'':58s} {timing.p50 / beside.p50:.1f} times ours   wanted {wanted}")


def _evaluation(engine: ZenEngine, key: str, *, trace: bool) -> Callable[[Mapping[str, str]], object]:
    return lambda answers: engine.evaluate(key, dict(answers), {"trace": trace})
