"""The sentences that every surface shows, as plain text: the terminal prints them, Slack's views escape them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rules.classification import NotAModel
from rules.explaining.explain import SettledBy, questions, settled_by
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
WEIGHTS_ARE_OURS = "Points are the team's own defaults, not science; the policy file holds every one."


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


def in_running_text(words: str) -> str:
    """Words inside a sentence: "Own centre far away" as "own centre far away"; "GDPR" and "I" stay as they are."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words.startswith("A ") else words


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
    """What is recommended, in a line."""
    if recommendation.model is None:
        return "None of the seven models"
    name = label(recommendation.model, policy)
    if recommendation.standing is not Standing.OPEN:
        return name
    if is_too_early(recommendation, policy):
        return "Too early to say"
    if recommendation.lead == 0 and recommendation.runner_up:
        return f"No clear winner: {in_running_text(name)} or {in_running_text(label(recommendation.runner_up, policy))}"
    if not is_behind(recommendation):
        return f"No clear winner; just ahead: {in_running_text(name)}"
    if recommendation.outcomes.certain:
        return f"{name}, the only one that can still win"
    return f"No clear winner; the best that can still win: {in_running_text(name)}"


def standing(recommendation: Recommendation, policy: Policy) -> str:
    """How firm the recommendation is, and why it is as firm as that, in a sentence."""
    missing = len(policy.factors) - len(recommendation.answers)
    match settled_by(recommendation, policy):
        case SettledBy.EVERY_ANSWER_GIVEN:
            return "Settled: every question is answered."
        case SettledBy.EVERY_MODEL_RULED_OUT if all(ranked.ruled_out for ranked in recommendation.ranking):
            return "Settled: every model is ruled out."
        case SettledBy.EVERY_MODEL_RULED_OUT:
            return "Settled: every way to answer the rest rules out every model."
        case SettledBy.EVERY_OTHER_MODEL_RULED_OUT:
            return "Settled: every other model is ruled out."
        case SettledBy.OUT_OF_REACH:
            return f"Settled: {_whatever(missing)}, no other model can win."
    if recommendation.standing is Standing.LEANING:
        return "Leaning: an answer still missing may change it."
    if recommendation.runner_up is None or is_too_early(recommendation, policy):
        return "Open: too little is known yet."
    rival = in_running_text(label(recommendation.runner_up, policy))
    if is_behind(recommendation):
        return f"Open: {rival} is ahead so far, but no way to answer the rest lets it win."
    near = f"only just ahead of {rival}" if recommendation.lead else f"level with {rival}"
    for_good = "; no answer still missing can put another model ahead" if recommendation.outcomes.certain else ""
    return f"Open: {near}, too close to call{for_good if missing else ''}."


def _whatever(missing: int) -> str:
    if missing == 1:
        return "whatever the one missing answer is"
    return f"whatever the {number_in_words(missing)} missing answers are"


def is_too_early(recommendation: Recommendation, policy: Policy) -> bool:
    """Whether fewer answers are given than the policy wants for a result, and what is missing can still change it."""
    few = len(recommendation.answers) < policy.enough_answers
    return few and recommendation.standing is Standing.OPEN and not recommendation.outcomes.certain


def is_behind(recommendation: Recommendation) -> bool:
    """Whether a model that no way to answer the rest lets win has more points so far than the recommended one."""
    return recommendation.lead is not None and recommendation.lead < 0


def leads(recommendation: Recommendation, policy: Policy) -> str:
    """How it stands while questions are being answered: who is ahead, and how many answers could change that."""
    model, rival = recommendation.model, recommendation.runner_up
    if model is None:
        return "Every model is ruled out."
    leader = in_running_text(label(model, policy))
    close = recommendation.lead is not None and recommendation.lead < policy.margin
    if recommendation.outcomes.certain and not close:
        return f"Settled: {leader}. Nothing still missing can change that."
    needed = policy.enough_answers - len(recommendation.answers)
    if is_too_early(recommendation, policy):
        return f"Too early to say: at least {in_words(needed, 'more answer')} needed."
    if is_behind(recommendation):
        who = f"The best that can still win: {leader}"
    elif close and rival:
        who = f"Too close to call: {leader} and {in_running_text(label(rival, policy))}"
    else:
        who = f"Leads: {leader}"
    if recommendation.outcomes.certain:
        return f"{who}."
    missing = in_words(len(questions(recommendation, policy)), "answer")
    return f"{who}. {missing[:1].upper()}{missing[1:]} could still change that."


def contrast(classification: Described, recommendation: Recommendation, policy: Policy) -> str | None:
    """The most useful line where what is described is not what is recommended; None where they agree."""
    says, wants = classification.model, recommendation.model
    if not isinstance(says, Model) or says == wants:
        return None
    described_label = in_running_text(label(says, policy))
    if vetoes_of(says, recommendation):
        return f"You describe {described_label}, which the policy rules out."
    if wants is None or recommendation.standing is Standing.OPEN:
        return None
    return f"You describe {described_label}; the policy leads to {in_running_text(label(wants, policy))}."


def vetoes_of(model: Model, recommendation: Recommendation) -> tuple[Veto, ...]:
    """Why a model is ruled out; empty where it is not."""
    return next(ranked.ruled_out for ranked in recommendation.ranking if ranked.model == model)


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


def answered(when: Iterator[tuple[str, str]], policy: Policy) -> str:
    """The answers that made a rule fire, as a person gave them."""
    return "; ".join(option_of(factor, option, policy)[1].label for factor, option in when)


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
