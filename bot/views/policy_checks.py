"""What a check of a policy came to, in lines that are read in ten seconds."""

from collections.abc import Iterator, Sequence
from math import prod

from bot.views import sentences
from rules.checks import Checked
from rules.policy import Policy
from rules.proofs import Claim, Finding, Verdict


def contents(policy: Policy) -> str:
    """`Version 2026.11: 24 questions, 13 combination rules, 13 flags; 19 examples`"""
    return (
        f"Version {policy.version}: {sentences.count(len(policy.factors), 'question')}, "
        f"{sentences.count(len(policy.rules), 'combination rule')}, {sentences.count(len(policy.flags), 'flag')}; "
        f"{sentences.count(len(policy.examples), 'example')}"
    )


def proved(checked: Checked) -> Iterator[str]:
    """What holds for every request, a line for each kind of claim; of a policy without faults."""
    about = {claim: [each for each in checked.findings if each.claim is claim] for claim in Claim}
    requests = prod(len(factor.options) for factor in checked.policy.factors)
    yield f"For each of {requests:,} complete sets of answers:"
    yield from (f"  {finding.sentence}" for finding in about[Claim.ANSWERED])
    yield f"  {_every(about[Claim.MODEL_CAN_WIN], 'model')} can win."
    deciding = (
        _every(about[Claim.QUESTION_DECIDES], "question"),
        _every([each for each in about[Claim.POINTS_DECIDE] if each.kind == "options"], "answer with points"),
        _every([each for each in about[Claim.POINTS_DECIDE] if each.kind == "rules"], "rule with points"),
        _every(about[Claim.VETO_DECIDES], "veto", "vetoes"),
    )
    yield f"  {', '.join(part for part in deciding if part)} can decide a result."
    if about[Claim.FLAG_CAN_BE_RAISED]:
        yield f"  {_every(about[Claim.FLAG_CAN_BE_RAISED], 'flag')} can be raised."
    yield from (f"  {each.sentence}" for each in about[Claim.NO_CONTRADICTION] + about[Claim.TIES_ARE_OPEN])


def _every(findings: Sequence[Finding], noun: str, plural: str = "") -> str:
    """`All 24 questions`, or `23 of 24 questions` where some are not proven; empty for none."""
    holding = sum(finding.verdict is Verdict.HOLDS for finding in findings)
    return f"{holding} of {len(findings)} {plural or noun + 's'}" if findings else ""
