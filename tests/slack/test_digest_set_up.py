"""`/sourcing digest`: a channel's weekly digest is set up in a form, by colleagues who are there, on the record."""

import pytest

from bot.store import DigestState, Store, Verified
from tests.slack.conftest import Office
from tests.slack.setting_digests_up import THURSDAY, goes_by_slack, it_is, kept, sets_up

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


@pytest.fixture(autouse=True)
def on_a_thursday(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next Monday is ahead."""
    goes_by_slack(office, monkeypatch)
    it_is(office, THURSDAY)


async def test_it_is_set_up_in_the_channel_and_told_to_whoever_did_it_alone(office: Office) -> None:
    async with office.bot():
        told = await sets_up(office.alice, office)
        print(told)
        found = kept(office)
        assert found is not None
        assert str(found.settings.schedule) == "0 09:00 Europe/London"
        assert (found.state, found.set_by) == (DigestState.ON, office.alice.id)
        assert "Mondays at 9:00" in told
        assert office.bob.ephemerals() == []
        assert office.alice.modal is None
        with Store.read(office.database) as store:
            assert isinstance(store.verify(), Verified)
