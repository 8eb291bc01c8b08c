"""The weekly digest from its set-up to the week after: in the channel on Monday at nine, once, with what it opens."""

from datetime import timedelta

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.screen import Reader
from bot.store import EventKind, Store, Verified
from tests.slack.conftest import Office, eventually
from tests.slack.deciding import overrides, posts
from tests.slack.setting_digests_up import (
    MONDAY_AT_NINE,
    THURSDAY,
    digests_in,
    goes_by_slack,
    it_is,
    on_record,
    opens_form,
    sets_up,
)


@pytest.fixture(autouse=True)
def on_a_thursday(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next Monday is ahead; Bob decides."""
    goes_by_slack(office, monkeypatch)
    it_is(office, THURSDAY)
    office.reviewers = frozenset({office.bob.id})


async def test_from_setting_it_up_to_what_its_lines_open(office: Office) -> None:
    carol = Person(office.slack, "carol")
    office.general.members.add(carol.id)
    carol.looks_at(office.general)
    async with office.bot():
        await sets_up(office.alice, office)
        await posts(office)
        await office.alice.waits_for("Decision 1 is posted to")
        await posts(office, "Office cleaning in Leeds by a contractor")
        await office.alice.waits_for("Decision 2 is posted to")
        await overrides(office.bob, office)
        await office.slack.until(lambda: office.bob.ephemerals() != [])
        it_is(office, MONDAY_AT_NINE - timedelta(minutes=1))
        await opens_form(office.alice, office)
        assert "None has been sent yet. Next due Mon 30 Nov." in office.alice.sees()
        assert digests_in(office) == []
        it_is(office, MONDAY_AT_NINE)
        await office.slack.until(lambda: digests_in(office) != [])
        (digest,) = digests_in(office)
        read = Reader(office.slack.workspace).message(digest)
        assert "*One waits for a decision.* Sourcing, 23 to 30 November" in read
        assert "*Overridden* 1" in read
        await carol.click("digest.show.v1:overrides", digest)
        await office.slack.until(lambda: carol.title == "Weekly digest")
        shown = carol.sees().split("[Weekly digest]")[1]
        assert "“Office cleaning in Leeds by a contractor”, overridden: in-house instead of outsourcing here" in shown
        assert "help desk" not in shown
        await eventually(lambda: on_record(office)[-1][0] is EventKind.DIGEST_SENT)
        await office.alice.cancel()
        await opens_form(office.alice, office)
        assert "Last sent Mon 30 Nov" in office.alice.sees()
        assert "Next due Mon 7 Dec." in office.alice.sees()
    async with office.bot():
        it_is(office, MONDAY_AT_NINE + timedelta(days=6))
    assert len(digests_in(office)) == 1
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
