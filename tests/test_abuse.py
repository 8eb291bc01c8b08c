"""What the running bot promises under malformed requests, a stop under load, and many people at once."""

from pathlib import Path

from bench.abuse import abuse, crowd, stop_under_load


async def test_malformed_requests_are_refused_quietly_and_harm_nothing(tmp_path: Path) -> None:
    result = await abuse(3_000, tmp_path / "decisions.db")
    assert [status for status in result.statuses if status >= 500] == []
    assert result.statuses[0] == 0
    assert result.tracebacks == 0
    assert result.log_bytes / 3_000 < 200


async def test_a_stop_under_load_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for number in range(3):
        acknowledged, kept, status, seconds = await stop_under_load(tmp_path / f"decisions{number}.db")
        assert 0 < acknowledged <= kept
        assert status == 0
        assert seconds < 5


async def test_two_hundred_requests_from_twenty_people_are_two_hundred_decisions(tmp_path: Path) -> None:
    kept, slowest = await crowd(tmp_path / "decisions.db", people=20, each=10)
    assert kept == 200
    assert slowest < 3
