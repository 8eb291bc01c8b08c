"""`/sourcing history`: what it says of each decision, what can be looked for, and turning its pages."""

import pytest

from bot.handlers.history_query import QueryError, read_query
from bot.store import Filters, Status
from rules.grid import Model
from rules.model_names import labels_of
from rules.policy_file import default_policy
from tests.slack.conftest import HELP_DESK, Office, eventually

LABELS = labels_of(default_policy())
CLEANING = "Office cleaning for our Leeds office every evening by a local company"


async def _decided(office: Office) -> None:
    """Alice's help desk is overridden by Bob, and her cleaning waits."""
    await office.alice.command(f"/sourcing {HELP_DESK}")
    await office.alice.click("Post to channel")
    await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    await office.bob.click("Override")
    await office.slack.until(lambda: office.bob.modal is not None)
    await office.bob.choose("Instead", "In-house")
    await office.bob.choose("override.ready_reason.v1", "Law")
    await office.bob.fill("Why?", "The works council agreed to keep it here until 2027.")
    await office.bob.submit()
    await eventually(lambda: office.decisions()[0].status == "overridden")
    await office.alice.command(f"/sourcing {CLEANING}")


def last(office: Office) -> str:
    """What Alice sees last, and nothing from before."""
    return str(office.alice.ephemerals()[-1].blocks)


async def test_history_says_who_asked_what_and_who_chose_what_instead_and_why(office: Office) -> None:
    async with office.bot():
        await _decided(office)
        await office.alice.command("/sourcing history")
        seen = last(office)
        assert f"“{HELP_DESK}”, asked by <@{office.alice.id}>" in seen
        assert "Recommended: Own centre far away (likely" in seen
        assert f"*Overridden* by <@{office.bob.id}>, who chose in-house" in seen
        assert "“The works council agreed to keep it here until 2027.”" in seen


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("status:open", [2]),
        ("Status:OVERRIDDEN", [1]),
        ("help desk status:overridden", [1]),
        ("status:accepted", []),
        ("model:in-house", [1]),
        ("model:Own centre far away desk", [1]),
        ('model:"outsourcing here"', [2]),
        ("model:domestic_outsourcing status:open cleaning", [2]),
        ("who:me", [2, 1]),
        ("@alice", [2, 1]),
        ("@bob", [1]),
        ("cleaning @bob", []),
        ("since:2020-01-01 cleaning", [2]),
        ("since:2099-01-01", []),
    ],
)
async def test_history_finds_by_status_model_person_and_date_beside_words(
    office: Office, typed: str, numbers: list[int]
) -> None:
    async with office.bot():
        await _decided(office)
        await office.alice.command(f"/sourcing history {typed}")
        seen = last(office)
        assert [number for number in (2, 1) if f"'history.{number}'" in seen] == numbers
        assert ("No decision that you can see is" in seen) is not bool(numbers)
    assert len(office.decisions()) == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "status:done",
            "“done” is no status. There are open, recorded, accepted, overridden, discarded, withdrawn, superseded.",
        ),
        ("model:hybird", '"hybird" is no model; did you mean "Hybrid"?. The models: In-house,'),
        ("since:yesterday", "“yesterday” is no date; write it as since:2026-11-23."),
        ("who:somebody", "choose the person from Slack's list, or who:me"),
        ("status:", "“” is no status"),
    ],
)
async def test_a_filter_that_says_nothing_is_told_and_nothing_is_recorded(
    office: Office, typed: str, says: str
) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing history {typed}")
        assert says in office.alice.sees()
    assert office.decisions() == []


async def test_more_than_ten_are_turned_over_with_what_was_looked_for(office: Office) -> None:
    async with office.bot():
        for number in range(1, 14):
            where = "York" if number == 2 else "Leeds"
            await office.alice.command(f"/sourcing Give cleaning of our {where} office to a local firm, site {number}")
        await office.alice.command("/sourcing history leeds status:open")
        assert _shown(office) == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4]
        assert "Newest" not in last(office)
        await office.alice.click("Older", office.alice.ephemerals()[-1])
        await office.slack.until(lambda: _shown(office) == [3, 1])
        assert "Decisions with “leeds”, open, newest first" in last(office)
        assert "Older" not in last(office)
        await office.alice.click("Newest", office.alice.ephemerals()[-1])
        await office.slack.until(lambda: _shown(office) == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4])


def _shown(office: Office) -> list[int]:
    blocks = office.alice.ephemerals()[-1].blocks
    return [int(each["block_id"].removeprefix("history.")) for each in blocks if each["block_id"][8:].isdigit()]


def test_a_query_is_read_with_its_people_and_carried_as_it_was_typed() -> None:
    query = read_query("payroll <@U1|alice> status:open", "U2", LABELS, 7)
    assert query.words == "payroll"
    assert query.filters == Filters(person="U1", status=Status.RECORDED, before=7)
    assert read_query(query.written, "U2", LABELS).filters == Filters(person="U1", status=Status.RECORDED)
    assert read_query("by:<@U1> model:hybrid x", "U2", LABELS).filters == Filters(person="U1", model=Model.HYBRID)
    with pytest.raises(QueryError, match="Choose @alice from Slack's list"):
        read_query("@alice", "U2", LABELS)
