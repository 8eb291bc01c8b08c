"""Seeded faults in the default policy: each must be caught, by its check or by comparing it with the original.

A mutant is caught by a mistake in its shape, by an example that comes out otherwise, by a claim that fails, or by a
difference in behaviour with a request that shows it. One that is caught by none of these must be proved to behave the
same.
"""

import copy
import hashlib
import json
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from rules.checks import failed_examples
from rules.comparing.compare_policies import compare
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy_text
from rules.policy_references import misplaced_references
from rules.proofs import Claim, Verdict, prove
from rules.sums import sums_of

Document = dict[str, Any]
SEED = 20_261_101
_REQUESTS = 20_000
"""Drawn in search of a difference."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """The default policy with one fault."""

    fault: str
    document: Document

    def policy(self) -> Policy:
        """The policy; only where its shape has no mistakes."""
        sha256 = hashlib.sha256(_text(self.document).encode()).hexdigest()
        return Policy.model_validate({**self.document, "sha256": sha256})


def mutants(count: int, seed: int = SEED) -> Iterator[Mutant]:
    """So many different mutants of the default policy, each kind of fault in turn; the same for the same seed."""
    rng = random.Random(seed)
    original = tomllib.loads(default_policy_text())
    seen = {_text(original)}
    kinds = cycle(_FAULTS)  # a kind that has no new fault left is passed over
    while len(seen) <= count:
        kind = next(kinds)
        document = copy.deepcopy(original)
        fault = kind(document, rng)
        if _text(document) not in seen:
            seen.add(_text(document))
            yield Mutant(fault, document)


def _text(document: Document) -> str:
    """The document with the order of its models, which a comparison of dictionaries would not see."""
    return json.dumps(document, default=str)


def caught_by(mutant: Mutant, original: Policy) -> Mapping[str, str]:
    """What catches a mutant, each with one sentence or example; empty where nothing does."""
    if mistakes := [str(problem) for _, problem in misplaced_references(mutant.document)]:
        return {"shape": mistakes[0]}
    policy = mutant.policy()
    found = {}
    if failed := [problem for _, problem in failed_examples(policy)]:
        found["example"] = failed[0]
    failed_before = _failing(original)
    if fails := [sentence for claim, sentence in _failing(policy).items() if claim not in failed_before]:
        found["claim"] = fails[0]
    if witness := _difference(original, policy):
        found["another result"] = str(witness)
    if found:
        return found
    # A drawn request shows nearly every difference; what none shows has to be searched to the end.
    comparison = compare(original, policy, requests=1)
    if comparison.differences:
        found["another result, searched"] = str(comparison.differences[0].witness)
    elif comparison.proven_same:
        found["proved the same"] = "; ".join(comparison.edits)
    return found


def _failing(policy: Policy) -> Mapping[tuple[Claim, str], str]:
    """What does not hold of a policy, by the claim and what it is about, each in a sentence."""
    return {(each.claim, each.about): each.sentence for each in prove(policy) if each.verdict is Verdict.FAILS}


def _difference(original: Policy, policy: Policy) -> Mapping[str, str] | None:
    """A drawn request to which the two give another model or other flags."""
    rng = random.Random(SEED)
    before, after = sums_of(original), sums_of(policy)
    # Answers that rule models out are drawn less often: with many vetoes at once, little else is seen.
    weights = {factor.id: [1 if each.rules_out else 4 for each in factor.options] for factor in original.factors}
    for _ in range(_REQUESTS):
        answers = {each.id: rng.choices(each.options, weights[each.id])[0].id for each in original.factors}
        was, now = before.winner(answers), after.winner(answers)
        if was is not now or _raised(was, answers, original) != _raised(now, answers, policy):
            return answers
    return None


def _raised(model: Model | None, answers: Mapping[str, str], policy: Policy) -> set[str]:
    return {
        flag.id
        for flag in policy.flags
        if (not flag.models or model in flag.models)
        and all(answers[factor] in options for factor, options in flag.when.items())
    }


# --- The faults -----------------------------------------------------------------------------------------------------


def _options(document: Document, key: str = "id") -> list[Document]:
    return [option for factor in document["factors"] for option in factor["options"] if option.get(key)]


def _with(parts: list[Document], key: str, rng: random.Random) -> Document:
    return rng.choice([part for part in parts if part.get(key)])


def _effects(document: Document) -> list[Document]:
    return [*_options(document), *document["rules"]]


def _condition_dropped(document: Document, rng: random.Random) -> str:
    part = rng.choice([each for each in document["rules"] + document["flags"] if len(each["when"]) > 1])
    factor = rng.choice(list(part["when"]))
    del part["when"][factor]
    return f"{part['id']} no longer asks for {factor}"


def _condition_wider(document: Document, rng: random.Random) -> str:
    part = rng.choice(document["rules"] + document["flags"])
    factor, listed = rng.choice(list(part["when"].items()))
    known = next(each for each in document["factors"] if each["id"] == factor)["options"]
    listed.append(rng.choice([each["id"] for each in known if each["id"] not in listed]))
    return f"{part['id']} also applies when {factor} is {listed[-1]}"


def _condition_narrower(document: Document, rng: random.Random) -> str:
    parts = document["rules"] + document["flags"]
    part, factor = rng.choice([(each, key) for each in parts for key, of in each["when"].items() if len(of) > 1])
    gone = part["when"][factor].pop(rng.randrange(len(part["when"][factor])))
    return f"{part['id']} no longer applies when {factor} is {gone}"


def _sign_flipped(document: Document, rng: random.Random) -> str:
    part = _with(_effects(document), "points", rng)
    model = rng.choice(list(part["points"]))
    part["points"][model] *= -1
    return f"{part['id']}: the points of {model} have the other sign"


def _points_changed(document: Document, rng: random.Random) -> str:
    part = _with(_effects(document), "points", rng)
    model = rng.choice(list(part["points"]))
    part["points"][model] += rng.choice((-40, -15, 15, 40))
    return f"{part['id']}: {part['points'][model]} points for {model}"


def _points_gone(document: Document, rng: random.Random) -> str:
    part = _with(_effects(document), "points", rng)
    model = rng.choice(list(part["points"]))
    del part["points"][model]
    return f"{part['id']}: no points for {model}"


def _points_moved(document: Document, rng: random.Random) -> str:
    part = rng.choice([each for each in _effects(document) if 0 < len(each.get("points", ())) < len(Model)])
    model = rng.choice(list(part["points"]))
    other = rng.choice([str(each) for each in Model if each not in part["points"]])
    part["points"][other] = part["points"].pop(model)
    return f"{part['id']}: the points of {model} go to {other}"


def _veto_gone(document: Document, rng: random.Random) -> str:
    part = _with(_effects(document), "rules_out", rng)
    gone = part["rules_out"].pop(rng.randrange(len(part["rules_out"])))
    return f"{part['id']} no longer rules out {gone}"


def _veto_added(document: Document, rng: random.Random) -> str:
    part = rng.choice([each for each in _effects(document) if len(each.get("rules_out", ())) < len(Model)])
    out = rng.choice([str(each) for each in Model if each not in part.get("rules_out", ())])
    part.setdefault("rules_out", []).append(out)
    part.setdefault("because", "A fault.")
    return f"{part['id']} also rules out {out}"


def _options_swapped(document: Document, rng: random.Random) -> str:
    factor = rng.choice(document["factors"])
    one, other = rng.sample(factor["options"], 2)
    one["id"], other["id"] = other["id"], one["id"]
    return f"{factor['id']}: {one['id']} and {other['id']} are swapped"


def _rule_repeated(document: Document, rng: random.Random) -> str:
    rule = rng.choice(document["rules"])
    document["rules"].append({**copy.deepcopy(rule), "id": f"{rule['id']}_again"})
    return f"{rule['id']} is there twice"


def _rule_gone(document: Document, rng: random.Random) -> str:
    kind = rng.choice(("rules", "flags"))
    gone = document[kind].pop(rng.randrange(len(document[kind])))
    # An example that names what is gone would be a mistake in the shape: too easy.
    for example in document["examples"]:
        expect = example["expect"]
        for key in ("fired", "flags"):
            expect[key] = [each for each in expect.get(key, ()) if each != gone["id"]]
    return f"{gone['id']} is gone"


def _models_swapped(document: Document, rng: random.Random) -> str:
    order = list(document["models"])
    earlier, later = sorted(rng.sample(range(len(order)), 2))
    order[earlier], order[later] = order[later], order[earlier]
    document["models"] = {model: document["models"][model] for model in order}
    return f"{order[earlier]} now wins a tie with {order[later]}"


_FAULTS: tuple[Callable[[Document, random.Random], str], ...] = (
    _condition_dropped,
    _condition_wider,
    _condition_narrower,
    _sign_flipped,
    _points_changed,
    _points_gone,
    _points_moved,
    _veto_gone,
    _veto_added,
    _options_swapped,
    _rule_repeated,
    _rule_gone,
    _models_swapped,
)
