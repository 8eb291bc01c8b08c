"""`sourcing policy check`: whether a policy file is sound, with a proof or an example for everything it says."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from bot.cli import configured, surroundings
from bot.cli.deciders import Deciders, Members, deciders
from bot.cli.json_out import print_json
from bot.views.policy import checks as policy_checks
from bot.wire.policy_check import DecidingOut, PolicyCheckOut
from rules.checks import Checked, check_policy
from rules.policy_file import Mistake, in_words
from rules.proofs.deadlock_words import deadlock_in_words
from rules.proofs.deadlocks import CanBeDecided, can_be_decided


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--witnesses", is_flag=True, help="Also print every claim with the answers that show it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/policy-check-out.json).")
@click.option(
    "--members",
    type=Members(),
    multiple=True,
    help="Who is in a user group of Slack; without it Slack is asked, where SLACK_BOT_TOKEN is set.",
)
@surroundings.database_option
def check(
    file: Path | None,
    *,
    witnesses: bool,
    as_json: bool,
    members: Sequence[tuple[str, frozenset[str]]],
    database: Path | None,
) -> None:
    """Check a policy FILE, or without one the policy in force: its shape, its names, its own examples, and what holds
    for every request.

    Each mistake is printed with its line, all at once. Every claim ends in an example, in a proof, or is said not to be
    proven: that every complete set of answers gets a recommendation, that every model can win, that every question,
    rule and veto can decide a result, that no rules contradict each other, that every decision has enough people who
    may agree to it.

    Exit status: 1 if anything is wrong; remarks do not count.
    """
    written = configured.policy_text(file, database)
    checked = check_policy(written.text, name=written.name)
    who = deciders(checked.policy, configured.settings(), members)
    decided = can_be_decided(checked.policy, who.circle)
    if as_json:
        deciding = DecidingOut.of(checked.policy, decided, who.name)
        print_json(PolicyCheckOut.of(checked, surroundings.now().date(), deciding))
    else:
        _print(written.name, checked, decided, who, witnesses=witnesses)
    if not checked.sound or decided.deadlock:
        raise click.exceptions.Exit(1)


def _print(name: str, checked: Checked, decided: CanBeDecided, who: Deciders, *, witnesses: bool) -> None:
    policy = checked.policy
    faults = [*checked.faults, *_deadlock(checked, decided, who)]
    for fault in faults:
        click.echo(in_words(name, fault), err=True)
    if not faults:
        click.echo(f"{name}: sound. {policy_checks.contents(policy)}, each as expected.")
        _list("Proved for every request:", policy_checks.proved(checked))
    _list("Who decides:", [*policy_checks.on_deciding(policy, who.circle, decided, who.name), *who.notes])
    for remark in checked.remarks:
        click.echo(f"Remark: {in_words(name, remark)}")
    if checked.untried:
        click.echo(f"No example tries: {', '.join(checked.untried)}.")
    today = surroundings.now().date()
    for line in (*policy_checks.on_laws(checked.policy, today), *policy_checks.on_sources(checked.policy, today)):
        click.echo(line)
    if witnesses:
        for finding in checked.findings:
            click.echo(f"{finding.sentence} {finding.example}".strip())


def _deadlock(checked: Checked, decided: CanBeDecided, who: Deciders) -> Iterator[Mistake]:
    if decided.deadlock:
        line = checked.line_of("approvals", decided.deadlock.demands[0])
        yield Mistake(line, deadlock_in_words(decided.deadlock, checked.policy, who.name))


def _list(heading: str, lines: Iterable[str]) -> None:
    click.echo(heading)
    for line in lines:
        click.echo(f"  {line}")
