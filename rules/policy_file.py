"""Reading a policy from TOML, and saying on which line each mistake stands."""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rules.grid import Model
from rules.policy import (
    Approval,
    Example,
    Expectation,
    Factor,
    Flag,
    Law,
    ModelText,
    Option,
    Policy,
    Rule,
    Source,
    Together,
    Weights,
    Work,
)
from rules.policy_references import misplaced_references
from rules.policy_values import AS_IT_WAS, UNSEEN, shown, unseen_mistake
from rules.retention import ByStatus, Retention
from rules.suggest import MistakesError, Problem
from rules.toml_lines import DEEPEST, line_of_a_long_key, lines_of
from rules.toml_lines import Path as KeyPath

_PARTS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Policy,
    ("models", "*"): ModelText,
    ("factors", "*"): Factor,
    ("factors", "*", "options", "*"): Option,
    ("factors", "*", "together", "*"): Together,
    ("approval_factors", "*"): Factor,
    ("approval_factors", "*", "options", "*"): Option,
    ("approval_factors", "*", "together", "*"): Together,
    ("rules", "*"): Rule,
    ("flags", "*"): Flag,
    ("works", "*"): Work,
    ("laws", "*"): Law,
    ("approvals", "*"): Approval,
    ("sources", "*"): Source,
    ("weights",): Weights,
    ("retention",): Retention,
    ("retention", "*"): ByStatus,
    ("examples", "*"): Example,
    ("examples", "*", "expect"): Expectation,
}


LARGEST = 512 * 1024
"""Bytes of a policy file; the policy that ships has four fifths of that."""
_DEFAULT = ("default.toml", "works.toml", "laws.toml", "sources.toml")
"""The parts of the policy that ships, in one text."""
MOST_TOLD = 100
"""Mistakes that are named one by one: who mends a file mends those first."""
_LONGEST_LINE = 4_000
"""Characters; a text in a policy has at most 600."""
_LONGEST_MESSAGE = 2_000
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Windows editors write the first, `>` in Windows PowerShell the second."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a policy file. Line 0 is the file as a whole. The message can be printed anywhere."""

    line: int
    message: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shown(self.message, _LONGEST_MESSAGE))


class PolicyMistakesError(MistakesError):
    """The file is not a policy.

    `mistakes` has the first reasons, `more` says how many there are beside them, and the text of the error has a line
    for each.
    """

    def __init__(self, name: str, mistakes: Collection[Mistake], more: int = 0) -> None:
        self.name = name
        found = sorted(set(mistakes))
        self.mistakes = tuple(found[:MOST_TOLD])
        self.more = more + len(found) - len(self.mistakes)
        told = [in_words(name, mistake) for mistake in self.mistakes]
        if self.more:
            told.append(f"{name}: {self.more:,} more mistakes; mend these first")
        super().__init__("\n".join(told))


def in_words(name: str, mistake: Mistake) -> str:
    """`policy.toml:41: unknown model "ofshore_captive"; did you mean "offshore_captive"?`"""
    where = f"{name}:{mistake.line}" if mistake.line else name
    return f"{where}: {mistake.message}"


def default_policy_text() -> str:
    """The policy that ships with the product, as TOML."""
    parts = files("rules").joinpath("policies")
    return "\n".join(parts.joinpath(part).read_text(encoding="utf-8") for part in _DEFAULT)


def default_policy() -> Policy:
    """The policy that ships with the product."""
    return parse_policy(default_policy_text(), name="default.toml")


def read_policy_text(path: Path) -> str:
    """The text of a policy file; raises PolicyMistakesError, with a sentence, where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except IsADirectoryError:
        problem = "this is a folder; name the policy file itself"
    except FileNotFoundError:
        problem = "there is no such file; `sourcing policy show --toml` prints one to start from"
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
    else:
        return decoded_policy(content, name=str(path))
    raise PolicyMistakesError(str(path), [Mistake(0, problem)])


def decoded_policy(content: bytes, name: str = "policy.toml") -> str:
    """The text of a file as people save them: UTF-8 or UTF-16, with a byte-order mark or without.

    Raises PolicyMistakesError for anything else, and for more bytes than a policy may have.
    """
    if len(content) > LARGEST:
        raise PolicyMistakesError(name, [Mistake(0, f"a policy file has at most {LARGEST:,} bytes, and this has more")])
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        written = "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
        problem = f"byte {error.start} is not {written}; save the file as UTF-8 text"
        raise PolicyMistakesError(name, [Mistake(line, problem)]) from None


def _encoding(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding
    # Without a mark: TOML begins with a character of ASCII, and half of what UTF-16 writes for it is a zero.
    if b"\0" not in content[:2]:
        return "utf-8"
    return "utf-16-be" if content.startswith(b"\0") else "utf-16-le"


@lru_cache(maxsize=8)
def parse_policy(text: str, name: str = "policy.toml") -> Policy:
    """The policy in a TOML text; raises PolicyMistakesError with its mistakes.

    A policy never changes, and reading a large one takes a tenth of a second: the last few are kept.
    """
    document = _document(text, name)
    if _is_earlier(document):
        line = _line(lines_of(text), ("schema",))
        problem = f"this file was written for an earlier release; `sourcing policy upgrade {name}` writes one for this"
        raise PolicyMistakesError(name, [Mistake(line, problem)])
    problems: list[tuple[KeyPath, Problem | ErrorDetails]] = list(misplaced_references(document))
    policy = None
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        problems += _shape_problems(error)
    if policy is None or problems:
        raise _mistakes(name, text, problems)
    return policy.model_copy(update={"sha256": sha256_of(text)})


def _is_earlier(document: Mapping[str, Any]) -> bool:
    return document.get("schema") is not True and document.get("schema") == 1


def is_earlier(text: str, name: str = "policy.toml") -> bool:
    """Whether the text says that it was written for an earlier release; raises PolicyMistakesError for no TOML."""
    return _is_earlier(_document(text, name))


def parse_past_policy(text: str) -> Policy:
    """The policy in a text that was in force once, as the release of that day took it; raises PolicyMistakesError.

    A decision is shown under the policy that it was made under, however much more strictly policies are read today.
    """
    try:
        policy = Policy.model_validate(_toml(text, "policy.toml"), context=AS_IT_WAS)
    except ValidationError as error:
        raise _mistakes("policy.toml", text, list(_shape_problems(error))) from None
    return policy.model_copy(update={"sha256": sha256_of(text)})


def sha256_of(text: str) -> str:
    """The hash that a policy's text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def _document(text: str, name: str) -> Mapping[str, Any]:
    """What stands in a TOML text. Anybody may send us one, so it is looked at before it is read."""
    unseen = []
    for number, line in enumerate(text.split("\n"), start=1):
        # A number of more than 4,300 digits is none for Python.
        if len(line) > _LONGEST_LINE:
            raise PolicyMistakesError(name, [Mistake(number, f"this line has more than {_LONGEST_LINE:,} characters")])
        if found := UNSEEN.search(line.removesuffix("\r")):
            unseen.append(Mistake(number, unseen_mistake(found[0])))
    if unseen:
        raise PolicyMistakesError(name, unseen)
    if long_key := line_of_a_long_key(text):
        raise PolicyMistakesError(name, [Mistake(long_key, f"this key has more than {DEEPEST} parts")])
    return _toml(text, name)


