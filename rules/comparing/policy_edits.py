"""What is written differently in one policy than in another, in words; parts are the same where their ids are.

What can change a result comes first and one by one. Texts, sources and examples cannot; they are only named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel

from rules.approval_words import demand_in_words
from rules.grid import Model
from rules.policy import Approval, Factor, Flag, Law, Option, Policy, Rule, Work
from rules.works import Kind, kinds_of

_MOST_TIES = 3
"""Pairs of models whose order changed that are named; with more of them the whole order is."""

_Part = TypeVar("_Part", Factor, Option, Rule, Flag, Law, Work, Approval)


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything that differs between two policies but their versions."""

    rules: tuple[str, ...]
    """What the policy asks, weighs and demands: each a line such as "scale.500_plus: offshore_captive +1 to +3"."""
    texts: tuple[str, ...]
    """What is only reworded: each a line such as "question scale: why, source"."""


def policy_edits(old: Policy, new: Policy) -> Edits:
    """What differs, in the order of the file."""
    return Edits(
        rules=(
            *_frame(old, new),
            *_factors(old, new),
            *_rules(old, new),
            *_flags(old, new),
            *_works(old, new),
            *_laws(old, new),
            *_approvals(old, new),
            *_retention(old, new),
        ),
        texts=tuple(_texts(old, new)),
    )


def _frame(old: Policy, new: Policy) -> Iterator[str]:
    if old.margin != new.margin:
        yield f"margin: {old.margin} to {new.margin}; a smaller lead than this is too close to call"
    if old.enough_answers != new.enough_answers:
        yield f"enough_answers: {old.enough_answers} to {new.enough_answers}; with fewer it is too early to say"
    turned = [
        (ahead, behind)
        for ahead, behind in combinations(new.order, 2)
        if old.order.index(ahead) > old.order.index(behind)
    ]
    if len(turned) > _MOST_TIES:
        yield f"on a tie the order is now {', '.join(new.order)}"
    else:
        yield from (f"on a tie {ahead} now goes before {behind}" for ahead, behind in turned)


