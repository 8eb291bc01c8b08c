"""Does a policy do what its own examples say?"""

from collections.abc import Iterator

from rules.policy import Example, Policy
from rules.recommend import fired_effects, recommend


def failed_examples(policy: Policy) -> Iterator[tuple[int, str]]:
    """The examples that come out otherwise than expected: their index, and a sentence."""
    for index, example in enumerate(policy.examples):
        for problem in _problems(example, policy):
            yield index, f'example "{example.name}": {problem}'


def untried_effects(policy: Policy) -> tuple[str, ...]:
    """The combination rules, vetoes and flags that no example tries, by id."""
    tried: set[str] = set()
    for example in policy.examples:
        tried |= {effect.rule for effect in fired_effects(example.given, policy)}
        tried |= {flag.id for flag in recommend(example.given, policy).flags}
    vetoes = [effect.rule for effect in policy.option_effects.values() if effect.rules_out]
    everything = [*vetoes, *(rule.id for rule in policy.rules), *(flag.id for flag in policy.flags)]
    return tuple(each for each in everything if each not in tried)


def _problems(example: Example, policy: Policy) -> Iterator[str]:
    got = recommend(example.given, policy)
    expect = example.expect
    model = got.model or "none"
    if expect.model is not None and model != expect.model:
        yield f"expected {expect.model}, got {model}"
    if expect.standing is not None and got.standing != expect.standing:
        yield f"expected {expect.standing}, got {got.standing}"
    ruled_out = {ranked.model for ranked in got.ranking if ranked.ruled_out}
    if expect.ruled_out is not None and ruled_out != set(expect.ruled_out):
        yield f"expected {_listed(expect.ruled_out)} ruled out, got {_listed(ruled_out)}"
    fired = {effect.rule for effect in fired_effects(example.given, policy)}
    if absent := set(expect.fired) - fired:
        yield f"expected to fire: {_listed(absent)}"
    if absent := set(expect.flags) - {flag.id for flag in got.flags}:
        yield f"expected to be raised: {_listed(absent)}"


def _listed(names: object) -> str:
    return ", ".join(sorted(str(name) for name in names)) if isinstance(names, set | tuple) and names else "nothing"
