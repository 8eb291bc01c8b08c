"""`sourcing works`: the kinds of work that the policy knows, and what is usual for each."""

from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.streams import words
from rules.laws import laws_on, source_of
from rules.policy import Policy
from rules.reading import classify
from rules.usual_models import usual_model
from rules.works import Kind, kinds_of


@click.command()
@click.argument("text", required=False, type=words)
@configured.policy_option
def works(text: str | None, *, policy_path: Path | None) -> None:
    """List the kinds of work that the policy knows; with TEXT, those that it names, and the laws that name them.

    \b
        sourcing works
        sourcing works "lift maintenance"
    """
    policy = configured.loaded_policy(policy_path).policy
    known = kinds_of(policy)
    found = list(known.values()) if text is None else _found(text, known)
    if not found:
        what = "The policy names no kinds of work." if text is None else f"No kind of work is called like “{text}”."
        raise click.ClickException(f"{what} `sourcing works` without words lists all that there are.")
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for heading in ("Kind", "What it is", "Usual", "CPV"):
        table.add_column(heading, overflow="fold")
    for kind in found:
        table.add_row(kind.id, kind.label, _usual(kind, policy), " ".join(kind.cpv))
    console = surroundings.console()
    console.print(table)
    if text is not None:
        _print_laws(console, found, policy)


def _print_laws(console: Console, found: list[Kind], policy: Policy) -> None:
    laws = {law.id: law for kind in found for law in laws_on(kind.id, policy)}
    if laws:
        console.print(Text("\nLaws that name this work", style="bold"))
    for law in laws.values():
        where = f" ({', '.join(law.home)})" if law.home else ""
        source = source_of(law)
        console.print(Padding(Text(f"{law.label[:1].upper()}{law.label[1:]}{where}: {law.because} [{source}]"), (0, 2)))


def _found(text: str, known: Mapping[str, Kind]) -> list[Kind]:
    named = [known[work.kind] for work in classify(text, "US").works if work.kind in known]
    spoken = text.casefold()
    alike = [kind for kind in known.values() if spoken in kind.label.casefold() or spoken in kind.id]
    return list({kind.id: kind for kind in (*named, *alike)}.values())


def _usual(kind: Kind, policy: Policy) -> Text:
    model = usual_model(kind.id, policy)
    return Text(policy.models[model].label if model else "no sourcing model")