def _factors(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(_asked(old), _asked(new))
    yield from (f"question {factor.id} removed" for factor in gone)
    for before, after in kept:
        yield from _switched(f"question {after.id}: ", "a fact, never proposed as a change", before.fixed, after.fixed)
        yield from _switched(f"question {after.id}: ", "among the first asked", before.screening, after.screening)
        yield from _options(before, after)
    for factor in come:
        yield f"question {factor.id} added: “{factor.question}”"
        yield from (f"{factor.id}.{each.id}: {effect}" for each in factor.options if (effect := _effect(each)))


def _switched(where: str, what: str, before: bool, after: bool) -> Iterator[str]:  # noqa: FBT001 - the two states
    if before != after:
        yield f"{where}{'now' if after else 'no longer'} {what}"


def _options(before: Factor, after: Factor) -> Iterator[str]:
    gone, come, kept = _matched(before.options, after.options)
    yield from (f"answer {after.id}.{option.id} removed" for option in gone)
    for was, now in kept:
        changes = list(_effects(was, now))
        if was.prior != now.prior:
            changes.append(f"given as often as {now.prior}, was {was.prior} (prior)")
        if was.undecided != now.undecided:
            changes.append(f"{'now' if now.undecided else 'no longer'} an answer that only says that nobody knows yet")
        yield from (f"{after.id}.{now.id}: {change}" for change in changes)
    for option in come:
        effect = _effect(option)
        yield f"answer {after.id}.{option.id} added: “{option.label}”" + (f"; {effect}" if effect else "")


def _rules(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(old.rules, new.rules)
    yield from (f"rule {rule.id} removed: {_effect(rule)} when {_when(rule.when)}" for rule in gone)
    for was, now in kept:
        for change in (*_conditions(was.when, now.when), *_effects(was, now)):
            yield f"rule {now.id}: {change}"
    yield from (f"rule {rule.id} added: {_effect(rule)} when {_when(rule.when)}" for rule in come)


def _flags(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(old.flags, new.flags)
    yield from (f"flag {flag.id} removed" for flag in gone)
    for was, now in kept:
        for change in (*_conditions(was.when, now.when), *_for_models(was.models, now.models)):
            yield f"flag {now.id}: {change}"
    for flag in come:
        models = f" and {' or '.join(flag.models)} is recommended" if flag.models else ""
        yield f"flag {flag.id} added: “{flag.label}” when {_when(flag.when)}{models}"


def _retention(old: Policy, new: Policy) -> Iterator[str]:
    if old.retention.digest != new.retention.digest:
        yield f"retention: {new.retention.in_words}; was: {old.retention.in_words}"


def _approvals(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(old.approvals, new.approvals)
    yield from (f"approval {approval.id} removed: {demand_in_words(approval)}" for approval in gone)
    for was, now in kept:
        if demand_in_words(was) != demand_in_words(now):
            yield f"approval {now.id}: {demand_in_words(now)}; was: {demand_in_words(was)}"
    yield from (f"approval {approval.id} added: {demand_in_words(approval)}" for approval in come)


def _asked(policy: Policy) -> tuple[Factor, ...]:
    return (*policy.factors, *policy.approval_factors)


_OF_AN_APPROVAL = tuple(field for field in Approval.model_fields if field != "because")
"""What decides who has to agree."""

WORDS_OF_A_LAW = frozenset({"label", "because", "source", "as_of"})
"""What says a law to people, and decides nothing."""


def _laws(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(old.laws, new.laws)
    yield from (f"law {law.id} removed" for law in gone)
    for was, now in kept:
        yield from _reworded(f"law {now.id}", was, now, tuple(WORDS_OF_A_LAW))
    for law in come:
        does = f"rules out {' and '.join(law.models)}" if law.forbids else "raises a flag"
        yield f"law {law.id} added: “{law.label}”; {does}"


def _works(old: Policy, new: Policy) -> Iterator[str]:
    gone, come, kept = _matched(old.works, new.works)
    yield from (f"kind of work {work.id} removed" for work in gone)
    before, after = kinds_of(old), kinds_of(new)
    for _, work in kept:
        yield from (f"kind of work {work.id}: {change}" for change in _usual(before[work.id], after[work.id]))
    yield from (f"kind of work {work.id} added: “{work.label}”" for work in come)
    for name in type(new.weights).model_fields:
        weighed = getattr(old.weights, name), getattr(new.weights, name)
        if weighed[0] != weighed[1]:
            yield f"weights.{name}: {weighed[0]} to {weighed[1]}"


def _usual(was: Kind, now: Kind) -> Iterator[str]:
    """What holds for a kind otherwise, from its own entry or from one that it is like."""
    for factor in {**was.presume, **now.presume}:
        before, after = was.presume.get(factor, "nothing"), now.presume.get(factor, "nothing")
        if before != after:
            yield f"{factor} presumed {after}, was {before}"
    if tuple(map(frozenset, was.usual)) != tuple(map(frozenset, now.usual)):
        yield f"usual {_ranked(now)}; was {_ranked(was)}"
    if was.never != now.never:
        yield f"never {', '.join(sorted(now.never)) or 'nothing'}; was {', '.join(sorted(was.never)) or 'nothing'}"


def _ranked(kind: Kind) -> str:
    return ", then ".join(" or ".join(models) for models in kind.usual) or "nothing"


def _effects(was: Option | Rule, now: Option | Rule) -> Iterator[str]:
    for model in Model:
        before, after = was.points.get(model, 0), now.points.get(model, 0)
        if before != after:
            yield f"{model} {_points(before)} to {_points(after)}"
    if come := [model for model in now.rules_out if model not in was.rules_out]:
        yield f"now rules out {', '.join(come)}"
    if gone := [model for model in was.rules_out if model not in now.rules_out]:
        yield f"no longer rules out {', '.join(gone)}"


def _effect(of: Option | Rule) -> str:
    points = [f"{model} {_points(points)}" for model, points in of.points.items() if points]
    return ", ".join([*points, *([f"rules out {' and '.join(of.rules_out)}"] if of.rules_out else [])])


def _points(points: int) -> str:
    return f"{points:+d}" if points else "0"


def _conditions(was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for factor in was:
        if factor not in now:
            yield f"no longer depends on {factor} (wider)"
    for factor, options in now.items():
        if factor not in was:
            yield f"only when {factor} is {' or '.join(options)} (narrower)"
            continue
        if come := [option for option in options if option not in was[factor]]:
            yield f"now also when {factor} is {' or '.join(come)} (wider)"
        if gone := [option for option in was[factor] if option not in options]:
            yield f"no longer when {factor} is {' or '.join(gone)} (narrower)"


def _for_models(was: Sequence[Model], now: Sequence[Model]) -> Iterator[str]:
    if set(was) != set(now):
        yield f"raised for {', '.join(now) or 'any model'}; was for {', '.join(was) or 'any model'}"


def _when(conditions: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(f"{factor} is {' or '.join(options)}" for factor, options in conditions.items())


# --- What is only reworded -------------------------------------------------------------------------------------


def _texts(old: Policy, new: Policy) -> Iterator[str]:
    if old.title != new.title:
        yield "title"
    for model in new.order:
        yield from _reworded(f"model {model}", old.models[model], new.models[model], ())
    _, _, factors = _matched(_asked(old), _asked(new))
    for before, after in factors:
        yield from _reworded(f"question {after.id}", before, after, ("fixed", "screening", "options"))
        for was, now in _matched(before.options, after.options)[2]:
            yield from _reworded(f"answer {after.id}.{now.id}", was, now, ("points", "rules_out", "prior"))
        yield from _moved(f"question {after.id}: order of the answers", before.options, after.options)
    yield from _reworded_parts(old, new)
    yield from _moved("order of the questions", _asked(old), _asked(new))
    yield from (each for each in ("sources", "examples") if getattr(old, each) != getattr(new, each))


def _reworded_parts(old: Policy, new: Policy) -> Iterator[str]:
    for was_rule, now_rule in _matched(old.rules, new.rules)[2]:
        yield from _reworded(f"rule {now_rule.id}", was_rule, now_rule, ("when", "points", "rules_out"))
    for was_flag, now_flag in _matched(old.flags, new.flags)[2]:
        yield from _reworded(f"flag {now_flag.id}", was_flag, now_flag, ("when", "models"))
    for was_law, now_law in _matched(old.laws, new.laws)[2]:
        told = [field for field in Law.model_fields if field not in WORDS_OF_A_LAW]
        yield from _reworded(f"law {now_law.id}", was_law, now_law, told)
    for was_work, now_work in _matched(old.works, new.works)[2]:
        yield from _reworded(f"kind of work {now_work.id}", was_work, now_work, ("like", "presume", "usual", "never"))
    for was_approval, now_approval in _matched(old.approvals, new.approvals)[2]:
        yield from _reworded(f"approval {now_approval.id}", was_approval, now_approval, _OF_AN_APPROVAL)


def _reworded(name: str, was: BaseModel, now: BaseModel, told: Sequence[str]) -> Iterator[str]:
    """The fields that differ, but those that were told among the rules."""
    fields = [field for field in type(now).model_fields if field not in told]
    if changed := [field for field in fields if getattr(was, field) != getattr(now, field)]:
        yield f"{name}: {', '.join(changed)}"


def _moved(what: str, old: Iterable[_Part], new: Iterable[_Part]) -> Iterator[str]:
    before, after = [each.id for each in old], [each.id for each in new]
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield what


def _matched(old: Iterable[_Part], new: Iterable[_Part]) -> tuple[list[_Part], list[_Part], list[tuple[_Part, _Part]]]:
    """What is only in the old, what is only in the new, and what is in both, by id."""
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    return (
        [each for name, each in before.items() if name not in after],
        [each for name, each in after.items() if name not in before],
        [(before[name], each) for name, each in after.items() if name in before],
    )
