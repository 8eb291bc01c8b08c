"""What is wrong with a JSON value and where, and the small checks from which all others are made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that Slack refuses."""

    pointer: str
    """JSON pointer (RFC 6901) to the value."""
    message: str

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Problem]]
"""Takes a value and the pointer to it; gives the problems with it."""


def string(longest: int, shortest: int = 1) -> Check:
    """A string; lengths in code points, as Slack counts them."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < shortest:
            yield Problem(at, f"must be more than {shortest - 1} characters")
        elif len(value) > longest:
            yield Problem(at, f"must be less than {longest + 1} characters")

    return check


def integer(lowest: int, highest: int | None = None) -> Check:
    """A whole number in a range, both ends included."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif value < lowest:
            yield Problem(at, f"must be at least {lowest}")
        elif highest is not None and value > highest:
            yield Problem(at, f"must be at most {highest}")

    return check


def number(value: Any, at: str) -> Iterator[Problem]:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        yield Problem(at, "must be a number")


def flag(value: Any, at: str) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def anything(_value: Any, _at: str) -> Iterator[Problem]:
    """Whatever it is, it is not ours to judge."""
    yield from ()


def one_of(*allowed: str) -> Check:
    """One of these strings."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(at, f"must be one of {', '.join(allowed)}")

    return check


def array(each: Check, shortest: int, longest: int | None) -> Check:
    """A list with so many members, each of which passes."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < shortest:
            yield Problem(at, f"no fewer than {shortest} items allowed")
        if longest is not None and len(value) > longest:
            yield Problem(at, f"no more than {longest} items allowed")
        for index, member in enumerate(value):
            yield from each(member, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Check) -> Check:
    """An object with these fields and no others; where these are right, the rules look at the object as a whole."""
    fields = {**required, **optional}

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        problems = [Problem(at, f"missing required field: {name}") for name in required if name not in value]
        for name, member in value.items():
            if name in fields:
                problems += fields[name](member, f"{at}/{name}")
            else:
                problems.append(Problem(f"{at}/{name}", f"invalid additional property: {name}"))
        yield from problems
        if not problems:
            for rule in rules:
                yield from rule(value, at)

    return check


def by_type(kinds: Mapping[str, Check], what: str) -> Check:
    """An object whose `type` says which check applies."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield Problem(at, f"unsupported type for {what}: {kind}")
        else:
            yield from kinds[kind](value, at)

    return check


def typed(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Check) -> Check:
    """A `shape` whose `type` is the given one."""
    return shape({"type": one_of(kind), **required}, optional, *rules)


def exactly_one(*names: str) -> Check:
    """A rule: one of these fields, not several and not none."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        present = [name for name in names if name in value]
        if len(present) != 1:
            yield Problem(at, f"must have exactly one of {', '.join(names)}")

    return check


def at_least_one(*names: str) -> Check:
    """A rule: one of these fields or several."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not any(value.get(name) for name in names):
            yield Problem(at, f"must have at least one of {', '.join(names)}")

    return check
