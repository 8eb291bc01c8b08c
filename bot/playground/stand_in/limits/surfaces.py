"""Whole messages and views, with what can only be judged by looking at all their blocks together.

Sources: docs.slack.dev/reference/views, /surfaces/modals, /reference/methods/chat.postMessage.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.stand_in.limits.blocks import Surface, on_surface
from bot.playground.stand_in.limits.composition import plain
from bot.playground.stand_in.limits.problem import Check, Problem, anything, array, by_type, flag, string, typed
from bot.playground.stand_in.limits.tables import LONGEST_DATA_TABLE, LONGEST_TABLE, characters

Json = Mapping[str, Any]

_LONGEST_TEXT = 40_000
_MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def _flattened(blocks: Sequence[Any]) -> Iterator[Json]:
    for block in blocks:
        if isinstance(block, dict):
            yield block
            yield from (child for child in block.get("child_blocks", ()) if isinstance(child, dict))


def _unique_block_ids(blocks: Any, at: str) -> Iterator[Problem]:
    ids = [block["block_id"] for block in _flattened(blocks) if "block_id" in block]
    for block_id in sorted({each for each in ids if ids.count(each) > 1}, key=str):
        yield Problem(at, f"block_id is not unique: {block_id}")


def _one_focus(blocks: Any, at: str) -> Iterator[Problem]:
    parts = [part for block in _flattened(blocks) for part in _interactive(block)]
    if sum(part.get("focus_on_load") is True for part in parts) > 1:
        yield Problem(at, "only one element may have focus_on_load")


def _interactive(block: Json) -> list[Json]:
    parts = [block.get("element"), block.get("accessory"), *block.get("elements", ())]
    return [part for part in parts if isinstance(part, dict)]


def _totals(blocks: Any, at: str) -> Iterator[Problem]:
    every = list(_flattened(blocks))
    of_type = {kind: [b for b in every if b.get("type") == kind] for kind in ("table", "data_table", "markdown")}
    if len(of_type["table"]) > 1:
        yield Problem(at, "only_one_table_allowed")
    if sum(block.get("type") == "data_visualization" for block in every) > 2:
        yield Problem(at, "no more than 2 data_visualization blocks allowed")
    if sum(len(block["text"]) for block in of_type["markdown"] if isinstance(block.get("text"), str)) > 12_000:
        yield Problem(at, "markdown must be less than 12001 characters in all")
    for kind, longest in (("table", LONGEST_TABLE), ("data_table", LONGEST_DATA_TABLE)):
        if sum(characters(block.get("rows")) for block in of_type[kind]) > longest:
            yield Problem(at, f"{kind} text must be less than {longest + 1} characters in all")


def check_blocks(blocks: Any, surface: Surface, at: str = "/blocks") -> list[Problem]:
    """What Slack would refuse in these blocks on this surface."""
    problems = list(array(on_surface(surface), 0, _MOST_BLOCKS[surface])(blocks, at))
    if isinstance(blocks, list):
        problems += [*_unique_block_ids(blocks, at), *_one_focus(blocks, at)]
        if surface == "message":
            problems += _totals(blocks, at)
    return problems


def check_message(message: Json) -> list[Problem]:
    """What Slack would refuse, or warn of, in a message: `text`, `blocks`, `attachments`.

    Text beside blocks counts as required: it is what notifications and screen readers use.
    """
    text, blocks = message.get("text"), message.get("blocks")
    attachments = message.get("attachments")
    problems: list[Problem] = []
    if text is not None:
        problems += string(_LONGEST_TEXT, 0)(text, "/text")
    if blocks is not None:
        problems += check_blocks(blocks, "message")
        if blocks and not text:
            problems.append(Problem("/text", MISSING_TEXT))
    if attachments is not None:
        problems += array(anything, 0, 100)(attachments, "/attachments")
    if not text and not blocks and not attachments:
        problems.append(Problem("", "no_text"))
    return problems


def check_rolled_out(message: Json, withheld: Container[str]) -> list[Problem]:
    """What Slack would refuse where it has not yet brought some kinds of blocks to a workspace."""
    return [
        Problem(f"/blocks/{index}", f"unsupported type for a message: {block['type']}")
        for index, block in enumerate(message.get("blocks") or ())
        if block["type"] in withheld
    ]


MISSING_TEXT = "missing_text_in_message"
"""The one problem of a message that Slack only warns of."""


def _input_needs_submit(view: Any, at: str) -> Iterator[Problem]:
    if "submit" not in view and any(block.get("type") == "input" for block in _flattened(view["blocks"])):
        yield Problem(f"{at}/submit", "a submit button is required when there are input blocks")


def _view_blocks(surface: Surface) -> Check:
    def check(blocks: Any, at: str) -> Iterator[Problem]:
        yield from check_blocks(blocks, surface, at)

    return check


_ANY_VIEW: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}

_VIEW = by_type(
    {
        "modal": typed(
            "modal",
            {"title": plain(24), "blocks": _view_blocks("modal")},
            {
                **_ANY_VIEW,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
            _input_needs_submit,
        ),
        "home": typed("home", {"blocks": _view_blocks("home")}, _ANY_VIEW),
    },
    "a view",
)


def check_view(view: Any) -> list[Problem]:
    """What Slack would refuse in a modal or an App Home."""
    return list(_VIEW(view, "/view"))


def check_field_errors(errors: Any, view: Json) -> list[Problem]:
    """What Slack would refuse in the `errors` that answer a submission of this view."""
    if not isinstance(errors, dict) or not errors:
        return [Problem("/errors", "must be an object with at least one field")]
    inputs = {block.get("block_id") for block in _flattened(view["blocks"]) if block.get("type") == "input"}
    problems = [
        Problem(f"/errors/{block_id}", "is not the block_id of an input block in the view")
        for block_id in errors
        if block_id not in inputs
    ]
    for block_id, sentence in errors.items():
        problems += string(3000)(sentence, f"/errors/{block_id}")
    return problems
