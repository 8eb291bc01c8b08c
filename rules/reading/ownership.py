"""Who employs and directs the people: weighing what the text says for each side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from rules.grid import Ownership
from rules.reading.cues import cues
from rules.reading.phrases import Hit
from rules.reading.scope import COMES_FROM, NEGATED, Cover, Scope

STRONG = 2.6
"""Points from which a cue alone carries a verdict."""
HYBRID = 4.0
"""Points from which a cue for a shared arrangement does."""
SPOKEN = 2.0
"""Points from which another company carries a sure verdict where nothing at all speaks for the other side."""
WEAK = 1.5
"""Points that carry a verdict where nothing stronger is said, but never a sure one."""
REPORTED = 1.0
"""The same in a report of what was done: nobody writes "opens a centre" of somebody else's centre."""
LEAD = 0.5
"""By how much one strong side must lead to win over the other."""
DESTINATION = 1.0
"""Added to what stands where a move goes."""
STAYS = 2.0
"""Points for your own people where the text only says that the work will not be given away."""
SOFT = 0.4
"""What is left of a cue that holds only today, or only under a condition."""
_REST = 0.15
"""What each further cue for a side adds, of its points."""
_REST_AT_MOST = 6.0
_DIVIDES = {"portion": WEAK, "tier": WEAK, "shift": STRONG}
"""Words that divide the work, and the points that the weaker side needs to have its share."""
_ONE_BREATH = 20
"""Words within which two statements belong together."""
_PART_OF_A_MOVE = frozenset({"ended or given up", COMES_FROM})


class Witness(NamedTuple):
    """A phrase that speaks for a side, with its weight after scope."""

    hit: Hit
    side: Ownership
    points: float
    cover: Cover | None


@dataclass(frozen=True, slots=True)
class WhoVerdict:
    """The side that carries, how clearly, and whether two sides are being compared."""

    side: Ownership | None
    clear: bool
    compared: bool
    strongest: float
    witnesses: Sequence[Witness]
    set_aside: Sequence[tuple[Hit, str]]


def weigh_ownership(
    hits: Sequence[Hit], structure: Sequence[Hit], scope: Scope, ignored: Sequence[tuple[Hit, str]], *, wished: bool
) -> WhoVerdict:
    """Decide who does the work. `ignored` hits do not count; `wished`: the text is a wish, not a report."""
    witnesses, set_aside = _heard(hits, scope, dict(ignored))
    vendor = _total(witnesses, Ownership.THIRD_PARTY)
    if not vendor:
        witnesses += _directed_by_us(hits, scope)
    own = _total(witnesses, Ownership.INTERNAL)
    both = _total(witnesses, Ownership.HYBRID)
    if not witnesses and any(_is_kept(hit, why) for hit, why in set_aside):
        own = STAYS
    kinds = {hit.cue for hit in hits}
    decided = max((hit.start for hit in structure if hit.cue == "decided"), default=0)
    turns = [hit.start for hit in structure if hit.cue == "alternatives" and hit.start >= decided]
    compared = _compared(witnesses, turns)
    lesser = min(vendor, own)
    divided = any(lesser >= _DIVIDES.get(hit.cue, inf) for hit in structure)
    side: Ownership | None
    if both >= HYBRID:
        side, clear = Ownership.HYBRID, not compared
    elif (vendor >= WEAK and "we_direct" in kinds and "on_site" not in kinds) or (
        divided and max(vendor, own) >= STRONG and not compared
    ):
        side, clear = Ownership.HYBRID, False
    elif lesser >= WEAK and compared:
        side, clear = None, False
    elif vendor >= STRONG and own >= STRONG:
        side, clear = _between(witnesses, vendor - own, structure, scope, split="split" in kinds), False
    elif max(vendor, own) >= STRONG:
        side = Ownership.THIRD_PARTY if vendor > own else Ownership.INTERNAL
        clear = min(vendor, own) < WEAK
    else:
        side, clear = _weakly(vendor, own, wished=wished), vendor >= SPOKEN and not own
    if side is not None and any(hit.cue == "undecided" for hit in structure):
        clear = False
        if _on_one_side_only(witnesses, side, turns):
            side, compared = None, True
    return WhoVerdict(side, clear, compared, max(vendor, own, both), witnesses, [*ignored, *set_aside])


