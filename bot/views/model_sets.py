"""Several models in few words: `work abroad`, `your own people`, `outsourcing here and hybrid`."""

from collections.abc import Collection, Iterator

from bot.views.clauses import listed
from bot.views.sentences import in_running_text, label
from rules.grid import Location, Model, Ownership
from rules.policy import Policy

_ABROAD = frozenset({Location.NEARSHORE, Location.OFFSHORE})
_SHORT: tuple[tuple[str, frozenset[Ownership], frozenset[Location]], ...] = (
    ("work abroad", frozenset({Ownership.INTERNAL, Ownership.THIRD_PARTY}), _ABROAD),
    ("outsourcing", frozenset({Ownership.THIRD_PARTY}), frozenset(Location)),
    ("your own people", frozenset({Ownership.INTERNAL}), frozenset(Location)),
    ("work far away", frozenset({Ownership.INTERNAL, Ownership.THIRD_PARTY}), frozenset({Location.OFFSHORE})),
    ("work nearby", frozenset({Ownership.INTERNAL, Ownership.THIRD_PARTY}), frozenset({Location.NEARSHORE})),
    ("outsourcing abroad", frozenset({Ownership.THIRD_PARTY}), _ABROAD),
    ("own centres abroad", frozenset({Ownership.INTERNAL}), _ABROAD),
)
"""What the models of some owners at some places are called together; the largest sets first."""
_SEVERAL = frozenset({"your own people", "own centres abroad"})
"""Words that take a plural."""


def in_few_words(models: Collection[Model], policy: Policy, last: str = "and") -> str:
    """All of the models, named together where there is a word for it."""
    return listed(list(_names(models, policy)), last)


def are(models: Collection[Model], policy: Policy) -> str:
    """The verb for them: `is` after a single name, else `are`."""
    names = list(_names(models, policy))
    return "are" if len(names) > 1 or _SEVERAL.intersection(names) else "is"


def _names(models: Collection[Model], policy: Policy) -> Iterator[str]:
    left = [model for model in policy.order if model in models]
    for name, owners, places in _SHORT:
        together = {
            model for model, text in policy.models.items() if text.ownership in owners and text.location in places
        }
        if len(together) > 1 and together.issubset(left):
            left = [model for model in left if model not in together]
            yield name
    yield from (in_running_text(label(model, policy)) for model in left)
