"""A click is never silently ignored: everything that was ever there to press, pressed by everybody in every state."""

from pathlib import Path

import pytest

from bot import ids
from bot.handlers.reception import CLICKS, GLOBAL_SHORTCUTS, MESSAGE_SHORTCUTS, SUBMISSIONS
from tests.slack.click_matrix import DOCUMENT, document, silent, walked
from tests.slack.click_rows import NO_CLICK, RELEASED, ROWS
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.policies import answers

WAYS = "give it a row in tests/slack/click_rows.py, then run make clicks"


def constants() -> dict[str, str]:
    """The ids in `bot/ids.py`, by the names of their constants."""
    return {name: value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}


def in_forms() -> set[str]:
    """The inputs that stand on one of the forms that are sent."""
    return {name for row in ROWS for name, _ in row.fields}


def test_every_id_has_a_row_in_the_matrix() -> None:
    pressed = {row.name for row in ROWS}
    missing = [
        name
        for name, value in constants().items()
        if name not in pressed | NO_CLICK and not any(field.startswith(value) for field in in_forms())
    ]
    assert missing == [], f"nobody presses these of bot/ids.py: {', '.join(missing)}; {WAYS}"


def test_every_id_that_was_ever_released_is_still_pressed() -> None:
    known = {row.id for row in ROWS} | in_forms()
    gone = [each for each in RELEASED if not any(one.startswith(each) for one in known)]
    assert gone == [], f"these are in Slack for good, and nobody presses them: {', '.join(gone)}; {WAYS}"


def test_nothing_is_listened_to_that_nobody_presses() -> None:
    handled = {*CLICKS, *SUBMISSIONS, *GLOBAL_SHORTCUTS, *MESSAGE_SHORTCUTS}
    unpressed = [each for each in handled if not any(row.id.startswith(each) for row in ROWS)]
    assert unpressed == [], f"nobody presses {', '.join(unpressed)}; {WAYS}"


async def test_every_press_by_everybody_in_every_state_is_answered_as_the_table_says(tmp_path: Path) -> None:
    cells = await walked(tmp_path)
    assert silent(cells) == []
    told, now = DOCUMENT.read_text(encoding="utf-8").splitlines(), document(cells).splitlines()
    differ = [f"it says  {one}\nbut      {other}" for one, other in zip(told, now, strict=False) if one != other]
    assert told == now, "docs/clicks.md is not true any more: run make clicks\n" + "\n".join(differ)


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_what_slack_does_not_put_on_top_of_a_form_is_said_in_a_direct_message(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
        await office.alice.click("Details")
        await office.slack.until(lambda: office.alice.title != "")
        office.slack.fail_next("views.push", error="push_limit_reached")
        await office.alice.click(ids.PROVE_IT)
        await office.slack.until(lambda: len(answers(office, office.alice)) == 1)
    assert "Nothing is lost" in answers(office, office.alice)[0].text
    office.slack.take_faults()
