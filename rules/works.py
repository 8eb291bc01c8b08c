"""Kinds of work: what is usual for each, and what a procurement lead would laugh at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rules.grid import Model
from rules.policy import Policy
from rules.wording import in_a_sentence as in_a_sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work with all that holds for it: its own words, and what it has from the kind that it is like."""

    id: str
    label: str
    task: str
    """What it is called inside a sentence; its label where the policy has no word for that."""
    supplier: str | None
    """Who does it for a living; None where neither it nor what it is like says so."""
    premises: str | None
    """What a site of one's own for it is; None where that is a centre."""
    line: tuple[str, ...]
    """The kind itself, the one that it is like, and so on."""
    cpv: tuple[str, ...]
    """Prefixes of the EU's Common Procurement Vocabulary, Regulation (EC) 213/2008; the longest that fits counts."""
    cpv_of_line: tuple[str, ...]
    """Its own prefixes, or where it has none those of the nearest kind that it is like."""
    presume: Mapping[str, str]
    """Answers that are taken as given until somebody says otherwise: factor to option."""
    usual: tuple[tuple[Model, ...], ...]
    """The models that are usual, best first; those in one place are equally so."""
    never: frozenset[Model]
    """Models that nobody who knows the work would propose."""
    because: str
    source: str

    @property
    def family(self) -> str:
        """The kind at the top of the line: itself where it is like no other."""
        return self.line[-1]

    def rank(self, model: Model) -> int | None:
        """How usual a model is, 0 for the most; None where it is not."""
        return next((place for place, models in enumerate(self.usual) if model in models), None)


@lru_cache(maxsize=16)
def kinds_of(policy: Policy) -> Mapping[str, Kind]:
    """Every kind of the policy by its id, with what it has from those that it is like."""
    entries = {work.id: work for work in policy.works}
    found: dict[str, Kind] = {}
    for work in policy.works:
        line = [work]
        while (like := line[-1].like) is not None:
            line.append(entries[like])
        found[work.id] = Kind(
            id=work.id,
            label=work.label,
            task=work.task or in_a_sentence(work.label),
            supplier=next((each.supplier for each in line if each.supplier), None),
            premises=next((each.premises for each in line if each.premises), None),
            line=tuple(each.id for each in line),
            cpv=work.cpv,
            cpv_of_line=next((each.cpv for each in line if each.cpv), ()),
            presume={factor: option for each in reversed(line) for factor, option in each.presume.items()},
            usual=next((each.usual for each in line if each.usual is not None), ()),
            never=frozenset(next((each.never for each in line if each.never is not None), ())),
            because=work.because,
            source=work.source,
        )
    return found


def families_of(policy: Policy) -> Mapping[str, str]:
    """Of each kind of work the one at the top of its line."""
    return {kind.id: kind.family for kind in kinds_of(policy).values()}
