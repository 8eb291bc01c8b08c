"""A week's digest is posted once: whatever Slack, the network, a crash or a backup does in between."""

import pytest

from bot.store import RunState
from tests.slack.conftest import Office, eventually
from tests.slack.digests import Drawn, drawn_by, due, in_channel, in_threads, is_, run_of
from tests.slack.test_posting import only_http


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """What every digest says."""
    says = Drawn()
    drawn_by(monkeypatch, says.draw)
    return says


async def test_a_digest_that_is_due_is_posted_with_its_rest_in_the_thread(office: Office, drawn: Drawn) -> None:
    drawn.more = "And 40 more."
    week = due(office, office.general)
    async with office.bot():
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    (main,), (rest,) = in_channel(office, office.general), in_threads(office, office.general)
    assert (main.text, rest.text, rest.thread_ts) == (drawn.text, drawn.more, main.ts)
    run = run_of(office, office.general, week)
    assert run is not None
    assert (run.ts, run.more_ts) == (main.ts, rest.ts)
    assert main.metadata is not None
    assert main.metadata["event_type"] == "sourcing_digest"
    assert main.options["unfurl_links"] is False


@only_http
async def test_a_quiet_week_posts_nothing_and_is_on_record(office: Office, drawn: Drawn) -> None:
    drawn.nothing = True
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.QUIET, week, [office.general]))
    assert in_channel(office, office.general) == []
