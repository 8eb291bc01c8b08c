"""Pairs of small random policies, most of them one edit apart, and every request that both can judge."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import strategies as st

from rules.grid import Model
from rules.policy import Policy
from tests.small_policies import plain_winner, policies

_BECAUSE = {"because": "A reason.", "source": "team default"}


@st.composite
def pairs(draw: st.DrawFn, most_factors: int = 4, most_edits: int = 2) -> tuple[Policy, Policy]:
    """A policy with flags, and the same after some edits; now and then one that has little to do with it."""
    old = draw(policies(most_factors)).model_dump(mode="json", by_alias=True)
    old["flags"] = [_flag(draw, number, old) for number in range(draw(st.integers(0, 2)))]
    new = old
    if draw(st.sampled_from([False] * 7 + [True])):
        new = draw(policies(most_factors)).model_dump(mode="json", by_alias=True)
    for _ in range(draw(st.integers(0, most_edits))):
        new = draw(st.sampled_from(_EDITS))(draw, new)
    return Policy.model_validate(old), Policy.model_validate(new)


def shared_requests(old: Policy, new: Policy) -> Iterator[dict[str, str]]:
    """Every request that both can judge, worked out the plain way."""
    options: dict[str, list[str]] = {}
    for policy, other in ((old, new), (new, old)):
        for factor in policy.factors:
            known = other.factor.get(factor.id)
            options[factor.id] = [each for each in factor.option if known is None or each in known.option]
    for chosen in product(*options.values()):
        yield dict(zip(options, chosen, strict=True))


def heard(answers: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """Those of the answers that the policy asks for."""
    return {factor: option for factor, option in answers.items() if factor in policy.factor}


def winner(answers: Mapping[str, str], policy: Policy) -> Model | None:
    """Who wins under the policy."""
    return plain_winner(heard(answers, policy), policy)


_Document = dict[str, Any]


def _some_points(draw: st.DrawFn) -> dict[str, int]:
    found = draw(st.dictionaries(st.sampled_from(Model), st.integers(-3, 3), max_size=3))
    return {str(model): points for model, points in found.items()}


def _some_vetoes(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from([str(model) for model in Model]), max_size=3, unique=True))


def _conditions(draw: st.DrawFn, policy: _Document) -> dict[str, list[str]]:
    factors = draw(
        st.lists(st.sampled_from(policy["factors"]), min_size=1, max_size=2, unique_by=lambda each: each["id"])
    )
    return {
        each["id"]: draw(st.lists(st.sampled_from([o["id"] for o in each["options"]]), min_size=1, unique=True))
        for each in factors
    }


def _flag(draw: st.DrawFn, number: int, policy: _Document) -> _Document:
    return {
        "id": f"flag{number}",
        "label": "A duty",
        "when": _conditions(draw, policy),
        "models": _some_vetoes(draw),
        **_BECAUSE,
    }


def _replaced(policy: _Document, kind: str, place: int, **by: Any) -> _Document:
    entries = [{**each, **by} if at == place else each for at, each in enumerate(policy[kind])]
    return {**policy, kind: entries}


def _option_edited(draw: st.DrawFn, policy: _Document) -> _Document:
    place = draw(st.integers(0, len(policy["factors"]) - 1))
    options = list(policy["factors"][place]["options"])
    at = draw(st.integers(0, len(options) - 1))
    by = {"points": _some_points(draw)} if draw(st.booleans()) else {"rules_out": _some_vetoes(draw)}
    options[at] = {**options[at], **by}
    return _replaced(policy, "factors", place, options=options)


def _rule_edited(draw: st.DrawFn, policy: _Document) -> _Document:
    if not policy["rules"]:
        return _rule_added(draw, policy)
    place = draw(st.integers(0, len(policy["rules"]) - 1))
    choices: list[_Document] = [
        {"points": _some_points(draw)},
        {"rules_out": _some_vetoes(draw)},
        {"when": _conditions(draw, policy)},
    ]
    return _replaced(policy, "rules", place, **draw(st.sampled_from(choices)))


def _rule_added(draw: st.DrawFn, policy: _Document) -> _Document:
    rule = {
        "id": f"new{len(policy['rules'])}",
        "when": _conditions(draw, policy),
        "points": _some_points(draw),
        "rules_out": _some_vetoes(draw),
        **_BECAUSE,
    }
    return {**policy, "rules": [*policy["rules"], rule]}


def _rule_removed(draw: st.DrawFn, policy: _Document) -> _Document:
    place = draw(st.integers(0, len(policy["rules"])))
    return {**policy, "rules": [*policy["rules"][:place], *policy["rules"][place + 1 :]]}


def _flag_edited(draw: st.DrawFn, policy: _Document) -> _Document:
    number = draw(st.integers(0, 2))
    kept = [each for each in policy["flags"] if each["id"] != f"flag{number}"]
    return {**policy, "flags": [*kept, _flag(draw, number, policy)] if draw(st.booleans()) else kept}


def _models_reordered(draw: st.DrawFn, policy: _Document) -> _Document:
    order = list(policy["models"])
    at = draw(st.integers(0, len(order) - 2))
    order[at], order[at + 1] = order[at + 1], order[at]
    return {**policy, "models": {model: policy["models"][model] for model in order}}


def _margin_edited(draw: st.DrawFn, policy: _Document) -> _Document:
    return {**policy, "margin": draw(st.integers(1, 4))}


def _option_added(draw: st.DrawFn, policy: _Document) -> _Document:
    place = draw(st.integers(0, len(policy["factors"]) - 1))
    options = policy["factors"][place]["options"]
    option = {
        "id": f"new{len(options)}",
        "label": "An answer",
        "points": _some_points(draw),
        "rules_out": [],
        **_BECAUSE,
    }
    return _replaced(policy, "factors", place, options=[*options, option])


def _factor_added(_draw: st.DrawFn, policy: _Document) -> _Document:
    factor = {**policy["factors"][0], "id": f"new{len(policy['factors'])}"}
    return {**policy, "factors": [*policy["factors"], factor]}


def _reworded(draw: st.DrawFn, policy: _Document) -> _Document:
    return _replaced(policy, "factors", draw(st.integers(0, len(policy["factors"]) - 1)), question="Another question?")


_EDITS = (
    _option_edited,
    _option_edited,
    _rule_edited,
    _rule_added,
    _rule_removed,
    _flag_edited,
    _models_reordered,
    _margin_edited,
    _option_added,
    _factor_added,
    _reworded,
)
