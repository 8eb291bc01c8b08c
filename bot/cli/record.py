"""`sourcing log` and `show`: what is on the record."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import streams, surroundings
from bot.cli.streams import visible
from bot.store import Event, Reader, RecordedDecision
from bot.store.errors import readable
from rules.decision_status import standing_in_words as in_words
from rules.policy_names import PolicyNames, policy_names

_SNIPPET = 60


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
@click.option("--since", type=Since(), help="Only decisions from this day on, as 2026-11-23.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@surroundings.database_option
def log(words: tuple[str, ...], *, since: datetime | None, limit: int, database: Path | None) -> None:
    """List recorded decisions, newest first; with WORDS, those whose request holds all of them."""
    with surroundings.read_log(database) as store:
        decisions = store.decisions(words=" ".join(words), since=since, limit=limit)
    console = surroundings.console()
    if not decisions:
        console.print("No decision matches." if words or since else "No decision has been recorded yet.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for heading in ("No.", "Recorded (UTC)", "Who", "Described", "Recommended", "Standing", "Request"):
        table.add_column(heading, no_wrap=heading in {"No.", "Recorded (UTC)"}, overflow="fold")
    for decision in decisions:
        table.add_row(
            str(decision.id),
            f"{decision.recorded_at:%Y-%m-%d %H:%M}",
            Text(visible(_unless_erased(decision, "who", decision.who))),
            _described(decision),
            decision.recommended or "none",
            in_words(decision.standing),
            Text(_snippet(decision)),
        )
    console.print(table)


def _unless_erased(decision: RecordedDecision, field: str, value: str) -> str:
    return "(erased)" if field in decision.erased else value


def _described(decision: RecordedDecision) -> str:
    return _unless_erased(decision, "classification", str(decision.classification.get("model", "")))


def _snippet(decision: RecordedDecision) -> str:
    text = visible(_unless_erased(decision, "text", decision.text))
    return text if len(text) <= _SNIPPET else f"{text[:_SNIPPET].rstrip()} …"


@click.command()
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@surroundings.database_option
def show(number: int, *, database: Path | None) -> None:
    """Show decision N as it was recorded, and its history."""
    with surroundings.read_log(database) as store:
        decision = store.decision(number)
        history = store.history(number)
        names = _names_then(store, decision)
    console = surroundings.console()
    console.print(
        Text(f"Decision {number}, recorded {decision.recorded_at:%Y-%m-%d %H:%M} UTC, {decision.status}", style="bold")
    )
    rows = Table.grid(padding=(0, 2))
    rows.add_column(min_width=14, no_wrap=True, style="bold")
    rows.add_column(overflow="fold")
    for name, value in _facts(decision, names):
        rows.add_row(name, Text(value))
    console.print(rows)
    console.print(Padding(_ranking(decision, names), (1, 0)))
    console.print(Text("History", style="bold"))
    for event in history:
        console.print(Text(f"  {_moment(event)}"))


def _names_then(store: Reader, decision: RecordedDecision) -> PolicyNames:
    """What the policy that the decision was made under calls things, from the log itself."""
    kept = store.policy(decision.policy_sha256)
    with readable(f"The policy of decision {decision.id}"):
        return policy_names(kept.toml if kept else "")


def _facts(decision: RecordedDecision, names: PolicyNames) -> list[tuple[str, str]]:
    recommended = _model(decision.recommended, names) if decision.recommended else "none of the seven"
    answers = "; ".join(_answer(factor, option, names) for factor, option in decision.answers.items())
    who, where = (_unless_erased(decision, field, getattr(decision, field)) for field in ("who", "where"))
    return [
        ("Request", visible(_unless_erased(decision, "text", decision.text))),
        ("From", visible(f"{who}, {where}, home country {decision.home_country}")),
        ("Described", _described(decision)),
        ("Recommended", f"{recommended} ({in_words(decision.standing)})"),
        ("Answers", _unless_erased(decision, "answers", answers or "none")),
        ("Duties", ", ".join(decision.flags) or "none"),
        ("Policy", f"{decision.policy_version}, sha256 {decision.policy_sha256}"),
    ]


def _model(model: str, names: PolicyNames) -> str:
    return visible(names.models.get(model, model))


def _answer(factor: str, option: str, names: PolicyNames) -> str:
    return visible(f"{factor}: {names.answers.get((factor, option), option)}")


def _ranking(decision: RecordedDecision, names: PolicyNames) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Model", no_wrap=True)
    table.add_column("Points", justify="right")
    table.add_column("Ruled out by")
    for ranked in decision.ranking:
        vetoes = "; ".join(f"{veto['because']} [{veto['source']}]" for veto in ranked["ruled_out"])
        table.add_row(Text(_model(ranked["model"], names)), str(ranked["points"]), Text(vetoes))
    return table


def _moment(event: Event) -> str:
    status, reason = event.details.get("status"), event.details.get("reason")
    what = event.kind.replace("_", " ") + (f" to {status}" if status else "") + (f": {reason}" if reason else "")
    return f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {visible(event.actor)}  {visible(what)}"
