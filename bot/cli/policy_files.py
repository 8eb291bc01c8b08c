"""Policies by what is typed for them: a file, or the one that ships."""

from pathlib import Path

from bot.current_policy import CurrentPolicy, LoadedPolicy

SHIPPED = "default"
"""What stands for the policy that ships with the product."""


def named_policy(name: Path) -> LoadedPolicy:
    """The policy in a file, or the one that ships; raises PolicyMistakesError with every mistake and its line."""
    return CurrentPolicy(None if str(name) == SHIPPED else name).loaded()
