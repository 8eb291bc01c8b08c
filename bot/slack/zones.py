"""Which zone somebody's clock goes by, as Slack says. Remembered for a while, for so many people and no more."""

import time
from collections import OrderedDict

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import NotReachedError, NotWelcomeError, RateLimitedError, SlackError, UnknownResultError
from bot.slack.questions import SlackQuestions
from bot.working_days import Zone

_KNOWN_FOR = 3600.0
"""Seconds."""
_MOST_PEOPLE = 1_000
_LATER = (RateLimitedError, NotReachedError, UnknownResultError, NotWelcomeError)


class Zones:
    """Asks Slack where people are."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._questions = SlackQuestions(client.users_info)
        self._said: OrderedDict[str, tuple[Zone, float]] = OrderedDict()

    async def of(self, who: str) -> Zone:
        """Their zone, UTC where Slack tells us none; raises SlackError where Slack may say so later."""
        zone, until = self._said.get(who, (Zone(), 0.0))
        if time.monotonic() < until:
            return zone
        try:
            said = (await self._questions.ask(user=who)).get("user")
        except _LATER:
            raise
        except SlackError:
            return Zone()
        about = said if isinstance(said, dict) else {}
        name, offset = about.get("tz"), about.get("tz_offset")
        zone = Zone(name if isinstance(name, str) else "UTC", offset if isinstance(offset, int) else 0)
        self._said[who] = zone, time.monotonic() + _KNOWN_FOR
        self._said.move_to_end(who)
        while len(self._said) > _MOST_PEOPLE:
            self._said.popitem(last=False)
        return zone