def _toml(text: str, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyMistakesError(name, [_syntax_mistake(str(error), text)]) from None
    except RecursionError:
        problem = "this is no policy: values stand too deep in one another"
        raise PolicyMistakesError(name, [Mistake(0, problem)]) from None


def _mistakes(name: str, text: str, problems: Sequence[tuple[KeyPath, Problem | ErrorDetails]]) -> PolicyMistakesError:
    """The first problems in the order of their lines, each put into words; the others are only counted."""
    lines = lines_of(text)
    placed = sorted(((_line(lines, path), path, problem) for path, problem in problems), key=itemgetter(0))
    told = [
        Mistake(line, str(problem) if isinstance(problem, Problem) else str(_shape_problem(path, problem)))
        for line, path, problem in placed[:MOST_TOLD]
    ]
    return PolicyMistakesError(name, told, more=len(placed) - len(told))


def example_lines(text: str, indices: Collection[int]) -> Mapping[int, int]:
    """The lines on which the examples with these indices begin."""
    lines = lines_of(text) if indices else {}
    return {index: _line(lines, ("examples", index)) for index in indices}


def lines_of_parts(text: str, policy: Policy) -> Mapping[tuple[str, str], int]:
    """Where each part of a policy begins in its text, by its kind and id: `models`, `factors`, `rules`, `flags`,
    `works`, `laws`, `approval_factors`, `approvals`, and `options` as `factor.option`."""
    paths: dict[tuple[str, str], KeyPath] = {("models", model): ("models", model) for model in policy.models}
    for table, factors in (("factors", policy.factors), ("approval_factors", policy.approval_factors)):
        for place, factor in enumerate(factors):
            for at, option in enumerate(factor.options):
                paths["options", f"{factor.id}.{option.id}"] = (table, place, "options", at)
    kinds: Mapping[str, Sequence[Factor | Rule | Flag | Work | Law | Approval]] = {
        "factors": policy.factors,
        "approval_factors": policy.approval_factors,
        "approvals": policy.approvals,
        "rules": policy.rules,
        "flags": policy.flags,
        "works": policy.works,
        "laws": policy.laws,
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


def _shape_problems(error: ValidationError) -> Iterator[tuple[KeyPath, ErrorDetails]]:
    for found in error.errors(include_url=False):
        if found["type"] == "too_short" and len(found["input"]) >= found["ctx"]["min_length"]:
            continue  # pydantic counts only the parts without a mistake, and those mistakes are named by themselves
        yield tuple(part for part in found["loc"] if part != "[key]"), found


def _shape_problem(path: KeyPath, found: ErrorDetails) -> Problem:
    kind, given = found["type"], found["input"]
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return Problem(f'"{key}" is missing')
    if kind == "extra_forbidden":
        part = _PARTS.get(tuple("*" if position % 2 else str(step) for position, step in enumerate(path[:-1])))
        if path[:1] == ("examples",) and len(path) == len(("examples", 0, "expect", key)):
            part = Expectation
        known = [field.alias or name for name, field in part.model_fields.items()] if part else []
        return Problem(f'unknown key "{key}"', key, known)
    if kind == "enum" and key not in ModelText.model_fields:
        return Problem(f'unknown model "{given}"', str(given), tuple(Model))
    if path == ("models",) and kind == "too_short":
        absent = [model for model in Model if model not in given]
        return Problem(f"all seven models are needed; missing: {', '.join(absent)}")
    where = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    if kind in _WANTED:
        return Problem(f"{where}: {_WANTED[kind]}")
    if kind == "too_long":
        return Problem(f"{where}: there may be {found['ctx']['max_length']:,} of these, and here are more")
    said = found["msg"].removeprefix("Value error, ")
    return Problem(f"{where}: {said[:1].lower()}{said[1:]}")


_WANTED = {
    "string_type": "write a text in quotes",
    "tuple_type": "write a list in square brackets",
    "dict_type": "write a table of keys and values",
    "model_type": "write a table of keys and values",
}
"""What is asked for where a value of another type was given, in the words of who writes a policy."""
