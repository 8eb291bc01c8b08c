"""What Slack does with the body of an acknowledgement, or with what is posted to a `response_url`.

Sources: docs.slack.dev/interactivity/handling-user-interaction#message_responses, /surfaces/modals#updating_response.
"""

from typing import Any

from bot.playground.stand_in.calls import Slack, SlackError
from bot.playground.stand_in.deliveries import Acknowledgement
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.limits import check_field_errors
from bot.playground.stand_in.methods.chat import rewrite
from bot.playground.stand_in.methods.views import checked, put_on_stack, replace
from bot.playground.stand_in.tickets import ResponseUrl
from bot.playground.stand_in.views import View

TROUBLE_CONNECTING = "We had some trouble connecting. Try again?"


def respond(slack: Slack, url: ResponseUrl, body: Json, where: str) -> None:
    """Post, replace or delete as the body says.

    Raises `SlackError` for what Slack would not take.
    """
    original = url.original
    if body.get("delete_original"):
        if original is not None and original in slack.workspace.messages:
            slack.workspace.messages.remove(original)
        return
    slack.check(body, where)
    if body.get("replace_original") and original is not None and original in slack.workspace.messages:
        rewrite(slack, original, {"blocks": [], "attachments": [], **body})
        return
    in_channel = body.get("response_type") == "in_channel"
    url.original = slack.workspace.post(
        url.channel,
        slack.bot.id,
        body.get("text") or "",
        body.get("blocks") or (),
        thread_ts=body.get("thread_ts"),
        metadata=body.get("metadata"),
        ephemeral_to=None if in_channel else url.user_id,
        by_app=True,
    )


def answer_command(slack: Slack, url: ResponseUrl, name: str, acknowledgement: Acknowledgement) -> None:
    """Show what the acknowledgement of a slash command says, or why there is none."""
    error, body = acknowledgement.error, acknowledgement.body
    if error is None and body:
        content = {"text": body} if isinstance(body, str) else body
        if content == {"text": ""}:
            return
        try:
            respond(slack, url, content, name)
        except SlackError as refusal:
            error = refusal.error
            slack.journal.fault(error, name, "; ".join(refusal.more.get("errors", ())))
    if error is not None:
        sentence = f'{name} failed with the error "{error}"'
        slack.workspace.post(url.channel, "USLACKBOT", sentence, ephemeral_to=url.user_id)


def answer_submission(slack: Slack, view: View, acknowledgement: Acknowledgement) -> None:
    """Close, update, push or clear as the acknowledgement of a submission says, or show what is wrong."""
    stack = slack.workspace.stacks.get(view.user_id, [])
    if view not in stack:
        return
    if acknowledgement.error is not None:
        view.trouble = TROUBLE_CONNECTING
        return
    body = acknowledgement.body
    if not body:
        del stack[stack.index(view) :]
        return
    try:
        _act(slack, view, body)
    except SlackError as refusal:
        view.trouble = TROUBLE_CONNECTING
        slack.journal.fault(refusal.error, "view_submission", "; ".join(refusal.more.get("errors", ())))


def _act(slack: Slack, view: View, body: Any) -> None:
    match body:
        case {"response_action": "clear", **rest} if not rest:
            slack.workspace.stacks[view.user_id] = []
        case {"response_action": "update", "view": content, **rest} if not rest:
            replace(slack, view, checked(content, "modal"))
        case {"response_action": "push", "view": content, **rest} if not rest:
            put_on_stack(slack, view.user_id, checked(content, "modal"), view.opened_in)
        case {"response_action": "errors", "errors": errors, **rest} if not rest:
            problems = check_field_errors(errors, view.content)
            if problems:
                raise SlackError("invalid_ack_body", errors=[str(each) for each in problems])
            view.errors = dict(errors)
        case _:
            raise SlackError("invalid_ack_body", errors=[f"not an answer to a submission: {str(body)[:200]}"])
