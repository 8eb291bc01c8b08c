"""Blocks and a modal to post and to open."""

from typing import Any

Json = dict[str, Any]


def words(text: str, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": words(text, "mrkdwn"), **more}


def option(name: str) -> Json:
    return {"text": words(name), "value": name.lower()}


CARD: list[Json] = [
    section("*Lunch* for <@U1>"),
    {
        "type": "actions",
        "block_id": "card",
        "elements": [
            {"type": "button", "action_id": "order", "text": words("Order"), "value": "42"},
            {
                "type": "button",
                "action_id": "discard",
                "text": words("Discard"),
                "confirm": {"title": words("Sure?"), "text": words("It is gone then.")},
            },
        ],
    },
]

ORDER: Json = {
    "type": "modal",
    "callback_id": "order",
    "title": words("Order"),
    "submit": words("Send"),
    "close": words("Cancel"),
    "notify_on_close": True,
    "private_metadata": "draft 7",
    "blocks": [
        {
            "type": "input",
            "block_id": "dish",
            "label": words("Dish"),
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "Pie", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "size",
            "label": words("Size"),
            "optional": True,
            "dispatch_action": True,
            "element": {"type": "radio_buttons", "action_id": "pick", "options": [option("Small"), option("Large")]},
        },
        section(
            "Drink",
            block_id="drink",
            accessory={"type": "static_select", "action_id": "pick", "options": [option("Tea"), option("Water")]},
        ),
        {
            "type": "input",
            "block_id": "place",
            "label": words("Post to"),
            "optional": True,
            "element": {
                "type": "conversations_select",
                "action_id": "pick",
                "default_to_current_conversation": True,
                "response_url_enabled": True,
            },
        },
    ],
}
