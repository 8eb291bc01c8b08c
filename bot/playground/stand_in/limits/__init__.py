"""Slack's documented limits as pure functions that give a list of problems, each with a JSON pointer."""

from bot.playground.stand_in.limits.mentions import Mention, mentions
from bot.playground.stand_in.limits.problem import Problem
from bot.playground.stand_in.limits.surfaces import (
    MISSING_TEXT,
    check_blocks,
    check_field_errors,
    check_message,
    check_rolled_out,
    check_view,
)

__all__ = [
    "MISSING_TEXT",
    "Mention",
    "Problem",
    "check_blocks",
    "check_field_errors",
    "check_message",
    "check_rolled_out",
    "check_view",
    "mentions",
]
