"""Values as they stand in JSON."""

from typing import Any, TypeVar

_Value = TypeVar("_Value")


def copied(value: _Value) -> _Value:
    """The value anew, down to its last part; `copy.deepcopy` takes four times as long, for what JSON does not have."""
    anew: _Value = _parts(value)
    return anew


def _parts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _parts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_parts(part) for part in value]
    return value
