"""A modal or App Home as it stands on somebody's screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.playground.stand_in.fields import Json, Values, as_state, carried_over, first_values, with_ids
from bot.playground.stand_in.json_values import copied


@dataclass(slots=True)
class View:
    """What the app sent, plus what Slack adds: ids, hash, the values of the fields, what is wrong with them."""

    id: str
    user_id: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    opened_in: str | None = None
    """The conversation that the person was in."""
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong with a field, by `block_id`."""
    trouble: str | None = None
    """What Slack says at the top when the app did not answer properly."""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with an id."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """The words at the top; empty for an App Home."""
        return str(self.content.get("title", {}).get("text", ""))

    def values_for(self, _user_id: str) -> Values:
        """What the fields hold; a view belongs to one person."""
        return self.values

    def show(self, content: Json, ids: Iterator[str], fresh_hash: str) -> None:
        """Show this instead, keeping values where `block_id` and `action_id` are unchanged."""
        before = self.values if self.content else None
        self.content = {**copied(content), "blocks": with_ids(content["blocks"], ids)}
        self.hash = fresh_hash
        self.errors, self.trouble = {}, None
        if before is None:
            self.values = first_values(self.blocks, self.opened_in)
        else:
            self.values = carried_over(before, self.blocks, self.opened_in)

    def payload(self, team_id: str, app_id: str, bot_id: str) -> Json:
        """The view as payloads and API responses carry it."""
        content = copied(self.content)
        payload: Json = {
            "id": self.id,
            "team_id": team_id,
            "type": content.pop("type"),
            "blocks": content.pop("blocks"),
            "private_metadata": "",
            "callback_id": "",
            "state": as_state(self.values),
            "hash": self.hash,
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app_id,
            "external_id": "",
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }
        return payload | content
