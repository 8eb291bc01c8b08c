"""`sourcing compare`: models side by side."""

from pathlib import Path

import click
from rich import box
from rich.table import Table
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.models import models_named
from bot.views import sentences
from rules.grid import Model
from rules.model_names import labels_of
from rules.policy import Policy


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL MODEL…")
@configured.policy_option
def compare(models: tuple[str, ...], *, policy_path: Path | None) -> None:
    """Show sourcing models side by side: what each is, gives, leaves with you, and when it fits.

    \b
        sourcing compare outsourcing here, hybrid
        sourcing compare domestic_outsourcing offshore_outsourcing offshore_captive

    A model is named by its label or its id, in large letters or small. By label, in the policy that ships:
    In-house, Outsourcing here, Outsourcing nearby, Outsourcing far away, Own centre nearby, Own centre far away,
    Hybrid. By id: in_house, domestic_outsourcing, nearshore_outsourcing, offshore_outsourcing, nearshore_captive,
    offshore_captive, hybrid.
    """
    policy = configured.loaded_policy(policy_path).policy
    chosen = models_named(" ".join(models), labels_of(policy))
    surroundings.console().print(_table(list(chosen), policy))


def _table(models: list[Model], policy: Policy) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_lines=False, padding=(0, 1), pad_edge=False, expand=True)
    table.add_column("", no_wrap=True, style="bold")
    for model in models:
        table.add_column(Text(f"{sentences.label(model, policy)}\n{model}"), ratio=1)
    texts = [policy.models[model] for model in models]
    table.add_row("Who", *(Text(sentences.WHO[text.ownership]) for text in texts))
    table.add_row("Where", *(Text(sentences.WHERE[text.location] if text.location else "anywhere") for text in texts))
    table.add_row("What it is", *(Text(text.summary) for text in texts))
    table.add_row("Benefits", *(_points(text.benefits) for text in texts))
    table.add_row("Stays with you", *(_points(text.duties) for text in texts))
    table.add_row("Watch", *(_points(text.watch_outs) for text in texts))
    table.add_row("First steps", *(_points(text.next_steps) for text in texts))
    table.add_row("Fits when", *(Text(text.fits_when) for text in texts))
    return table


def _points(lines: tuple[str, ...]) -> Text:
    return Text("\n".join(f"- {line}" for line in lines))
