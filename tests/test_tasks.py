"""What goes on beside the requests ends when it is told to."""

import asyncio

import pytest

from bot.tasks import woken


@pytest.mark.parametrize("steps", range(5))
async def test_whoever_waits_ends_when_told_to_also_at_the_moment_of_waking(steps: int) -> None:
    event = asyncio.Event()

    async def forever() -> None:
        while True:
            event.clear()
            await woken(event, 30)

    working = asyncio.create_task(forever())
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    done, _ = await asyncio.wait({working}, timeout=20)
    assert done == {working}


async def test_waiting_ends_by_itself() -> None:
    await woken(asyncio.Event(), 0.001)
