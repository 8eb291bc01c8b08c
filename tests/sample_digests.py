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
    replace(HELP_DESK, days=8, waits_for=(CAROL,)),
)

NORMAL = Digest(
    channel=CHANNEL,
    week=Week(2026, 49),
    since=SINCE,
    until=UNTIL,
    zone=SCHEDULE.zone,
    settings=SETTINGS,
    headline=Headline.WAIT,
    new=Part(lines=(LIFTS, HELP_DESK, PAYROLL, CLEANING), count=4),
    decided=Part(lines=(ALSO_ACCEPTED, OVERRIDDEN, ACCEPTED), count=3),
    waiting=Part(lines=WAITING, count=3, same=3),
    overridden=Part(lines=(OVERRIDDEN,), count=1),
    policies=(PolicyLine("2026-3", DANA, SINCE + timedelta(days=1, hours=5)),),
    bars=(Bar("In-house", 1, 0.5), Bar("Outsourcing here", 2, 2.125), Bar("Hybrid", 0, 0.0)),
    head=Head(1204, "9f3ac2d177e0"),
    set_by=DANA,
    names=NAMES,
)
BEFORE = tuple(
    Share(count, base) for count, base in ((1, 9), (0, 8), (2, 10), (1, 12), (0, 9), (1, 8), (2, 11), (1, 10))
)
DRIFT = Drift(measure=Measure.OVERRIDES, now=Share(5, 9), lowest=Share(0, 8), highest=Share(2, 10))
TESTS = (
    Test(measure=Measure.OVERRIDES, now=Share(5, 9), before=BEFORE, verdict=Verdict.DRIFT),
    Test(measure=Measure.TOO_EARLY, now=Share(1, 11), before=BEFORE, verdict=Verdict.WITHIN),
    Test(measure=Measure.KIND, kind="payroll", now=Share(4, 11), before=BEFORE, verdict=Verdict.BY_CHANCE),
    Test(measure=Measure.KIND, kind="catering", now=Share(0, 11), before=BEFORE[:3], verdict=Verdict.TOO_FEW_WEEKS),
)
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
