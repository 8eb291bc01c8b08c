"""A question about terms or law is answered beside the conversation, to whoever asked; nothing goes on the record."""

import pytest

from rules.glossary import terms
from tests.slack.conftest import Office
from tests.test_glossary import GREW_FROM


async def test_the_question_from_which_this_grew_is_answered_and_compared_by_a_button(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {GREW_FROM}")
        seen = alice.sees()
        for term in ("outsourcing", "offshoring", "offshore_outsourcing"):
            assert terms()[term].definition in seen
        for words in ("Side by side", "Stays with you", "Which one for which priority", "Cost", "read 2026-"):
            assert words in seen
        assert "What to watch" not in seen
        await alice.click("Compare them")
        await alice.waits_for("What to watch")
        assert "Compared: Outsourcing here, Own centre far away, Outsourcing far away" in [
            each.text for each in alice.ephemerals()
        ]
        assert office.bob.ephemerals() == []
    assert office.decisions() == []


@pytest.mark.parametrize("typed", ["GCC vs BOT", "was heißt Auslagerung?", "offshoring", "EOR?", "explain captive"])
async def test_a_term_is_explained_and_can_be_assessed_all_the_same(office: Office, typed: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        assert "Stays with you" in office.alice.sees()
        assert office.decisions() == []
        await office.alice.click("Assess it anyway")
        await office.alice.waits_for("Decision 1")
    assert [each.text for each in office.decisions()] == [typed]


async def test_a_term_about_no_model_offers_no_comparison(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing what is an SLA?")
        assert terms()["sla"].definition in office.alice.sees()
        assert "Compare them" not in office.alice.sees()


async def test_a_comparison_by_a_button_of_ours_that_names_no_models_says_that_it_is_old(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing what is a captive?")
        exchange = await office.alice.click("Compare them")
        await office.alice.waits_for("What to watch")
        assert exchange is not None
        payload = exchange.delivery.payload
        actions = [{**payload["actions"][0], "value": "in_house,nothing"}]
        await office.slack.deliver("interactive", {**payload, "actions": actions})
        await office.alice.waits_for("This button is from an older version")


async def test_a_question_of_law_gets_what_the_policy_says_with_its_source_and_whom_to_ask(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing Do we need to consult anybody before we outsource, and does TUPE apply?")
        seen = office.alice.sees()
        for words in ("What the policy says", "section 613a BGB", "This is no legal advice: ask HR with employment"):
            assert words in seen
    assert office.decisions() == []
