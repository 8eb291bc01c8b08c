"""Where each kind of work leads by what is presumed of it alone, and where that is nonsense."""

from collections.abc import Iterator

from rules.cases import WORK, case_of, presumed_for
from rules.grid import Model
from rules.policy import Policy
from rules.recommend import fired_effects
from rules.works import Kind, kinds_of


def usual_model(kind: str, policy: Policy) -> Model | None:
    """The model that leads for a kind of work when nothing else is known; None where all are ruled out."""
    named = {WORK: kind}
    # Added up by hand: numbers for a whole policy would be made here for a single sum.
    effects = list(fired_effects({**named, **presumed_for(named, policy)}, case_of(named, policy)))
    ruled_out = frozenset[Model]().union(*(effect.rules_out for effect in effects))
    points = [sum(each) for each in zip(*(effect.points for effect in effects), strict=True)] or [0] * len(policy.order)
    left = [(-total, place) for place, total in enumerate(points) if policy.order[place] not in ruled_out]
    return policy.order[min(left)[1]] if left else None


def nonsense(policy: Policy) -> Iterator[tuple[str, str]]:
    """The kinds whose presumptions lead to no model, or to one that the kind itself calls out of the question.

    Each by its id, with a sentence.
    """
    for kind in kinds_of(policy).values():
        model = usual_model(kind.id, policy)
        if model is None and not _is_no_sourcing(kind, policy):
            yield kind.id, f'what is presumed of "{kind.id}" rules out every model'
        elif model is not None and model in kind.never:
            yield kind.id, f'what is presumed of "{kind.id}" leads to {model}, which nobody would propose for it'


def _is_no_sourcing(kind: Kind, policy: Policy) -> bool:
    """Whether one of its presumptions says by itself that no model applies: a purchase, say."""
    effects = (policy.option_effects.get(answer) for answer in kind.presume.items())
    return any(effect is not None and effect.rules_out == set(policy.order) for effect in effects)
