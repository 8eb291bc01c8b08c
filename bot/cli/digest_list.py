"""`sourcing digest list`: which channels have a digest, when it was sent last, and when it is due next."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import click
from rich import box
from rich.table import Table
from rich.text import Text

from bot.cli import surroundings
from bot.cli.history import person
from bot.cli.streams import visible
from bot.store import KeptDigest, NoLogYetError
from bot.store.digest_settings import DigestState
from bot.views import days


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/digest-list-out.json).")
@surroundings.database_option
def list_digests(*, as_json: bool, database: Path | None) -> None:
    """List the channels that have a weekly digest: whether it is on, when it was sent last and is due next.

    Days and times are those of the zone that a digest is set to.
    """
    now = surroundings.now()
    try:
        with surroundings.read_log(database) as log:
            found = log.digests()
    except NoLogYetError:
        found = []
    if as_json:
        from bot.cli.digest_json import digest_list_out  # whoever reads the table waits for none of this
        from bot.cli.json_out import print_json

        print_json(digest_list_out(found, now))
        return
    console = surroundings.console()
    if not found:
        console.print("No channel has a weekly digest; /sourcing digest in a channel of Slack sets one up.")
        return
    console.print(_table(found, now))
    for each in found:
        for note in _notes(each):
            console.print(Text(note))


def _table(found: Sequence[KeptDigest], now: datetime) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for heading in ("Channel", "Digest", "When", "Last sent", "Next due"):
        table.add_column(heading, overflow="fold")
    for each in found:
        schedule = each.settings.schedule
        zone = schedule.rules
        coming = each.next_due(now)
        table.add_row(
            visible(each.channel),
            Text(str(each.state), style="" if each.state is DigestState.ON else "bold"),
            Text(f"{schedule.day}s {days.clock(schedule.at)} {visible(schedule.zone)}"),
            _moment(each.last.sent_at, zone) if each.last else "never",
            _moment(coming, zone) if coming else "-",
        )
    return table


def _moment(moment: datetime, zone: tzinfo) -> str:
    """`Mon 30 Nov 2026 9:00`."""
    there = moment.astimezone(zone)
    return f"{days.short_day(there, zone)} {there.year} {days.clock(there.time())}"


def _notes(kept: KeptDigest) -> list[str]:
    """What the table has no room for."""
    notes = []
    schedule = kept.settings.schedule
    if kept.state is DigestState.PAUSED:
        notes.append(
            f"{visible(kept.channel)} is paused since {_moment(kept.since, schedule.rules)}: Slack said "
            f"{visible(kept.paused_because or 'no')}. Whoever sets it up there again ends that; it was set up by "
            f"{person(kept.set_by)}."
        )
    if instead := schedule.falls_back_to:
        notes.append(
            f"{visible(kept.channel)}: this machine does not know the zone {visible(schedule.zone)}, and goes by "
            f"{instead}."
        )
    return notes
