"""`sourcing log` and `show`: what is on the record."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import streams, surroundings
from bot.cli.history import event_in_words, moved_in_words, person, place
from bot.cli.log_filters import filter_options, filters_of
from bot.cli.numbers import Number
from bot.cli.precedents import in_full
from bot.cli.streams import visible
from bot.earlier import Precedent
from bot.excerpts import excerpt
from bot.listing import LONGEST_EXCERPT, Listed, listed, one, outcome_in_words
from bot.precedents import precedents
from bot.provenance import beside, grouped, law_in_words
from bot.store import Event, Filters, NoLogYetError, RecordedDecision
from rules.case_factors import LAW_PREFIX
from rules.policy_names import PolicyNames

_NOT_A_MODEL = {"none": "no work to place", "unclear": "not clear"}


class Since(click.ParamType[datetime]):
    """A day or a moment, taken as UTC unless it says otherwise."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment as an aware datetime."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a date; write it as 2026-11-23 or 2026-11-23T14:30', param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command()
@click.argument("words", nargs=-1, type=streams.words)
@filter_options
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/log-out.json).")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@surroundings.database_option
def log(
    words: tuple[str, ...], *, limit: int, as_json: bool, as_csv: bool, database: Path | None, **given: Any
) -> None:
    """List recorded decisions, newest first; with WORDS, those whose request holds all of them.

    \b
        sourcing log payroll --status overridden --by carol
        sourcing log --model "Own centre nearby" --kind payroll --since 2026-09
    """
    filters = filters_of(given, database)
    turned_back = filters.after is not None
    try:
        with surroundings.read_log(database) as store:
            found = listed(store, " ".join(words), filters=filters, limit=limit + 1, oldest_first=turned_back)
    except NoLogYetError:
        found = []
    more, shown = len(found) > limit, found[:limit]
    if turned_back:
        shown.reverse()
    if as_json:
        from bot.cli.json_out import print_json  # whoever reads the list waits for none of this
        from bot.cli.record_json import log_out

        print_json(log_out(shown, more=more))
        return
    if as_csv:
        from bot.cli.log_csv import print_csv

        print_csv(shown)
        return
    console = surroundings.console()
    if not found:
        sought = words or filters != Filters()
        console.print("No decision matches." if sought else "No decision has been recorded yet.")
    for each in shown:
        _print_row(console, each)
    if more:
        turn = f"--after {shown[0].decision.id}" if turned_back else f"--before {shown[-1].decision.id}"
        console.print(
            Text(f"There are more; --limit {min(limit * 5, 1000)} lists them, {turn} the next, words narrow it down.")
        )


def _stands(decision: RecordedDecision) -> str:
    """Its status, as people call it."""
    return "waiting" if decision.status.is_open else str(decision.status)


def _print_row(console: Console, found: Listed) -> None:
    """One decision: its number, when, its status, what was asked, what was recommended, and what became of it."""
    decision = found.decision
    heading = Text(f"{decision.id:>4}  {decision.recorded_at:%Y-%m-%d %H:%M} UTC  ")
    heading.append(_stands(decision), style="bold")
    console.print(heading)
    asked = _unless_erased(decision, "text", f"“{excerpt(visible(decision.text), LONGEST_EXCERPT)}”")
    for line in (f"{asked} asked by {_who(decision)}", f"Recommended: {found.recommended}", _became(found)):
        if line:
            console.print(Padding(Text(line), (0, 0, 0, 6)))


def _became(found: Listed) -> str | None:
    """What became of it, in a line; None while it waits."""
    outcome = found.outcome
    if outcome is None:
        return None
    said = outcome_in_words(outcome, found.chosen, person)
    why = f": “{excerpt(visible(outcome.words), LONGEST_EXCERPT)}”" if outcome.words else ""
    return f"{said[:1].upper()}{said[1:]}, {outcome.at:%Y-%m-%d %H:%M} UTC{why}"


def _unless_erased(decision: RecordedDecision, field: str, value: str) -> str:
    return "(erased)" if field in decision.erased else value


def _who(decision: RecordedDecision) -> str:
    return person(decision.who)


