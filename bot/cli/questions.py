"""The questions on a terminal: one by one, the one that settles most first, until nothing can change the result."""

from collections.abc import Iterator
from dataclasses import replace

import click
from rich.console import Console
from rich.text import Text

from bot.desk import Assessment, assess
from bot.views import outlook, sentences
from rules.explaining.explain import questions
from rules.policy import Factor

_STOP = "q"
_GO_ON = "g"


def ask_on(console: Console, assessment: Assessment, *, for_the_record: bool) -> Assessment:
    """Asks until the result is settled, or the person has heard enough.

    After that what cannot change it any more, `for_the_record`, where the person wants that.
    """
    console.print("\nA few questions follow. Type a number, press Enter to skip one, or q to see the result now.")
    asked: set[str] = set()
    told = ""
    while True:
        if (stands := _how_it_stands(assessment)) != told:
            console.print(f"\n{stands}")
            told = stands
        factor = next(_worth_asking(assessment, asked), None)
        if factor is None:
            return _ask_the_rest(console, assessment, asked) if for_the_record else assessment
        asked.add(factor.id)
        option = _choose(console, factor, _why_ask(assessment, factor))
        if option == _STOP:
            return assessment
        assessment = _with(assessment, factor, option)


def _worth_asking(assessment: Assessment, asked: set[str]) -> Iterator[Factor]:
    policy = assessment.policy
    return (
        policy.factor[each.factor] for each in questions(assessment.recommendation, policy) if each.factor not in asked
    )


def _ask_the_rest(console: Console, assessment: Assessment, asked: set[str]) -> Assessment:
    """Asks, for whoever wants it, what can no longer change the result, in the policy's order."""
    policy = assessment.policy
    missing = [each for each in policy.factors if each.id not in {*asked, *assessment.recommendation.answers}]
    enough = outlook.enough(assessment.recommendation, policy)
    if not missing or enough is None or not _goes_on(console, enough):
        return assessment
    for factor in missing:
        option = _choose(console, factor, factor.why)
        if option == _STOP:
            break
        assessment = _with(assessment, factor, option)
    return assessment


def _goes_on(console: Console, enough: str) -> bool:
    console.print(f"\n{enough} {outlook.LOG_OR_GO_ON}", style="bold")
    typed: str = click.prompt(
        "Enter logs it, g goes on", default="", show_default=False, value_proc=_read_whether_to_go_on
    )
    return typed == _GO_ON


def _read_whether_to_go_on(typed: str) -> str:
    typed = typed.strip().lower()
    if typed in {"", _STOP, _GO_ON}:
        return typed
    raise click.UsageError("press Enter to log it, or type g to go on")


def _with(assessment: Assessment, factor: Factor, option: str | None) -> Assessment:
    if option is None:
        return assessment
    given = {**assessment.request.answers, factor.id: option}
    return assess(replace(assessment.request, answers=given), assessment.loaded)


def _how_it_stands(assessment: Assessment) -> str:
    recommendation, policy = assessment.recommendation, assessment.policy
    firm = outlook.possible(recommendation, policy) or sentences.standing(recommendation, policy)
    return f"{sentences.recommended(recommendation, policy)}. {firm}"


def _why_ask(assessment: Assessment, factor: Factor) -> str:
    worth = outlook.worth(factor.id, assessment.recommendation, assessment.policy)
    return f"{factor.why} {worth}" if worth else factor.why


def _choose(console: Console, factor: Factor, why: str) -> str | None:
    """The id of the option chosen, None to skip, or "q" to stop."""
    console.print(Text(f"\n{factor.question}", style="bold"))
    console.print(Text(why, style="dim"))
    for number, option in enumerate(factor.options, start=1):
        console.print(Text(f"  {number}  {option.label}"))
    chosen = click.prompt("Answer", default="", show_default=False, value_proc=lambda typed: _read(typed, factor))
    return chosen if chosen in {None, _STOP} else factor.options[int(chosen) - 1].id


def _read(typed: str, factor: Factor) -> str | None:
    """What was typed, once it makes sense: a number, "q", or None for nothing."""
    typed = typed.strip().lower()
    if typed in {"", _STOP}:
        return typed or None
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(factor.options):
        return typed
    raise click.UsageError(f"type a number from 1 to {len(factor.options)}, press Enter to skip, or q to stop")
