"""A playground of its own for every test, and one headless Chromium for all of them."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.playground.site import Site
from bot.playground.stage import Stage, stage
from bot.playground.stand_in.journal import PATIENCE
from tests.patience import lift_limits
from tests.playground.chromium import QUIET, chromium
from tests.playground.windows import Windows


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, nothing fails for want of time."""
    lift_limits(monkeypatch)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    try:
        program = chromium()
    except FileNotFoundError as missing:
        # On CI a skipped test would look like a promise kept.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session", params=["socket"])
async def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path / "decisions.db", http=request.param == "http", seed=False) as running:
        running.slack.ack_limit = PATIENCE
        yield running
        assert running.slack.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser, workspace: Stage) -> AsyncIterator[Windows]:
    """Opens windows; at the end no console may have complained."""
    async with AsyncExitStack() as closing:
        site = Site(workspace)
        await site.listen(0, closing)
        opened = Windows(browser, site.address)
        yield opened
        await opened.close()
        assert opened.complaints == []
