"""Which laws speak to a request, and what each does to its judgement.

A law that speaks to a request is an answer of its own, `law_` and its id: it `applies`, or whether it does is `open`,
because nobody said which organisation asks, what the work is, or where it would be done. So what it rules out is exact
like everything else, and a decision on the record can be judged again without its text.

Only a law that forbids something, whose text was seen, and that applies rules anything out. Every other raises a flag.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rules.case_factors import LAW_APPLIES, LAW_PREFIX
from rules.country_groups import expanded
from rules.grid import MODEL_AT, Location, Model
from rules.organisation import Organisation
from rules.policy import Answers, Factor, Flag, Law, Option, Policy, Rule
from rules.works import kinds_of

APPLIES, OPEN = LAW_APPLIES, "open"
_NOT = "none"
MOST_AT_ONCE = 6
"""Laws that one request is told of, the most pertinent ones: more would be read by nobody."""
UNCHECKED = "from memory or second hand: have it looked up before you rely on it"
"""The source of a flag whose rule was not seen."""
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Facts:
    """What laws ask of a request."""

    text: str
    home: str
    """ISO 3166-1 code of the country that the request comes from."""
    work: str | None
    """A kind of work of the policy."""
    organisation: Organisation | None
    """None where the text does not say."""
    countries: Collection[str]
    """Where the work would be done, as far as the text names countries."""
    plan: str | None
    """What the request proposes: see `rules.cases.PLANS`."""
    location: Location | None
    """How far away that is."""
    answers: Answers
    """Given, said and presumed."""


def laws_speaking(facts: Facts, policy: Policy) -> dict[str, str]:
    """The laws that speak to a request, as answers: those that rule something out first, then the most pertinent."""
    found = []
    line = kinds_of(policy)[facts.work].line if facts.work else ()
    for law in _at_home(policy, facts.home):
        weight = _pertinence(law, facts, line)
        if weight is not None:
            applies = not _undecided(law, facts)
            found.append((not (law.forbids and applies), -weight, law, APPLIES if applies else OPEN))
    found.sort(key=lambda each: each[:2])
    return {f"{LAW_PREFIX}{law.id}": option for _, _, law, option in found[:MOST_AT_ONCE]}


def laws_on(work: str, policy: Policy) -> list[Law]:
    """The laws that name a kind of work, or one that it is like; those that forbid something first."""
    line = kinds_of(policy)[work].line
    found = [law for law in policy.laws if not set(law.works).isdisjoint(line)]
    return sorted(found, key=lambda law: (not law.forbids, work not in law.works))


def old_laws(policy: Policy, today: date) -> list[Law]:
    """The laws that were seen more than a year before `today`; those that nobody saw are never old."""
    return [law for law in policy.laws if law.as_of is not None and today - law.as_of > _A_YEAR]


def unseen_laws(policy: Policy) -> list[Law]:
    """The laws that stand there from memory or second hand."""
    return [law for law in policy.laws if law.confidence != "high"]


def law_answers(answers: Answers, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The laws among the answers that the policy has, by their ids; those that say the most about the case first."""
    found = [
        (law, option)
        for law in policy.laws
        if (option := answers.get(f"{LAW_PREFIX}{law.id}")) is not None and option in {APPLIES, OPEN}
    ]
    found.sort(key=lambda each: (each[1] == OPEN, -_demands(each[0])))
    return tuple((law.id, option) for law, option in found)


def _demands(law: Law) -> int:
    """How much it asks of a case before it speaks to it."""
    asked = (law.named, law.works, law.when, law.organisations, law.abroad or law.outside, law.home)
    return sum(bool(each) << place for place, each in enumerate(reversed(asked)))


def law_factor(law: Law, option: str) -> Factor:
    """The law as a fact of a case."""
    said = "applies" if option == APPLIES else "has to be looked at"
    return Factor(
        id=f"{LAW_PREFIX}{law.id}",
        question=f"Does a law speak here: {law.label}?",
        why=law.because,
        source=source_of(law),
        fixed=True,
        options=(
            Option(id=option, label=law.label, phrase=f"a law {said} ({law.label})"),
            Option(id=_NOT, label="No", phrase=f"no such law {said} ({law.label})"),
        ),
    )


