"""`sourcing digest preview`: a channel's digest of a week, as the record tells it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.history import person
from bot.cli.streams import visible
from bot.digest.composing import Knowing, Occasion, compose, occasion, settings_for
from bot.roster import Roster
from bot.slack.conversation_ids import is_person
from bot.store import DigestSettings, KeptDigest, Reader, RunState, Section, Viewer
from bot.store.erased import SOMEONE
from bot.views import days, digest_sentences, digest_words
from bot.views.digest import in_table_of
from bot.views.digest_content import Digest, DigestLine
from bot.views.digest_why import why_lines
from bot.weeks import Schedule, Week
from rules.policy_values import GROUP

_CHANNEL = re.compile(r"[CG](?=[A-Z]*[0-9])[A-Z0-9]{2,}")
_WRITTEN = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_BAR = 24
_LONGEST_ASKED = 34
_MOST_KNOWN = 8
_TO_BEGIN_WITH = DigestSettings(Schedule(0, time(9), "UTC"))
"""What a channel's digest is shown by that nobody has set up."""


class Channel(click.ParamType[str]):
    """A channel by its id, also as Slack writes it in a message."""

    name = "channel"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id."""
        written = str(value).strip()
        found = _WRITTEN.fullmatch(written)
        channel = found[1] if found else written.upper().removeprefix("#")
        if not _CHANNEL.fullmatch(channel):
            self.fail(
                f'"{visible(written[:60])}" is not the id of a channel, such as C024BE91L; `sourcing digest list` has '
                "those with a digest, and Slack shows it at the end of what it says about a channel",
                param,
                ctx,
            )
        return channel


class IsoWeek(click.ParamType[Week]):
    """A week of ISO 8601."""

    name = "week"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Week:
        """The week."""
        try:
            return value if isinstance(value, Week) else Week.read(str(value))
        except ValueError:
            self.fail(
                f'"{visible(str(value)[:60])}" is not a week; write it as 2026-W47 (a year has 52 of them, or 53)',
                param,
                ctx,
            )


@click.command()
@click.option("--channel", type=Channel(), required=True, help="The channel's id, such as C024BE91L.")
@click.option(
    "--week", type=IsoWeek(), help="As 2026-W47; without it, the one that is due next, as far as it has come."
)
@click.option("--why", is_flag=True, help="Show what was compared to find out whether anything is drifting.")
@surroundings.database_option
def preview(channel: str, *, week: Week | None, why: bool, database: Path | None) -> None:
    """Show the digest of a channel as the record tells it. Nothing is sent.

    A week that is over is told as it was then, less what has been erased since. Slack is not asked: people are shown
    by their ids, and of public channels nothing is told. Where nobody has set one up yet, it is shown as it would be on
    Mondays at 9:00 (UTC).

    \b
        sourcing digest preview --channel C024BE91L --week 2026-W47 --why
    """
    now = surroundings.now()
    policy = configured.loaded_policy(None, database).policy
    with surroundings.read_log(database) as log:
        kept = _kept(log, channel)
        settings = settings_for(log, kept, week) if kept else _TO_BEGIN_WITH
        at = occasion(log, channel, settings, kept.set_by if kept else "", week, now)
        if at.since > now:
            begins = f"{days.day(at.since, at.settings.schedule.rules)} {at.since.year}"
            raise click.UsageError(
                f"The week {at.week} of this digest begins on {begins}; there is nothing to tell yet."
            )
        run = log.digest_run(channel, at.week)
        found = compose(log, at, Knowing(policy=policy, roster=_roster(log, now)))
    if not found.head.seq:
        raise click.UsageError(f"The week {at.week} of this digest was over before the record began.")
    console = surroundings.console()
    found = replace(found, names=_Names())
    console.print(Text(_occasion_in_words(kept, at, run.state if run else None), style="dim"))
    if at.settings.public:
        console.print(
            Text("In Slack it tells of public channels, too; Slack was not asked for them here.", style="dim")
        )
    _print(console, found)
    by = f" · set up by {visible(digest_words.name(found.set_by, found))}" if kept else ""
    console.print(Text(f"\nRecord up to event {found.head.seq}: {found.head}{by}", style="dim"))
    if why:
        console.print(Text("\nWhy it begins so", style="bold"))
        for line in why_lines(found):
            console.print(Padding(Text(visible(line)), (0, 0, 0, 2)))


class _Names(dict[str, str]):
    """What people are called where Slack is not asked."""

    def get(self, who: str, default: Any = None) -> Any:
        return person(who) if is_person(who) else default


def _kept(log: Reader, channel: str) -> KeptDigest | None:
    """The channel's digest; None where nobody has set one up. Raises UsageError where nothing was ever posted there."""
    found = log.digest(channel)
    if found is not None or log.count(at_most=1, viewer=Viewer("", channel, public=False)).number:
        return found
    known = [each.channel for each in log.digests()]
    if not known:
        raise click.UsageError("No channel has a weekly digest; /sourcing digest in a channel of Slack sets one up.")
    near = get_close_matches(channel, known, n=1, cutoff=0.8)
    more = f" and {len(known) - _MOST_KNOWN:,} more" if len(known) > _MOST_KNOWN else ""
    meant = f"did you mean {near[0]}?" if near else f"there are some in {', '.join(known[:_MOST_KNOWN])}{more}"
    raise click.UsageError(f"The channel {channel} has no weekly digest; {meant}")


