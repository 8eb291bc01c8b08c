"""What is claimed of a policy, and what came of each claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    """What should hold of every policy. An *answer* here is one of a complete set: every question is answered."""

    ANSWERED = "answered"
    """Every complete set of answers gets a recommendation, or meets one effect that by itself rules out every model
    and so says why nothing is recommended. About the whole policy."""
    MODEL_CAN_WIN = "model_can_win"
    """Some complete set of answers gets the model recommended. About a model."""
    VETO_DECIDES = "veto_decides"
    """Without the veto some complete set of answers gets another result. About a rule, or an option as
    `factor.option`; points of the same rule stay."""
    VETOED_MODEL_DECIDES = "vetoed_model_decides"
    """The same for one of the models that a veto names. About a rule; only where it fails, and the veto decides."""
    POINTS_DECIDE = "points_decide"
    """Without the points some complete set of answers gets another result. About a rule or option, as above."""
    QUESTION_DECIDES = "question_decides"
    """For some complete set of answers, another answer to the question gives another result, or other flags. About a
    factor."""
    OPTIONS_DIFFER = "options_differ"
    """No two answers to the question always give the same result and the same flags. About a factor."""
    FLAG_CAN_BE_RAISED = "flag_can_be_raised"
    """Some complete set of answers meets its conditions with one of its models recommended. About a flag."""
    NO_CONTRADICTION = "no_contradiction"
    """No effect gives points in favour of a model that is ruled out whenever it applies, while the model is not always
    ruled out; no two effects with the very same conditions give the same model points of opposite sign. A rule that
    takes back in a narrower case what another gives is an exception, not a contradiction; and a veto that meets points
    in some cases only is what vetoes are for. About an effect where it fails, else about the whole policy."""
    RULES_DIFFER = "rules_differ"
    """No two effects have the very same conditions. About a rule where it fails, else about the whole policy."""
    TIES_ARE_OPEN = "ties_are_open"
    """Where the order of the models breaks a tie on points, the result is a close call. About the whole policy."""
    CAN_BE_CLEAR = "can_be_clear"
    """Some complete set of answers gets a model recommended that leads every rival left by the margin or more, or has
    no rival left; otherwise every recommendation is a close call in the end. About the whole policy."""


REMARKS = frozenset({Claim.VETOED_MODEL_DECIDES, Claim.OPTIONS_DIFFER, Claim.RULES_DIFFER})
"""Claims whose failing is worth knowing and no fault: such a policy does what it says."""


class Verdict(StrEnum):
    """What came of a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_PROVEN = "not_proven"
    """The search ended before it found an example or a proof."""


POLICY = "policy"
"""What a finding about the policy as a whole is about."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim about one part of a policy."""

    claim: Claim
    about: str
    """The id of the part: a model, factor, flag or rule, `factor.option`, or "policy"."""
    verdict: Verdict
    sentence: str
    witness: Mapping[str, str] | None
    """Answers for which the sentence is true as they stand, the other questions open, and with some way to answer
    those as well. None where there is nothing to show: what fails because it never happens has a proof instead."""
    by: tuple[str, ...] = ()
    """The rules and options that make it so: for what never decides, those that always come before it."""

    @property
    def kind(self) -> str:
        """What kind of part it is about: `models`, `factors`, `options`, `rules`, `flags` or `policy`."""
        kinds = {
            Claim.ANSWERED: POLICY,
            Claim.TIES_ARE_OPEN: POLICY,
            Claim.CAN_BE_CLEAR: POLICY,
            Claim.MODEL_CAN_WIN: "models",
            Claim.QUESTION_DECIDES: "factors",
            Claim.OPTIONS_DIFFER: "factors",
            Claim.FLAG_CAN_BE_RAISED: "flags",
        }
        if self.claim in {Claim.NO_CONTRADICTION, Claim.RULES_DIFFER} and self.verdict is Verdict.HOLDS:
            return POLICY
        return kinds.get(self.claim, "options" if "." in self.about else "rules")

    @property
    def is_fault(self) -> bool:
        """Whether the policy should not be put in force like this."""
        return self.verdict is Verdict.FAILS and self.claim not in REMARKS

    @property
    def example(self) -> str:
        """The witness in words, as in `For example when scale is 500_plus and start is later.`; empty without one."""
        if not self.witness:
            return ""
        return f"For example when {' and '.join(f'{factor} is {option}' for factor, option in self.witness.items())}."


def listed(names: Sequence[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
