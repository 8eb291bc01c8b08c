"""The app as the workspace knows it: what its manifest asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Self

import yaml

SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands",
        "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
        "mpim:history", "mpim:read", "mpim:write", "reactions:write", "usergroups:read", "users:read",
    }
)  # fmt: skip
"""Every bot scope that a method here asks for, but `chat:write.public`."""


_INSTALLED_MANIFEST = Path(__file__).with_name("manifest.yaml")
_MANIFEST_OF_THE_CHECKOUT = Path(__file__).parents[3] / "deploy" / "manifest.yaml"


def app_manifest() -> dict[str, Any]:
    """The manifest that people paste to install the app; it is packaged beside this module."""
    path = _INSTALLED_MANIFEST if _INSTALLED_MANIFEST.exists() else _MANIFEST_OF_THE_CHECKOUT
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


@dataclass(frozen=True, slots=True)
class Command:
    """A registered slash command."""

    name: str
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """Names, scopes, and what Slack sends it. `None` means: whatever a test asks for.

    The tokens are made up anew each time: a page that guesses at this machine's ports must not know them.
    """

    name: str = "sourcing"
    id: str = "A00000001"
    bot_id: str = "B00000001"
    bot_token: str = field(default_factory=lambda: f"xoxb-{token_hex(16)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-{token_hex(16)}", repr=False)
    scopes: frozenset[str] = SCOPES
    commands: tuple[Command, ...] | None = None
    message_shortcuts: frozenset[str] | None = None
    global_shortcuts: frozenset[str] | None = None
    events: frozenset[str] = frozenset({"app_home_opened", "app_mention", "message.im"})
    org_wide: bool = False
    """Whether it was installed for a whole organisation rather than in the workspace."""
    takes_messages: bool = True
    """Whether people can write to it in a direct message."""

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], **tokens: Any) -> Self:
        """The app that this manifest (already read into a mapping) would install.

        `tokens` may set `bot_token` and `app_token`.
        """
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        home = features.get("app_home", {})
        shortcuts = features.get("shortcuts", [])
        return cls(
            name=features.get("bot_user", {}).get("display_name", manifest["display_information"]["name"]),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            commands=tuple(
                Command(each["command"], bool(each.get("should_escape", False)))
                for each in features.get("slash_commands", [])
            ),
            message_shortcuts=frozenset(each["callback_id"] for each in shortcuts if each["type"] == "message"),
            global_shortcuts=frozenset(each["callback_id"] for each in shortcuts if each["type"] == "global"),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            takes_messages=bool(
                home.get("messages_tab_enabled") and not home.get("messages_tab_read_only_enabled", True)
            ),
            **tokens,
        )

    def command(self, name: str) -> Command | None:
        """The registered command with this name."""
        if self.commands is None:
            return Command(name)
        return next((each for each in self.commands if each.name == name), None)
