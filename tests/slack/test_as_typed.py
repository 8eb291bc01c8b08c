"""What somebody typed into the command is what stands on the record, however Slack sends it."""

import pytest

from tests.slack.conftest import Office


@pytest.mark.parametrize(
    "typed",
    [
        "Payroll for <50k & >20k staff at ?x=1&region=eu goes to a vendor in Leeds",
        "Payroll <R&amp;D> to a vendor in Leeds",
    ],
)
async def test_brackets_and_ampersands_survive_escaped_and_raw(office: Office, typed: str) -> None:
    async with office.bot():
        exchange = await office.alice.command(f"/sourcing {typed}")
        assert exchange is not None
        raw = typed.replace("&amp;", "&")
        await office.slack.deliver(
            "slash_commands", {**exchange.delivery.payload, "text": raw, "trigger_id": "1.2.raw"}
        )
    assert {decision.text for decision in office.decisions()} == {typed, raw}


async def test_struck_words_are_kept_on_the_record_and_not_read(office: Office) -> None:
    typed = "~Outsource payroll to Manila~ keep payroll in-house"
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        assert "keep payroll with your own people" in office.alice.sees()
    (decision,) = office.decisions()
    assert decision.text == typed
    assert decision.classification["model"] == "in_house"


async def test_a_flag_is_read_where_slack_sends_its_name(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing Move testing to our subsidiary in :flag-in:")
    (decision,) = office.decisions()
    assert decision.classification["model"] == "offshore_captive"
