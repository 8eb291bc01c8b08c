"""Things that are good for a short while: trigger ids and `response_url`s.

Sources: docs.slack.dev/interactivity/handling-user-interaction (3 s and once; 30 minutes and 5 times).
"""

from dataclasses import dataclass
from uuid import uuid4

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.workspace import Channel, Message

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Trigger:
    """Somebody's click or command, on whose account a modal may be opened once."""

    user_id: str
    channel_id: str | None
    issued: float
    used: bool = False


class Triggers:
    """All trigger ids of the workspace."""

    def __init__(self, clock: Clock) -> None:
        """None issued yet."""
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user_id: str, channel_id: str | None) -> str:
        """A fresh trigger id."""
        trigger_id = f"{int(self._clock.now())}.{uuid4().int % 10**12}.{uuid4().hex}"
        self._issued[trigger_id] = Trigger(user_id, channel_id, self._clock.now())
        return trigger_id

    def refusal(self, trigger_id: str) -> str | None:
        """Slack's code for why this trigger id does not work, if it does not."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self._clock.now() - trigger.issued > TRIGGER_SECONDS:
            return "expired_trigger_id"
        return None

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger id that works."""
        trigger = self._issued[trigger_id]
        trigger.used = True
        return trigger


@dataclass(slots=True)
class ResponseUrl:
    """An address at which the app may answer for a while."""

    user_id: str
    channel: Channel
    issued: float
    original: Message | None
    """What `replace_original` and `delete_original` are about."""
    uses: int = 0


class ResponseUrls:
    """All `response_url`s of the workspace."""

    def __init__(self, clock: Clock) -> None:
        """None issued yet."""
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, channel: Channel, original: Message | None) -> str:
        """A fresh path, to be put behind the server's address."""
        path = f"/response/{uuid4().hex}"
        self._issued[path] = ResponseUrl(user_id, channel, self._clock.now(), original)
        return path

    def find(self, path: str) -> ResponseUrl | None:
        """The one at this path, usable or not."""
        return self._issued.get(path)

    def refusal(self, url: ResponseUrl) -> str | None:
        """Slack's code for why it does not work any more, if it does not."""
        if self._clock.now() - url.issued > RESPONSE_URL_SECONDS:
            return "expired_url"
        if url.uses >= RESPONSE_URL_USES:
            return "used_url"
        return None
