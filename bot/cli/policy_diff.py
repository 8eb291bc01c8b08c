"""`sourcing policy diff`: what a new policy would change."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.json_out import print_json
from bot.cli.policy_files import named_policy
from bot.views.policy import comparisons
from bot.wire.policy_changes import PolicyDiffOut
from rules.comparing.behaviour_changes import Behaviour, BehaviourChange
from rules.comparing.compare_policies import Comparison, compare
from rules.policy import Policy

SHOWN = 6


@click.command("diff")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[OLD] NEW")
@click.option("--all", "everything", is_flag=True, help="Show every difference with its example, and every rewording.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/policy-diff-out.json).")
@surroundings.database_option
def diff(files: tuple[Path, ...], *, everything: bool, as_json: bool, database: Path | None) -> None:
    """Show what the policy file NEW changes against OLD, or against the policy in force: what is written
    differently, and which results come out differently, each with an example.

    What is not shown to differ is proved to be the same for every complete request, or said not to be proven.
    `default` stands for the policy that ships with the product.

    \b
        sourcing policy diff policy.toml
        sourcing policy diff default policy.toml
    """
    if len(files) > 2:
        raise click.UsageError("name one policy file, to compare with the policy in force, or two: OLD NEW")
    old = named_policy(files[0]) if len(files) == 2 else configured.loaded_policy(None, database)
    new = named_policy(files[-1])
    names = [str(each) for each in files] if len(files) == 2 else ["the policy in force", str(files[0])]
    found = compare(old.policy, new.policy)
    if as_json:
        print_json(PolicyDiffOut.of(found, old.policy, new.policy))
        return
    shown = None if everything else SHOWN
    console = surroundings.console()
    console.print(Text(comparisons.headline(old.policy, new.policy, names), style="bold"))
    _print_edits(console, found, shown)
    _heading(console, "What comes out differently")
    console.print(Text(comparisons.summary(found)))
    if found.differences:
        console.print(Text("Each example shows it with just these answers given.", style="dim"))
    _print_winners(console, found, old.policy, new.policy, shown)
    _print_others(console, found, old.policy, new.policy)
    if not_proven := comparisons.unproven(found, new.policy):
        console.print(Text(f"\n{not_proven}"))


def _heading(console: Console, text: str) -> None:
    console.print(Text(f"\n{text}", style="bold"))


def _print_edits(console: Console, found: Comparison, shown: int | None) -> None:
    _heading(console, "What is written differently")
    if not found.edits and not found.rewordings:
        console.print("Nothing, or only the version.")
    for edit in found.edits:
        console.print(Padding(Text(edit), (0, 2)))
    if found.rewordings:
        texts = found.rewordings if shown is None else found.rewordings[:shown]
        rest = f", and {len(found.rewordings) - len(texts):,} more" if len(texts) < len(found.rewordings) else ""
        console.print(Padding(Text(f"Only reworded: {'; '.join(texts)}{rest}.", style="dim"), (0, 2)))


def _print_winners(console: Console, found: Comparison, old: Policy, new: Policy, shown: int | None) -> None:
    changes = [each for each in found.differences if each.kind is Behaviour.WINNER]
    for each in changes[:shown]:
        often = f"{each.requests:,} of {found.requests:,}" if each.requests else "rare"
        console.print(
            Text.assemble("\n  ", (comparisons.winner_change(each, new), "bold green"), (f"  {often}", "dim"))
        )
        _print_example(console, each, old, new)
    if rest := changes[len(changes[:shown]) :]:
        console.print(Padding(Text(f"\nAlso, more rarely: {_listed(rest, new)}."), (0, 2)))
        console.print(Padding(Text("--all shows an example of each.", style="dim"), (0, 2)))


def _listed(changes: Sequence[BehaviourChange], new: Policy) -> str:
    return "; ".join(comparisons.winner_change(each, new) for each in changes)


def _print_others(console: Console, found: Comparison, old: Policy, new: Policy) -> None:
    told = comparisons.other_changes(found, new, old)
    if told:
        _heading(console, "Besides")
    for sentence, shown_by in told:
        console.print(Padding(Text(sentence), (0, 2)))
        _print_example(console, shown_by, old, new)


def _print_example(console: Console, each: BehaviourChange, old: Policy, new: Policy) -> None:
    console.print(Padding(Text(f"For example {comparisons.example(each, new, old)}.", style="dim"), (0, 4)))
