"""What the page draws, and that nothing in it is ever more than text."""

import pytest
from playwright.async_api import expect

from bot.playground.stage import Stage
from bot.playground.stand_in.methods.views import put_on_stack, replace
from bot.playground.stand_in.workspace import Channel
from tests.playground.gallery import BARS, ESCAPED, FORM, HOSTILE, MESSAGE, words
from tests.playground.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _procurement(workspace: Stage) -> Channel:
    channel = workspace.slack.workspace.channel_named("procurement")
    assert channel is not None
    return channel


async def test_everything_is_drawn_and_hostile_words_stay_words(windows: Windows, workspace: Stage) -> None:
    slack = workspace.slack
    slack.workspace.post(_procurement(workspace), slack.bot.id, "", MESSAGE, by_app=True)
    slack.workspace.post(_procurement(workspace), workspace.people["bob"].id, ESCAPED)
    window = await windows.open("dan", height=1400)
    message = window.messages.nth(-2)
    await expect(window.messages.last.locator(".text")).to_have_text(HOSTILE)
    await expect(message.locator("blockquote").last).to_have_text(HOSTILE)
    await expect(message.locator("td").first).to_have_text(HOSTILE)
    for tag in ("strong", "em", "code", "s"):
        await expect(message.locator(f".block-section {tag}").first).to_be_visible()
    await expect(message.get_by_role("link")).to_have_count(1)
    await expect(message.get_by_text("🎉")).to_be_visible()
    await expect(message.locator("time", has_text="November 2026 19:00")).to_be_visible()
    await expect(message.locator("figure svg")).to_have_count(3)  # a bar each, and the whole pie
    await expect(message.get_by_role("note")).to_contain_text("cannot draw this block: hologram")
    assert await window.page.evaluate("window.harmed") is None
    assert await window.page.locator("main img, main script").count() == 0
    await window.picture("everything")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
async def test_a_chart_says_its_figures_and_fits(windows: Windows, workspace: Stage, width: int, dark: bool) -> None:
    slack = workspace.slack
    slack.workspace.post(_procurement(workspace), slack.bot.id, "", [BARS], by_app=True)
    window = await windows.open(width=width, dark=dark)
    chart = window.messages.last.get_by_role("figure")
    marks = chart.locator(".mark")
    assert await marks.all_text_contents() == ["4", "2.75", "0", "0.5", "-1", "12.125"]
    lengths = await marks.locator("rect").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    assert lengths[2] == 0
    assert lengths[0] / lengths[4] == pytest.approx(4, abs=0.1)
    edge = await chart.evaluate("each => each.getBoundingClientRect().right")
    ends = await marks.locator("text").evaluate_all("all => all.map(each => each.getBoundingClientRect().right)")
    assert max(ends) < edge
    names = await chart.locator(".bars-of > span").evaluate_all(
        "all => all.map(each => each.scrollWidth - each.clientWidth)"
    )
    assert max(names) <= 0
    await expect(chart.get_by_role("row", name="Outsourcing nearby 0 0.5")).to_have_count(1)
    scrolled = "all => all[0].scrollHeight - all[0].scrollTop - all[0].clientHeight"
    assert await window.page.locator("#main .messages").evaluate_all(scrolled) <= 1
    assert await window.page.evaluate("document.documentElement.scrollWidth") == width
    await window.picture(f"chart, {width} pixels{', dark' if dark else ''}")


async def test_an_update_of_the_form_leaves_what_is_being_typed_and_the_focus(
    windows: Windows, workspace: Stage
) -> None:
    window = await windows.open()
    slack, alice = workspace.slack, workspace.people["alice"]
    view = put_on_stack(slack.slack, alice.id, FORM, None)
    slack.journal.wake()
    line = window.modal.get_by_label("Line", exact=False).first
    await line.press_sequentially("half a sen")
    replace(slack.slack, view, {**FORM, "title": words("Changed"), "blocks": FORM["blocks"][:4]})
    slack.journal.wake()
    await expect(window.page.get_by_role("dialog", name="Changed")).to_be_visible()
    await line.press_sequentially("tence")
    await expect(line).to_be_focused()
    await expect(line).to_have_value("half a sentence")


