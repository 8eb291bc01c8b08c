"""Who employs and directs the people: weighing what the text says for each side."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.grid import Ownership
from rules.reading.phrases import Hit
from rules.reading.scope import COMES_FROM, Cover, Scope, cues

STRONG = 2.6
"""Points from which a cue alone carries a verdict."""
SOFT = 0.4
"""What is left of a cue that holds only today, or only under a condition."""
STAYS = 2.0
"""Points for your own people where the text only says that the work will not be given away."""
_PART_OF_A_MOVE = frozenset({"ended or given up", COMES_FROM})
DESTINATION = 1.0
"""Added to what stands where a move goes."""


@dataclass(frozen=True, slots=True)
class Witness:
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
    meaning = cues()
    left_out = dict(ignored)
    set_aside = list(ignored)
    witnesses: list[Witness] = []
    kept_inside = False
    for hit in hits:
        cue = meaning.get(hit.cue)
        if cue is None or cue.axis != "ownership" or cue.side is None or hit in left_out:
            continue
        cover = scope.cover(hit.start, hit.end, ownership=True)
        if hit.cue == "own_move" and cover is not None and cover.why in _PART_OF_A_MOVE:
            cover = None
        if cover is not None and not cover.soft:
            set_aside.append((hit, cover.why))
            kept_inside |= cue.name == "vendor_act" and cover.why in ("negated", "rejected alternative")
            continue
        points = cue.points * (SOFT if cover else 1.0)
        if hit.start in scope.destination:
            points += DESTINATION
        witnesses.append(Witness(hit, Ownership(cue.side), points, cover))
    total = {side: _total(witnesses, side) for side in Ownership}
    vendor, own, both = total[Ownership.THIRD_PARTY], total[Ownership.INTERNAL], total[Ownership.HYBRID]
    if kept_inside and not witnesses:
        own = STAYS
    split = any(hit.cue == "split" for hit in hits)
    compared = _compared(witnesses, structure)
    undecided = any(hit.cue == "undecided" for hit in structure)
    side: Ownership | None
    clear = True
    if both >= 4:
        side = Ownership.HYBRID
        clear = not compared
    elif compared and vendor >= STRONG and own >= STRONG:
        side, clear = None, False
    elif vendor >= STRONG and own >= STRONG:
        clear = False
        if split:
            side = Ownership.HYBRID
        elif abs(vendor - own) >= 0.5:
            side = Ownership.THIRD_PARTY if vendor > own else Ownership.INTERNAL
        else:
            side = _last(witnesses)
    elif max(vendor, own) >= STRONG:
        side = Ownership.THIRD_PARTY if vendor > own else Ownership.INTERNAL
        clear = abs(vendor - own) >= 1.0
    elif vendor >= 1.5 and vendor >= own:
        side, clear = Ownership.THIRD_PARTY, False
    elif own >= (1.5 if wished else 1.0):
        side, clear = Ownership.INTERNAL, False
    elif vendor >= 1:
        side, clear = Ownership.THIRD_PARTY, False
    else:
        side, clear = None, False
    if undecided and side is not None:
        clear = False
        if _on_one_side_only(witnesses, side, structure):
            side, compared = None, True
    return WhoVerdict(side, clear, compared, max(vendor, own, both), witnesses, set_aside)


def _on_one_side_only(witnesses: Sequence[Witness], side: Ownership, structure: Sequence[Hit]) -> bool:
    """True where what speaks for a side stands in only one of two alternatives."""
    turns = [hit.start for hit in structure if hit.cue == "alternatives"]
    speaking = [witness.hit.start for witness in witnesses if witness.side is side]
    return bool(turns and speaking) and any(max(speaking) < at or min(speaking) > at for at in turns)


def _total(witnesses: Sequence[Witness], side: Ownership) -> float:
    points = sorted((witness.points for witness in witnesses if witness.side is side), reverse=True)
    return points[0] + 0.15 * min(sum(points[1:]), 6.0) if points else 0.0


def _compared(witnesses: Sequence[Witness], structure: Sequence[Hit]) -> bool:
    """True where "or" stands between one side and the other."""
    alternatives = [hit.start for hit in structure if hit.cue == "alternatives"]
    if not alternatives:
        return False
    strong = [witness for witness in witnesses if witness.points >= 1.5]
    for before, after in zip(strong, strong[1:], strict=False):
        if before.side is not after.side and any(at < after.hit.start for at in alternatives):
            return True
    return False


def _last(witnesses: Sequence[Witness]) -> Ownership:
    strong = [witness for witness in witnesses if witness.points >= STRONG and witness.side is not Ownership.HYBRID]
    return max(strong, key=lambda witness: witness.hit.start).side
