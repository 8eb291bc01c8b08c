"""`sourcing ask`: one request, answered and put on the record."""

from pathlib import Path

import click

from bot.cli import configured, surroundings
from bot.cli.card import print_card, print_reasoning
from bot.cli.json_out import print_json
from bot.cli.questions import ask_on
from bot.cli.replies import print_reply
from bot.cli.streams import words
from bot.desk import assess, put_on_record
from bot.requests import Request, readable
from bot.wire import AskOut, ClassificationOut, DecidedOut, RecommendationOut


@click.command()
@click.argument("text", required=False, type=words)
@click.option("--home", type=configured.Country(), help="Where the request comes from, ISO 3166-1 alpha-2 [US].")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="FACTOR=OPTION",
    help="An answer the text does not give; may be repeated. `sourcing policy show` lists them.",
)
@click.option("--anyway", is_flag=True, help="Take TEXT for a request, however it reads.")
@click.option("--why", is_flag=True, help="Show what would change it, what guarantees it, and every point.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/ask-out.json) instead of the card.")
@click.option("--no-log", is_flag=True, help="Do not put the decision on the record.")
@configured.policy_option
@surroundings.database_option
def ask(
    text: str | None,
    *,
    home: str | None,
    answers: tuple[str, ...],
    anyway: bool,
    why: bool,
    as_json: bool,
    no_log: bool,
    policy_path: Path | None,
    database: Path | None,
) -> None:
    """Say what the request TEXT describes and what is recommended, and record the decision.

    A text that places no work is answered and not recorded; with --anyway or --answer it is taken for a request.

    Without TEXT, on a terminal, asks for it and then asks the questions one by one.

    \b
        sourcing ask "We want an agency in Cebu to answer L1 tickets" --home AU
        sourcing ask "Payroll for Spain" --home ES --answer scale=under_5 --answer duration=over_3_years
    """
    loaded = configured.loaded_policy(policy_path, database)
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
        home_country=home or configured.settings().sourcing_home_country,
        who=surroundings.who(),
        where=surroundings.TERMINAL,
        answers=dict(_pair(answer) for answer in answers),
        as_request=anyway,
    )
    assessment = assess(request, loaded)
    if assessment.reply is not None:
        print_reply(assessment, as_json=as_json)
        return
    if interactive:
        assessment = ask_on(console, assessment, for_the_record=not no_log)
    decision = None
    if not no_log:
        with surroundings.open_log(database) as store:
            decision = put_on_record(assessment, store)
    if as_json:
        out = DecidedOut(
            decision_id=decision.id if decision else None,
            classification=ClassificationOut.of(assessment.classification, assessment.loaded.policy),
            recommendation=RecommendationOut.of(assessment.recommendation, assessment.policy, assessment.provenance),
        )
        print_json(AskOut(out))
        return
    print_card(console, assessment, decision.id if decision else None, decision.recorded_at if decision else None)
    if why:
        print_reasoning(console, assessment.recommendation, assessment.policy, assessment.provenance)


def _pair(answer: str) -> tuple[str, str]:
    factor, equals, option = answer.partition("=")
    if not equals:
        raise click.UsageError(f'--answer takes factor=option, for example scale=50_199; "{answer}" has no "="')
    return factor.strip(), option.strip()
