"""`sourcing classify` and `sourcing recommend`: JSON lines in, JSON lines out."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from bot.cli import configured, surroundings
from bot.cli.explanation import print_explanation
from bot.cli.json_lines import LineError, lines_of, read_line
from bot.cli.json_out import print_json
from bot.cli.streams import words
from bot.provenance import provenance_of
from bot.requests import RequestError, home_country_code, readable
from bot.wire.base import ErrorOut, RequestId
from bot.wire.classification import ClassifyIn, ClassifyOut
from bot.wire.recommendation import RecommendIn, RecommendOut
from rules.judging import judge
from rules.reading import classify
from rules.recommend import UnknownAnswerError

_LONGEST_ERROR = 2_000
"""Characters of a sentence about a line."""

_One = Callable[[dict[str, Any]], BaseModel | None]
"""What a filter does with one line; None where it has printed the answer itself."""


@click.command("classify")
@click.argument("text", required=False, type=words)
@click.option("--home", type=configured.Country(), help="The home country of lines that name none [US].")
@click.option("--explain", is_flag=True, help="Show how each text was read, in words, instead of JSON.")
def classify_lines(*, text: str | None, home: str | None, explain: bool) -> None:
    """Say what each request describes: JSON lines from standard input to standard output, or one TEXT.

    \b
    In:  {"id": …, "text": "…", "home_country": "GB"}
    Out: {"id": …, "model": …, "ownership": …, "location": …, "sure": …, "evidence": […], "answers": {…}}

    A line that cannot be read gives {"id": …, "error": "…"} and the rest goes on.
    Schemas: docs/schema/classify-in.json and classify-out.json.

    With --explain, evidence is marked as [words]1, and what was not counted as (words):

    \b
        sourcing classify --explain "Instead of a vendor in Kyiv we hire our own developers in Warsaw" --home DE
    """
    default = home or configured.settings().sourcing_home_country
    policy = configured.loaded_policy(None).policy
    console = surroundings.console()

    def one(line: dict[str, Any]) -> BaseModel | None:
        # A broken character is no valid JSON text for the schema; the rest of the line still is.
        if isinstance(line.get("text"), str):
            line["text"] = readable(line["text"])
        wanted = ClassifyIn.model_validate(line)
        country = home_country_code(wanted.home_country) if wanted.home_country is not None else default
        found = classify(wanted.text, country)
        if not explain:
            return ClassifyOut.of_line(wanted.id, found, policy)
        name = f"{wanted.id} ({country})" if wanted.id is not None else ""
        print_explanation(console, name, wanted.text, found, policy)
        return None

    if text is None:
        _each_line(one)
    else:
        _print(_safely({"text": text}, one))


@click.command("recommend")
@configured.policy_option
def recommend_lines(*, policy_path: Path | None) -> None:
    """Say what the policy recommends for each set of answers: JSON lines in and out.

    \b
    In:  {"id": …, "answers": {"scale": "500_plus", …}}
    Out: {"id": …, "model": …, "standing": …, "possible": […], "ranking": […], "reasons": […], "flags": […], …}

    A line that cannot be read gives {"id": …, "error": "…"} and the rest goes on.
    Schemas: docs/schema/recommend-in.json and recommend-out.json.
    """
    policy = configured.loaded_policy(policy_path).policy

    def one(line: dict[str, Any]) -> BaseModel:
        wanted = RecommendIn.model_validate(line)
        judged = judge(wanted.answers, policy, {})
        answered = provenance_of(judged.recommendation, policy, {})
        return RecommendOut.of_line(wanted.id, judged.recommendation, judged.policy, answered)

    _each_line(one)


def _each_line(one: _One) -> None:
    lines = sys.stdin.buffer
    if lines.isatty():
        raise click.UsageError("this reads JSON lines from standard input; for one request use `sourcing ask`")
    with _progress() as step:
        for line in lines_of(lines):
            if line.strip():
                _print(_answer(line, one))
            step()


def _print(out: BaseModel | None) -> None:
    if out is not None:
        print_json(out)


def _answer(line: bytes, one: _One) -> BaseModel | None:
    try:
        return _safely(read_line(line), one)
    except LineError as error:
        return ErrorOut(id=None, error=_sayable(str(error)))


def _safely(document: dict[str, Any], one: _One) -> BaseModel | None:
    given = document.get("id")
    identity: RequestId = given if isinstance(given, str | int | float) else None
    try:
        return one(document)
    except ValidationError as error:
        return ErrorOut(id=identity, error=_sayable(_in_words(error)))
    except (RequestError, UnknownAnswerError) as error:
        return ErrorOut(id=identity, error=_sayable(str(error)))


def _sayable(sentence: str) -> str:
    """The sentence, which may quote the line, at a length that can be read and without broken characters."""
    return readable(sentence if len(sentence) <= _LONGEST_ERROR else f"{sentence[:_LONGEST_ERROR]} …")


def _in_words(error: ValidationError) -> str:
    problems = []
    for found in error.errors():
        where = ".".join(str(step) for step in found["loc"])
        problems.append(f'"{where}" is missing' if found["type"] == "missing" else f'"{where}": {found["msg"]}')
    return "; ".join(problems)


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A count of lines on a terminal, while the results go elsewhere; nothing otherwise."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda: None
        return
    columns = (SpinnerColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("lines", total=None)
        yield lambda: bar.advance(task)
