"""Looking at a digest beforehand: what is posted in a week with little to tell, and in one with nothing."""

import pytest

from tests.slack.conftest import Office
from tests.slack.setting_digests_up import THURSDAY, goes_by_slack, it_is, opens_form, said, sets_up


@pytest.fixture(autouse=True)
def on_a_thursday(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next Monday is ahead."""
    goes_by_slack(office, monkeypatch)
    it_is(office, THURSDAY)


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_of_a_quiet_week_a_preview_says_that_nothing_would_be_posted(office: Office) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.click("Preview")
        await office.slack.until(lambda: bool(office.alice.ephemerals(office.general)))
        assert "a quiet week posts nothing" in said(office.alice.ephemerals(office.general)[-1])
        assert office.bob.ephemerals(office.general) == []


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_preview_is_the_very_message_that_comes(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        await office.alice.command("/sourcing Move our 40-seat help desk from Leeds to Manila", office.general)
        await office.slack.until(lambda: "Decision" in said(office.alice.ephemerals(office.general)[-1]))
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: "is posted to" in said(office.alice.ephemerals(office.general)[-1]))
        await office.alice.click("Preview", office.alice.ephemerals(office.general)[0])
        await office.slack.until(lambda: "wait" in said(office.alice.ephemerals(office.general)[-1]))
        shown = office.alice.ephemerals(office.general)[-1]
        note, _, rest = shown.text.partition(", as it is so far. Nothing has been sent. ")
        assert note.startswith("*Preview* for Mon ")
        assert rest.startswith("*One waits for a decision.* Sourcing, ")
        assert "*New* 1: " in shown.text
