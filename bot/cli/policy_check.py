"""`sourcing policy check`: whether a policy file is sound, with a proof or an example for everything it says."""

from pathlib import Path

import click

from bot.cli import configured, surroundings
from bot.cli.json_out import print_json
from bot.views.policy import checks as policy_checks
from bot.wire.policy_check import PolicyCheckOut
from rules.checks import Checked, check_policy
from rules.policy_file import in_words


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--witnesses", is_flag=True, help="Also print every claim with the answers that show it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/policy-check-out.json).")
@surroundings.database_option
def check(file: Path | None, *, witnesses: bool, as_json: bool, database: Path | None) -> None:
    """Check a policy FILE, or without one the policy in force: its shape, its names, its own examples, and what holds
    for every request.

    Each mistake is printed with its line, all at once. Every claim ends in an example, in a proof, or is said not to be
    proven: that every complete set of answers gets a recommendation, that every model can win, that every question,
    rule and veto can decide a result, that no rules contradict each other.

    Exit status: 1 if anything is wrong; remarks do not count.
    """
    written = configured.policy_text(file, database)
    checked = check_policy(written.text, name=written.name)
    if as_json:
        print_json(PolicyCheckOut.of(checked, surroundings.now().date()))
    else:
        _print(written.name, checked, witnesses=witnesses)
    if not checked.sound:
        raise click.exceptions.Exit(1)


def _print(name: str, checked: Checked, *, witnesses: bool) -> None:
    for fault in checked.faults:
        click.echo(in_words(name, fault), err=True)
    if checked.sound:
        click.echo(f"{name}: sound. {policy_checks.contents(checked.policy)}, each as expected.")
        click.echo("Proved for every request:")
        for line in policy_checks.proved(checked):
            click.echo(f"  {line}")
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
