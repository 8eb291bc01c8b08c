"""What holds of a policy for every request: each claim with an example or a proof, or said not to be proven.

Examples are looked for among many drawn requests first, since most claims have thousands; what has none there is
searched to the end, within a budget.
"""

from rules.policy import Policy
from rules.proofs.contradictions import contradictions
from rules.proofs.effects import effects
from rules.proofs.findings import REMARKS, Claim, Finding, Verdict
from rules.proofs.inquiry import BUDGET, Inquiry
from rules.proofs.questions import questions
from rules.proofs.results import flags, results

__all__ = ["REMARKS", "Claim", "Finding", "Verdict", "prove"]


def prove(policy: Policy, budget: int = BUDGET) -> tuple[Finding, ...]:
    """Every claim about the policy, with what came of it; the same for the same policy.

    `budget` bounds the searches, in weighted sums of about a microsecond each.
    """
    inquiry = Inquiry(policy, budget)
    return (*results(inquiry), *questions(inquiry), *effects(inquiry), *flags(inquiry), *contradictions(inquiry))
