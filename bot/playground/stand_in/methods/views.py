"""`views.*`: modals and App Home."""

import json
from typing import Any
from uuid import uuid4

from bot.playground.stand_in.calls import Arguments, Method, Slack, SlackError, invalid
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.limits import Problem, check_view
from bot.playground.stand_in.views import View

MOST_VIEWS = 3
"""The first view and two pushed on it (docs.slack.dev/surfaces/modals)."""


LARGEST_VIEW = 250_000
"""Bytes of JSON (docs.slack.dev/reference/methods/views.open)."""


def fresh_hash(slack: Slack) -> str:
    """A hash that no view has had."""
    return f"{int(slack.clock.now())}.{uuid4().hex[:8]}"


def checked(view: Any, kind: str) -> Json:
    """The view, if Slack would take it as a view of this kind.

    Raises `SlackError`.
    """
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    problems = check_view(view)
    if not problems and view["type"] != kind:
        problems = [Problem("/view/type", f"must be {kind}")]
    if problems:
        raise invalid(problems, "invalid_arguments")
    return dict(view)


def unique_external_id(slack: Slack, content: Json, but: View | None = None) -> None:
    """Refuse an `external_id` that another view of the workspace has."""
    external_id = content.get("external_id")
    if external_id and any(
        view is not but and view.content.get("external_id") == external_id for view in slack.workspace.views()
    ):
        raise SlackError("duplicate_external_id")


def put_on_stack(slack: Slack, user_id: str, content: Json, opened_in: str | None) -> View:
    """Show a view on top of what the person has open."""
    stack = slack.workspace.stacks.setdefault(user_id, [])
    if len(stack) >= MOST_VIEWS:
        raise SlackError("push_limit_reached")
    unique_external_id(slack, content)
    view_id = slack.workspace.fresh_id("V")
    view = View(
        id=view_id,
        user_id=user_id,
        content={},
        hash="",
        root_id=stack[0].id if stack else view_id,
        previous_id=stack[-1].id if stack else None,
        opened_in=opened_in,
    )
    view.show(content, slack.workspace.fresh_ids(), fresh_hash(slack))
    stack.append(view)
    return view


def replace(slack: Slack, view: View, content: Json) -> None:
    """Show other content in the same view."""
    unique_external_id(slack, content, but=view)
    view.show(content, slack.workspace.fresh_ids(), fresh_hash(slack))


def _usable_trigger(slack: Slack, arguments: Arguments) -> str:
    trigger_id = arguments.required("trigger_id")
    refusal = slack.triggers.refusal(trigger_id)
    if refusal is not None:
        raise SlackError(refusal)
    return trigger_id


def open_view(slack: Slack, arguments: Arguments) -> Json:
    """Open a modal; one that is open already gives way to it."""
    trigger_id = _usable_trigger(slack, arguments)
    content = checked(arguments.structure("view"), "modal")
    unique_external_id(slack, content)
    trigger = slack.triggers.exchange(trigger_id)
    slack.workspace.stacks[trigger.user_id] = []
    view = put_on_stack(slack, trigger.user_id, content, trigger.channel_id)
    return {"view": slack.view_payload(view)}


def push_view(slack: Slack, arguments: Arguments) -> Json:
    """Put a modal on top of the open one."""
    trigger_id = _usable_trigger(slack, arguments)
    content = checked(arguments.structure("view"), "modal")
    trigger = slack.triggers.exchange(trigger_id)
    if not slack.workspace.stacks.get(trigger.user_id):
        raise SlackError("not_found")
    view = put_on_stack(slack, trigger.user_id, content, trigger.channel_id)
    return {"view": slack.view_payload(view)}


def update_view(slack: Slack, arguments: Arguments) -> Json:
    """Show other content in a modal that is open."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing view_id"]})
    found = next(
        (
            view
            for view in slack.workspace.views()
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id)
        ),
        None,
    )
    if found is None:
        raise SlackError("not_found")
    content = checked(arguments.structure("view"), found.content["type"])
    wanted = arguments.text("hash")
    if wanted and wanted != found.hash:
        raise SlackError("hash_conflict")
    replace(slack, found, content)
    return {"view": slack.view_payload(found)}


def publish_view(slack: Slack, arguments: Arguments) -> Json:
    """Show a person's App Home."""
    user_id = arguments.required("user_id")
    if user_id not in slack.workspace.users:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid user_id"]})
    content = checked(arguments.structure("view"), "home")
    home, wanted = slack.workspace.homes.get(user_id), arguments.text("hash")
    if wanted and home is not None and wanted != home.hash:
        raise SlackError("hash_conflict")
    unique_external_id(slack, content, but=home)
    if home is None:
        view_id = slack.workspace.fresh_id("V")
        home = View(view_id, user_id, {}, "", root_id=view_id)
        slack.workspace.homes[user_id] = home
    home.show(content, slack.workspace.fresh_ids(), fresh_hash(slack))
    return {"view": slack.view_payload(home)}


METHODS = {
    "views.open": Method(open_view, 4),
    "views.push": Method(push_view, 4),
    "views.update": Method(update_view, 4),
    "views.publish": Method(publish_view, 4),
}
