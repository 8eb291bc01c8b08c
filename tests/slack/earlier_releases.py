"""Cards as earlier releases posted them: with the buttons of their time, which stay in Slack for good."""

from typing import Any

from bot import ids


def as_before(blocks: Any) -> Any:
    """A card that waits, as it was before buttons said which version of the decision was on the screen."""
    return [_with_old_buttons(each) if each["block_id"] == "card.actions" else each for each in blocks]


def without_checks(blocks: Any) -> Any:
    """The same from when buttons carried the bare number."""
    return _bare(as_before(blocks))


def _with_old_buttons(row: dict[str, Any]) -> dict[str, Any]:
    about = next(each["value"] for each in row["elements"] if "value" in each).partition("|")[0]
    details = next(each for each in row["elements"] if each["action_id"] == ids.SHOW_DETAILS)
    if any(each["action_id"] == ids.DISCARD for each in row["elements"]):
        return row  # the card of whoever asked has the buttons that it had
    accept = {**_button("Accept", "card.accept.v1", about), "style": "primary"}
    return {**row, "elements": [accept, _button("Override", "card.override.v1", about), details]}


def _button(label: str, action: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, "value": value}


def _bare(part: Any) -> Any:
    if isinstance(part, list):
        return [_bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: value.split(".")[0] if name == "value" else _bare(value) for name, value in part.items()}