def law_rules(law: Law, option: str, location: Location | None) -> Iterator[Rule]:
    """What the law rules out; nothing unless it applies, forbids and was seen."""
    if law.forbids and option == APPLIES and (out := _reached(law, location)):
        yield Rule(
            id=f"{LAW_PREFIX}{law.id}",
            when=_conditions(law, option),
            rules_out=out,
            because=law.because,
            source=law.source,
            as_of=law.as_of,
        )


def law_flags(law: Law, option: str, location: Location | None) -> Iterator[Flag]:
    """What the law asks somebody to look at, where it does not rule it out."""
    if law.forbids and option == APPLIES:
        return
    reached = _reached(law, location) if option == APPLIES else law.models
    if reached:
        yield Flag(
            id=f"{LAW_PREFIX}{law.id}",
            label=f"Check first: {law.label}",
            when=_conditions(law, option),
            models=reached,
            because=law.because,
            source=source_of(law),
            as_of=law.as_of,
        )


def source_of(law: Law) -> str:
    """Where the rule stands, for one that was seen; a warning for any other."""
    return law.source if law.confidence == "high" else UNCHECKED


def _conditions(law: Law, option: str) -> dict[str, tuple[str, ...]]:
    return {f"{LAW_PREFIX}{law.id}": (option,), **law.when}


def _reached(law: Law, location: Location | None) -> tuple[Model, ...]:
    """Its models; where it is about one country, those as far away as that: another country may be free."""
    if not law.abroad and not law.outside:
        return law.models
    there = {model for (_, far), model in MODEL_AT.items() if far is location and model is not Model.HYBRID}
    return tuple(model for model in law.models if model in there or model is Model.HYBRID)


@lru_cache(maxsize=256)
def _at_home(policy: Policy, home: str) -> tuple[Law, ...]:
    """The laws that hold for requests from a country."""
    return tuple(law for law in policy.laws if not law.home or home in expanded(law.home))


def _pertinence(law: Law, facts: Facts, line: tuple[str, ...]) -> int | None:
    """How much in the request points to the law; None where it does not speak to it, or nothing points to it."""
    if law.works and set(law.works).isdisjoint(line) and (line or not law.named):
        return None
    if not all(facts.answers.get(factor) in options for factor, options in law.when.items()):
        return None
    pointed = bool(law.named) or facts.work in law.works
    if law.organisations and facts.organisation not in law.organisations and not _may_be_meant(law, facts, pointed):
        return None
    there = _is_there(law, facts) if law.abroad or law.outside else None
    if there is False or (law.named and not _named_in(law.named, facts.text)):
        return None
    kind = 3 if facts.work in law.works else 2 if law.works and line else 0
    asker = 2 if law.organisations and facts.organisation is not None else 0
    weight = kind + asker + 2 * bool(there) + 3 * bool(law.named) + 2 * bool(law.when)
    if facts.plan in set(Model) and facts.plan not in law.models:
        weight = (weight + 1) // 2
    return 2 * weight + (law.confidence == "high") if weight else None


def _may_be_meant(law: Law, facts: Facts, pointed: bool) -> bool:  # noqa: FBT001 - what the caller found out
    """Whether somebody who did not say who they are is told: of a bar that other words point to, for the others are
    many."""
    return facts.organisation is None and law.effect == "bars" and pointed


def _undecided(law: Law, facts: Facts) -> bool:
    """Whether it is not known who asks, what the work is, or where it would be done, and the law depends on it."""
    if (law.organisations and facts.organisation is None) or (law.works and facts.work is None):
        return True
    somewhere = facts.location in {Location.NEARSHORE, Location.OFFSHORE}
    return bool(law.abroad or law.outside) and not (somewhere and _is_there(law, facts))


def _is_there(law: Law, facts: Facts) -> bool | None:
    """Whether the countries named are those that the law is about; None where only some are, or it may be any."""
    abroad = [country for country in facts.countries if country != facts.home]
    inside, outside = expanded(law.abroad), expanded(law.outside)
    if not abroad:
        return False if law.abroad else None
    hit = {(country in inside) if law.abroad else (country not in outside) for country in abroad}
    return hit.pop() if len(hit) == 1 else None


def _named_in(names: tuple[str, ...], text: str) -> bool:
    return _any_of(names).search(text) is not None


@lru_cache(maxsize=1024)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
