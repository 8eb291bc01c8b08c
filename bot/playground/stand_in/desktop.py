"""What one person has in front of them, and finding in it what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.stand_in.choosing import NotOnScreenError
from bot.playground.stand_in.fields import Field, Key, fields_of
from bot.playground.stand_in.screen import Reader
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Message, User


@dataclass(slots=True)
class Desktop:
    """One person's Slack window."""

    server: SlackStandIn
    user: User
    channel: Channel | None = None
    at_home: bool = False

    @property
    def modal(self) -> View | None:
        """The topmost open modal."""
        stack = self.server.workspace.stacks.get(self.user.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The App Home that the app published for this person."""
        return self.server.workspace.homes.get(self.user.id)

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """What this person sees in a channel (the one in front of them), oldest first, ephemeral ones included."""
        looked_at = channel or self.channel
        return self.server.workspace.visible(looked_at, self.user.id) if looked_at else []

    def text(self) -> str:
        """All that is on the screen: notices, the channel or App Home, and the modal on top of it."""
        reader = Reader(self.server.workspace)
        parts = list(self.server.workspace.notices.get(self.user.id, ()))
        if self.at_home and self.home is not None:
            parts.append(reader.view(self.home))
        if not self.at_home:
            parts += [reader.message(message) for message in self.messages()]
        if self.modal is not None:
            parts.append(reader.view(self.modal))
        return "\n\n".join(parts)

    def _surfaces(self) -> Iterator[Message | View]:
        if self.modal is not None:
            yield self.modal
        elif self.at_home and self.home is not None:
            yield self.home
        else:
            yield from reversed(self.messages())

    def find(self, name: str | Key, where: Message | View | None) -> tuple[Message | View, Field]:
        """The one field that this person would mean: by label, text, placeholder, `action_id` or `block_id`, or both.

        Without `where` they mean the open modal, else App Home if they look at it, else the newest message with
        such a field. Raises `NotOnScreenError` where there is none, or more than one.
        """
        surfaces = [where] if where is not None else list(self._surfaces())
        for surface in surfaces:
            fields = list(fields_of(surface.blocks))
            matches = _meant(fields, name)
            if len(matches) == 1:
                return surface, matches[0]
            if matches:
                ids = ", ".join("/".join(field.key) for field in matches)
                raise NotOnScreenError(f"{name!r} may mean any of these: {ids}")
        raise NotOnScreenError(f"nothing called {name!r} on this screen:\n{self.text()}")


def _meant(fields: list[Field], name: str | Key) -> list[Field]:
    if isinstance(name, tuple):
        return [field for field in fields if field.key == name]
    return (
        [field for field in fields if name in field.names]
        or [field for field in fields if name in _option_texts(field)]
        or [field for field in fields if any(name.lower() in each.lower() for each in field.names)]
    )


def _option_texts(field: Field) -> list[str]:
    if field.kind not in ("radio_buttons", "checkboxes", "overflow"):
        return []
    return [option["text"]["text"] for option in field.element["options"]]
