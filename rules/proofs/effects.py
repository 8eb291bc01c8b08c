"""Does each veto, and do the points of each rule and option, ever decide a result?

Where the samples have no example, the claim is searched: a veto of a model decides exactly where the model would win
without it; points decide exactly where one model wins with them and another without, and the first gains on the second.
"""

from collections.abc import Iterator
from dataclasses import replace

from rules.budget import BudgetSpentError
from rules.policy import Answers, Effect
from rules.proofs.demands import wins
from rules.proofs.findings import Claim, Finding, Verdict, listed
from rules.proofs.inquiry import Inquiry


def effects(inquiry: Inquiry) -> Iterator[Finding]:
    """Findings about each veto and each effect with points."""
    for effect in inquiry.effects:
        if effect.mask:
            yield from _veto(effect, inquiry)
        if not effect.mask or any(effect.points):
            yield _points(effect, inquiry)


def _veto(effect: Effect, inquiry: Inquiry) -> Iterator[Finding]:
    """The veto decides if it does for one of its models: the one that wins without it loses to none of the others."""
    vetoed = [model for model in inquiry.models if effect.mask >> model & 1]
    each = [_vetoed_model(effect, model, inquiry) for model in vetoed]
    decides = next((finding for finding in each if finding.verdict is Verdict.HOLDS), None)
    if decides:
        yield replace(decides, claim=Claim.VETO_DECIDES)
        yield from (finding for finding in each if finding is not decides and finding.verdict is not Verdict.HOLDS)
        return
    unproven = next((finding for finding in each if finding.verdict is Verdict.NOT_PROVEN), None)
    if unproven:
        yield replace(unproven, claim=Claim.VETO_DECIDES)
        return
    by = tuple(dict.fromkeys(name for finding in each for name in finding.by))
    shadowed = [name for name, finding in zip(inquiry.names(vetoed), each, strict=True) if finding.by]
    others = [name for name in inquiry.names(vetoed) if name not in shadowed]
    reasons = []
    if shadowed:
        reasons.append(f"whenever it applies, {listed(by)} rule{'s' * (len(by) == 1)} out {listed(shadowed)} already")
    if others:
        reasons.append(f"{listed(others, last='or')} could not win then without it")
    sentence = f"The veto in {effect.rule} never decides anything: {'; '.join(reasons)}."
    yield Finding(Claim.VETO_DECIDES, effect.rule, Verdict.FAILS, sentence, None, by)


def _vetoed_model(effect: Effect, model: int, inquiry: Inquiry) -> Finding:
    name = inquiry.name(model)
    claim, about = Claim.VETOED_MODEL_DECIDES, effect.rule
    lifted = replace(effect, mask=effect.mask & ~(1 << model))
    try:
        answers = _sampled_veto(effect, model, inquiry) or inquiry.search(
            [wins(inquiry.world.replacing(effect, lifted), model)], dict(effect.when)
        )
    except BudgetSpentError:
        return Finding(
            claim, about, Verdict.NOT_PROVEN, f"Whether {about} ever has to rule out {name} is not proven.", None
        )
    if answers is None:
        by = inquiry.shadows(model, dict(effect.when), but=effect)
        why = (
            f"{listed(by)} rule{'s' * (len(by) == 1)} it out already"
            if by
            else "it could not win then without the veto"
        )
        sentence = f"{about} need not rule out {name}: whenever it applies, {why}."
        return Finding(claim, about, Verdict.FAILS, sentence, None, by)
    leader, without = inquiry.sums.leader, inquiry.without(effect, veto=1 << model)
    wins_now = leader(inquiry.sums.total(answers))
    kept = inquiry.reduced(
        answers, lambda total: leader(without(total)) == model and leader(total) == wins_now, dict(effect.when)
    )
    sentence = f"The veto in {about} decides: with it {inquiry.result(wins_now)} is recommended, without it {name}."
    return Finding(claim, about, Verdict.HOLDS, sentence, kept)


def _sampled_veto(effect: Effect, model: int, inquiry: Inquiry) -> Answers | None:
    samples = inquiry.samples
    fires = samples.fires[effect.rule]
    veto = replace(effect, points=(0,) * len(inquiry.models), mask=1 << model)
    found = samples.drawn.changed([(veto, -fires)]).won_by(model) & fires
    return samples.answers(found) if found else None


def _points(effect: Effect, inquiry: Inquiry) -> Finding:
    claim, about = Claim.POINTS_DECIDE, effect.rule
    try:
        answers = _sampled_points(effect, inquiry) or _searched_points(effect, inquiry)
    except BudgetSpentError:
        return Finding(
            claim, about, Verdict.NOT_PROVEN, f"Whether the points of {about} ever decide is not proven.", None
        )
    if answers is None:
        return _pointless(effect, inquiry)
    leader, without = inquiry.sums.leader, inquiry.without(effect, points=True)
    total = inquiry.sums.total(answers)
    now, then = leader(total), leader(without(total))
    kept = inquiry.reduced(
        answers, lambda total: leader(total) == now and leader(without(total)) == then, dict(effect.when)
    )
    sentence = (
        f"{about} decides: with its points {inquiry.name(now)} is recommended, without them {inquiry.name(then)}."
    )
    return Finding(claim, about, Verdict.HOLDS, sentence, kept)


def _sampled_points(effect: Effect, inquiry: Inquiry) -> Answers | None:
    samples = inquiry.samples
    points = replace(effect, mask=0)
    found = samples.drawn.differ(samples.drawn.changed([(points, -samples.fires[effect.rule])]))
    if found:
        return samples.answers(found)
    if effect in inquiry.policy.combinations:
        return None
    # Once more, each request with this answer instead of its own.
    ((factor, (option,)),) = effect.when
    answered = samples.answered(factor, option)
    found = answered.differ(answered.changed([(points, -samples.ones)]))
    return {**samples.answers(found), factor: option} if found else None


def _searched_points(effect: Effect, inquiry: Inquiry) -> Answers | None:
    within = dict(effect.when)
    without = inquiry.world.replacing(effect, replace(effect, points=(0,) * len(inquiry.models)))
    before, after = (
        [model for model in inquiry.models if inquiry.may_win(model, world, within)]
        for world in (inquiry.world, without)
    )
    return inquiry.first(
        (
            (wins(inquiry.world, one), wins(without, other))
            for one in before
            for other in after
            if effect.points[one] > effect.points[other]
        ),
        within,
    )


def _pointless(effect: Effect, inquiry: Inquiry) -> Finding:
    """Why points never decide: the models they set apart are ruled out, or one model wins anyway, or they are few."""
    within = dict(effect.when)
    left = inquiry.left(within)
    given = {effect.points[model] for model in left}
    by: tuple[str, ...] = ()
    why = "they are too few to change which model leads"
    if len(given) <= 1:
        apart = [model for model in inquiry.models if model not in left and effect.points[model] not in given]
        by = tuple(dict.fromkeys(name for model in apart for name in inquiry.shadows(model, within)))
        rest = ", and the others all get the same" if left else ""
        if by:
            why = (
                f"whenever it applies, {listed(by)} rule{'s' * (len(by) == 1)} out {listed(inquiry.names(apart))}{rest}"
            )
        elif not apart:
            why = "every model gets the same"
    else:
        winners = [model for model in inquiry.models if inquiry.may_win(model, inquiry.world, within)]
        if len(winners) == 1:
            why = f"whenever it applies, {inquiry.name(winners[0])} is recommended with and without them"
    sentence = f"The points of {effect.rule} never decide anything: {why}."
    return Finding(Claim.POINTS_DECIDE, effect.rule, Verdict.FAILS, sentence, None, by)
