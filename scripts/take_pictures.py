"""Takes the README's pictures anew: a playground with nine weeks behind it, in a headless Chromium."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bot.playground.site import Site
from bot.playground.stage import stage
from tests.playground.chromium import QUIET, chromium
from tests.playground.windows import HELP_DESK, Window, Windows

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


async def _card(windows: Windows) -> None:
    """What comes back when a request is typed."""
    window = await windows.open("bob", width=1000, height=860)
    card = await window.ask("Hand the payroll of our UK staff to a vendor in Kraków for three years, about 60 people")
    await expect(card).to_contain_text("Read as")
    await _take(window, "card")


async def _questionnaire(windows: Windows) -> None:
    """A page of questions, in the dark."""
    window = await windows.open("dan", width=1000, height=720, dark=True)
    await window.press("More questions", await window.ask(HELP_DESK))
    await expect(window.modal).to_contain_text("Read from the text")
    await _take(window, "questionnaire")


async def _phone(windows: Windows) -> None:
    """What became of a decision, in a narrow window."""
    window = await windows.open("carol", width=400, height=740)
    await window.messages.filter(has_text=": overridden").last.evaluate("card => card.scrollIntoView()")
    await _take(window, "overridden")


async def _digest(windows: Windows) -> None:
    """The message of a Monday morning."""
    window = await windows.open("alice", width=1000, height=1230)
    await window.say("/sourcing digest")
    await window.press("Save", window.modal)
    await expect(window.modal).to_be_hidden()
    await window.page.evaluate("document.body.classList.remove('panel-away')")
    await window.press("Next Monday, 9:00")
    sent = window.messages.filter(has_text="Record up to event").last
    await expect(sent).to_contain_text("Drift")
    await window.page.evaluate("document.body.classList.add('panel-away')")
    await sent.evaluate("each => each.scrollIntoView({ block: 'end' })")
    await _take(window, "digest")


async def _take(window: Window, name: str) -> None:
    await window.page.mouse.move(0, 0)
    await window.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


async def main() -> None:
    """Takes all of them."""
    async with AsyncExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory())
        played = await closing.enter_async_context(stage(Path(folder) / "decisions.db", http=False, seed=True))
        site = Site(played)
        await site.listen(0, closing)
        playwright = await closing.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        windows = Windows(browser, site.address)
        for take in (_phone, _card, _questionnaire, _digest):
            await take(windows)
        await windows.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
