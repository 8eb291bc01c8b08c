"""Nothing fails for want of time: a test that fails on a slow machine says nothing about the software."""

from collections.abc import Mapping

import pytest

from bot.policy.apart import Limits

_LIMITS: Mapping[str, object] = {
    "bot.policy.apart.LIMITS": Limits(seconds=60),
    "bot.slack.client.TIMEOUT": 60,
    "bot.slack.client._CONNECT_TIMEOUT": 60,
    "bot.slack.questions.TIMEOUT": 60,
    "bot.slack.socket_mode._PING_SECONDS": 30.0,
    "bot.slack.socket_mode._ACKNOWLEDGED_WITHIN": 60.0,
    "bot.handlers.bot._ANSWER_SECONDS": 60,
    "bot.handlers.sourcing._PATIENCE": 30.0,
    "bot.health._PATIENCE": 30.0,
    "bot.playground.stand_in.tickets.TRIGGER_SECONDS": 60.0,
}
"""How long something may take, so generous that only what hangs passes it."""


def take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lifts every limit that a slow machine could pass; a test about a limit sets its own."""
    for limit, seconds in _LIMITS.items():
        monkeypatch.setattr(limit, seconds)