def _roster(log: Reader, now: datetime) -> Roster | None:
    """Who may decide; None where only Slack could say."""
    settings = configured.settings()
    base = settings.sourcing_reviewers or None
    if base is not None and any(each.startswith(GROUP) for each in base):
        return None
    delegations = tuple(each.delegation for each in log.delegations(now))
    return Roster(base, own_requests=settings.sourcing_own_requests, delegations=delegations)


def _occasion_in_words(kept: KeptDigest | None, at: Occasion, state: RunState | None) -> str:
    """Which digest this is, and what became of it."""
    schedule = at.settings.schedule
    until = at.until.astimezone(schedule.rules)
    on = f"{days.day(until, schedule.rules)} {until.year} at {days.clock(until.time())}"
    when = f"{schedule.day}s at {days.clock(schedule.at)}, {visible(schedule.zone)}"
    then = "" if kept is None or schedule == kept.settings.schedule else " as it was set then"
    which = f"{at.week}, for {at.channel} ({when}{then}; {kept.state if kept else 'not set up yet'})"
    became = {
        RunState.SENT: f"sent; told up to {on}",
        RunState.QUIET: f"nothing was posted; told up to {on}",
        RunState.SKIPPED: f"skipped, and not sent; what it would have told up to {on}",
        RunState.FAILED: f"not sent, as Slack refused it; what it would have told up to {on}",
        RunState.UNKNOWN: f"sent, and Slack did not say whether it arrived; told up to {on}",
        RunState.PLANNED: f"on its way; told up to {on}",
    }
    if state is not None:
        return f"{which}: {became[state]}."
    is_over = at.until >= schedule.moment(at.week)
    return f"{which}: {'none was planned; what one would have told' if is_over else 'a preview, told'} up to {on}."


def _print(console: Console, digest: Digest) -> None:
    """The digest, in the order in which it stands in Slack."""
    if digest.is_silent:
        console.print(Text("A quiet week: nothing would be posted.\n", style="bold"))
    elif (quiet := digest_sentences.quiet(digest)) is not None:
        console.print(Text(f"{quiet}\n", style="bold"))
    first, then = digest_sentences.headline(digest)
    heading = Text(visible(first), style="bold")
    heading.append(visible(f" {then} {digest_sentences.period(digest)}".replace("  ", " ")), style="not bold")
    console.print(heading)
    for line in (
        digest_sentences.late(digest),
        *(f"Also drift: {each}." for each in digest_sentences.more_drifts(digest)),
    ):
        if line:
            console.print(Text(visible(line)))
    for said in digest_sentences.lines(digest):
        title, rest = digest_sentences.TITLES[said.section], digest_sentences.in_one_line(said, digest)
        text = Text(visible(title), style="bold")
        text.append(visible(rest.removeprefix(title)), style="not bold")
        console.print(text)
    if rows := in_table_of(digest):
        console.print(Padding(_table(rows, digest), (1, 0, 0, 0)))
    if Section.CHART in digest.settings.sections and digest_sentences.shown_bars(digest):
        console.print(Padding(_bars(digest), (1, 0, 0, 0)))


def _table(rows: Sequence[DigestLine], digest: Digest) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for heading in ("No.", "What was asked", "Decided", "By"):
        table.add_column(heading, no_wrap=heading == "No.", overflow="fold")
    for each in rows:
        outcome = digest_words.outcome(each)
        table.add_row(
            str(each.number),
            Text(visible(digest_words.what(each, _LONGEST_ASKED))),
            Text(visible(f"{outcome[:1].upper()}{outcome[1:]}")),
            Text(visible(each.by or SOMEONE)),
        )
    if digest.decided.count > len(rows):
        table.caption = f"and {digest.decided.count - len(rows):,} more; `sourcing log` lists them"
    return table


def _bars(digest: Digest) -> Table:
    """The chart: this week, and the mean of the eight weeks before."""
    bars = digest_sentences.shown_bars(digest)
    most = max(max(each.now, digest_sentences.mean(each)) for each in bars)
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=True)
    table.add_column("Decided, by model", overflow="fold")
    table.add_column("", justify="right")
    table.add_column("")
    for each in bars:
        before = digest_sentences.mean(each)
        table.add_row(Text(visible(each.label)), f"{each.now:,}", Text(_bar(each.now, most), style="cyan"))
        table.add_row("", f"{before:g}", Text(f"{_bar(before, most)} mean of 8 before".strip(), style="dim"))
    return table


def _bar(value: float, most: float) -> str:
    return "█" * max(1, round(_BAR * value / most)) if value else ""
