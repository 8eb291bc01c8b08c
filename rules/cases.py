"""A policy for one case: what is usual for a kind of work, what the request proposes, and which laws speak to it, as
answers more.

Each is a fact with an effect, like any other answer, so whatever is exact for answers is exact for them too: what can
still come out, what would flip the result, what guarantees it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rules.case_factors import DIRECTION, site_at
from rules.case_factors import PLACE as PLACE
from rules.case_factors import PLAN as PLAN
from rules.case_factors import WORK as WORK
from rules.grid import MODEL_AT, Location, Model, Ownership
from rules.laws import law_answers, law_factor, law_flags, law_rules
from rules.policy import TEAM_DEFAULT, Answers, Factor, Option, Policy, Rule, Trade
from rules.presumed import plans_for_own_people, presumed_beside
from rules.works import Kind, in_a_sentence, kinds_of

_NOTHING = "none"
_OFTEN = 95
"""Of a hundred requests about a kind of work, those in which a presumption is right: a team default."""


def case_of(answers: Answers, policy: Policy) -> Policy:
    """The policy for answers that name a kind of work, a plan or laws; the policy itself where they name none."""
    kind = kinds_of(policy).get(answers.get(WORK, ""))
    plan = answers.get(PLAN, _NOTHING)
    laws = law_answers(answers, policy)
    if kind is None and plan not in PLANS and not laws:
        return policy
    return _case(policy, kind.id if kind else None, plan if plan in PLANS else None, laws)


def presumed_for(answers: Answers, policy: Policy) -> Mapping[str, str]:
    """What is presumed of the kind of work that the answers name, as far as they do not say otherwise.

    Who plans for people of their own directs them, whatever is usual. Where the work must be done follows from a site
    that the request names, never from where somebody offers to do it.
    """
    kind = kinds_of(policy).get(answers.get(WORK, ""))
    if kind is None:
        return {}
    return presumed_beside(kind.presume, answers, can_direct=_knows(policy, DIRECTION, "us"))


def place_of(work: str, spot: Location, policy: Policy) -> Mapping[str, str]:
    """Where work of this kind happens that is needed at a spot: nothing where it can be done elsewhere."""
    bound = kinds_of(policy)[work].presume.get(PLACE) in _BOUND and _knows_sites(policy)
    there = site_at(spot)
    return {PLACE: there} if bound and there else {}


def location_of(plan: str | None) -> Location | None:
    """How far away a plan places the work; None where it does not say, or where that is open."""
    if plan in set(Location):
        return Location(plan)
    return next((location for (_, location), model in MODEL_AT.items() if model == plan != Model.HYBRID), None)


_BOUND = frozenset({"here", "admitted"})

PLANS: Mapping[str, tuple[Ownership | None, Location | None]] = {
    **{axis.value: (axis, None) for axis in (Ownership.INTERNAL, Ownership.THIRD_PARTY)},
    **{axis.value: (None, axis) for axis in Location},
    **{model.value: (None, None) for model in Model},
}
"""What a request can propose: a model, or who does the work, or where."""


@lru_cache(maxsize=512)
def _case(policy: Policy, kind: str | None, plan: str | None, laws: tuple[tuple[str, str], ...] = ()) -> Policy:
    usual = kinds_of(policy)[kind] if kind else None
    own = []
    if usual:
        own.append(_work_factor(usual, policy))
    if plan:
        own.append(_plan_factor(plan, policy))
    by_id = {law.id: law for law in policy.laws}
    speaking = [(by_id[law], option) for law, option in laws]
    own += [law_factor(law, option) for law, option in speaking]
    named = {factor: option for factor, option in ((WORK, kind), (PLAN, plan)) if option}
    presumed = presumed_for(named, policy)
    asked = [_expected(_as_planned(factor, plan), presumed.get(factor.id)) for factor in policy.factors]
    elsewhere = tuple(_at_a_site(usual, place, policy) for place in _SITES) if usual and _knows_sites(policy) else ()
    kept = tuple(_kept_here(usual, policy)) if usual else ()
    location = location_of(plan)
    forbidding = [rule for law, option in speaking for rule in law_rules(law, option, location)]
    to_check = [flag for law, option in speaking for flag in law_flags(law, option, location)]
    return policy.for_one_case(
        " ".join([str(kind), str(plan), *(f"{law}={option}" for law, option in laws)]),
        own=tuple(own),
        asked=tuple(asked),
        rules=(*elsewhere, *kept, *forbidding),
        flags=tuple(to_check),
        # Who names a model has said who does the work, and where.
        enough=min(policy.enough_answers, 1) if plan in set(Model) else policy.enough_answers,
        trade=Trade(usual.task, usual.supplier, usual.premises) if usual else None,
    )


def _points(kind: Kind, policy: Policy) -> Mapping[Model, int]:
    """What is usual for a kind of work, in points."""
    weights = policy.weights
    points = {
        model: weights.usual[min(rank, len(weights.usual) - 1)]
        for model in policy.order
        if (rank := kind.rank(model)) is not None
    }
    return points | dict.fromkeys(kind.never, weights.never)


_SITES = {
    "near": (Model.NEARSHORE_OUTSOURCING, Model.NEARSHORE_CAPTIVE),
    "far": (Model.OFFSHORE_OUTSOURCING, Model.OFFSHORE_CAPTIVE),
}
"""Its options for a site abroad, with what another company there, and our own people there, are called."""


def is_there(model: Model | None, answers: Answers) -> bool:
    """Whether the answers place the work at a site abroad, and the model is done by people at that site."""
    return model in _SITES.get(answers.get(PLACE, ""), ())


def _knows(policy: Policy, factor: str, option: str) -> bool:
    return factor in policy.factor and option in policy.factor[factor].option


def _knows_sites(policy: Policy) -> bool:
    return PLACE in policy.factor and policy.factor[PLACE].option.keys() >= _SITES.keys()


def _at_a_site(kind: Kind, place: str, policy: Policy) -> Rule:
    """What is usual where the work is needed: at a site abroad, a company there is what one here is at home."""
    usual = _points(kind, policy)
    company, own_people = _SITES[place]
    there = {
        company: usual.get(Model.DOMESTIC_OUTSOURCING, 0) - usual.get(company, 0),
        own_people: usual.get(Model.IN_HOUSE, 0) - usual.get(own_people, 0),
    }
    return Rule(
        id=f"usual_at_a_site_{place}",
        when={WORK: (kind.id,), PLACE: (place,)},
        points={model: points for model, points in there.items() if points},
        because="What is usual for this work is seen from the site where it is done.",
        source=TEAM_DEFAULT,
    )


_ABROAD = {
    here: frozenset(model for (owner, location), model in MODEL_AT.items() if owner is ownership and site_at(location))
    for here, ownership in (
        (Model.DOMESTIC_OUTSOURCING, Ownership.THIRD_PARTY),
        (Model.IN_HOUSE, Ownership.INTERNAL),
    )
}
"""What a company, or a team of our own, is called here, to what it is called abroad."""


def _kept_here(kind: Kind, policy: Policy) -> Iterator[Rule]:
    """What is usual where nothing may leave the country: a company here does what one abroad would have done."""
    usual = _points(kind, policy)
    points = {}
    for here, abroad in _ABROAD.items():
        gain = max([0, *(usual.get(model, 0) for model in abroad)]) - max(0, usual.get(here, 0))
        if gain > 0:
            points[here] = gain
    company_here = usual.get(Model.DOMESTIC_OUTSOURCING, 0) + points.get(Model.DOMESTIC_OUTSOURCING, 0)
    if 0 <= company_here < usual.get(Model.HYBRID, 0):
        points[Model.HYBRID] = company_here - usual[Model.HYBRID]  # shared with nobody abroad, it is ahead no more
    if not points:
        return
    every = frozenset[Model]().union(*_ABROAD.values())
    for factor in policy.factors:
        for option in factor.options:
            if factor.id != PLACE and set(option.rules_out) >= every and Model.IN_HOUSE not in option.rules_out:
                yield Rule(
                    id=f"usual_kept_here_{factor.id}_{option.id}",
                    when={WORK: (kind.id,), factor.id: (option.id,)},
                    points=points,
                    because="Where work may not leave the country, a company or a team here does what is usual abroad.",
                    source=TEAM_DEFAULT,
                )


def _work_factor(kind: Kind, policy: Policy) -> Factor:
    points = dict(_points(kind, policy))
    return Factor(
        id=WORK,
        question="What kind of work is it?",
        why=kind.because,
        source=kind.source,
        fixed=True,
        options=(
            Option(
                id=kind.id,
                label=kind.label,
                phrase=f"the work is {kind.task}",
                points=points,
                because=kind.because,
            ),
            Option(id=_NOTHING, label="Another kind", phrase="the work is of another kind"),
        ),
    )


def _plan_factor(plan: str, policy: Policy) -> Factor:
    weights = policy.weights
    if plan in set(Model):
        model = Model(plan)
        points = {model: weights.plan}
        label = policy.models[model].label
        phrase = f"your plan is {in_a_sentence(label)}"
    else:
        ownership, location = PLANS[plan]
        points = {
            model: weights.part_of_plan
            for model, text in policy.models.items()
            if (ownership and text.ownership is ownership) or (location and text.location is location)
        }
        label, phrase = _PARTS[plan]
    return Factor(
        id=PLAN,
        question="What does the request itself propose?",
        why="What somebody asks for is where the judgement starts: they know more than they wrote.",
        source=TEAM_DEFAULT,
        fixed=True,
        options=(
            Option(id=plan, label=label, phrase=phrase, points=points, because=_WHY_PLAN),
            Option(id=_NOTHING, label="Nothing", phrase="you propose nothing yourself"),
        ),
    )


_WHY_PLAN = "What the request asks for stands unless something speaks against it."
_PARTS: Mapping[str, tuple[str, str]] = {
    Ownership.INTERNAL: ("Our own people", "you ask for your own people"),
    Ownership.THIRD_PARTY: ("Another company", "you ask for another company"),
    Location.DOMESTIC: ("Here", "you ask for work done here"),
    Location.NEARSHORE: ("In a nearby country", "you ask for work done nearby"),
    Location.OFFSHORE: ("In a distant country", "you ask for work done far away"),
}


def _as_planned(factor: Factor, plan: str | None) -> Factor:
    """The factor with the priors of those who plan for people of their own: they know how many, and for how long.

    What bars a supplier abroad is another matter: those who heard an offer often do not know it.
    """
    if not plans_for_own_people(plan) or all(plan in option.rules_out for option in factor.options):
        return factor
    return factor.model_copy(
        update={
            "options": tuple(
                option.model_copy(update={"prior": 1 if plan in option.rules_out else option.prior * _PLANNED})
                for option in factor.options
            )
        }
    )


_PLANNED = 8
"""How much more often than its prior says an answer goes with a plan that it allows, against one that rules it out."""


def _expected(factor: Factor, usual: str | None) -> Factor:
    """The factor with the priors of one kind of work: what is presumed is right in most cases."""
    if usual is None:
        return factor
    others = sum(option.prior for option in factor.options if option.id != usual)
    share = (100 - _OFTEN) / others
    return factor.model_copy(
        update={
            "options": tuple(
                option.model_copy(
                    update={"prior": _OFTEN if option.id == usual else max(1, round(option.prior * share))}
                )
                for option in factor.options
            )
        }
    )
