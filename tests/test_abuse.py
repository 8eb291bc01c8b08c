"""What the running bot promises under malformed requests, a stop under load, and many people at once."""

from pathlib import Path

import pytest

from tests.ordeals.abuse import TransportName, abuse, crowd, stop_under_load

MALFORMED = 1_000


async def test_malformed_requests_are_refused_quietly_and_harm_nothing(tmp_path: Path) -> None:
    found = await abuse(MALFORMED, tmp_path / "decisions.db")
    assert set(found.statuses) <= {200, 400, 401, 404, 405, 413, 415, 417}
    assert found.tracebacks == 0
    assert found.log_bytes / MALFORMED < 200
    assert found.longest_line < 4_000
    assert found.recorded <= found.acknowledged, "what still made a decision was answered with it"
    assert found.changed == set()


@pytest.mark.parametrize(("transport", "seed"), [("http", 1), ("http", 2), ("socket", 3)])
async def test_a_stop_under_load_loses_nothing_that_was_acknowledged(
    tmp_path: Path, transport: TransportName, seed: int
) -> None:
    stopped = await stop_under_load(tmp_path / "decisions.db", transport, seed)
    assert stopped.acknowledged > 0
    assert stopped.lost == 0
    assert stopped.status == 0


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_two_hundred_requests_from_twenty_people_are_two_hundred_decisions(
    tmp_path: Path, transport: TransportName
) -> None:
    came = await crowd(tmp_path / "decisions.db", transport, people=20, each=10)
    assert came.answered == came.kept == came.texts == 200
    assert came.faults == (), "Slack waits three seconds"
