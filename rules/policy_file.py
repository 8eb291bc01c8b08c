"""Reading a policy from TOML, and saying on which line each mistake stands."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from rules.grid import Model
from rules.policy import Example, Expectation, Factor, Flag, ModelText, Option, Policy, Rule
from rules.policy_references import misplaced_references
from rules.suggest import did_you_mean
from rules.toml_lines import Path as KeyPath
from rules.toml_lines import lines_of

_PARTS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Policy,
    ("models", "*"): ModelText,
    ("factors", "*"): Factor,
    ("factors", "*", "options", "*"): Option,
    ("rules", "*"): Rule,
    ("flags", "*"): Flag,
    ("examples", "*"): Example,
    ("examples", "*", "expect"): Expectation,
}


_LONGEST_LINE = 4_000
"""Characters; a text in a policy has at most 600."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a policy file. Line 0 is the file as a whole."""

    line: int
    message: str


class PolicyMistakesError(ValueError):
    """The file is not a policy; `mistakes` has every reason, and the text of the error one line for each."""

    def __init__(self, name: str, mistakes: list[Mistake]) -> None:
        self.name = name
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(in_words(name, mistake) for mistake in self.mistakes))


def in_words(name: str, mistake: Mistake) -> str:
    """`policy.toml:41: unknown model "ofshore_captive"; did you mean "offshore_captive"?`"""
    where = f"{name}:{mistake.line}" if mistake.line else name
    return f"{where}: {mistake.message}"


def default_policy_text() -> str:
    """The policy that ships with the product, as TOML."""
    return files("rules").joinpath("policies", "default.toml").read_text(encoding="utf-8")


def default_policy() -> Policy:
    """The policy that ships with the product."""
    return parse_policy(default_policy_text(), name="default.toml")


def read_policy_text(path: Path) -> str:
    """The text of a policy file; raises PolicyMistakesError, with a sentence, where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except IsADirectoryError:
        problem = "this is a folder; name the policy file itself"
    except FileNotFoundError:
        problem = "there is no such file; `sourcing policy show --toml` prints one to start from"
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8; save the file as UTF-8 text"
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
    raise PolicyMistakesError(str(path), [Mistake(0, problem)])


def read_policy(path: Path) -> Policy:
    """The policy in a file; raises PolicyMistakesError with all of its mistakes."""
    return parse_policy(read_policy_text(path), name=str(path))


def parse_policy(text: str, name: str = "policy.toml") -> Policy:
    """The policy in a TOML text; raises PolicyMistakesError with all of its mistakes."""
    # Anybody may send us a text: a dotted key takes time by the square of its length, and a number of more than 4,300
    # digits is none for Python.
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise PolicyMistakesError(name, [Mistake(number, f"this line has more than {_LONGEST_LINE:,} characters")])
    try:
        document = tomllib.loads(text)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyMistakesError(name, [_syntax_mistake(str(error), text)]) from None
    except RecursionError:
        raise PolicyMistakesError(
            name, [Mistake(0, "this is no policy: values stand too deep in one another")]
        ) from None
    mistakes = [Mistake(_line(lines, path), message) for path, message in misplaced_references(document)]
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        mistakes += [Mistake(_line(lines, path), message) for path, message in _shape_mistakes(error)]
        policy = None
    if mistakes or policy is None:
        raise PolicyMistakesError(name, mistakes)
    return policy.model_copy(update={"sha256": hashlib.sha256(text.encode()).hexdigest()})


def example_line(text: str, index: int) -> int:
    """The line on which the example with that index begins."""
    return _line(lines_of(text), ("examples", index))


def lines_of_parts(text: str, policy: Policy) -> Mapping[tuple[str, str], int]:
    """Where each part of a policy begins in its text, by its kind and id: `models`, `factors`, `rules`, `flags`, and
    `options` as `factor.option`."""
    paths: dict[tuple[str, str], KeyPath] = {("models", model): ("models", model) for model in policy.models}
    for place, factor in enumerate(policy.factors):
        for at, option in enumerate(factor.options):
            paths["options", f"{factor.id}.{option.id}"] = ("factors", place, "options", at)
    kinds: Mapping[str, Sequence[Factor | Rule | Flag]] = {
        "factors": policy.factors,
        "rules": policy.rules,
        "flags": policy.flags,
    }
    paths |= {(kind, part.id): (kind, place) for kind, parts in kinds.items() for place, part in enumerate(parts)}
    lines = lines_of(text)
    return {part: _line(lines, path) for part, path in paths.items()}


def _syntax_mistake(message: str, text: str) -> Mistake:
    what, _, where = message.partition(" (at ")
    at_the_end = text.count("\n") + 1
    line = int(where.removeprefix("line ").split(",")[0]) if where.startswith("line ") else at_the_end
    return Mistake(line, f"this is not TOML: {what[:1].lower()}{what[1:]}")


def _line(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    while path not in lines:
        path = path[:-1]
    return lines[path] if path else 0


def _shape_mistakes(error: ValidationError) -> Iterator[tuple[KeyPath, str]]:
    for found in error.errors():
        if found["type"] == "too_short" and len(found["input"]) >= found["ctx"]["min_length"]:
            continue  # pydantic counts only the parts without a mistake, and those mistakes are named by themselves
        path = tuple(part for part in found["loc"] if part != "[key]")
        yield path, _shape_message(path, found["type"], found["msg"], found.get("input"))


def _shape_message(path: KeyPath, kind: str, message: str, given: Any) -> str:
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return f'"{key}" is missing'
    if kind == "extra_forbidden":
        part = _PARTS.get(tuple("*" if position % 2 else str(step) for position, step in enumerate(path[:-1])))
        if path[:1] == ("examples",) and len(path) == len(("examples", 0, "expect", key)):
            part = Expectation
        known = part.model_fields if part else {}
        return f'unknown key "{key}"{did_you_mean(key, known)}'
    if kind == "enum" and any(step in {"points", "rules_out", "models"} for step in path):
        return f'unknown model "{given}"{did_you_mean(str(given), Model)}'
    if path == ("models",) and kind == "too_short":
        absent = [model for model in Model if model not in given]
        return f"all seven models are needed; missing: {', '.join(absent)}"
    where = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    said = message.removeprefix("Value error, ")
    return f"{where}: {said[:1].lower()}{said[1:]}"