async def test_every_kind_of_field_can_be_filled_in(windows: Windows, workspace: Stage) -> None:
    window = await windows.open()
    slack, alice = workspace.slack, workspace.people["alice"]
    view = put_on_stack(slack.slack, alice.id, FORM, None)
    slack.journal.wake()
    await window.modal.get_by_label("Lines").fill("one\ntwo")
    await window.modal.get_by_label("Groups").select_option("Two")
    await window.modal.get_by_role("radio", name="Three").check()
    await window.modal.get_by_role("checkbox", name="One").check()
    await window.modal.get_by_role("checkbox", name="Two").check()
    await window.modal.get_by_label("Place").select_option("# support")
    await window.modal.get_by_label("Person").select_option("Bob Okafor")
    await window.modal.get_by_label("Day").fill("2027-01-04")
    support = slack.workspace.channel_named("support")
    assert support is not None
    await slack.until(lambda: view.values["Day", "held"]["selected_date"] is not None)
    held = {block: value for (block, _), value in view.values.items()}
    assert held["Lines"]["value"] == "one\ntwo"
    assert held["Groups"]["selected_option"]["value"] == "two"
    assert held["Radio"]["selected_option"]["value"] == "three"
    assert [each["value"] for each in held["Boxes"]["selected_options"]] == ["one", "two"]
    assert held["Place"]["selected_conversation"] == support.id
    assert held["Person"]["selected_user"] == workspace.people["bob"].id
    assert held["Day"]["selected_date"] == "2027-01-04"


async def test_of_three_forms_the_last_is_on_top_and_leads_back(windows: Windows, workspace: Stage) -> None:
    window = await windows.open()
    alice = workspace.people["alice"]
    for title in ("First", "Second", "Third"):
        put_on_stack(workspace.slack.slack, alice.id, {**FORM, "title": words(title)}, None)
    workspace.slack.journal.wake()
    await expect(window.page.get_by_role("dialog", name="Third")).to_be_visible()
    await window.press("Back to the form beneath")
    await expect(window.page.get_by_role("dialog", name="Second")).to_be_visible()
    await window.press("Close", window.modal.locator("header"))
    await expect(window.modal).to_be_hidden()


async def test_it_is_readable_in_the_dark_and_400_pixels_wide(windows: Windows) -> None:
    window = await windows.open(width=400, height=760, dark=True)
    card = await window.ask()
    assert await window.page.evaluate("document.documentElement.scrollWidth") == 400
    widths = await card.locator(".section-text").evaluate_all("all => all.map(each => each.clientWidth)")
    assert min(widths) > 240
    await expect(window.messages.last.get_by_role("button", name="Details")).to_be_in_viewport()
    await window.picture("400 pixels, dark")
    await window.press("More questions", window.messages.last)
    await expect(window.modal.locator("[data-focus='modal/submit']")).to_be_in_viewport()
    await window.picture("form, 400 pixels, dark")


async def test_app_home_says_so_where_there_is_nothing_on_it(windows: Windows) -> None:
    window = await windows.open()
    await window.page.get_by_role("navigation", name="Channels").get_by_role("button", name="Sourcing Home").click()
    await expect(window.page.get_by_text("Say what work you want to place")).to_be_visible()
    await window.picture("home")


async def test_somebody_unknown_is_told_who_there_is(windows: Windows) -> None:
    window = await windows.open()
    await window.page.goto(f"{windows.address}?as=<b>zed</b>")
    await expect(window.page.get_by_role("heading", name="Nobody here is called <b>zed</b>")).to_be_visible()
    await window.page.get_by_role("link", name="bob").click()
    await expect(window.messages.first).to_be_visible()