@click.command()
@click.argument("number", type=Number(), metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/schema/show-out.json).")
@surroundings.database_option
def show(number: int, *, as_json: bool, database: Path | None) -> None:
    """Show decision N as it was recorded, what became of it, and everything that happened to it."""
    with surroundings.read_log(database) as store:
        found = one(store, number)
        history = store.history(number)
        before = precedents(store, found.decision, found.names.families, None)
    if as_json:
        from bot.cli.json_out import print_json
        from bot.cli.record_json import show_out

        print_json(show_out(found, history, before))
        return
    decision, names = found.decision, found.names
    console = surroundings.console()
    recorded = f"recorded {decision.recorded_at:%Y-%m-%d %H:%M} UTC"
    console.print(Text(f"Decision {number}, {recorded}, {_stands(decision)}", style="bold"))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(min_width=14, no_wrap=True, style="bold")
    rows.add_column(overflow="fold")
    for name, value in _facts(found, before):
        rows.add_row(name, Text(value))
    console.print(rows)
    console.print(Padding(_ranking(decision, names), (1, 0)))
    console.print(Text("History", style="bold"))
    for event in history:
        console.print(Text(f"  {_moment(event, found)}"))


def _facts(found: Listed, before: Sequence[Precedent]) -> Iterator[tuple[str, str]]:
    decision, names = found.decision, found.names
    answers = "\n".join(_answers(found))
    where = "" if "where" in decision.erased else f" {place(decision.where)}"
    yield "Request", _unless_erased(decision, "text", visible(decision.text))
    yield "Asked by", f"{_who(decision)}{where}; home country {decision.home_country}"
    yield "Described", _described(decision, names)
    yield "Recommended", visible(found.recommended)
    if became := _became_in_full(found):
        yield "Decided", became
    if waits := "\n".join(_waits_for(found)):
        yield "So far", waits
    yield "Answers", _unless_erased(decision, "answers", answers or "none")
    yield "Duties", "; ".join(visible(names.duty(each)) for each in decision.flags) or "none"
    if before:
        yield "Decided before", "\n".join(in_full(before))
    if decision.supersedes is not None:
        yield "Supersedes", f"decision {decision.supersedes}"
    yield "Policy", f"{decision.policy_version}, sha256 {decision.policy_sha256}"


def _waits_for(found: Listed) -> Iterator[str]:
    """What somebody has said of it that does not decide it yet."""
    course = found.course
    if course.reopened:
        words = f": “{visible(course.reopened.words)}”" if course.reopened.words else ""
        yield f"reopened by {person(course.reopened.by)}{words}"
    for given in course.approvals:
        yield f"approved by {person(given.by)}: {visible(found.names.model(given.choice.model))}; not enough yet"
    if course.question:
        asked = f"“{visible(course.question.words)}”" if course.question.words else "(erased)"
        yield f"{person(course.question.by)} asks: {asked}"


def _became_in_full(found: Listed) -> str | None:
    """Who decided, in which role, why, who had agreed before, and what they do not agree with."""
    outcome = found.outcome
    move = found.course.move(outcome.event) if outcome else None
    if outcome is None or move is None:
        return None
    lines = [f"{outcome.at:%Y-%m-%d %H:%M} UTC, {moved_in_words(move, found.names)}"]
    if outcome.words and not move.words:
        lines.append(f"because: “{visible(outcome.words)}”")
    if outcome.approvals:
        lines.append(f"agreed before: {', '.join(person(given.by) for given in outcome.approvals)}")
    if outcome.disputes:
        lines.append(f"disputed: {', '.join(visible(found.names.question(each)) for each in outcome.disputes)}")
    return "\n".join(lines)


def _described(decision: RecordedDecision, names: PolicyNames) -> str:
    model = str(decision.classification.get("model", ""))
    said = _NOT_A_MODEL.get(model) or visible(names.model(model))
    return _unless_erased(
        decision, "classification", said if decision.classification.get("sure", True) else f"{said}, probably"
    )


def _answers(found: Listed) -> Iterator[str]:
    """Each answer and presumption, under a heading that says where it comes from."""
    names, provenance = found.names, found.provenance
    for heading, answers in grouped({**found.decision.answers, **found.presumed}, provenance):
        yield visible(f"{heading}:")
        for factor, option in answers:
            said = _answer_in_words(factor, option, names)
            yield f"- {visible(said)}{beside(provenance.get(factor), person)}"


def _answer_in_words(factor: str, option: str, names: PolicyNames) -> str:
    asked = names.question(factor)
    if factor.startswith(LAW_PREFIX):
        return law_in_words(asked, option)
    return f"{asked}{'' if asked.endswith('?') else ':'} {names.answer(factor, option)}"


def _ranking(decision: RecordedDecision, names: PolicyNames) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Model", no_wrap=True)
    table.add_column("Points", justify="right")
    table.add_column("Ruled out by")
    for ranked in decision.ranking:
        vetoes = "; ".join(f"{veto['because']} [{veto['source']}]" for veto in ranked["ruled_out"])
        table.add_row(Text(visible(names.model(ranked["model"]))), str(ranked["points"]), Text(vetoes))
    return table


def _moment(event: Event, found: Listed) -> str:
    return f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {visible(event_in_words(event, found.course, found.names))}"
