"""Windows of people in the playground, and what a person does in them."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, expect

PICTURES = Path(__file__).parents[2] / "artifacts"
HELP_DESK = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"

PATIENCE = 60_000
"""Milliseconds that anything may take: far more than it does, except on a busy machine."""

expect.set_options(timeout=PATIENCE)


class Window:
    """One person's window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.modal = page.get_by_role("dialog")
        self.composer = page.locator("[data-focus=composer]")
        self.messages = page.locator("#main .message")

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def go_to(self, channel: str) -> None:
        await self.page.get_by_role("navigation", name="Channels").get_by_role("button", name=channel).first.click()
        await expect(self.page.get_by_role("heading", name=channel, level=1)).to_be_visible()

    async def go_home(self) -> None:
        await self.press("Sourcing Home")

    async def ask(self, text: str = HELP_DESK) -> Locator:
        """Type a request; the card that comes."""
        await self.say(f"/sourcing {text}")
        card = self.messages.filter(has_text="Only visible to you").last
        await expect(card.get_by_role("heading")).to_contain_text("Decision")
        return card

    def card(self, heading: str) -> Locator:
        """The newest message with exactly this heading."""
        return self.messages.filter(has=self.page.get_by_role("heading", name=heading, exact=True)).last

    async def press(self, name: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("button", name=name, exact=True).last.click()

    async def accept(self, card: Locator) -> None:
        """Accept the model that the card offers first."""
        await card.get_by_role("button", name=re.compile("^Accept ")).first.click()

    async def turn_the_page(self, press: Callable[[], Awaitable[None]] | None = None) -> None:
        """Submit the form, by its button unless told otherwise; done when other blocks stand there."""
        blocks = "() => [...document.querySelectorAll('.modal .block')].map(each => each.dataset.block).join()"
        before = await self.page.evaluate(blocks)
        await (press or self.modal.locator("[data-focus='modal/submit']").click)()
        await self.page.wait_for_function(f"before => ({blocks})() !== before", arg=before, timeout=PATIENCE)

    async def picture(self, name: str) -> None:
        """A screenshot among the artifacts."""
        PICTURES.mkdir(exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


class Windows:
    """Every window of a test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self._browser = browser
        self._pages: list[Page] = []

    async def open(
        self, person: str = "alice", *, width: int = 1280, height: int = 800, dark: bool = False, scripts: str = ""
    ) -> Window:
        """A window with nothing in its storage, as if on a machine of its own."""
        context = await self._browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await context.new_page()
        self._pages.append(page)
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        if scripts:
            await page.add_init_script(scripts)
        await page.goto(f"{self.address}?as={person}")
        await expect(page.locator("#main .message").first).to_be_visible()
        return Window(page)

    async def close(self) -> None:
        for page in self._pages:
            await page.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))
