"""What people do in the bot, done in a browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.playground.stage import Stage
from rules.policy_file import default_policy_text
from tests.playground.windows import HELP_DESK, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

over_both = pytest.mark.parametrize("workspace", ["socket", "http"], indirect=True)


async def _to_the_result(window: Window) -> None:
    """Turn the pages until the last, which records."""
    last = window.modal.get_by_role("button", name=re.compile("^Record"))
    while not await last.is_visible():
        await window.turn_the_page()


@over_both
async def test_a_request_is_asked_answered_posted_and_accepted_by_somebody_else(windows: Windows) -> None:
    bob, alice = await windows.open("bob"), await windows.open("alice")
    card = await bob.ask()
    await expect(card).to_contain_text("Read as")
    await bob.picture("card")
    await bob.press("More questions", card)
    standing = bob.modal.locator("[data-block='questionnaire.standing']")
    before = await standing.inner_text()
    for question in (await bob.modal.locator("[data-block^='questionnaire.answer'] select").all())[:3]:
        await question.select_option(index=2)
    await expect(standing).not_to_have_text(before)
    await bob.turn_the_page()
    await bob.picture("questionnaire, second page")
    await _to_the_result(bob)
    await bob.press("Record it", bob.modal)
    await expect(bob.modal).to_be_hidden()
    await bob.press("Post to channel", bob.card("Decision 1"))
    posted = alice.card("Decision 1")
    await expect(posted).to_contain_text(HELP_DESK)
    await alice.accept(posted)
    for window in (bob, alice):
        await expect(window.card("Decision 1: accepted")).to_contain_text("by @alice (reviewer)")
    await alice.picture("accepted")


async def test_a_reviewer_is_told_takes_back_what_was_wrong_and_overrides_and_whoever_asked_hears_of_it(
    windows: Windows,
) -> None:
    bob, carol = await windows.open("bob"), await windows.open("carol")
    await bob.press("Post to channel", await bob.ask("Payroll for 600 people in Germany, to a provider in Kraków"))
    await expect(bob.messages.filter(has_text="is posted to")).to_have_count(1)
    await carol.go_to("Sourcing")
    await expect(carol.messages.last).to_contain_text("waits for you to decide")
    await carol.picture("deciding, told")
    await carol.go_home()
    await expect(carol.page.locator("#main")).to_contain_text("1 decision waits for you")
    await carol.picture("deciding, home before")
    await carol.go_to("procurement")
    await carol.accept(carol.card("Decision 1"))
    await expect(carol.card("Decision 1: accepted")).to_contain_text("outsourcing nearby by @carol (reviewer)")
    await carol.press("Undo", carol.messages.filter(has_text="You accepted"))
    await expect(carol.card("Decision 1")).to_contain_text("Ask a question")
    await carol.press("Override", carol.card("Decision 1"))
    selects = carol.modal.locator("select")
    await selects.nth(0).select_option(label="Outsourcing here")
    await selects.nth(1).select_option(label="Law")
    why = "The works council agreement keeps payroll data here until next year."
    await carol.modal.locator("textarea").fill("aaaaaaaaaa")
    await carol.press("Override", carol.modal)
    await expect(carol.modal).to_contain_text("a sentence of at least three words")
    await carol.modal.locator("textarea").fill(why)
    await carol.picture("deciding, override")
    await carol.press("Override", carol.modal)
    for window in (bob, carol):
        await expect(window.card("Decision 1: overridden")).to_contain_text("outsourcing here")
        await expect(window.card("Decision 1: overridden")).to_contain_text(why)
    await expect(carol.modal).to_contain_text("It is on record.")  # Slack is asked first who is in the group
    await carol.press("Close", carol.modal)
    await expect(carol.modal).to_be_hidden()
    await carol.card("Decision 1: overridden").scroll_into_view_if_needed()
    await carol.picture("deciding, overridden")
    await bob.go_to("Sourcing")
    await expect(bob.messages.last).to_contain_text(why)
    await bob.picture("deciding, the asker hears")
    for name, window in (("bob", bob), ("carol", carol)):
        await window.go_home()
        await expect(window.page.locator("#main")).to_contain_text("Overridden by @carol: outsourcing here")
        await window.picture(f"deciding, home of {name}")


async def test_a_policy_file_is_uploaded_to_the_bot_and_put_in_force(windows: Windows, tmp_path: Path) -> None:
    alice = await windows.open("alice")
    text = default_policy_text().replace('version = "2026.11"', 'version = "2026.12"', 1)
    policy = tmp_path / "policy.toml"
    policy.write_text(text, encoding="utf-8")
    await alice.go_to("Sourcing")
    async with alice.page.expect_file_chooser() as choosing:
        await alice.press("Upload a file")
    await (await choosing.value).set_files(policy)
    offer = alice.card("policy.toml: version 2026.12")
    await expect(offer).to_contain_text("In force now: version 2026.11")
    await alice.picture("policy offered")
    await alice.press("Put in force", offer)
    await alice.press("Put in force", alice.modal)
    await expect(alice.messages.last).to_contain_text("Version 2026.12 is in force.")
    await alice.picture("policy in force")
    await alice.go_to("procurement")
    await alice.say("/sourcing policy")
    await expect(alice.messages.last).to_contain_text("put in force by @alice instead of version 2026.11")


async def test_all_of_it_works_with_the_keyboard_alone(windows: Windows) -> None:
    window = await windows.open("bob")
    keyboard = window.page.keyboard

    async def tab_to(name: str) -> None:
        for _ in range(80):
            await keyboard.press("Tab")
            focused = await window.page.evaluate(
                "(e => e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent)"
                "(document.activeElement)"
            )
            if focused.strip().startswith(name):
                return
        raise AssertionError(f"Tab never comes to {name!r}")

    await tab_to("Message #procurement")
    await keyboard.type("/sou")
    await expect(window.page.get_by_role("option", name="/sourcing")).to_be_visible()
    await keyboard.press("Tab")
    await keyboard.type("Who should run our 40-seat help desk")
    await keyboard.press("Enter")
    await expect(window.messages.last).to_contain_text("Decision 1")
    await keyboard.press("Shift+Tab")
    await tab_to("Message #procurement")
    for _ in range(30):
        await keyboard.press("Shift+Tab")
        if await window.page.evaluate("document.activeElement.textContent") == "More questions":
            break
    await keyboard.press("Enter")
    await expect(window.modal).to_be_visible()
    first = window.modal.get_by_role("combobox").first
    await expect(first).to_be_focused()
    standing = window.modal.locator("[data-block='questionnaire.standing']")
    before = await standing.inner_text()
    await keyboard.press("End")
    await expect(standing).not_to_have_text(before)
    await expect(first).to_be_focused()
    record = window.modal.get_by_role("button", name="Record it")
    while not await record.is_visible():
        await tab_to("See the result" if await window.modal.get_by_text("See the result").is_visible() else "Next")
        await window.turn_the_page(lambda: keyboard.press("Enter"))
    await tab_to("Record it")
    await keyboard.press("Enter")
    await expect(window.modal).to_be_hidden()
    assert await window.page.evaluate("document.activeElement !== document.body")


async def test_whoever_taps_by_keyboard_goes_on_from_where_they_were(windows: Windows) -> None:
    window = await windows.open("bob")
    keyboard = window.page.keyboard
    card = await window.ask()
    answers = card.locator("[data-block='card.answers']")
    before = await answers.inner_text()
    await answers.get_by_role("button").first.focus()
    await keyboard.press("Enter")
    await expect(answers).not_to_have_text(before)
    await expect(answers).to_be_focused()
    await keyboard.press("Tab")
    await expect(answers.get_by_role("button").first).to_be_focused()
    await card.get_by_label("Change an assumption").focus()
    await keyboard.press("ArrowDown")
    await card.get_by_role("button", name="Leave it as it is").focus()
    await keyboard.press("Enter")
    await expect(card).to_be_focused()
    await card.get_by_role("button", name="More questions").focus()
    await keyboard.press("Enter")
    await expect(window.modal.get_by_role("combobox").first).to_be_focused()
    await window.modal.get_by_role("button", name="Next").focus()
    await window.turn_the_page(lambda: keyboard.press("Enter"))
    await expect(window.modal.get_by_role("combobox").first).to_be_focused()
    await keyboard.press("Escape")
    await expect(window.modal).to_be_hidden()
    await expect(card.get_by_role("button", name="More questions")).to_be_focused()
    await card.get_by_role("button", name="Dismiss this message").focus()
    await keyboard.press("Enter")
    await expect(card).to_be_hidden()
    await expect(window.composer).to_be_focused()


async def test_a_message_is_assessed_from_its_menu_and_the_card_goes_into_its_thread(windows: Windows) -> None:
    window = await windows.open("carol")
    await window.go_to("support")
    message = window.messages.filter(has_text="payroll for the UK")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await window.page.get_by_role("menuitem", name="Assess sourcing").click()
    await expect(window.modal.get_by_label("What do you need done?")).to_have_value(
        "We want a vendor in Kraków to take over payroll for the UK and Ireland, about 600 people, from April."
    )
    await _to_the_result(window)
    await window.press("Record it", window.modal)
    await expect(window.modal).to_be_hidden()
    await message.get_by_role("button", name="1 reply").click()
    await expect(window.page.get_by_role("region", name="Thread")).to_contain_text("Decision 1")
    await window.picture("thread")


async def test_a_mistake_is_told_at_its_field_and_the_focus_goes_there(windows: Windows) -> None:
    window = await windows.open()
    await window.say("/sourcing")
    words = window.modal.get_by_label("What do you need done?")
    await window.press("Next", window.modal)
    await expect(window.modal.get_by_role("alert").filter(has_text="required")).to_be_visible()
    await words.fill("   ")
    await window.press("Next", window.modal)
    await expect(window.modal.get_by_text("Say in a sentence what work you want to place.")).to_be_visible()
    await expect(words).to_be_focused()
    await expect(words).to_have_attribute("aria-invalid", "true")
    await window.picture("an error at a field")


async def test_a_refresh_in_the_middle_of_a_form_loses_nothing(windows: Windows) -> None:
    window = await windows.open()
    await window.say("/sourcing")
    await window.modal.get_by_label("What do you need done?").fill("Payroll to a vendor in Kraków")
    await window.modal.get_by_label("Business function").select_option("Finance")
    await window.page.reload()
    await expect(window.modal.get_by_label("What do you need done?")).to_have_value("Payroll to a vendor in Kraków")
    await expect(window.modal.get_by_label("Business function")).to_have_value("Finance")
    await window.press("Next", window.modal)
    await expect(window.modal).to_contain_text("Page 1.")


async def test_something_that_cannot_be_undone_is_asked_first(windows: Windows) -> None:
    window = await windows.open()
    card = await window.ask()
    await window.press("Discard", card)
    question = window.page.get_by_role("dialog", name="Discard this decision?")
    await window.press("Cancel", question)
    await expect(card).not_to_contain_text("discarded")
    await window.press("Discard", card)
    await window.press("Discard", question)
    await expect(window.messages.last).to_contain_text("Decision 1: discarded")


async def test_where_the_bot_cannot_post_it_says_how_to_mend_that_and_then_posts(windows: Windows) -> None:
    window = await windows.open("dan")
    await window.go_to("random")
    await window.press("Post to channel", await window.ask())
    app = window.page.get_by_role("navigation", name="Channels").get_by_role("button", name="Sourcing, unread")
    await app.click()
    told = window.messages.filter(has_text="recorded, but not posted")
    await expect(told).to_contain_text("/invite @Sourcing")
    await window.go_to("random")
    await window.say("/invite @Sourcing")
    await expect(window.messages.last).to_contain_text("was added by")
    await window.page.get_by_role("navigation", name="Channels").get_by_role("button", name="Sourcing").first.click()
    await window.press("Post again", told)
    await window.go_to("random")
    await expect(window.card("Decision 1")).to_contain_text("Accept")


async def test_each_person_sees_what_they_may(windows: Windows, workspace: Stage) -> None:
    bob, carol = await windows.open("bob"), await windows.open("carol")
    await bob.ask()
    await expect(carol.messages.filter(has_text="Decision")).to_have_count(0)
    channels = [await each.page.get_by_role("navigation", name="Channels").inner_text() for each in (bob, carol)]
    assert ["works-council" in each for each in channels] == [False, True]
    await carol.go_to("works-council")
    await carol.press("Post to channel", await carol.ask("Accounts payable to a vendor in Gurgaon"))
    await expect(carol.card("Decision 2")).to_contain_text("Accept")
    await bob.say("/sourcing history")
    await expect(bob.messages.last).to_contain_text("help desk")
    await expect(bob.messages.last).not_to_contain_text("Gurgaon")
    assert workspace.slack.workspace.channel_named("works-council") is not None
