"""The questions on a terminal: one by one, the one that decides first, until nothing can change the result.

Each answer counts at once. Nothing that is typed costs what was answered before, and the last answer can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.assessing import Assessment
from bot.cli.asking import Asked
from bot.store import AnsweredMeanwhileError
from bot.views import how_long, outlook
from bot.views.card_parts import Layout, parts
from rules.explaining.deciding import deciding
from rules.explaining.explain import questions
from rules.explaining.remaining import questions_left
from rules.policy import Factor
from rules.recommend import Standing

_SKIP, _STOP, _BACK, _EXPLAIN, _GO_ON = "", "q", "b", "?", "g"
_WORDS = {"quit": _STOP, "back": _BACK, "help": _EXPLAIN, "h": _EXPLAIN, "skip": _SKIP}
_HOW = "Type a number. Enter skips, b goes back, ? explains, q ends; nothing is lost."
_STAYS = frozenset({Standing.LIKELY, Standing.FIRM})


@dataclass(slots=True)
class _Course:
    """What was asked so far."""

    steps: list[str]
    """The factors, in the order in which they were answered or skipped."""
    skipped: set[str] = field(default_factory=set)
    again: str | None = None
    """The one that was just taken back, and is asked anew."""
    for_the_record: bool = False
    """Whether what can no longer change the result is asked as well."""


def ask_on(console: Console, asked: Asked, *, for_the_record: bool) -> None:
    """Asks until the result is settled, or the person has heard enough.

    After that what cannot change it any more, `for_the_record`, where the person wants that. Raises click.Abort where
    the person or the input breaks off.
    """
    course = _Course(asked.given)
    if _next(asked.assessment, course):
        console.print(f"\n{how_long.at_the_start(_left(asked.assessment))} {_HOW}")
    while True:
        factor = _next(asked.assessment, course)
        if factor is None:
            if for_the_record and not course.for_the_record and _goes_on_for_the_record(console, asked, course):
                course.for_the_record = True
                continue
            return
        if _ask(console, asked, course, factor) == _STOP:
            return


def opening(assessment: Assessment) -> Sequence[str]:
    """The lines with which a card opens."""
    card = parts(assessment.classification, assessment.recommendation, assessment.policy)
    return next(part.lines for part in card if part.layout is Layout.OPENING)


def _next(assessment: Assessment, course: _Course) -> Factor | None:
    """The question to ask now; None where there is none."""
    policy, answers = assessment.policy, assessment.recommendation.answers
    if course.again is not None:
        return policy.factor[course.again]
    first = [each.factor for each in deciding(assessment.recommendation, policy)]
    worth_asking = (*first, *(each.factor for each in questions(assessment.recommendation, policy)))
    if found := next((factor for factor in worth_asking if factor not in course.skipped), None):
        return policy.factor[found]
    if not course.for_the_record:
        return None
    return next((each for each in policy.factors if each.id not in {*course.skipped, *answers}), None)


def _ask(console: Console, asked: Asked, course: _Course, factor: Factor) -> str | None:
    """Asks one question, and does what was typed; "q" to stop."""
    before = asked.assessment.recommendation.standing
    match typed := _choose(console, asked, factor, _place(asked, course)):
        case "q":
            return _STOP
        case "b":
            _go_back(console, asked, course)
            return None
        case "":
            course.skipped.add(factor.id)
        case _:
            try:
                asked.answer(factor.id, factor.options[int(typed) - 1].id)
            except AnsweredMeanwhileError as error:
                console.print(Text(str(error)))
                return None
            _say_how_it_stands(console, asked.assessment)
    course.again = None
    course.steps = [*(step for step in course.steps if step != factor.id), factor.id]
    now = asked.assessment.recommendation.standing
    if typed and now is Standing.LIKELY and before not in _STAYS and not _goes_on(console, _LIKELY_ENOUGH):
        return _STOP
    return None


_LIKELY_ENOUGH = "More answers can make it firm. Enter ends here, g goes on"
_FIRM = "Enter ends here, g goes on for the record"


def _go_back(console: Console, asked: Asked, course: _Course) -> None:
    """Takes the last answer back, or the last skip, and lets that question be asked again."""
    if not course.steps:
        console.print("There is nothing to take back.")
        return
    last = course.steps.pop()
    course.again = last
    if last in course.skipped:
        course.skipped.discard(last)
        return
    try:
        asked.answer(last, None)
    except AnsweredMeanwhileError as error:
        console.print(Text(str(error)))
        return
    console.print("Taken back.")
    _say_how_it_stands(console, asked.assessment)


def _say_how_it_stands(console: Console, assessment: Assessment) -> None:
    first, *rest = opening(assessment)
    console.print()
    console.print(Text(first, style="bold green"))
    for line in rest:
        console.print(Text(line))


def _goes_on_for_the_record(console: Console, asked: Asked, course: _Course) -> bool:
    assessment = asked.assessment
    answers = {*course.skipped, *assessment.recommendation.answers}
    enough = outlook.enough(assessment.recommendation, assessment.policy)
    if enough is None or all(each.id in answers for each in assessment.policy.factors):
        return False
    console.print(f"\n{enough}", style="bold")
    return _goes_on(console, _FIRM)


def _goes_on(console: Console, offer: str) -> bool:
    console.print()
    typed: str = click.prompt(offer, default="", show_default=False, value_proc=_read_whether_to_go_on)
    return typed == _GO_ON


def _read_whether_to_go_on(typed: str) -> str:
    typed = typed.strip().lower()
    if typed in {"", _STOP, _GO_ON}:
        return typed
    raise click.UsageError("press Enter to end here, or type g to go on")


def _left(assessment: Assessment) -> int:
    """About how many questions it takes until the result is firm or likely; 0 where it is."""
    order = tuple(each.factor for each in deciding(assessment.recommendation, assessment.policy))
    return questions_left(order, assessment.recommendation, assessment.policy)


def _place(asked: Asked, course: _Course) -> str:
    """`2 of about 5`: which question it is; how many there are is not said where the result stays already."""
    number, left = len(course.steps) + 1, _left(asked.assessment)
    return f"{number} of about {len(course.steps) + left}" if left else str(number)


def _choose(console: Console, asked: Asked, factor: Factor, place: str) -> str:
    """The number of the option chosen, "" to skip, "b" to go back, or "q" to stop."""
    console.print(Text.assemble(f"\n{place}  ", (factor.question, "bold")))
    for number, option in enumerate(factor.options, start=1):
        console.print(Text(f"  {number}  {option.label}"))
    while True:
        typed: str = click.prompt("Answer", default="", show_default=False, value_proc=lambda said: _read(said, factor))
        if typed != _EXPLAIN:
            return typed
        _explain(console, asked, factor)


def _explain(console: Console, asked: Asked, factor: Factor) -> None:
    """Why it is asked, and what each answer does."""
    assessment = asked.assessment
    worth = outlook.worth(factor.id, assessment.recommendation, assessment.policy)
    console.print(Text(" ".join(part for part in (factor.why, worth) if part)))
    for number, option in enumerate(factor.options, start=1):
        console.print(Text(f"  {number}  {option.label}"))
        said = " ".join(opening(asked.if_answered({factor.id: option.id})))
        console.print(Padding(Text(said, style="dim"), (0, 0, 0, 5)))


def _read(typed: str, factor: Factor) -> str:
    """What was typed, once it makes sense."""
    typed = typed.strip().lower()
    typed = _WORDS.get(typed, typed)
    if typed in {_SKIP, _STOP, _BACK, _EXPLAIN}:
        return typed
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= len(factor.options):
        return str(int(typed))
    raise click.UsageError(
        f"type a number from 1 to {len(factor.options)}; Enter skips, b goes back, ? explains, q ends"
    )
