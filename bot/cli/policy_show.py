"""`sourcing policy show`: a policy in full."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli import configured, surroundings
from bot.cli.json_out import print_json
from bot.current_policy import CurrentPolicy
from bot.store import PolicyChange
from bot.views import sentences
from bot.views.citations import citation_as_text
from bot.views.clauses import sentence
from bot.wire.policy import PolicyShowOut
from rules.approval_words import demand_in_words
from rules.policy import Flag, Option, Policy, Rule
from rules.policy_values import seen


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/policy-show-out.json).")
@click.option("--toml", "as_toml", is_flag=True, help="Print the file itself: the way to start a policy of your own.")
@surroundings.database_option
def show(file: Path | None, *, as_json: bool, as_toml: bool, database: Path | None) -> None:
    """Show every question, answer, rule and flag of a policy FILE, or without one of the policy in force.

    A version that was put in force from Slack is shown with who did that and when.
    """
    if as_toml:
        # As bytes: the file is UTF-8 whatever the terminal is.
        text = configured.policy_text(file, database).text
        click.echo((seen(text) if sys.stdout.isatty() else text).encode(), nl=False)
        return
    current = CurrentPolicy(file) if file else configured.current_policy(database)
    shown = current.loaded().policy
    if as_json:
        print_json(PolicyShowOut.of(shown))
    else:
        _print(surroundings.console(), shown, current.change_from_slack)


def _print(console: Console, shown: Policy, change: PolicyChange | None) -> None:
    console.print(Text(f"{shown.title}, version {shown.version}", style="bold"))
    if change is not None:
        since = f"In force since {change.at:%Y-%m-%d %H:%M} UTC, put in force from Slack by {change.actor}"
        console.print(Text(f"{since} instead of version {change.instead_of.version}."))
    console.print(Text(f"sha256 {shown.sha256}. {sentences.WEIGHTS_ARE_OURS}", style="dim"))
    console.print(Text("\nModels, most reversible first", style="bold"))
    for model, text in shown.models.items():
        console.print(Padding(Text.assemble((f"{text.label} ({model})", "bold"), f": {text.summary}"), (0, 2)))
    console.print(Text("\nQuestions", style="bold"))
    beside = {factor.id for factor in shown.approval_factors}
    for number, factor in enumerate((*shown.factors, *shown.approval_factors), start=1):
        only = "; only decides who has to agree" if factor.id in beside else ""
        fixed = "; a fact, never proposed as a change" if factor.fixed else ""
        console.print(Text(f"\n{number}. {factor.question} ({factor.id}{fixed}{only})", style="bold"))
        console.print(Padding(Text(f"{factor.why} {citation_as_text(factor.source, shown)}", style="dim"), (0, 3)))
        for option in factor.options:
            console.print(Padding(_option(option), (0, 3)))
        for each in factor.together:
            called = f"{' or '.join(each.options)}, in a sentence: {each.phrase}."
            console.print(Padding(Text(called, style="dim"), (0, 3)))
    console.print(Text("\nCombination rules", style="bold"))
    for rule in shown.rules:
        console.print(Padding(_conditional(rule, shown), (0, 3)))
    console.print(Text("\nFlags: duties that follow", style="bold"))
    for flag in shown.flags:
        console.print(Padding(_conditional(flag, shown), (0, 3)))
    console.print(Text("\nApprovals: who has to agree", style="bold"))
    for approval in shown.approvals:
        told = f": {sentence(demand_in_words(approval))} {approval.because}"
        console.print(Padding(Text.assemble((approval.id, "bold"), told), (0, 3)))
    if not shown.approvals:
        console.print(Padding(Text("None: one reviewer agrees to each decision."), (0, 3)))
    console.print(Text("\nRetention", style="bold"))
    console.print(Padding(Text(sentence(shown.retention.in_words)), (0, 3)))


def _option(option: Option) -> Text:
    effect = _effect(option)
    because = f" {option.because}" if option.because else ""
    phrase = (f" In a sentence: {option.phrase}.", "dim") if option.phrase else ""
    undecided = (" Never advised.", "dim") if option.undecided else ""
    return Text.assemble(f"{option.id}: {option.label}. ", (effect, "green"), because, phrase, undecided)


def _conditional(part: Rule | Flag, shown: Policy) -> Text:
    when = " and ".join(
        f"{factor} is {' or '.join(shown.factor[factor].option[option].id for option in options)}"
        for factor, options in part.when.items()
    )
    effect = _effect(part) if isinstance(part, Rule) else part.label
    source = citation_as_text(part.source, shown, part.as_of)
    return Text.assemble((part.id, "bold"), f" when {when}: ", (effect, "green"), f" {part.because} {source}")


def _effect(of: Option | Rule) -> str:
    points = ", ".join(f"{model} {points:+d}" for model, points in of.points.items())
    vetoes = f"rules out {', '.join(of.rules_out)}" if of.rules_out else ""
    return ". ".join(part for part in (points, vetoes) if part) + ("." if points or vetoes else "")
