"""The manifest asks for exactly what the code uses."""

import ast
from pathlib import Path
from typing import Any

import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot import ids
from bot.handlers.home import OPENED
from bot.handlers.reception import GLOBAL_SHORTCUTS, MESSAGE_SHORTCUTS
from bot.handlers.talking import SUBSCRIBED
from bot.playground.stand_in.installed_app import InstalledApp

ROOT = Path(__file__).parent.parent
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "manifest.yaml").read_text(encoding="utf-8"))

SCOPES = {
    "apps_connections_open": set[str](),
    "auth_test": set[str](),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history"},
    "files_info": {"files:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_conversations": {"channels:read"},
    "users_info": {"users:read"},
    "views_open": set[str](),
    "views_publish": set[str](),
    "views_push": set[str](),
    "views_update": set[str](),
}
"""The bot scopes of each Web API method (docs.slack.dev/reference/methods), for the conversations it is used on."""


SCOPES_OF_EVENTS = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
}
"""The bot scopes of each event (docs.slack.dev/reference/events)."""


def methods_called() -> set[str]:
    """The Web API methods that the bot's code names."""
    named = set()
    for path in (ROOT / "bot").rglob("*.py"):
        if "playground" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and hasattr(AsyncWebClient, node.attr) and "_" in node.attr:
                named.add(node.attr)
    return {name for name in named if not name.startswith("_")} & api_methods()


def api_methods() -> set[str]:
    """Everything that Slack's client can call."""
    return {name for name in vars(AsyncWebClient) if not name.startswith("_")}


def test_the_command_is_the_one_the_code_listens_to() -> None:
    assert [command["command"] for command in MANIFEST["features"]["slash_commands"]] == [ids.COMMAND]


def test_the_shortcuts_are_those_the_code_knows() -> None:
    declared = {(each["type"], each["callback_id"]) for each in MANIFEST["features"]["shortcuts"]}
    known = {("message", each) for each in MESSAGE_SHORTCUTS} | {("global", each) for each in GLOBAL_SHORTCUTS}
    assert declared == known


def test_the_events_are_those_that_are_handled() -> None:
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == SUBSCRIBED | {OPENED}


def test_people_can_write_to_the_bot() -> None:
    assert InstalledApp.from_manifest(MANIFEST).takes_messages


def test_the_scopes_are_those_that_the_methods_in_use_need_and_no_more() -> None:
    needed = set[str]().union(*(SCOPES[method] for method in methods_called()))
    for event in SUBSCRIBED | {OPENED}:
        needed |= SCOPES_OF_EVENTS[event]
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed | {"commands", "files:read"}


def test_only_one_module_posts() -> None:
    users = [
        path.name
        for path in (ROOT / "bot").rglob("*.py")
        if "playground" not in path.parts and "chat_postMessage" in path.read_text(encoding="utf-8")
    ]
    assert users == ["posting.py"]


def test_names_fit_into_what_slack_allows() -> None:
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    for shortcut in MANIFEST["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
