"""What can come out at all: a recommendation for everyone, every model for someone, every flag, a clear lead."""

from collections.abc import Iterator
from math import prod

from rules.budget import BudgetSpentError
from rules.policy import Answers, Flag
from rules.proofs.demands import Demand, wins
from rules.proofs.findings import POLICY, Claim, Finding, Verdict, listed
from rules.proofs.inquiry import Inquiry


def results(inquiry: Inquiry) -> Iterator[Finding]:
    """Findings about what can be recommended."""
    yield _answered(inquiry)
    for model in inquiry.models:
        yield _can_win(model, inquiry)
    # A tie is a lead of nothing, and a lead below the margin is a close call; a margin is at least 1.
    sentence = f"With every question answered a tie is a close call: a lead has to be {_margin(inquiry)} or more."
    yield Finding(Claim.TIES_ARE_OPEN, POLICY, Verdict.HOLDS, sentence, None)
    yield _can_be_clear(inquiry)


def flags(inquiry: Inquiry) -> Iterator[Finding]:
    """Findings about each flag."""
    for flag in inquiry.policy.flags:
        yield _can_be_raised(flag, inquiry)


def _answered(inquiry: Inquiry) -> Finding:
    claim = Claim.ANSWERED
    stated = tuple(effect.rule for effect in inquiry.effects if effect.mask == inquiry.everything)
    try:
        answers = inquiry.search([wins(inquiry.world, None)], {}, never=inquiry.everything)
    except BudgetSpentError:
        sentence = "Whether several vetoes together can rule out every model is not proven."
        return Finding(claim, POLICY, Verdict.NOT_PROVEN, sentence, None)
    if answers is not None:
        kept = inquiry.reduced(answers, lambda total: inquiry.sums.leader(total) < 0)
        by = tuple(effect.rule for effect in inquiry.effects if effect.mask and effect.fires(kept))
        sentence = f"Every model can be ruled out without a rule that says so: {listed(by)} do it between them."
        return Finding(claim, POLICY, Verdict.FAILS, sentence, kept, by)
    every = f"Each of {prod(map(len, inquiry.options.values())):,} complete sets of answers gets a recommendation"
    if stated:
        first = next(effect for effect in inquiry.effects if effect.rule == stated[0])
        sentence = f"{every}, unless {listed(stated, last='or')} rules out every model."
        return Finding(claim, POLICY, Verdict.HOLDS, sentence, {each: min(of) for each, of in first.when}, stated)
    return Finding(claim, POLICY, Verdict.HOLDS, f"{every}.", None)


def _can_win(model: int, inquiry: Inquiry) -> Finding:
    claim, name = Claim.MODEL_CAN_WIN, inquiry.name(model)
    won = inquiry.samples.drawn.wins[model]
    answers: Answers | None
    try:
        answers = inquiry.samples.answers(won) if won else inquiry.search([wins(inquiry.world, model)], {})
    except BudgetSpentError:
        return Finding(claim, name, Verdict.NOT_PROVEN, f"Whether {name} can ever win is not proven.", None)
    if answers is not None:
        kept = inquiry.reduced(answers, lambda total: inquiry.sums.leader(total) == model)
        return Finding(claim, name, Verdict.HOLDS, f"{name} can win.", kept)
    by = inquiry.shadows(model, {})
    if by:
        why = f"{listed(by)} always rule{'s' * (len(by) == 1)} it out"
    else:
        ahead = [rival for rival in inquiry.models if rival != model and not _can_lead(model, rival, inquiry)]
        why = (
            f"wherever it is left, {inquiry.name(ahead[0])} is left too and ahead of it"
            if ahead
            else "whatever is answered, one of the others is ahead"
        )
    return Finding(claim, name, Verdict.FAILS, f"{name} can never win: {why}.", None, by)


def _can_lead(model: int, rival: int, inquiry: Inquiry) -> bool:
    return inquiry.may(Demand(inquiry.world, 1 << model, ((model, rival),)), {})


def _can_be_clear(inquiry: Inquiry) -> Finding:
    claim, margin = Claim.CAN_BE_CLEAR, inquiry.policy.margin
    try:
        answers = inquiry.first(((wins(inquiry.world, model, by=margin),) for model in inquiry.models), {})
    except BudgetSpentError:
        sentence = f"Whether any lead can come to the margin of {_margin(inquiry)} is not proven."
        return Finding(claim, POLICY, Verdict.NOT_PROVEN, sentence, None)
    if answers is None:
        sentence = f"No result is ever clear: whatever is answered, no lead comes to the margin of {_margin(inquiry)}."
        return Finding(claim, POLICY, Verdict.FAILS, sentence, None)
    model, lead = inquiry.sums.lead(inquiry.sums.total(answers))

    def as_clear(total: int) -> bool:
        first, now = inquiry.sums.lead(total)
        return first == model and (now is None if lead is None else now is not None and now >= margin)

    kept = inquiry.reduced(answers, as_clear)
    how = "be the only model left" if lead is None else f"lead by {_margin(inquiry)} or more"
    return Finding(claim, POLICY, Verdict.HOLDS, f"A result can be clear: {inquiry.name(model)} can {how}.", kept)


def _margin(inquiry: Inquiry) -> str:
    margin = inquiry.policy.margin
    return f"{margin} point{'s' * (margin > 1)}"


def _can_be_raised(flag: Flag, inquiry: Inquiry) -> Finding:
    claim, about = Claim.FLAG_CAN_BE_RAISED, flag.id
    within = {factor: frozenset(options) for factor, options in flag.when.items()}
    if not flag.models:
        kept = {factor: options[0] for factor, options in flag.when.items()}
        return Finding(claim, about, Verdict.HOLDS, f"The flag {about} can be raised.", kept)
    models = [place for place in inquiry.models if inquiry.name(place) in flag.models]
    try:
        answers = inquiry.raising(flag, within)
    except BudgetSpentError:
        return Finding(claim, about, Verdict.NOT_PROVEN, f"Whether the flag {about} can be raised is not proven.", None)
    if answers is not None:
        won_by = inquiry.sums.leader(inquiry.sums.total(answers))
        kept = inquiry.reduced(answers, lambda total: inquiry.sums.leader(total) == won_by, within)
        return Finding(claim, about, Verdict.HOLDS, f"The flag {about} can be raised.", kept)
    by = tuple(dict.fromkeys(name for model in models for name in inquiry.shadows(model, within)))
    why = f": {listed(by)} rule{'s' * (len(by) == 1)} them out" if by else ""
    sentence = (
        f"The flag {about} can never be raised: where its conditions hold, none of its models is recommended{why}."
    )
    return Finding(claim, about, Verdict.FAILS, sentence, None, by)
