"""`/sourcing history`: what it says of each decision, what can be looked for, and turning its pages."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handlers.history_query import HistoryQuery, Known, QueryError, read_query
from bot.store import Filters, Status
from rules.grid import Model
from rules.model_names import labels_of
from rules.policy_file import default_policy
from rules.works import kinds_of
from tests.size import many
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
        assert f"*Overridden: in-house* by <@{office.bob.id}>" in seen
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
        ("from:@alice status:waiting", [2]),
        ("from:@bob", []),
        ("by:@bob", [1]),
        ("kind:office_cleaning", [2]),
        ("status:decided kind:service_desk_l1 country:gb", [1]),
        ("until:2020", []),
        ("country:gb", [2, 1]),
        ("country:PH", [1]),
        ("country:Manila status:decided", [1]),
        ("country:DE", []),
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
        ("status:done", "“done” is no state. There are waiting, decided, accepted,"),
        ("model:hybird", '"hybird" is no model; did you mean "Hybrid"?. The models: In-house,'),
        ("since:soon", "“soon” is no day; write a day as 2026-11-23"),
        ("who:somebody", "choose the person from Slack's list, or who:me"),
        ("status:", "“” is no state"),
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
        assert "Decisions with “leeds”, waiting, newest first" in last(office)
        assert "Older" not in last(office)
        await office.alice.click("Newest", office.alice.ephemerals()[-1])
        await office.slack.until(lambda: _shown(office) == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4])


def _shown(office: Office) -> list[int]:
    blocks = office.alice.ephemerals()[-1].blocks
    return [int(each["block_id"].removeprefix("history.")) for each in blocks if each["block_id"][8:].isdigit()]


def read(typed: str, **turned: int) -> HistoryQuery:
    """What U2 looks for."""
    return read_query(typed, "U2", Known(LABELS, kinds_of(default_policy()), date(2026, 12, 1)), **turned)


def test_a_query_is_read_with_its_people_and_carried_as_it_was_typed() -> None:
    query = read("payroll <@U1|alice> status:open", before=7)
    assert query.words == "payroll"
    assert query.filters == Filters(person="U1", status=(Status.RECORDED,), before=7)
    assert read(query.written).filters == Filters(person="U1", status=(Status.RECORDED,))
    with pytest.raises(QueryError, match="Choose @alice from Slack's list"):
        read("@alice")


@pytest.mark.parametrize(
    ("typed", "filters", "words"),
    [
        ("by:<@U1> model:hybrid x", Filters(decided_by="U1", model=(Model.HYBRID,)), "x"),
        ("From:<@U1|alice>payroll", Filters(asked_by="U1"), "payroll"),
        ("from:me until:2026-09", Filters(asked_by="U2", until=datetime(2026, 10, 1, tzinfo=UTC)), ""),
        ("since:2026-09 tax", Filters(since=datetime(2026, 9, 1, tzinfo=UTC)), "tax"),
        ("since:2026", Filters(since=datetime(2026, 1, 1, tzinfo=UTC)), ""),
        ("since:yesterday", Filters(since=datetime(2026, 11, 30, tzinfo=UTC)), ""),
        ("until:2026-11-30", Filters(until=datetime(2026, 12, 1, tzinfo=UTC)), ""),
        ("status:decided", Filters(status=(Status.ACCEPTED, Status.OVERRIDDEN)), ""),
        ("model:nearby", Filters(model=(Model.NEARSHORE_OUTSOURCING, Model.NEARSHORE_CAPTIVE)), ""),
        ("country:pl country:Poland", Filters(country="PL"), ""),
        ("country:Kraków", Filters(country="PL"), ""),
        ('"payroll" `"', Filters(), "payroll `"),
        ("NEAR( a*", Filters(), "NEAR( a*"),
        ("ratio 3:1 https://example.com", Filters(), "ratio 3:1 https://example.com"),
    ],
)
def test_every_filter_is_read_by_label_and_by_id(typed: str, filters: Filters, words: str) -> None:
    query = read(typed)
    assert (query.filters, query.words) == (filters, words)
    again = read(query.written)
    assert (again.filters, again.words, again.written) == (filters, words, query.written)


@pytest.mark.parametrize("typed", ["kind:payroll", "kind:Payroll", "kind:payroll_gb_ie kind:payroll"])
def test_a_kind_of_work_takes_those_that_count_as_one_of_it(typed: str) -> None:
    assert {"payroll", "payroll_gb_ie"} <= set(read(typed).filters.works)


def test_a_kind_of_work_is_found_by_the_whole_of_its_label_with_or_without_quotation_marks() -> None:
    label = kinds_of(default_policy())["office_cleaning"].label
    for written in (label, f'"{label}"', f"“{label}”", "office_cleaning"):
        query = read(f"kind:{written} leeds")
        assert (query.filters.works[0], query.words) == ("office_cleaning", "leeds")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("status:done", "“done” is no state. There are waiting, decided, accepted,"),
        ("status:acepted", 'did you mean "accepted"?'),
        ("since:soon", "“soon” is no day; write a day as 2026-11-23, a month as 2026-11, a year as 2026, or today"),
        ("since:2026-13", "“2026-13” is no day"),
        ("until:9999-12-31", "“9999-12-31” is no day"),
        ("since:", "“” is no day"),
        ("kind:blargh", "No kind of work is called “blargh”"),
        ("country:Xqwzk", "“Xqwzk” is no country; write its code of two letters or its name, such as PL."),
        ("by:carol", "Write by: and choose the person from Slack's list, or by:me."),
        ("model:", "The models: In-house"),
        ("staus:open", "There is no staus: to look by; did you mean status:?"),
        ("x" * 10_000, "That is 10,000 characters; look for a few words and filters, at most 600."),
    ],
)
def test_what_cannot_be_read_is_told_with_how_to_write_it(typed: str, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        read(typed)
    assert says in str(refused.value)


@settings(max_examples=many(150))
@given(st.text(max_size=700) | st.text("\"'<>@:*()status:since:kind:model:country:by:from 2026-W", max_size=80))
def test_nothing_typed_breaks_the_reading(typed: str) -> None:
    with suppress(QueryError):
        assert len(read(typed).written) < 1_900
