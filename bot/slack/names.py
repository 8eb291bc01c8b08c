"""What people are called, so that they can be named without being addressed: a mention would ping them.

Remembered for a while, for so many people and no more.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import NotReachedError, NotWelcomeError, RateLimitedError, SlackError, UnknownResultError
from bot.slack.conversation_ids import is_person
from bot.slack.questions import SlackQuestions

A_COLLEAGUE = "a colleague"
"""Somebody of whom Slack says no name."""

_KNOWN_FOR = 3600.0
"""Seconds."""
_MOST_PEOPLE = 1_000
_LONGEST = 80
"""Code points; Slack's own limit for a display name."""
_ASKED_FOR_SOMEBODY = 5
"""Times in a row that Slack is asked for a name when it stumbles over that person; then they go without."""
_LATER = (RateLimitedError, NotReachedError, NotWelcomeError)


class Names:
    """Asks Slack what people are called."""

    def __init__(self, client: AsyncWebClient, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds, and is never set back."""
        self._questions = SlackQuestions(client.users_info)
        self._clock = clock
        self._said: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._unsaid: dict[str, int] = {}

    async def of(self, people: Iterable[str]) -> Mapping[str, str]:
        """The name of each; who is no Slack user, such as an operator or somebody erased, is called what they are.

        `A_COLLEAGUE` where Slack does not say. Raises SlackError where Slack may say so later.
        """
        asked = list(dict.fromkeys(people))
        return dict(zip(asked, await asyncio.gather(*map(self._name, asked)), strict=True))

    async def _name(self, who: str) -> str:
        if not is_person(who):
            return who
        name, until = self._said.get(who, ("", 0.0))
        if self._clock() < until:
            return name
        try:
            name = _named((await self._questions.ask(user=who)).get("user"))
        except _LATER:
            raise
        except UnknownResultError:
            if self._stumbled(who) < _ASKED_FOR_SOMEBODY:
                raise
            name = A_COLLEAGUE
        except SlackError:
            name = A_COLLEAGUE
        self._unsaid.pop(who, None)
        self._said[who] = name, self._clock() + _KNOWN_FOR
        self._said.move_to_end(who)
        while len(self._said) > _MOST_PEOPLE:
            self._said.popitem(last=False)
        return name

    def _stumbled(self, who: str) -> int:
        if len(self._unsaid) >= _MOST_PEOPLE:
            self._unsaid.clear()
        self._unsaid[who] = self._unsaid.get(who, 0) + 1
        return self._unsaid[who]


def _named(user: object) -> str:
    """What the user object of Slack's Web API says (https://docs.slack.dev/reference/objects/user-object)."""
    about = user if isinstance(user, dict) else {}
    profile = about.get("profile")
    of_profile = profile if isinstance(profile, dict) else {}
    said = (of_profile.get("display_name"), of_profile.get("real_name"), about.get("real_name"), about.get("name"))
    names = (" ".join(each.split())[:_LONGEST] for each in said if isinstance(each, str))
    return next(filter(None, names), A_COLLEAGUE)
