"""Five years of weekly digests in a thousand channels, with all that can go wrong: how many came twice or never."""

import logging
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from bench.timing import say
from tests.ordeals.digest_tally import Came
from tests.ordeals.digest_years import Plan, ends_at, years
from tests.ordeals.forgetful_slack import Fate

CHANNELS, WEEKS, SEED = 1_000, 260, 1
_FATES: Sequence[Sequence[Fate]] = (
    [],
    [Fate.LOST],
    [Fate.BROKEN],
    [Fate.LATE],
    [Fate.FINE, Fate.LOST],
    [Fate.FINE, Fate.BROKEN],
    [Fate.FINE, Fate.LATE],
)


def _at_every_statement(folder: Path) -> None:
    states: Counter[str] = Counter()
    tried = wrong = 0
    for unread in (False, True):
        for fates in _FATES:
            for step in count():
                came, ended = ends_at(folder, step, fates, unread=unread)
                tried += 1
                wrong += bool(came.wrong)
                states |= came.states
                if not ended:
                    break
    say(f"a digest with a thread, the bot ended at each of its statements, {tried} runs: {wrong} doubled or missed")


def _told(came: Came, seconds: float) -> None:
    say(
        f"{came.digests:,} digests in {CHANNELS:,} channels and {WEEKS} weeks, in {seconds:.0f} s: "
        f"{len(came.doubled)} doubled, {len(came.missed)} missed without a record, {len(came.early)} early, "
        f"{len(came.late)} after the grace, {len(came.misplaced)} at another time than the clocks there say, "
        f"{len(came.claimed)} on the record and not in Slack"
    )
    say(
        f"  a process ended {came.ends:,} times, the database was put back {came.backups} times; "
        f"the record says {', '.join(f'{state} {number:,}' for state, number in came.states.most_common())}; "
        f"{came.verdict.lower()}"
    )
    say(
        f"  of backups that were put back: {came.contradicted:,} on the record as skipped that are in Slack, "
        f"{came.unsaid:,} twice in channels that the bot cannot read"
    )
    for each in came.wrong[:20]:
        say(f"  {each}")


def main() -> None:
    """Every statement, then the years."""
    logging.disable(logging.CRITICAL)  # everything that goes wrong here does so on purpose
    with tempfile.TemporaryDirectory() as folder:
        _at_every_statement(Path(folder))
        start = time.perf_counter()
        plan = Plan(CHANNELS, WEEKS, SEED, backups=12, changes=40.0)
        _told(years(Path(folder), plan), time.perf_counter() - start)
