"""How long it takes to compare two policies, and to judge ten thousand decisions by a new one."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.timing import say
from rules.comparing.compare_policies import compare
from rules.comparing.replay import replay
from rules.decision_status import Status
from rules.policy import Policy
from rules.policy_file import default_policy, default_policy_text, parse_policy
from rules.sums import sums_of

_DECISIONS = 10_000
_EDITS = {
    "wording only": ('title = "Default', 'title = "Our'),
    "one weight": ("nearshore_captive = 2, offshore_captive = 3 }", "nearshore_captive = 2, offshore_captive = 5 }"),
    "one condition dropped": (
        'codifiability = ["tacit"], overlap = ["four_hours", "full_day"]',
        'codifiability = ["tacit"]',
    ),
    "the margin": ("margin = 6 ", "margin = 7 "),
}


@dataclass(frozen=True)
class _Logged:
    id: int
    answers: dict[str, str]
    recommended: str | None
    standing: str = "likely"
    by_nature: dict[str, str] = field(default_factory=dict)
    status: Status = Status.RECORDED
    erased: frozenset[str] = frozenset()
    text: str = ""
    recorded_at: datetime = field(default=datetime(2026, 11, 23, tzinfo=UTC))


def main() -> None:
    """The default policy against itself with one edit; 10,000 random decisions, three in ten answers missing."""
    policy = default_policy()
    for name, (before, after) in _EDITS.items():
        text = default_policy_text()
        assert before in text
        new = parse_policy(text.replace(before, after, 1))
        start = time.perf_counter()
        found = compare(policy, new)
        seconds = time.perf_counter() - start
        say(
            f"compare, {name:22s} {seconds:6.2f} s   {len(found.differences):2d} differences, "
            f"{len(found.unproven)} unproven, {found.changed} of {found.requests:,} random requests change"
        )
    before, after = _EDITS["one weight"]
    new = parse_policy(default_policy_text().replace(before, after, 1))
    log = list(_log(policy))
    start = time.perf_counter()
    replayed = replay(log, new)
    seconds = time.perf_counter() - start
    say(f"replay, {len(log):,} decisions       {seconds:6.2f} s   {len(replayed.changed)} change")


def _log(policy: Policy) -> Iterator[_Logged]:
    rng = random.Random(7)
    for number in range(_DECISIONS):
        answers = {f.id: rng.choice(f.options).id for f in policy.factors if rng.random() < 0.7}
        model = sums_of(policy).winner(answers)
        yield _Logged(number, answers, model)
