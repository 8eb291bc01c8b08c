"""Somebody's Home, however much there is on it: Slack takes it, and it says what waits."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.stand_in.limits import check_view
from bot.playground.stand_in.methods.views import LARGEST_VIEW
from bot.reference import Reference
from bot.store import Decided, KeptDelegation
from bot.views.history import HistoryRow
from bot.views.home import (
    MOST_COUNTED,
    MOST_DRAFTS,
    MOST_OF_MINE,
    MOST_RECENT,
    MOST_WAITING,
    Begun,
    HomeState,
    Month,
    ToDecide,
    fallback_view,
    home_view,
)
from bot.views.home_rows import Waiting, age
from bot.views.looking import Looking, Since
from rules.decision_status import Status
from rules.delegation import Delegation
from rules.grid import Model
from tests.size import many

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
WORKS = [(f"work_{number}", f"Work {number} of a long name") for number in range(400)]
WORDS = (
    "",
    "Payroll for Spain",
    "<!channel> *now* & `here` <@U1>",
    "&" * 4_000,
    "a\n> b" * 900,
    "\ud800\u202e",
    "日本" * 99,
)
IDS = ("", "U0ALICE", "somebody at a terminal", "<" * 400)


class Draw:
    """Draws what can stand on a Home."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.some = random.choice

    def moment(self) -> datetime:
        """A moment of the last months."""
        return NOW - timedelta(seconds=self.random.randrange(10**7))

    def outcome(self) -> Decided:
        """What became of a decision."""
        return Decided(
            event=2,
            status=self.some([status for status in Status if status is not Status.RECORDED]),
            by=self.some(IDS),
            at=self.moment(),
            words=self.some(("", *WORDS)),
            superseded_by=self.some((None, 7)),
        )

    def rows(self, most: int) -> list[HistoryRow]:
        """A page of decisions, and one more where there is more."""
        first, number = self.some((1, 10**9)), self.random.randrange(most + 2)
        return [
            HistoryRow(
                reference=Reference.to(first + each, "0badcafe" * 8),
                recorded_at=self.moment(),
                status=self.some(list(Status)),
                text=self.some(WORDS),
                who=self.some(IDS),
                recommended=self.some(WORDS),
                outcome=self.some((None, self.outcome())),
                chosen=self.some((None, *WORDS)),
            )
            for each in range(number)
        ]

    def waiting(self, most: int) -> list[Waiting]:
        """A page of those that wait."""
        return [
            Waiting(
                row=row,
                since=self.moment(),
                agreed=self.some(((), ("U0ALICE",) * 40)),
                needed=self.some((1, 3)),
                asked_by=self.some((None, *IDS)),
            )
            for row in self.rows(most)
        ]

    def looking(self) -> Looking:
        """What somebody chose to look at."""
        return Looking(
            status=self.some((None, *Status)),
            model=self.some((None, *Model)),
            work=self.some((None, "payroll", "&=" * 50)),
            country=self.some((None, "DE", "??")),
            person=self.some((None, "U0ALICE")),
            since=self.some((None, *Since)),
            before=self.some((None, 10**17)),
            after=self.some((None, (NOW, 3))),
        )

    def state(self) -> HomeState:
        """A whole Home, of somebody of any kind."""
        to_decide = ToDecide(
            rows=self.waiting(MOST_WAITING - 1),
            count=self.some((1, 2, MOST_COUNTED)),
            or_more=self.some((True, False)),
            oldest=self.some((None, self.moment())),
            next_after=self.some((None, (NOW, 10**17))),
            by_anyone=self.some((True, False)),
        )
        counted = {status: self.some((1, 10_000)) for status in Status if self.some((True, False))}
        return HomeState(
            who="U0ALICE",
            now=NOW,
            looking=self.looking(),
            guest=self.some((True, False)),
            decides=self.some((True, False)),
            unknown=self.some((True, False)),
            to_decide=self.some((None, to_decide)),
            drafts=[
                Begun(draft_id=f"{each}" * 32, text=self.some(WORDS), updated_at=NOW) for each in range(MOST_DRAFTS)
            ],
            mine_waiting=self.waiting(MOST_OF_MINE),
            mine_decided=self.rows(MOST_OF_MINE),
            reminded=self.some((None, True, False)),
            delegations=[
                KeptDelegation(each, Delegation("U0ALICE", "U0BOB", NOW.date(), NOW.date(), "UTC"))
                for each in range(self.some((0, 9)))
            ],
            hands_over=self.some((True, False)),
            month=self.some((None, Month(first=NOW, by_status=counted, is_cut=self.some((True, False))))),
            recent=self.rows(MOST_RECENT),
            models={model: model.replace("_", " ").capitalize() for model in Model},
            cards=self.some(({}, dict.fromkeys(range(10**3), "https://acme.slack.com/archives/C1/p1"))),
            works=self.some(((), WORKS)),
        )


@given(st.randoms(note_method_calls=False))
@settings(max_examples=many(60), deadline=None)
def test_slack_takes_every_home(random: Random) -> None:
    state = Draw(random).state()
    view = home_view(state)
    assert check_view(view) == []
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < LARGEST_VIEW
    assert Looking.read(view["private_metadata"]) == state.looking


def test_the_fallback_is_three_blocks() -> None:
    view = fallback_view("0badcafe")
    assert check_view(view) == []
    assert len(view["blocks"]) == 3


@pytest.mark.parametrize(
    ("hours", "says"),
    [(-1, "less than an hour"), (0.5, "less than an hour"), (1, "1 hour"), (30, "1 day"), (24 * 1_234, "1,234 days")],
)
def test_an_age_is_said_in_the_largest_unit(hours: float, says: str) -> None:
    assert age(NOW - timedelta(hours=hours), NOW) == says


@pytest.mark.parametrize("written", ["status=loud&model=best&since=yesterday&before=-1&after=٣&who=me", "=%&&", ""])
def test_what_another_release_kept_and_cannot_be_read_counts_as_not_chosen(written: str) -> None:
    assert Looking.read(written) == Looking()
