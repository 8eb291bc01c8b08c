"""The sentences that every surface shows, as plain text: the terminal prints them, Slack's views escape them."""

import re
from dataclasses import dataclass
from typing import Protocol

from rules.cases import is_there
from rules.classification import NotAModel
from rules.decision_status import in_running_text as in_running_text
from rules.explaining.deciding import to_tell
from rules.explaining.explain import SettledBy, settled_by
from rules.grid import Location, Model, Ownership
from rules.policy import Factor, Option, Policy
from rules.recommend import Ranked, Recommendation, Standing, Veto

WHO = {
    Ownership.INTERNAL: "our own people",
    Ownership.THIRD_PARTY: "another company",
    Ownership.HYBRID: "shared with a partner",
}
WHERE = {
    Location.DOMESTIC: "in the home country",
    Location.NEARSHORE: "nearby, in the same region",
    Location.OFFSHORE: "far away",
}
_LONGEST_SOURCE = 60
_PATH = re.compile(r"(?<=\w)/\S+")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WEIGHTS_ARE_OURS = "Points are our defaults; your policy can change them."


class Described(Protocol):
    """What a request describes, as it was just read or as it stands on the record."""

    @property
    def model(self) -> Model | NotAModel: ...
    @property
    def ownership(self) -> Ownership | None: ...
    @property
    def location(self) -> Location | None: ...
    @property
    def sure(self) -> bool: ...


def label(model: Model, policy: Policy) -> str:
    """The model's name as the policy writes it."""
    return policy.models[model].label


def described(classification: Described, policy: Policy) -> str:
    """What the request describes, in a line."""
    if classification.model is NotAModel.NONE:
        return "This does not read as a request to place work."
    if isinstance(classification.model, Model):
        name = label(classification.model, policy)
        return name if classification.sure else f"{name}, probably"
    known = [
        *([WHO[classification.ownership]] if classification.ownership else []),
        *([WHERE[classification.location]] if classification.location else []),
    ]
    return f"Not clear yet; so far: {', '.join(known)}" if known else "Not clear: the text does not say who or where"


def recommended(recommendation: Recommendation, policy: Policy) -> str:
    """What is recommended, in a line; while it is too early, no model is named."""
    match recommendation.standing:
        case Standing.TOO_EARLY:
            return "Too early"
        case Standing.CLOSE_CALL:
            return _either(recommendation, policy)
    if recommendation.model is None:
        return "None of the seven models"
    named = label(recommendation.model, policy)
    return f"{named}: {_THERE[policy.models[recommendation.model].ownership]}" if _is_there(recommendation) else named


_THERE = {
    Ownership.INTERNAL: "our own people there",
    Ownership.THIRD_PARTY: "a local company there",
    Ownership.HYBRID: "shared with a local company",
}
"""Who does the work at a site abroad: seen from the site, nobody is far away."""


def _is_there(recommendation: Recommendation) -> bool:
    return is_there(recommendation.model, recommendation.answers)


def _either(recommendation: Recommendation, policy: Policy) -> str:
    first = label(recommendation.model, policy) if recommendation.model else "None"
    second = in_running_text(label(recommendation.close_to, policy)) if recommendation.close_to else "none"
    return f"{first} or {second}"


def standing(recommendation: Recommendation, policy: Policy) -> str:
    """How firm the recommendation is, and why it is as firm as that, in a sentence."""
    missing = len(policy.factors) - len(recommendation.answers)
    match settled_by(recommendation, policy):
        case SettledBy.EVERY_ANSWER_GIVEN:
            return "Firm: every question is answered."
        case SettledBy.EVERY_MODEL_RULED_OUT if all(ranked.ruled_out for ranked in recommendation.ranking):
            return "Firm: every model is ruled out."
        case SettledBy.EVERY_MODEL_RULED_OUT:
            return "Firm: every way to answer the rest rules out every model."
        case SettledBy.EVERY_OTHER_MODEL_RULED_OUT:
            return "Firm: every other model is ruled out."
        case SettledBy.OUT_OF_REACH:
            return f"Firm: {_whatever(missing)}, no other model can win."
    match recommendation.standing:
        case Standing.LIKELY:
            return f"Likely: stays so in {stays_in_ten(recommendation)} of 10 ways to answer the rest."
        case Standing.CLOSE_CALL:
            return f"Close call{_by(recommendation)}; both can be defended."
    return too_early(recommendation, policy)


def too_early(recommendation: Recommendation, policy: Policy) -> str:
    """That no model can be named yet, and how much has to be said first."""
    return "Too early: tell me two things." if len(to_tell(recommendation, policy)) > 1 else TOO_EARLY


TOO_EARLY = "Too early: tell me one thing."


def _by(recommendation: Recommendation) -> str:
    if not recommendation.lead:
        return ""
    return " by a point" if recommendation.lead == 1 else f" by {in_words(recommendation.lead, 'point')}"


def stays_in_ten(recommendation: Recommendation) -> int:
    """Of ten ways to answer the rest, in how many the result stays; never more than are sure."""
    return min(9, int(recommendation.stays * 10))


def _whatever(missing: int) -> str:
    if missing == 1:
        return "whatever the one missing answer is"
    return f"whatever the {number_in_words(missing)} missing answers are"


def is_behind(recommendation: Recommendation) -> bool:
    """Whether a model that no way to answer the rest lets win has more points so far than the recommended one."""
    return recommendation.lead is not None and recommendation.lead < 0


@dataclass(frozen=True, slots=True)
class RuledOut:
    """Models that one rule rules out."""

    models: tuple[Model, ...]
    veto: Veto


def ruled_out(recommendation: Recommendation) -> tuple[RuledOut, ...]:
    """What is ruled out, grouped by the rule that does it."""
    by_rule: dict[str, tuple[Veto, list[Ranked]]] = {}
    for ranked in recommendation.ranking:
        for veto in ranked.ruled_out:
            by_rule.setdefault(veto.rule, (veto, []))[1].append(ranked)
    return tuple(RuledOut(tuple(each.model for each in models), veto) for veto, models in by_rule.values())


def labels(models: tuple[Model, ...], policy: Policy) -> str:
    """Several models in one line."""
    if set(models) == set(policy.order):
        return "All seven models"
    return ", ".join(label(model, policy) for model in policy.order if model in models)


def option_of(factor: str, option: str, policy: Policy) -> tuple[Factor, Option]:
    """The question and the answer to it by their ids."""
    found = policy.factor[factor]
    return found, found.option[option]


def short_source(source: str) -> str:
    """The first source named, of an address the site only; the details have them in full."""
    first = _PATH.sub("", source.partition(";")[0])
    return first if len(first) <= _LONGEST_SOURCE else f"{first[: _LONGEST_SOURCE - 1].rstrip()}…"


def count(number: int, noun: str) -> str:
    """`1 point`, `2 points`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def in_words(number: int, noun: str) -> str:
    """`one answer`, `two answers`; figures from eleven on."""
    return f"{number_in_words(number)} {noun if number == 1 else f'{noun}s'}"


def number_in_words(number: int) -> str:
    """`two`; figures from eleven on."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
