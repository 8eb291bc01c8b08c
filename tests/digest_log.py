"""A log with ten weeks of one channel: eight as most are, one of drift, and one in which nothing happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path

from bot.assessing import Assessment, assess
from bot.current_policy import CurrentPolicy
from bot.recording import put_on_record
from bot.requests import Request
from bot.store import DigestSettings, OutboxRow, Post, Store, cards, deciding, digests, outbox, posts
from bot.store.driver import Database
from bot.weeks import Schedule, Week
from rules.choices import Choice
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import needing

CHANNEL, OTHER = "C024BE91L", "C0LEGAL22"
ALICE, CAROL, DANA = "U024BE7LH", "U0G9QF9C6", "U0DANA123"
SCHEDULE = Schedule(0, time(9), "Europe/Madrid")
FIRST = Week(2024, 40)
DRIFT, QUIET = FIRST.after(9), FIRST.after(10)
_REQUESTS = (
    "Office cleaning for our Madrid office every evening by a local company",
    "Hand payroll for our Spanish staff to a provider in Kraków",
    "Maintain the lifts in both towers in Madrid",
    "Translate the product pages into six languages",
)
"""A local company cleans, and so on: what is asked for, in turn."""


@dataclass
class _Clock:
    moment: datetime = datetime(2024, 9, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


def ten_weeks(path: Path, weeks: int = 9) -> None:
    """Of nine decisions each week that are decided, one is overridden; in the week of drift five are."""
    clock = _Clock()
    with Store.open(path, clock=clock) as store:
        store.write(lambda db, at: digests.set_up(db, at, CHANNEL, DigestSettings(SCHEDULE), DANA))
        for number in range(1, weeks + 1):
            week = FIRST.after(number)
            clock.moment = SCHEDULE.moment(week.before(1)) + timedelta(hours=4)
            _week(store, overridden=5 if week == DRIFT else number % 2)
            clock.moment = SCHEDULE.moment(week)
            _sent(store, clock)
        clock.moment = SCHEDULE.moment(QUIET) + timedelta(days=1)
        fridays = DigestSettings(Schedule(4, time(16, 30), "UTC"))
        store.write(lambda db, at: digests.set_up(db, at, OTHER, fridays, CAROL))
        store.write(lambda db, at: digests.send_now(db, at, OTHER, CAROL))
        store.write(_refused)


def one_request(path: Path, at: datetime) -> None:
    """A request with its card in the channel, whose digest nobody has set up."""
    with Store.open(path, clock=lambda: at) as store:
        store.write(partial(_post, number=put_on_record(_assessed(_REQUESTS[0]), store).id))


def _week(store: Store, *, overridden: int) -> None:
    for number in range(9):
        found = put_on_record(_assessed(_REQUESTS[number % len(_REQUESTS)]), store)
        store.write(partial(_post, number=found.id))
        if number < overridden:
            choice = Choice(Model.IN_HOUSE, ReadyReason.LAW, "Spanish law wants an employer here.")
        else:
            choice = Choice(Model(found.recommended or Model.DOMESTIC_OUTSOURCING), None, "")
        store.write(partial(_choose, number=found.id, choice=choice))


@cache
def _assessed(text: str) -> Assessment:
    request = Request(text=text, home_country="ES", who=ALICE, where=CHANNEL)
    return assess(request, CurrentPolicy(None).loaded())


def _choose(db: Database, at: datetime, number: int, choice: Choice) -> None:
    deciding.choose(db, at, number, CAROL, choice, seen=None, gate=needing(1, CAROL))


def _post(db: Database, at: datetime, number: int) -> None:
    post = Post(number, CHANNEL, f"{at.timestamp():.6f}", None, private=False, posted_at=at)
    posts.add(db, post)
    cards.tell_posted(db, at, post)


def _sent(store: Store, clock: Callable[[], datetime]) -> None:
    now = clock()
    store.write(lambda db, _: digests.plan(db, now, timedelta(hours=48)))
    while (row := store.write(outbox.claim_next)) is not None:
        store.write(partial(_arrived, row=row))


def _arrived(db: Database, at: datetime, row: OutboxRow) -> None:
    outbox.mark_sent(db, at, row, f"{at.timestamp():.6f}", private=False, channel=CHANNEL)


def _refused(db: Database, at: datetime) -> None:
    row = outbox.claim_next(db, at)
    assert row is not None
    outbox.mark_failed(db, at, row, "not_in_channel")
