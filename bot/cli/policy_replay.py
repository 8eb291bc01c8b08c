"""`sourcing policy replay`: the decisions on the record under a new policy."""

import sys
from datetime import datetime
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.json_out import print_json
from bot.cli.policy_files import named_policy
from bot.cli.record import Since
from bot.cli.streams import visible
from bot.store import Filters
from bot.views.policy import replays
from bot.wire.policy_changes import PolicyReplayOut
from rules.comparing.compare_policies import identical
from rules.comparing.replay import Replay, Replayed, replay
from rules.policy import Policy

_EVERY = 1 << 62
_WORDS = 60
_ROWS = 50
_BAR = 30


@click.command("replay")
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--since", type=Since(), help="Only decisions from this day on, as 2026-11-23.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/policy-replay-out.json).")
@surroundings.database_option
def replay_policy(new: Path, *, since: datetime | None, as_json: bool, database: Path | None) -> None:
    """Judge every recorded decision by the policy file NEW, and show which recommendations would change.

    The log is only read. Each decision is judged by the answers on its record; one that a later decision replaced
    is left out. `default` stands for the policy that ships with the product.

    \b
        sourcing policy replay policy.toml --since 2026-09-01
    """
    policy = named_policy(new).policy
    with surroundings.read_log(database) as store:
        decisions = store.decisions(filters=Filters(since=since), limit=_EVERY)
    found = replay(decisions, policy)
    if as_json:
        print_json(PolicyReplayOut.of(found, policy, since))
        return
    console = surroundings.console()
    if not decisions:
        when = f" since {since:%Y-%m-%d %H:%M} UTC" if since else " yet"
        console.print(f"No decision has been recorded{when}, so there is nothing to judge anew.")
        return
    console.print(Text(replays.summary(found, policy)))
    if identical(configured.loaded_policy(None, database).policy, policy):
        console.print(Text("This version decides every request as the policy in force does: proved.", style="dim"))
    if found.changed:
        _print_moves(console, found, policy)
        console.print(Padding(_table(found.changed, policy), (1, 0, 0, 0)))
        _print_rest(console, found.changed)
    if found.unknown:
        console.print(Text("\nWith answers that this version does not know", style="bold"))
        console.print(_unknown_table(found.unknown, policy))
        _print_rest(console, found.unknown)
    console.print(Text("Nothing was written.", style="dim"))


def _print_moves(console: Console, found: Replay, policy: Policy) -> None:
    """A bar for each move; without a terminal only the numbers."""
    rows = Table.grid(padding=(0, 2))
    most = max(found.moves.values())
    for (before, after), number in found.moves.items():
        bar = "█" * max(1, round(_BAR * number / most)) if sys.stdout.isatty() else ""
        rows.add_row(Text(replays.winner_move(before, after, policy)), Text(f"{number:>6,}"), Text(bar, style="cyan"))
    console.print(Padding(rows, (1, 0, 0, 0)))


def _table(changed: tuple[Replayed, ...], policy: Policy) -> Table:
    table = _headed("No.", "Recorded (UTC)", "Was", "Would be", "Request")
    for each in changed[:_ROWS]:
        table.add_row(
            str(each.id),
            f"{each.recorded_at:%Y-%m-%d}",
            Text(replays.in_short(each.before, each.standing, policy)),
            Text(replays.in_short(each.after, each.standing_after, policy), style="bold"),
            Text(_first_words(each)),
        )
    return table


def _unknown_table(unknown: tuple[Replayed, ...], policy: Policy) -> Table:
    table = _headed("No.", "Recorded (UTC)", "Not known", "By the other answers", "Request")
    for each in unknown[:_ROWS]:
        same = each.before is each.after
        table.add_row(
            str(each.id),
            f"{each.recorded_at:%Y-%m-%d}",
            Text(visible(replays.unknown_answers(each))),
            Text(
                f"still {replays.winner(each.after, policy)}"
                if same
                else replays.winner_move(each.before, each.after, policy)
            ),
            Text(_first_words(each)),
        )
    return table


def _headed(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for heading in headings:
        table.add_column(heading, no_wrap=heading in {"No.", "Recorded (UTC)"}, overflow="fold")
    return table


def _first_words(each: Replayed) -> str:
    if each.text is None:
        return "(erased)"
    text = visible(each.text)
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()} …"


def _print_rest(console: Console, rows: tuple[Replayed, ...]) -> None:
    if len(rows) > _ROWS:
        console.print(Text(f"and {len(rows) - _ROWS:,} more; --json has them all", style="dim"))
