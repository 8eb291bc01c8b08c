"""`sourcing ask`: one request, answered and put on the record."""

from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from bot.cli import surroundings
from bot.cli.card import print_card, print_points
from bot.desk import Assessment, assess, put_on_record
from bot.policy_in_force import InForce
from bot.requests import Request, readable
from bot.views import sentences
from bot.wire import AskOut, ClassificationOut, RecommendationOut
from rules.explain import questions
from rules.policy import Factor


@click.command()
@click.argument("text", required=False)
@click.option("--home", type=surroundings.Country(), help="Where the request comes from, ISO 3166-1 alpha-2 [US].")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="FACTOR=OPTION",
    help="An answer the text does not give; may be repeated. `sourcing policy show` lists them.",
)
@click.option("--why", is_flag=True, help="Show every point of every model.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/ask-out.json) instead of the card.")
@click.option("--no-log", is_flag=True, help="Do not put the decision on the record.")
@surroundings.policy_option
@surroundings.database_option
def ask(
    text: str | None,
    *,
    home: str | None,
    answers: tuple[str, ...],
    why: bool,
    as_json: bool,
    no_log: bool,
    policy_path: Path | None,
    database: Path | None,
) -> None:
    """Say what the request TEXT describes and what is recommended, and record the decision.

    Without TEXT, on a terminal, asks for it and then asks the questions one by one.

    \b
        sourcing ask "We want an agency in Cebu to answer L1 tickets" --home AU
        sourcing ask "Payroll for Spain" --home ES --answer scale=under_5 --answer duration=over_3_years
    """
    in_force = surroundings.policy_in_force(policy_path, database)
    console = surroundings.console()
    interactive = text is None and surroundings.stdin_is_terminal()
    if text is None:
        if not interactive:
            raise click.UsageError('Say what you want to place, for example: sourcing ask "Move payroll to Kraków"')
        text = click.prompt("What do you want to place?", prompt_suffix=" ")
    if not text.strip():
        raise click.UsageError("The request is empty. Say what you want to place, in a sentence.")
    request = Request(
        text=readable(text),
        home_country=home or surroundings.settings().sourcing_home_country,
        who=surroundings.who(),
        where="terminal",
        answers=dict(_pair(answer) for answer in answers),
    )
    assessment = assess(request, in_force)
    if interactive:
        assessment = _ask_on(console, assessment, in_force)
    decision = None
    if not no_log:
        with surroundings.open_log(database) as store:
            decision = put_on_record(assessment, store)
    if as_json:
        out = AskOut(
            decision_id=decision.id if decision else None,
            classification=ClassificationOut.of(assessment.classification),
            recommendation=RecommendationOut.of(assessment.recommendation, in_force.policy),
        )
        click.echo(out.model_dump_json())
        return
    print_card(console, assessment, decision.id if decision else None, decision.recorded_at if decision else None)
    if why:
        print_points(console, assessment.recommendation, in_force.policy)


def _pair(answer: str) -> tuple[str, str]:
    factor, equals, option = answer.partition("=")
    if not equals:
        raise click.UsageError(f'--answer takes factor=option, for example scale=50_199; "{answer}" has no "="')
    return factor.strip(), option.strip()


def _ask_on(console: Console, assessment: Assessment, in_force: InForce) -> Assessment:
    """Asks the questions that can still matter, most decisive first, until settled or told to stop."""
    policy = in_force.policy
    skipped: set[str] = set()
    console.print("\nA few questions follow. Type a number, press Enter to skip one, or q to see the result now.")
    while True:
        console.print(f"\n{sentences.recommended(assessment.recommendation, policy)}. ", end="")
        console.print(sentences.standing(assessment.recommendation, policy))
        worth = [each.factor for each in questions(assessment.recommendation, policy) if each.factor not in skipped]
        if not worth:
            return assessment
        option = _choose(console, policy.factor[worth[0]])
        if option == "q":
            return assessment
        if option is None:
            skipped.add(worth[0])
            continue
        request = replace(assessment.request, answers={**assessment.request.answers, worth[0]: option})
        assessment = assess(request, in_force)


def _choose(console: Console, factor: Factor) -> str | None:
    """The id of the option chosen, None to skip, or "q" to stop."""
    console.print(f"\n{factor.question}", style="bold")
    console.print(factor.why, style="dim")
    for number, option in enumerate(factor.options, start=1):
        console.print(f"  {number}  {option.label}")
    chosen = click.prompt("Answer", default="", show_default=False, value_proc=lambda typed: _read(typed, factor))
    return chosen if chosen in {None, "q"} else factor.options[int(chosen) - 1].id


def _read(typed: str, factor: Factor) -> str | None:
    """What was typed, once it makes sense: a number, "q", or None for nothing."""
    typed = typed.strip().lower()
    if typed in {"", "q"}:
        return typed or None
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(factor.options):
        return typed
    raise click.UsageError(f"type a number from 1 to {len(factor.options)}, press Enter to skip, or q to stop")
