"""Which sourcing models somebody names: by the policy's label, by the id, by a term of the field, or nearly so.

"Outsourcing here, Hybrid", "in house and own centre nearby" and "domestic_outsourcing offshore_captive" all read as
lists of models. A name may go on over several words, whatever stands between two of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from rules.glossary import terms
from rules.grid import Model
from rules.suggest import did_you_mean

if TYPE_CHECKING:
    from rules.policy import Policy

_WORD = re.compile(r"[^\W_]+|[,;/&+|]")
_BETWEEN = frozenset({",", ";", "/", "&", "+", "|", "and", "or", "vs", "versus", "with", "to", "a", "an", "the"})
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
    """The models that the text lists, by label, id or term, in large letters or small, with hyphens or without."""
    of_policy = {words: (model,) for words, model in _names(labels).items()}
    names = {**_names_of_terms(), **of_policy}
    longest = max(map(len, names), default=1)
    found = list(_WORD.finditer(written))
    words = [match[0].casefold() for match in found]
    named: list[tuple[Model, ...]] = []
    unknown: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            name = tuple(words[at : at + length])
            models = names.get(name)
            start, end = found[at].start(), found[at + length - 1].end()
            # In "offshore_captve" there is no term: it is a slip of an id.
            if models and (name in of_policy or not _in_an_id(written, start, end)):
                named.append(models)
                at += length
                break
        else:
            if words[at] not in _BETWEEN:
                start = unknown.pop()[0] if unknown and unknown[-1][1] == at else at
                unknown.append((start, at + 1))
            at += 1
    # Alone, a term stands for all that it is about; beside others, for the one that it means.
    meant = named[0] if len(named) == 1 else tuple(each[0] for each in named)
    return NamedModels(
        tuple(dict.fromkeys(meant)),
        tuple(written[found[start].start() : found[end - 1].end()] for start, end in unknown),
    )


def _in_an_id(written: str, start: int, end: int) -> bool:
    return "_" in (written[start - 1 : start], written[end : end + 1])


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


@cache
def _names_of_terms() -> Mapping[tuple[str, ...], tuple[Model, ...]]:
    """The models of the glossary's terms by the words of their names, first the one that a term means."""
    return {
        tuple(_WORD.findall(name.casefold())): (
            term.model,
            *(model for model in term.models if model is not term.model),
        )
        for term in terms().values()
        if term.model is not None
        for name in (*term.names, *term.short)
    }
