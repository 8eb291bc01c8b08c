"""A policy of ours as a decision model of zen-engine (JDM), written the two ways that its users would.

As one node of expressions, with a chain of conditions for each factor and model; and as a decision table with a row for
each effect, which collects the rows that fire, their names included, and a node of expressions that adds them up.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from rules.policy import Effect, Policy

_RULED_OUT = -1_000_000
"""Less than any points."""

Expressions = Iterator[tuple[str, str]]
"""Names and what they stand for, in order."""


def as_expressions(policy: Policy) -> dict[str, Any]:
    """The policy as one node of expressions."""

    def keys() -> Expressions:
        for place, rule in enumerate(policy.combinations):
            yield f"rule_{place}", _holds(rule)
        for model in range(len(policy.order)):
            yield _key(model, policy, _points(model, policy), _vetoed(model, policy))
        yield from _winner(policy)

    return _graph(_node("decide", "expressionNode", _expressions(keys())))


def as_table(policy: Policy) -> dict[str, Any]:
    """The policy as a decision table that says which rules fired."""

    def keys() -> Expressions:
        yield "fired", "map(hits, #.rule)"
        for model, name in enumerate(policy.order):
            yield _key(model, policy, f"sum(map(hits, #.{name}))", f"sum(map(hits, #.veto_{name})) > 0")
        yield from _winner(policy)

    columns = ["rule", *policy.order, *(f"veto_{model}" for model in policy.order)]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": each.id, "name": each.id, "field": each.id} for each in policy.factors],
        "outputs": [{"id": each, "name": each, "field": each} for each in columns],
        "rules": [_row(effect, policy) for effect in (*policy.option_effects.values(), *policy.combinations)],
        "outputPath": "hits",
        "executionMode": "single",
        "passThrough": False,
    }
    return _graph(
        _node("effects", "decisionTableNode", content), _node("decide", "expressionNode", _expressions(keys()))
    )


def _row(effect: Effect, policy: Policy) -> dict[str, str]:
    conditions = {factor: ", ".join(map(json.dumps, sorted(options))) for factor, options in effect.when}
    points = {model: str(points) for model, points in zip(policy.order, effect.points, strict=True)}
    vetoes = {f"veto_{model}": str(int(model in effect.rules_out)) for model in policy.order}
    return {"_id": effect.rule, **conditions, "rule": json.dumps(effect.rule), **points, **vetoes}


def _key(model: int, policy: Policy, points: str, vetoed: str) -> tuple[str, str]:
    """Eight times the points, plus the place from the end: no two models can tie. Very little for one ruled out."""
    place = len(policy.order) - 1 - model
    return f"key_{policy.order[model]}", f"{vetoed} ? {_RULED_OUT} : 8 * ({points}) + {place}"


def _points(model: int, policy: Policy) -> str:
    terms = []
    for factor in policy.factors:
        chain = "0"
        for option in factor.options:
            effect = policy.option_effects.get((factor.id, option.id))
            if effect and effect.points[model]:
                chain = f'{factor.id} == "{option.id}" ? {effect.points[model]} : {chain}'
        if chain != "0":
            terms.append(f"({chain})")
    terms += [
        f"($.rule_{place} ? {rule.points[model]} : 0)"
        for place, rule in enumerate(policy.combinations)
        if rule.points[model]
    ]
    return " + ".join(terms) or "0"


def _vetoed(model: int, policy: Policy) -> str:
    own = [f"({_holds(effect)})" for effect in policy.option_effects.values() if effect.mask >> model & 1]
    rules = [f"$.rule_{place}" for place, rule in enumerate(policy.combinations) if rule.mask >> model & 1]
    return f"({' or '.join(own + rules) or 'false'})"


def _holds(effect: Effect) -> str:
    return " and ".join(f"{factor} in {json.dumps(sorted(options))}" for factor, options in effect.when)


def _winner(policy: Policy) -> Expressions:
    yield "best", f"max([{', '.join(f'$.key_{model}' for model in policy.order)}])"
    winner = "null"
    for model in reversed(policy.order):
        winner = f'$.best == $.key_{model} ? "{model}" : {winner}'
    yield "winner", f"$.best == {_RULED_OUT} ? null : ({winner})"


def _expressions(pairs: Expressions) -> dict[str, Any]:
    listed = [{"id": name, "key": name, "value": value} for name, value in pairs]
    return {"expressions": listed, "executionMode": "single", "passThrough": False}


def _node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, "content": content}


def _graph(*between: dict[str, Any]) -> dict[str, Any]:
    nodes: Sequence[dict[str, Any]] = [_node("in", "inputNode", {}), *between, _node("out", "outputNode", {})]
    edges = [
        {"id": f"{one['id']}-{other['id']}", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
        for one, other in pairwise(nodes)
    ]
    return {"nodes": nodes, "edges": edges}
