"""Nothing fails for want of time, and nothing waits that need not: how quick a machine is says nothing of the bot."""

from collections.abc import Mapping
from datetime import timedelta

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

_PAUSES: Mapping[str, object] = {
    "bot.store.outbox.PACE": timedelta(),
    "bot.store.outbox.PACE_AT_HOME": timedelta(),
    "bot.store.writer._LOOK_SECONDS": 0.1,
    "bot.settling._FIRST_PAUSE": 0.02,
    "bot.sender._SURE_AFTER": 0.2,
}
"""How long it waits of its own accord, so short that nobody notices. Slack's stand-in then takes posts at any rate."""


def lift_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lifts every limit that a slow machine could pass; a test about a limit sets its own."""
    for limit, seconds in _LIMITS.items():
        monkeypatch.setattr(limit, seconds)


def shorten_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the pauses between two tries, looks or posts; a test about one sets its own."""
    for pause, length in _PAUSES.items():
        monkeypatch.setattr(pause, length)
