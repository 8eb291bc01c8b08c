"""Do rules contradict each other, or repeat each other's conditions? What counts as which, `Claim` says."""

from collections.abc import Iterator

from rules.policy import Effect
from rules.proofs.findings import POLICY, Claim, Finding, Verdict, listed
from rules.proofs.inquiry import Inquiry


def contradictions(inquiry: Inquiry) -> Iterator[Finding]:
    """Each contradiction and each repetition, or that there is none."""
    found = [*_in_vain(inquiry), *_opposed(inquiry)]
    none = Finding(Claim.NO_CONTRADICTION, POLICY, Verdict.HOLDS, "No rules contradict each other.", None)
    yield from found or [none]
    repeated = [*_repeated(inquiry)]
    none = Finding(Claim.RULES_DIFFER, POLICY, Verdict.HOLDS, "No two rules have the same conditions.", None)
    yield from repeated or [none]


def _in_vain(inquiry: Inquiry) -> Iterator[Finding]:
    """Points in favour of a model that is ruled out whenever they are given."""
    for effect in inquiry.effects:
        fires = inquiry.samples.fires[effect.rule]
        favoured = [model for model in inquiry.models if effect.points[model] > 0]
        unseen = [model for model in favoured if not fires & ~inquiry.samples.drawn.ruled_out(model)]
        if not unseen:
            continue
        within = dict(effect.when)
        left = inquiry.left(within)
        vain = [model for model in unseen if model not in left and model not in inquiry.never_left]
        if vain:
            by = tuple(dict.fromkeys(name for model in vain for name in inquiry.shadows(model, within)))
            out = f"which {'is' if len(vain) == 1 else 'are'} ruled out whenever it applies"
            sentence = (
                f"{effect.rule} gives points to {listed(inquiry.names(vain))}, {out}{', by ' * bool(by)}{listed(by)}."
            )
            yield Finding(Claim.NO_CONTRADICTION, effect.rule, Verdict.FAILS, sentence, None, by)


def _opposed(inquiry: Inquiry) -> Iterator[Finding]:
    for effects in _same_conditions(inquiry):
        # For each model the first effect that gives it points, and the first that takes some.
        first: dict[tuple[int, bool], Effect] = {}
        for other in effects:
            opponents = [first.get((model, other.points[model] < 0)) for model in inquiry.models if other.points[model]]
            for one in dict.fromkeys(each for each in opponents if each is not None):
                models = [model for model in inquiry.models if one.points[model] * other.points[model] < 0]
                sentence = (
                    f"{other.rule} and {one.rule} have the same conditions, "
                    f"and one gives {listed(inquiry.names(models))} points where the other takes them."
                )
                fails, shown = Verdict.FAILS, _conditions(one)
                yield Finding(Claim.NO_CONTRADICTION, other.rule, fails, sentence, shown, (one.rule,))
            for model in inquiry.models:
                if other.points[model]:
                    first.setdefault((model, other.points[model] > 0), other)


def _repeated(inquiry: Inquiry) -> Iterator[Finding]:
    for one, *others in _same_conditions(inquiry):
        for other in others:
            sentence = f"{other.rule} and {one.rule} have the same conditions; say it in one place."
            yield Finding(Claim.RULES_DIFFER, other.rule, Verdict.FAILS, sentence, _conditions(one), (one.rule,))


def _same_conditions(inquiry: Inquiry) -> Iterator[list[Effect]]:
    """Effects, two or more together, that fire in the same requests; each is held against few of the others."""
    alike: dict[frozenset[tuple[str, frozenset[str]]], list[Effect]] = {}
    for effect in inquiry.effects:
        alike.setdefault(frozenset(effect.when), []).append(effect)
    return (effects for effects in alike.values() if len(effects) > 1)


def _conditions(effect: Effect) -> dict[str, str]:
    return {factor: min(options) for factor, options in effect.when}
