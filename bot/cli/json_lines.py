"""JSON lines as they come in: each read by itself, so that a bad one costs nothing but itself."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

LONGEST_LINE = 1_000_000
"""Bytes."""
_MOST_DIGITS = 1_000


class LineError(ValueError):
    """A line that is not what a filter takes; the text says what is wrong."""


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; one that is too long comes back cut, and its rest is passed over."""
    while line := stream.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line


def read_line(line: bytes) -> dict[str, Any]:
    """The object on a line; raises LineError for anything that other programs could read differently."""
    if len(line) >= LONGEST_LINE:
        raise LineError(f"the line has more than {LONGEST_LINE:,} bytes; split it")
    try:
        text = line.decode("utf-8-sig")  # Windows programs put a mark before the first line
    except UnicodeDecodeError:
        raise LineError("the line is not UTF-8") from None
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_no_number
        )
    except LineError:
        raise
    except RecursionError:
        raise LineError("the line is nested too deeply") from None
    except ValueError as error:
        raise LineError(f"the line is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise LineError('the line is not a JSON object; it should look like {"id": 1, …}')
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise LineError(f'"{twice}" stands more than once in one object; keep one of them')
    return known


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise LineError(f"the line has a number of more than {_MOST_DIGITS:,} digits; write it as text, in quotes")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise LineError(f"{digits[:40]} is too large for a number; write it as text, in quotes")
    return number


def _no_number(name: str) -> float:
    raise LineError(f"the line is not JSON: {name} is no number there")
