"""Who decides on a posted card: reviewers of a group, four eyes, those who stand in, and nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.stand_in.person import Person
from bot.store import Status
from rules.decision_status import Capacity, Role
from rules.policy_file import default_policy_text
from tests.slack.conftest import Office, eventually
from tests.slack.deciding import course, fills_in_override, joins, opens, posts, submits, verbs

GROUP = "S0PROCUREMENT"
CLEANING = "Office cleaning for our Leeds office every evening by a local company"
ACCEPT = "Accept outsourcing here"
FOUR_EYES = """
[[approvals]]
id = "four_eyes"
when = { yearly_value = ["over_1m"] }
needed = 2
because = "What costs a million is agreed by two."
"""


Reviewers = pytest.mark.usefixtures("carol")


@pytest.fixture
def carol(office: Office, tmp_path: Path) -> Person:
    """A second reviewer beside Bob; above a million it takes both."""
    carol = joins(office, "carol")
    office.reviewers = frozenset({GROUP})
    office.slack.workspace.groups[GROUP] = [office.bob.id, carol.id]
    office.policy_file = tmp_path / "four_eyes.toml"
    office.policy_file.write_text(f"{default_policy_text()}\n{FOUR_EYES}", encoding="utf-8")
    return carol


def status(office: Office) -> Status:
    """Where the decision stands."""
    return course(office).status


async def test_what_nobody_has_priced_takes_two_and_both_are_on_the_record(office: Office, carol: Person) -> None:
    async with office.bot():
        await posts(office, CLEANING)
        await office.bob.waits_for("What will it cost in a year, roughly?")
        assert "Who has to agree to it depends on the answer." in office.bob.sees()
        await office.bob.click(ACCEPT)
        await carol.waits_for("1 of 2")
        assert status(office) is Status.RECORDED
        await carol.click(ACCEPT)
        await eventually(lambda: status(office) is Status.ACCEPTED)
        decided = course(office).decided
        assert decided is not None
        assert decided.by == carol.id
        assert [each.by for each in decided.approvals] == [office.bob.id]
        assert decided.capacity == Capacity(Role.REVIEWER, None, ("four_eyes",))


@Reviewers
async def test_once_it_is_priced_below_one_is_enough(office: Office) -> None:
    async with office.bot():
        await posts(office, CLEANING)
        await office.bob.waits_for("What will it cost in a year, roughly?")
        before = office.decisions()[0].recommended
        await office.alice.click("Under €100,000")
        await eventually(lambda: office.decisions()[0].answers.get("yearly_value") == "under_100k")
        assert office.decisions()[0].recommended == before
        await office.slack.until(lambda: "What will it cost in a year" not in office.bob.sees())
        await office.bob.click(ACCEPT)
        await eventually(lambda: status(office) is Status.ACCEPTED)


async def test_a_reviewer_removed_between_opening_and_pressing_is_refused(office: Office, carol: Person) -> None:
    async with office.bot():
        await posts(office, CLEANING)
        await opens(office.bob, office, "Override", "Override the decision")
        await fills_in_override(office.bob)
        office.slack.workspace.groups[GROUP] = [carol.id]
        await submits(office.bob)
        await office.bob.waits_for("to decide, not for you")
        assert verbs(office) == []


@Reviewers
async def test_nobody_else_decides_and_not_whoever_asked(office: Office) -> None:
    erik = joins(office, "erik")
    async with office.bot():
        await posts(office, CLEANING)
        await erik.click(ACCEPT)
        await erik.waits_for("to decide, not for you")
        await office.alice.click(ACCEPT)
        await office.alice.waits_for("You asked for this yourself, so it is for")
        assert verbs(office) == []


async def test_where_slack_does_not_say_who_reviews_nobody_decides(office: Office, carol: Person) -> None:
    async with office.bot():
        await posts(office, CLEANING)
        del office.slack.workspace.groups[GROUP]
        await carol.click(ACCEPT)
        await carol.waits_for("Slack does not say just now who the reviewers are")
        assert verbs(office) == []


async def test_whoever_stands_in_decides_with_both_names(office: Office, carol: Person) -> None:
    erik = joins(office, "erik")
    today = datetime.now(UTC).date().isoformat()
    async with office.bot():
        await posts(office, CLEANING)
        await office.bob.click("Under €100,000")
        await carol.command(f"/sourcing delegate @erik {today} {today}")
        await carol.waits_for("decides for you on")
        await office.slack.until(lambda: "What will it cost in a year" not in erik.sees())
        await erik.click(ACCEPT)
        await eventually(lambda: status(office) is Status.ACCEPTED)
        decided = course(office).decided
        assert decided is not None
        assert (decided.by, decided.capacity) == (erik.id, Capacity(Role.REVIEWER, carol.id, ("reviewers",)))
        await office.alice.waits_for("by @erik (reviewer), for @carol")


async def test_nobody_prices_a_second_pair_of_eyes_away_alone(office: Office, carol: Person) -> None:
    async with office.bot():
        await posts(office, CLEANING)
        await office.bob.waits_for("What will it cost in a year, roughly?")
        await office.bob.click("Under €100,000")
        await carol.waits_for("*Answered* by @bob: Under €100,000 a year")
        await office.bob.click(ACCEPT)
        await office.bob.waits_for("you answered a question on this card yourself")
        assert status(office) is Status.RECORDED
        await carol.click(ACCEPT)
        await eventually(lambda: status(office) is Status.ACCEPTED)
