"""What malformed requests, a stop under load, and many people at once do to the running bot."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from bench.timing import say
from tests.ordeals.abuse import abuse, crowd, stop_under_load

MALFORMED = 100_000
STOPS = 50
PEOPLE = 50
EACH = 20


async def _run(folder: Path) -> None:
    found = await abuse(MALFORMED, folder / "malformed.db")
    statuses = dict(sorted(found.statuses.items()))
    say(f"{MALFORMED:,} malformed requests: {statuses}, slowest {found.slowest * 1000:.0f} ms")
    say(
        f"  logged: {found.log_bytes / MALFORMED:.0f} bytes each, longest line {found.longest_line:,} bytes,"
        f" {found.tracebacks} tracebacks"
    )
    say(
        f"  {len(found.recorded):,} of them still made a decision, {len(found.recorded - found.acknowledged)} of these"
        f" without an answer that says so; {len(found.changed)} earlier decisions harmed"
    )
    for transport in ("http", "socket"):
        stops = [await stop_under_load(folder / f"{transport}{seed}.db", transport, seed) for seed in range(STOPS // 2)]
        say(
            f"{len(stops)} stops under load, {transport}: {sum(each.acknowledged for each in stops):,} acknowledged,"
            f" {sum(each.lost for each in stops)} lost, exit statuses {dict(Counter(each.status for each in stops))},"
            f" slowest end {max(each.seconds for each in stops):.2f} s,"
            f" at most {max(each.cpu_seconds for each in stops):.2f} s of the processor"
        )
        came = await crowd(folder / f"crowd-{transport}.db", transport, PEOPLE, EACH)
        say(
            f"{PEOPLE * EACH:,} requests from {PEOPLE} people, {transport}: {came.answered:,} answered,"
            f" {came.kept:,} on record, {came.texts:,} different; slowest {came.slowest * 1000:.0f} ms,"
            f" faults: {', '.join(came.faults) or 'none'}"
        )


def main() -> None:
    """100,000 malformed requests, 50 stops under load, 1,000 requests from 50 people over each transport."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))