def _heard(hits: Sequence[Hit], scope: Scope, ignored: dict[Hit, str]) -> tuple[list[Witness], list[tuple[Hit, str]]]:
    """The phrases that count, and those that do not with the reason."""
    meaning = cues()
    witnesses: list[Witness] = []
    set_aside: list[tuple[Hit, str]] = []
    for hit in hits:
        cue = meaning[hit.cue]
        if cue.axis != "ownership" or cue.side is None or hit in ignored:
            continue
        cover = scope.cover(hit.start, hit.end, ownership=True)
        if hit.cue == "own_move" and cover is not None and cover.why in _PART_OF_A_MOVE:
            cover = None
        if cover is not None and not cover.soft:
            set_aside.append((hit, cover.why))
            continue
        points = cue.points * (SOFT if cover else 1.0) + DESTINATION * (hit.start in scope.destination)
        witnesses.append(Witness(hit, Ownership(cue.side), points, cover))
    return witnesses, set_aside


def _directed_by_us(hits: Sequence[Hit], scope: Scope) -> list[Witness]:
    """Whoever works under managers of ours, with no other company in sight, are our own people."""
    found = [hit for hit in hits if hit.cue == "we_direct" and scope.cover(hit.start, hit.end, ownership=True) is None]
    return [Witness(hit, Ownership.INTERNAL, WEAK, None) for hit in found[:1]]


def _total(witnesses: Sequence[Witness], side: Ownership) -> float:
    points = sorted((witness.points for witness in witnesses if witness.side is side), reverse=True)
    return points[0] + _REST * min(sum(points[1:]), _REST_AT_MOST) if points else 0.0


def _is_kept(hit: Hit, why: str) -> bool:
    """True for "we will not outsource" and "no vendors": what is not given away stays."""
    return (hit.cue == "vendor_act" and why in (NEGATED, "rejected alternative")) or (
        hit.cue == "vendor" and why == NEGATED
    )


def _weakly(vendor: float, own: float, *, wished: bool) -> Ownership | None:
    if vendor >= WEAK and vendor >= own:
        return Ownership.THIRD_PARTY
    if own >= (WEAK if wished else REPORTED):
        return Ownership.INTERNAL
    return Ownership.THIRD_PARTY if vendor >= REPORTED else None


def _between(
    witnesses: Sequence[Witness], lead: float, structure: Sequence[Hit], scope: Scope, *, split: bool
) -> Ownership:
    """The side where both are strong: both at once, the one that leads, or the one named last."""
    if split:
        return Ownership.HYBRID
    if abs(lead) >= LEAD:
        return Ownership.THIRD_PARTY if lead > 0 else Ownership.INTERNAL
    strong = [witness for witness in witnesses if witness.points >= STRONG]
    if _side_by_side(strong, structure, scope):
        return Ownership.HYBRID
    return max(strong, key=lambda witness: witness.hit.start).side


_TURNS = frozenset({"turn", "transfer", "leaving", "swapping", "ending", "past", "rejected"})


def _side_by_side(strong: Sequence[Witness], structure: Sequence[Hit], scope: Scope) -> bool:
    """True where both sides do something in one sentence, joined by "and", and nothing moves from one to the other."""
    first = min(witness.hit.start for witness in strong)
    last = max(witness.hit.start for witness in strong)
    if last - first > _ONE_BREATH or any(witness.hit.start in scope.destination for witness in strong):
        return False
    if any(hit.cue in _TURNS for hit in structure) or scope.sentence[first] != scope.sentence[last]:
        return False
    return any(hit.cue == "and" and first < hit.start < last for hit in structure)


def _compared(witnesses: Sequence[Witness], turns: Sequence[int]) -> bool:
    """True where "or" stands between one side and the other."""
    weighty = [witness for witness in witnesses if witness.points >= WEAK]
    return bool(turns) and any(
        before.side is not after.side and turns[0] < after.hit.start for before, after in pairwise(weighty)
    )


def _on_one_side_only(witnesses: Sequence[Witness], side: Ownership, turns: Sequence[int]) -> bool:
    """True where what speaks for a side stands in only one of two alternatives."""
    speaking = [witness.hit.start for witness in witnesses if witness.side is side]
    return bool(turns and speaking) and (max(speaking) < turns[-1] or min(speaking) > turns[0])
