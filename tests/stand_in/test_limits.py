"""Slack's documented limits on messages and views."""

from typing import Any

import pytest

from bot.playground.stand_in.limits import check_message, check_view, mentions
from tests.stand_in.blocks import CARD, ORDER, Json, option, section, words


def button(name: str, **more: Any) -> Json:
    return {"type": "button", "action_id": name, "text": words(name), **more}


def select(options: list[Json], **more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def series(name: str, value: float = 1) -> Json:
    return {"name": name, "data": [{"label": "Mon", "value": value}]}


def chart(**more: Any) -> Json:
    lines: Json = {"type": "line", "series": [series("a")], "axis_config": {"categories": ["Mon"]}}
    return {"type": "data_visualization", "title": "Week", "chart": lines | more}


def table(rows: int, columns: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


TOO_MANY = [option(f"o{n}") for n in range(101)]
TWO_DAYS = {"categories": ["Mon", "Tue"]}

AXES = "/blocks/0/chart/axis_config"

REFUSED_BLOCKS: list[tuple[str, list[Json], str]] = [
    ("51 blocks", [{"type": "divider"}] * 51, "/blocks"),
    ("an empty text", [section("")], "/blocks/0/text/text"),
    ("a section of 3,001 characters", [section("é" * 3001)], "/blocks/0/text/text"),
    ("a section without text", [{"type": "section"}], "/blocks/0"),
    ("11 fields", [section("x", fields=[words("x")] * 11)], "/blocks/0/fields"),
    ("a field of 2,001 characters", [section("x", fields=[words("x" * 2001)])], "/blocks/0/fields/0/text"),
    ("a header in mrkdwn", [{"type": "header", "text": words("x", "mrkdwn")}], "/blocks/0/text/type"),
    ("a header of 151 characters", [{"type": "header", "text": words("x" * 151)}], "/blocks/0/text/text"),
    ("11 context elements", [{"type": "context", "elements": [words("x")] * 11}], "/blocks/0/elements"),
    ("26 buttons", [actions(*[button(str(n)) for n in range(26)])], "/blocks/0/elements"),
    ("a button of 76 characters", [actions(button("x", text=words("x" * 76)))], "/blocks/0/elements/0/text/text"),
    ("a button of no known style", [actions(button("x", style="default"))], "/blocks/0/elements/0/style"),
    ("a value of 2,001 characters", [actions(button("x", value="x" * 2001))], "/blocks/0/elements/0/value"),
    ("a field that does not exist", [actions(button("x", colour="red"))], "/blocks/0/elements/0/colour"),
    ("the same action twice", [actions(button("x"), button("x"))], "/blocks/0/elements"),
    ("the same block_id twice", [section("x", block_id="a"), section("y", block_id="a")], "/blocks"),
    ("101 options", [section("x", accessory=select(TOO_MANY))], "/blocks/0/accessory/options"),
    ("the same value twice", [section("x", accessory=select([option("A"), option("A")]))], "/blocks/0/accessory"),
    (
        "an initial option that is not on offer",
        [section("x", accessory=select([option("A")], initial_option=option("B")))],
        "/blocks/0/accessory/initial_option",
    ),
    ("an alert outside a modal", [{"type": "alert", "text": words("x")}], "/blocks/0"),
    ("a table of 101 rows", [table(101, 1)], "/blocks/0/rows"),
    ("a table of 21 columns", [table(1, 21)], "/blocks/0/rows/0"),
    ("two tables", [table(1, 1), table(1, 1)], "/blocks"),
    ("three charts", [chart(), chart(), chart()], "/blocks"),
    ("a chart with a point missing", [chart(axis_config=TWO_DAYS)], "/blocks/0/chart/series/0/data"),
    ("a chart of seven series", [chart(series=[series(str(n)) for n in range(7)])], "/blocks/0/chart/series"),
    ("two series of one name", [chart(series=[series("a"), series("a")])], "/blocks/0/chart/series"),
    ("a category of 21 characters", [chart(axis_config={"categories": ["x" * 21]})], f"{AXES}/categories/0"),
    ("a figure that is none", [chart(series=[series("a", float("nan"))])], "/blocks/0/chart/series/0/data/0/value"),
    ("a category named twice", [chart(axis_config={"categories": ["Mon", "Mon"]})], f"{AXES}/categories"),
    ("a table of 10,001 characters", [table(100, 1, "x" * 101)], "/blocks"),
    ("an empty cell", [table(1, 1, "")], "/blocks/0/rows/0/0/text"),
    ("markdown of 12,001 characters in all", [{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks"),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "blocks", "pointer"), REFUSED_BLOCKS, ids=[what for what, _, _ in REFUSED_BLOCKS])
def test_a_message_is_refused_with(_what: str, blocks: list[Json], pointer: str) -> None:
    assert pointer in [problem.pointer for problem in check_message({"text": "x", "blocks": blocks})]


def changed(**fields: Any) -> Json:
    return {name: value for name, value in {**ORDER, **fields}.items() if value is not None}


def field(element: Json) -> list[Json]:
    return [{"type": "input", "label": words("x"), "element": {"action_id": "a", **element}}]


REFUSED_VIEWS: list[tuple[str, Json, str]] = [
    ("101 blocks", changed(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
    ("a title of 25 characters", changed(title=words("x" * 25)), "/view/title/text"),
    ("no title", changed(title=None), "/view"),
    ("inputs but no submit button", changed(submit=None), "/view/submit"),
    ("private_metadata of 3,001 characters", changed(private_metadata="x" * 3001), "/view/private_metadata"),
    ("a callback_id of 256 characters", changed(callback_id="x" * 256), "/view/callback_id"),
    ("a table", changed(blocks=[table(1, 1)]), "/view/blocks/0"),
    ("a chart", changed(blocks=[chart()]), "/view/blocks/0"),
    (
        "11 radio buttons",
        changed(blocks=field({"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]})),
        "/view/blocks/0/element/options",
    ),
    (
        "max_length over 3,000",
        changed(blocks=field({"type": "plain_text_input", "max_length": 3001})),
        "/view/blocks/0/element/max_length",
    ),
    (
        "an initial value over max_length",
        changed(blocks=field({"type": "plain_text_input", "max_length": 3, "initial_value": "four"})),
        "/view/blocks/0/element/initial_value",
    ),
    ("a button in an input block", changed(blocks=field(button("x"))), "/view/blocks/0/element"),
]


@pytest.mark.parametrize(("_what", "view", "pointer"), REFUSED_VIEWS, ids=[what for what, _, _ in REFUSED_VIEWS])
def test_a_view_is_refused_with(_what: str, view: Json, pointer: str) -> None:
    assert pointer in [problem.pointer for problem in check_view(view)]


def test_what_is_right_at_its_limits_passes() -> None:
    blocks = [section("é" * 3000), actions(*[button(str(n)) for n in range(25)]), table(100, 20), chart()]
    assert check_message({"text": "x", "blocks": blocks}) == []
    assert check_view(ORDER) == []


def test_text_beside_blocks_is_asked_for() -> None:
    assert [problem.message for problem in check_message({"blocks": CARD})] == ["missing_text_in_message"]


PINGS: list[tuple[Json, list[str]]] = [
    ({"text": "<!channel> and <@U1>"}, ["channel", "U1"]),
    ({"text": "&lt;!channel&gt; and @here"}, []),
    ({"text": "x", "blocks": [section("<!here|here> <!subteam^S1> @everyone")]}, ["here", "S1", "everyone"]),
    ({"text": "x", "blocks": [{"type": "section", "text": words("<!here>")}]}, []),
]


@pytest.mark.parametrize(("message", "targets"), PINGS)
def test_live_mentions_are_listed(message: Json, targets: list[str]) -> None:
    assert [mention.target for mention in mentions(message)] == targets
