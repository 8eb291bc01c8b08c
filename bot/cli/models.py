"""Models as people name them on the command line."""

from collections.abc import Mapping

import click

from rules.grid import Model
from rules.model_names import named_models, no_such_model


def models_named(written: str, labels: Mapping[Model, str]) -> tuple[Model, ...]:
    """The models that the words list, by label or id; what names none ends the command with those that there are."""
    found = named_models(written, labels)
    if found.models and not found.unknown:
        return found.models
    wrong = "\n".join(no_such_model(each, labels) for each in found.unknown or (written,))
    raise click.UsageError(f"{wrong}\nThe models: {', '.join(labels.values())}.")
