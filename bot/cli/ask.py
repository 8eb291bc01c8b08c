"""`sourcing ask`: one request, answered and put on the record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from bot.assessing import Assessment, assess
from bot.cli import configured, surroundings
from bot.cli.asking import Asked, InMemory, OnRecord, Terminal
from bot.cli.card import print_card, print_lines, print_reasoning
from bot.cli.json_out import print_json
from bot.cli.numbers import Number
from bot.cli.precedents import in_full, nearest_in_a_line
from bot.cli.questions import ask_on
from bot.cli.replies import do_what_was_meant, print_reply
from bot.cli.streams import words
from bot.current_policy import LoadedPolicy
from bot.earlier import Precedent
from bot.precedents import precedents
from bot.recording import put_on_record
from bot.requests import Request, readable
from bot.slips import slip_in
from bot.store import NewDecision, NoLogYetError, OlderLogError
from bot.wire.classification import ClassificationOut
from bot.wire.recommendation import AskOut, DecidedOut, RecommendationOut
from rules.works import families_of


@dataclass(frozen=True, slots=True)
class _Shown:
    """How results are shown."""

    console: Console
    why: bool
    as_json: bool
    presumes_home: bool
    """Whether nobody said from where the request comes, and somebody reads along: near and far hang on it."""

    def card(self, assessment: Assessment, asked: Asked) -> None:
        """The card; with --json at the end only."""
        if not self.as_json:
            number, at = (asked.decision.id, asked.decision.recorded_at) if asked.decision else (None, None)
            before = nearest_in_a_line(asked.precedents, at)
            print_card(self.console, assessment, number, at, presumes_home=self.presumes_home, before=before)

    def end(self, assessment: Assessment, asked: Asked) -> None:
        """What comes after the last card."""
        if self.as_json:
            from bot.cli.record_json import precedents_out  # whoever reads a card waits for none of this

            decision = asked.decision
            out = DecidedOut(
                decision_id=decision.id if decision else None,
                classification=ClassificationOut.of(assessment.classification, assessment.loaded.policy),
                recommendation=RecommendationOut.of(
                    assessment.recommendation, assessment.policy, assessment.provenance
                ),
                precedents=precedents_out(asked.precedents),
            )
            print_json(AskOut(out))
        elif self.why:
            print_reasoning(self.console, assessment.recommendation, assessment.policy, assessment.provenance)
            if before := list(in_full(asked.precedents)):
                print_lines(self.console, "Decided before, about work like this", before)


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
@click.option("--go-on", type=Number(), metavar="N", help="Go on with the questions about decision N.")
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
    go_on: int | None,
    anyway: bool,
    why: bool,
    as_json: bool,
    no_log: bool,
    policy_path: Path | None,
    database: Path | None,
) -> None:
    """Say what the request TEXT describes and what is recommended, and record the decision.

    A text that places no work is answered and not recorded; with --anyway or --answer it is taken for a request.

    Without TEXT, on a terminal, asks for it, puts the decision on the record, and then asks the questions one by one:
    each answer is on the record at once. Whatever ends that, --go-on goes on with it.

    \b
        sourcing ask "We want an agency in Cebu to answer L1 tickets" --home AU
        sourcing ask "Payroll for Spain" --home ES --answer scale=under_5 --answer duration=over_3_years
        sourcing ask --go-on 12
    """
    given = dict(_pair(answer) for answer in answers)
    said = home or go_on is not None or "sourcing_home_country" in configured.settings().model_fields_set
    shown = _Shown(surroundings.console(), why, as_json, presumes_home=not said and surroundings.stdout_is_terminal())
    if go_on is not None:
        if text is not None or home or no_log or anyway or policy_path:
            raise click.UsageError("--go-on takes its request from the record: leave out TEXT, and all but --answer")
        _go_on(shown, go_on, given, database)
        return
    loaded = configured.loaded_policy(policy_path, database)
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
        answers=given,
        as_request=anyway,
    )
    assessment = assess(request, loaded)
    if (slip := slip_in(text)) and not (answers or anyway):
        do_what_was_meant(slip, assessment, database, as_json=as_json)
        return
    if assessment.reply is not None:
        print_reply(assessment, as_json=as_json)
        return
    if no_log:
        _show(shown, InMemory(assessment, _earlier(loaded, database)), assessment, interactive=interactive)
        return
    with surroundings.open_log(database) as store:
        number = put_on_record(assessment, store).id
        asked = OnRecord(store, number, loaded, _terminal(database))
        _show(shown, asked, assessment, interactive=interactive)


def _show(shown: _Shown, asked: Asked, first: Assessment, *, interactive: bool) -> None:
    """The card, and on a terminal the questions; then the card again where an answer changed it."""
    shown.card(first, asked)
    changed = interactive and _ask(shown, asked)
    last = asked.assessment if changed else first
    if changed:
        shown.console.print()
        shown.card(last, asked)
    shown.end(last, asked)


def _ask(shown: _Shown, asked: Asked) -> bool:
    """Asks the questions; whether an answer was given or taken back."""
    before = asked.given
    try:
        ask_on(shown.console, asked, for_the_record=asked.decision is not None)
    except (click.Abort, KeyboardInterrupt):
        shown.console.print(Text(f"\n{asked.left_off()}"))
        raise click.exceptions.Exit(1) from None
    return asked.given != before


def _go_on(shown: _Shown, number: int, given: Mapping[str, str], database: Path | None) -> None:
    """Goes on with a decision on the record: with the answers given outright, or else with the questions."""
    interactive = not given and surroundings.stdin_is_terminal()
    if not given and not interactive:
        raise click.UsageError("--go-on asks on a terminal; without one, give the answers with --answer")
    current = configured.loaded_policy(None, database)
    surroundings.read_log(database).close()  # a log that is not there yet is not made for this
    with surroundings.open_log(database) as store:
        asked = OnRecord(store, number, current, _terminal(database))
        for factor, option in given.items():
            asked.answer(factor, option)
        _show(shown, asked, asked.assessment, interactive=interactive)


def _earlier(loaded: LoadedPolicy, database: Path | None) -> Callable[[NewDecision], Sequence[Precedent]]:
    def found(about: NewDecision) -> Sequence[Precedent]:
        try:
            with surroundings.read_log(database) as log:
                return precedents(log, about, families_of(loaded.policy), None)
        except (NoLogYetError, OlderLogError):
            return []

    return found


def _terminal(database: Path | None) -> Terminal:
    return Terminal(surroundings.who(), f"sourcing ask{f' --database {database}' if database else ''} --go-on")


def _pair(answer: str) -> tuple[str, str]:
    factor, equals, option = answer.partition("=")
    if not equals:
        raise click.UsageError(f'--answer takes factor=option, for example scale=50_199; "{answer}" has no "="')
    return factor.strip(), option.strip()
