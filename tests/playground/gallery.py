"""A form and a message with everything the page can draw, and words that try to be more than words."""

from typing import Any

Json = dict[str, Any]

HOSTILE = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script> & <b>bold</b> \u202e'
ESCAPED = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(name: str) -> Json:
    return {"text": words(name), "value": name.lower()}


def field(label: str, kind: str, **more: Any) -> Json:
    block = {"type": "input", "block_id": label, "label": words(label), "optional": True}
    dispatches = more.pop("dispatches", False)
    return {**block, "dispatch_action": dispatches, "element": {"type": kind, "action_id": "held", **more}}


THREE = [option("One"), option("Two"), option("Three")]
FORM: Json = {
    "type": "modal",
    "callback_id": "gallery",
    "title": words("Gallery"),
    "submit": words("Done"),
    "blocks": [
        field("Line", "plain_text_input"),
        field("Lines", "plain_text_input", multiline=True),
        field("Menu", "static_select", options=THREE, dispatches=True),
        field("Groups", "static_select", option_groups=[{"label": words("Few"), "options": THREE}]),
        field("Radio", "radio_buttons", options=THREE),
        field("Boxes", "checkboxes", options=THREE),
        field("Place", "conversations_select", filter={"include": ["public"]}),
        field("Person", "users_select"),
        field("Day", "datepicker"),
        {"type": "divider", "block_id": "line"},
        {"type": "section", "block_id": "beside", "text": marked("*Beside*"), "accessory": {
            "type": "button", "action_id": "go", "text": words("Go"), "value": "1"}},
    ],
}  # fmt: skip

_POINTS = [{"label": "Q1", "value": 3}, {"label": "Q2", "value": 7}]
_AXES = {"categories": ["Q1", "Q2"], "y_label": "decisions"}
MESSAGE: list[Json] = [
    {"type": "header", "block_id": "a", "text": words(HOSTILE[:150])},
    {"type": "section", "block_id": "b", "text": marked(f"{ESCAPED} *bold* _slanted_ `code` ~gone~ :tada:")},
    {"type": "section", "block_id": "c", "text": marked("<https://example.com|a link> <javascript:alert(1)|no link>")},
    {"type": "section", "block_id": "d", "text": marked("<!date^1795996800^{date} {time}|then> <!here>\n&gt; quoted")},
    {"type": "rich_text", "block_id": "e", "elements": [
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": HOSTILE}]}]},
    {"type": "table", "block_id": "f", "rows": [
        [{"type": "raw_text", "text": "Model"}, {"type": "raw_text", "text": "Count"}],
        [{"type": "raw_text", "text": HOSTILE}, {"type": "raw_text", "text": "4"}]]},
    {"type": "data_visualization", "block_id": "g", "title": "By quarter", "chart": {
        "type": "bar", "series": [{"name": "asked", "data": _POINTS}], "axis_config": _AXES}},
    {"type": "data_visualization", "block_id": "h", "title": "Shares", "chart": {"type": "pie", "segments": _POINTS}},
    {"type": "hologram", "block_id": "i"},
]  # fmt: skip

BARS: Json = {"type": "data_visualization", "block_id": "j", "title": "Models decided for", "chart": {
    "type": "bar",
    "axis_config": {"categories": ["In-house", "Outsourcing nearby", "WWWWWWWWWWWWWWWWWWWW"], "y_label": "decisions"},
    "series": [
        {"name": "This week", "data": [
            {"label": "In-house", "value": 4},
            {"label": "Outsourcing nearby", "value": 0},
            {"label": "WWWWWWWWWWWWWWWWWWWW", "value": -1}]},
        {"name": "Mean of 8 before", "data": [
            {"label": "In-house", "value": 2.75},
            {"label": "Outsourcing nearby", "value": 0.5},
            {"label": "WWWWWWWWWWWWWWWWWWWW", "value": 12.125}]}]}}  # fmt: skip
