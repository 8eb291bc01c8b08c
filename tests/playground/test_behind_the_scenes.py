"""The panel: time, trouble, and everything that passes between Slack and the bot."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from bot.playground.stage import Stage
from tests.playground.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_payload_is_listed_with_how_soon_it_was_acknowledged(windows: Windows) -> None:
    window = await windows.open()
    await window.ask()
    panel = window.page.get_by_role("complementary", name="Behind the scenes")
    entry = panel.get_by_role("listitem").filter(has_text="/sourcing").filter(has_text="ms")
    await entry.locator("summary").click()
    await expect(entry.locator("pre")).to_contain_text('"command": "/sourcing"')
    await window.press("Copy as JSON", entry)
    copied = json.loads(await window.page.evaluate("navigator.clipboard.readText()"))
    assert copied["delivery"]["payload"]["text"].startswith("Move our 40-seat")


async def test_what_slack_would_have_refused_is_red_and_counted(windows: Windows, workspace: Stage) -> None:
    window = await windows.open()
    workspace.slack.journal.fault("invalid_blocks", "chat.postMessage", "too long")
    panel = window.page.get_by_role("complementary", name="Behind the scenes")
    await panel.get_by_label("faults only").check()
    await expect(panel.locator(".log .fault")).to_contain_text("invalid_blocks")
    await expect(panel.get_by_text("1 fault", exact=True)).to_be_visible()
    workspace.slack.take_faults()


async def test_time_goes_forward_for_slack_and_for_the_bot(windows: Windows, workspace: Stage) -> None:
    window = await windows.open()
    before = workspace.slack.clock.now()
    for name in ("+1 hour", "+1 day", "+1 week", "Next Monday, 9:00"):
        await window.press(name)
    await expect(window.page.locator("#panel .clock time")).to_contain_text("Monday")
    assert workspace.slack.clock.now() - before > 8 * 86_400
    card = await window.ask()
    await expect(card).to_contain_text("today at 09:0")


async def test_nine_in_the_morning_is_that_of_whoever_sits_there(windows: Windows, workspace: Stage) -> None:
    dan = await windows.open("dan")
    await dan.press("Next Monday, 9:00")
    await expect(dan.page.locator("#panel .clock time")).to_contain_text(re.compile("Monday.* 09:00:0"))
    there = datetime.fromtimestamp(workspace.slack.clock.now(), ZoneInfo("America/New_York"))
    assert (there.weekday(), there.hour) == (0, 9)
    await dan.page.get_by_label("Go to a day").fill(str(there.date() - timedelta(days=1)))
    await dan.press("Go to 9:00")
    await expect(dan.page.get_by_role("status")).to_contain_text("Time only goes forward here")
    await dan.page.get_by_label("Go to a day").fill(str(there.date() + timedelta(days=1)))
    await dan.press("Go to 9:00")
    await expect(dan.page.locator("#panel .clock time")).to_contain_text(re.compile("Tuesday.* 09:00:0"))


async def test_who_waits_is_reminded_as_soon_as_the_clock_is_moved(windows: Windows) -> None:
    bob, carol = await windows.open("bob"), await windows.open("carol")
    await bob.press("Post to channel", await bob.ask())
    await carol.go_to("Sourcing")
    await expect(carol.messages.last).to_contain_text("waits for you to decide")
    await carol.press("+1 week")
    await expect(carol.messages.last).to_contain_text("has waited 7 days for you to decide")


async def test_work_goes_on_when_the_bot_is_restarted_in_the_middle(windows: Windows) -> None:
    window = await windows.open()
    card = await window.ask()
    await window.press("More questions", card)
    await window.modal.get_by_role("combobox").first.select_option(index=1)
    await window.press("Restart the bot")
    restart = window.page.get_by_role("button", name="Restart the bot")
    await expect(restart).not_to_have_attribute("aria-busy", "true")
    await window.press("See the result", window.modal)
    await expect(window.modal.get_by_role("button", name="Record it")).to_be_visible()


async def test_a_dropped_socket_is_mended(windows: Windows, workspace: Stage) -> None:
    window = await windows.open()
    await window.press("Drop the socket")
    await workspace.slack.sockets.connected()
    await window.ask()


async def test_a_throttled_post_arrives_later_and_once(windows: Windows) -> None:
    window = await windows.open()
    card = await window.ask()
    await window.press("Throttle")
    await window.press("Post to channel", card)
    await expect(window.page.locator("#panel .refused")).to_have_count(1)
    await expect(window.messages.filter(has_text="is being posted")).to_have_count(1)
    await window.press("+1 hour")
    await expect(window.page.locator("#panel .refused")).to_have_count(2)
    await window.press("+1 hour")
    await expect(window.card("Decision 1")).to_contain_text("Accept")
    await expect(window.messages.filter(has_text="Accept")).to_have_count(1)


async def test_while_slack_is_down_people_are_told_and_afterwards_all_is_well(
    windows: Windows, workspace: Stage
) -> None:
    window = await windows.open()
    await window.press("Take Slack down")
    await window.say("/sourcing help")
    await expect(window.messages.last).to_contain_text('failed with the error "dispatch_failed"')
    assert workspace.slack.take_fault_kinds() == ["dispatch_failed"]
    await window.press("Bring Slack back")
    await workspace.slack.sockets.connected()
    await window.ask()
