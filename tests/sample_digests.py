"""Digests to draw: a normal week, and the weeks that are unlike it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.store.digest_settings import DigestSettings
from bot.store.heads import Head
from bot.views.digest_content import Bar, Digest, DigestLine, Part, PolicyLine
from bot.weeks import Schedule, Week
from rules.decision_status import Status
from rules.drift import Drift, Headline, Measure, Share, Test, Verdict

CHANNEL = "C0PROCURE"
DANA, CAROL, ERIK = "U024BE7LH", "U0G9QF9C6", "U0ERIK000"
NAMES: Mapping[str, str] = {DANA: "Dana", CAROL: "Carol", ERIK: "Erik"}
UNTIL = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine o'clock in Madrid, on a Monday."""
SINCE = UNTIL - timedelta(weeks=1)
SCHEDULE = Schedule(0, time(9), "Europe/Madrid")
SETTINGS = DigestSettings(SCHEDULE)


def line(number: int, text: str | None, **changes: Any) -> DigestLine:
    """A decision that waits."""
    found = DigestLine(
        number=number,
        text=text,
        model="Outsourcing here",
        standing="likely",
        status=Status.RECORDED,
        asker=DANA,
        at=SINCE + timedelta(days=1, hours=2),
        address=f"https://acme.slack.com/archives/{CHANNEL}/p17300000000001{number:02}",
    )
    return replace(found, **changes)


CLEANING = line(41, "Office cleaning in Rotterdam, five floors, twice a week", work="Office cleaning")
PAYROLL = line(42, "Run payroll for 900 people in Spain", work="Payroll")
HELP_DESK = line(43, "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge")
LIFTS = line(44, "Maintain the lifts in both towers", work="Lift maintenance")
ACCEPTED = replace(CLEANING, status=Status.ACCEPTED, by=CAROL)
ALSO_ACCEPTED = replace(LIFTS, status=Status.ACCEPTED, by=ERIK, at=SINCE + timedelta(days=3))
OVERRIDDEN = replace(
    PAYROLL,
    status=Status.OVERRIDDEN,
    by=CAROL,
    model="In-house",
    instead_of="Outsourcing nearby",
    ready_reason="law",
)
WAITING = (
    line(12, "A new canteen operator for Porto", work="Catering", days=12, waits_for=(CAROL,)),
    line(17, "Translate the product pages into six languages", work="Translation", days=9, waits_for=(CAROL, ERIK)),
    line(19, "Guards for the warehouse in Antwerp", work="Guarding", days=8, waits_for=(CAROL,)),
    replace(HELP_DESK, days=5, waits_for=(CAROL,)),
)

NORMAL = Digest(
    channel=CHANNEL,
    week=Week(2026, 49),
    since=SINCE,
    until=UNTIL,
    settings=SETTINGS,
    headline=Headline.WAIT,
    new=Part(lines=(LIFTS, HELP_DESK, PAYROLL, CLEANING), count=4),
    decided=Part(lines=(ALSO_ACCEPTED, OVERRIDDEN, ACCEPTED), count=3),
    waiting=Part(lines=WAITING, count=4, same=3),
    overridden=Part(lines=(OVERRIDDEN,), count=1),
    policies=(PolicyLine("2026-3", DANA, SINCE + timedelta(days=1, hours=5)),),
    bars=(Bar("In-house", 1, 0.5), Bar("Outsourcing here", 2, 2.125), Bar("Hybrid", 0, 0.0)),
    head=Head(1204, "9f3ac2d177e0"),
    set_by=DANA,
    names=NAMES,
)
"""A week as most are."""
NOTHING = replace(
    NORMAL,
    headline=Headline.NOTHING,
    new=Part(),
    decided=Part(),
    waiting=Part(),
    overridden=Part(),
    policies=(),
    bars=(),
)
"""Nothing at all."""


def _many(first: int, count: int, **changes: Any) -> tuple[DigestLine, ...]:
    kinds = ("Payroll", "Office cleaning", "Catering")
    return tuple(
        line(first + number, f"Piece of work number {number}", work=kinds[number % 3], **changes)
        for number in range(count)
    )


_DECIDED = {"status": Status.ACCEPTED, "by": CAROL}
_AGAINST = {"status": Status.OVERRIDDEN, "by": ERIK, "model": "In-house", "instead_of": "Hybrid"}
_OVERRIDDEN = (*_many(60, 3, **_AGAINST, ready_reason="price"), *_many(63, 2, **_AGAINST, ready_reason="law"))
_BEFORE = ((1, 9), (0, 8), (2, 10), (1, 12), (0, 9), (1, 8), (2, 11), (1, 10))
BEFORE = tuple(Share(count, base) for count, base in _BEFORE)
DRIFT = replace(
    NORMAL,
    headline=Headline.DRIFT,
    drifts=(Drift(measure=Measure.OVERRIDES, now=Share(5, 9), lowest=Share(0, 8), highest=Share(2, 10)),),
    tests=(
        Test(measure=Measure.OVERRIDES, now=Share(5, 9), before=BEFORE, verdict=Verdict.DRIFT),
        Test(measure=Measure.TOO_EARLY, now=Share(1, 11), before=BEFORE, verdict=Verdict.WITHIN),
        Test(measure=Measure.KIND, kind="payroll", now=Share(4, 11), before=BEFORE, verdict=Verdict.BY_CHANCE),
        Test(measure=Measure.KIND, kind="catering", now=Share(0, 7), before=BEFORE, verdict=Verdict.TOO_FEW),
        Test(measure=Measure.KIND, kind="lifts", now=Share(0, 8), before=BEFORE[:3], verdict=Verdict.TOO_FEW_WEEKS),
    ),
    kinds={"payroll": "Payroll", "catering": "Catering", "lifts": "Lift maintenance"},
    new=Part(),
    decided=Part(lines=(*_OVERRIDDEN, *_many(70, 4, **_DECIDED)), count=9),
    overridden=Part(lines=_OVERRIDDEN, count=5),
    policies=(),
    bars=(Bar("In-house", 5, 1.0), Bar("Outsourcing here", 4, 7.0)),
)
"""A week in which more than half was overridden."""
HUNDREDS = replace(
    NORMAL,
    new=Part(lines=_many(1_000, 50), count=400),
    decided=Part(lines=_many(1_100, 50, **_DECIDED), count=380),
    overridden=Part(lines=_many(1_200, 50, **_AGAINST, ready_reason="price"), count=120),
    waiting=Part(lines=_many(1_300, 50, days=30, waits_for=(CAROL,)), count=75, same=20),
    bars=(Bar("In-house", 120, 100.0), Bar("Outsourcing here", 260, 271.25)),
)
"""Four hundred decisions."""
