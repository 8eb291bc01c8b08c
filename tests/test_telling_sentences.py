"""What people read when something happened to a decision."""

import pytest

from bot.views.telling import Told, thread_line
from rules.choices import Verb

CAROL = "U0CAROL"


def line(verb: Verb, **more: object) -> str:
    told = Told(number=12, text="Payroll", asker="U0BOB", actor=CAROL, verb=verb, **more)  # type: ignore[arg-type]
    return thread_line(told).text.removeprefix(f"<@{CAROL}> ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (2, "accepted this: in-house. Two more people have to accept it."),
        (1, "accepted this: in-house. One more person has to accept it."),
        (None, "accepted this: in-house. Somebody else has to accept it."),
    ],
)
def test_who_is_one_of_several_is_said_with_how_many_more_it_takes(more: int | None, said: str) -> None:
    assert line(Verb.APPROVE, model="in-house", more=more) == said


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (Verb.ACCEPT, "took back having accepted this; it waits again."),
        (Verb.OVERRIDE, "took back having overridden this; it waits again."),
        (Verb.WITHDRAW, "took back having withdrawn this; it waits again."),
    ],
)
def test_whoever_undoes_something_is_said_to_take_back_what_it_was(done: Verb, said: str) -> None:
    assert line(Verb.UNDO, takes_back=done) == said


def test_what_is_reopened_no_longer_holds_again() -> None:
    said = "took back having reopened this; it holds again: in-house."
    assert line(Verb.UNDO, takes_back=Verb.REOPEN, model="in-house") == said
