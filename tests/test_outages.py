"""What people were told would be posted is posted, once, whatever Slack does meanwhile: every fault, at random."""

from pathlib import Path

import pytest

from tests.ordeals.outages import TransportName, down, hurried, mixed


@pytest.mark.parametrize(("transport", "seed"), [("http", 11), ("socket", 12)])
async def test_faults_at_random_and_a_wrong_clock_lose_nothing_and_double_nothing(
    tmp_path: Path, transport: TransportName, seed: int
) -> None:
    with hurried():
        came = await mixed(tmp_path / "decisions.db", transport, cards=15, seed=seed)
    assert (came.lost, came.doubled) == (0, 0)


async def test_a_restart_in_the_middle_of_an_outage_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with hurried():
        came = await down(tmp_path / "decisions.db", "http", minutes=1, cards=10)
    assert (came.lost, came.doubled) == (0, 0)
