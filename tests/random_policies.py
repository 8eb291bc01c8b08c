"""Random policies of the size that a team would write, for measuring what holds for any of them."""

import random
from collections.abc import Mapping
from typing import Any

from rules.grid import Model
from rules.policy import Policy

MODEL_TEXT: Mapping[str, Any] = {
    "label": "A model",
    "ownership": "internal",
    "summary": "What it is.",
    "benefits": ["A benefit"],
    "duties": ["A duty"],
    "watch_outs": ["A risk"],
    "next_steps": ["A step"],
    "fits_when": "It fits.",
}
"""What a policy has to say of each model, where the words do not matter."""
BECAUSE = {"because": "A reason.", "source": "team default"}
"""Likewise of each effect."""


def random_policy(seed: int, factors: int = 24, rules: int = 16, vetoes: int = 10, flags: int = 8) -> Policy:
    """A policy with factors of three to five options, most of them with points; the same for the same seed."""
    rng = random.Random(seed)
    asked = [_factor(f"f{number}", rng) for number in range(factors)]
    options = [option for factor in asked for option in factor["options"]]
    for option in rng.sample(options, vetoes):
        option["rules_out"] = rng.sample(list(Model), rng.randint(1, 4))
    return Policy.model_validate(
        {
            "schema": 1,
            "version": f"random {seed}",
            "title": "A random policy",
            "margin": 3,
            "enough_answers": 3,
            "models": dict.fromkeys(rng.sample(list(Model), len(Model)), MODEL_TEXT),
            "factors": asked,
            "rules": [
                {
                    "id": f"r{number}",
                    "when": _when(asked, rng),
                    "points": _points(rng, most=4),
                    "rules_out": rng.sample(list(Model), 2) if rng.random() < 1 / 8 else [],
                    **BECAUSE,
                }
                for number in range(rules)
            ],
            "flags": [
                {
                    "id": f"d{number}",
                    "label": "A duty",
                    "when": _when(asked, rng),
                    "models": rng.sample(list(Model), rng.randint(0, 3)),
                    **BECAUSE,
                }
                for number in range(flags)
            ],
        }
    )


def _factor(name: str, rng: random.Random) -> dict[str, Any]:
    return {
        "id": name,
        "question": "A question?",
        "why": "It matters.",
        "source": "team default",
        "options": [
            {"id": f"o{number}", "label": "An answer", "points": _points(rng, most=5), **BECAUSE}
            for number in range(rng.randint(3, 5))
        ],
    }


def _points(rng: random.Random, most: int) -> dict[str, int]:
    return {model: rng.choice((-3, -2, -1, 1, 2, 3)) for model in rng.sample(list(Model), rng.randint(1, most))}


def _when(asked: list[dict[str, Any]], rng: random.Random) -> dict[str, list[str]]:
    return {
        factor["id"]: sorted(
            option["id"] for option in rng.sample(factor["options"], rng.randint(1, len(factor["options"]) - 1))
        )
        for factor in rng.sample(asked, rng.randint(1, 3))
    }
