"""Which sourcing models somebody names: by the policy's label, by the id, or nearly so.

"Outsourcing here, Hybrid", "in house and own centre nearby" and "domestic_outsourcing offshore_captive" all read as
lists of models. A name may go on over several words, whatever stands between two of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rules.grid import Model
from rules.suggest import did_you_mean

if TYPE_CHECKING:
    from rules.policy import Policy

_WORD = re.compile(r"[^\W_]+|[,;/&+|]")
_BETWEEN = frozenset({",", ";", "/", "&", "+", "|", "and", "or", "vs", "versus", "with", "to"})
"""What may stand between two names; "und", "y" and "et" are no words of ours: labels are in the policy's language."""


@dataclass(frozen=True, slots=True)
class NamedModels:
    """The models that were named, in that order, each once."""

    models: tuple[Model, ...]
    unknown: tuple[str, ...]
    """What names none, as it was written."""


def labels_of(policy: "Policy") -> Mapping[Model, str]:
    """The models' labels, in the policy's order."""
    return {model: policy.models[model].label for model in policy.order}


def named_models(written: str, labels: Mapping[Model, str]) -> NamedModels:
    """The models that the text lists, by label or id, in large letters or small, with hyphens or without."""
    names = _names(labels)
    longest = max(map(len, names), default=1)
    found = list(_WORD.finditer(written))
    words = [match[0].casefold() for match in found]
    models: list[Model] = []
    unknown: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            if model := names.get(tuple(words[at : at + length])):
                models.append(model)
                at += length
                break
        else:
            if words[at] not in _BETWEEN:
                start = unknown.pop()[0] if unknown and unknown[-1][1] == at else at
                unknown.append((start, at + 1))
            at += 1
    return NamedModels(
        tuple(dict.fromkeys(models)),
        tuple(written[found[start].start() : found[end - 1].end()] for start, end in unknown),
    )


def model_meant(written: str, labels: Mapping[Model, str]) -> str | None:
    """The label or id of the model that was probably meant, spelt right, in the way in which it was written."""
    guess = did_you_mean(written, chain((label.lower() for label in labels.values()), labels))
    if not guess:
        return None
    meant = guess.split('"')[1]
    return next((label for label in labels.values() if label.lower() == meant), meant)


def no_such_model(written: str, labels: Mapping[Model, str]) -> str:
    """Why it names no model: `"Outsorcing here" is no model; did you mean "Outsourcing here"?`"""
    meant = model_meant(written, labels)
    return f'"{written[:100]}" is no model' + (f'; did you mean "{meant}"?' if meant else "")


def _names(labels: Mapping[Model, str]) -> Mapping[tuple[str, ...], Model]:
    """The models by the words of their names; "in-house" is "inhouse" as well."""
    by_words: dict[tuple[str, ...], Model] = {}
    for model in labels:
        for name in (model, model.value.replace("_", "")):
            by_words[tuple(_WORD.findall(name))] = model
    for model, label in labels.items():
        words = tuple(_WORD.findall(label.casefold()))
        by_words[words] = model
        by_words.setdefault(("".join(words),), model)
    return by_words
