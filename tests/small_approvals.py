"""Policies with approvals, small enough to try everything."""

from collections.abc import Mapping
from typing import Any

from rules.grid import Model
from rules.policy import Policy
from tests.random_policies import MODEL_TEXT


def factor(identity: str, *options: str) -> dict[str, Any]:
    """A question without any effect."""
    return {
        "id": identity,
        "question": "A question?",
        "why": "It matters.",
        "source": "team default",
        "options": [{"id": option, "label": option.replace("_", " ")} for option in options],
    }


VALUES = ("small", "medium", "large")
WORKS = (
    {"id": "office", "label": "Office", "usual": [["in_house"]], "because": "So.", "source": "team default"},
    {"id": "payroll", "label": "Payroll", "like": "office", "because": "So.", "source": "team default"},
    {"id": "cleaning", "label": "Cleaning", "usual": [["in_house"]], "because": "So.", "source": "team default"},
)
"""Two families, one with two kinds."""


def policy_with(*approvals: Mapping[str, Any], flags: tuple[Mapping[str, Any], ...] = ()) -> Policy:
    """A policy with a question of each sort, a few kinds of work, and these approvals."""
    return Policy.model_validate(
        {
            "schema": 2,
            "version": "small",
            "title": "A small policy",
            "margin": 1,
            "enough_answers": 1,
            "models": dict.fromkeys(Model, MODEL_TEXT),
            "factors": [factor("data", "none", "personal"), factor("staff", "few", "many")],
            "approval_factors": [factor("value", *VALUES)],
            "works": list(WORKS),
            "flags": [{"label": "A duty", "because": "So.", "source": "team default", **flag} for flag in flags],
            "approvals": [
                {"id": f"a{number}", "because": "It is agreed so.", **each} for number, each in enumerate(approvals)
            ],
        }
    )
