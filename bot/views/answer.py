"""The answer: one sentence that a person would say to somebody who asks where work is to be done, and by whom."""

from typing import Protocol

from bot.views import sentences
from bot.views.clauses import clause
from bot.views.sentences import in_running_text, too_early
from rules.cases import PLACE, PLAN, WORK, is_there
from rules.grid import Location, Model, Ownership
from rules.policy import Policy
from rules.proposal import JudgedPlan, Verdict, judged_plan
from rules.recommend import Recommendation, Standing

_ANY_SUPPLIER = "a company"
_ANY_PREMISES = "a centre"
_ARTICLES = ("a ", "an ")
_AWAY = {Location.DOMESTIC: "here", Location.NEARSHORE: "nearby", Location.OFFSHORE: "far away", None: "anywhere"}
_ABROAD = {Location.NEARSHORE: "in a nearby country", Location.OFFSHORE: "in a distant country"}


class Named(Protocol):
    """What a request describes, with the places that it names."""

    @property
    def sure(self) -> bool: ...
    @property
    def location(self) -> Location | None: ...
    @property
    def site(self) -> str | None: ...
    @property
    def destination(self) -> str | None: ...


def answer(recommendation: Recommendation, policy: Policy, described: Named | None = None) -> str:
    """The sentence with which a card opens; `policy` is that of the case.

    While it is too early no model is named; of a close call both are. What the request proposes is judged in it.
    `described` has the places that the request names; None where they have been erased.
    """
    said = _Said(recommendation, policy, described)
    if recommendation.standing is Standing.TOO_EARLY:
        return too_early(recommendation, policy)
    if recommendation.model is None:
        return _nothing_left(recommendation)
    if recommendation.standing is Standing.CLOSE_CALL and recommendation.close_to is not None:
        return said.either(recommendation.model, recommendation.close_to)
    return said.with_the_plan(recommendation.model)


def recommended(recommendation: Recommendation, policy: Policy, described: Named | None = None) -> str:
    """What was recommended, for whoever reads what was decided: it advises nobody any more."""
    said = _Said(recommendation, policy, described)
    if recommendation.standing is Standing.TOO_EARLY:
        return "Nothing was recommended: too little was known."
    if recommendation.model is None:
        return f"Nothing was recommended. {_nothing_left(recommendation)}"
    if recommendation.standing is Standing.CLOSE_CALL and recommendation.close_to is not None:
        return f"Recommended: {in_running_text(said.either(recommendation.model, recommendation.close_to))}"
    return f"Recommended: {in_running_text(said.beside_the_plan(recommendation.model))}"


def advice(model: Model, recommendation: Recommendation, policy: Policy, described: Named | None = None) -> str:
    """What to do under one of the models, whichever is recommended: `Hire a local cleaning company in Madrid.`"""
    return f"{_Said(recommendation, policy, described).advice(model)}."


def _nothing_left(recommendation: Recommendation) -> str:
    vetoes = {veto.because for ranked in recommendation.ranking for veto in ranked.ruled_out[:1]}
    if len(vetoes) == 1:
        return vetoes.pop()
    return "Nothing is left: each of the seven arrangements is ruled out."


class _Said:
    """What is said of one recommendation."""

    def __init__(self, recommendation: Recommendation, policy: Policy, described: Named | None) -> None:
        self._recommendation = recommendation
        self._policy = policy
        self._described = described
        self._counted = {**recommendation.presumed, **recommendation.answers}
        trade = policy.trade
        self._task = trade.task if trade else "this work"
        self._supplier = (trade and trade.supplier) or _ANY_SUPPLIER
        self._premises = (trade and trade.premises) or _ANY_PREMISES

    def with_the_plan(self, model: Model) -> str:
        plan = judged_plan(self._recommendation)
        what = self._kept_here() if plan and self._moves(plan, model) else self.advice(model)
        if plan is None or plan.verdict is None:
            return f"{what}."
        if plan.verdict is Verdict.FITS:
            if self._described is not None and not self._described.sure:
                return f"{what}, as you seem to plan."
            return f"Your plan fits: {what[:1].lower()}{what[1:]}."
        if plan.verdict is Verdict.OUT:
            usually = "usually " if plan.model in self._recommendation.outcomes.possible else ""
            return f"{what}; {self._plan(plan, model)} is {usually}ruled out."
        against = self._against(plan)
        return f"{what}; {self._plan(plan, model)} works{f', but {against}' if against else ', but this is better'}."

    def beside_the_plan(self, model: Model) -> str:
        """The same without a word to whoever plans it, where the plan is what is recommended."""
        plan = judged_plan(self._recommendation)
        if plan is None or plan.verdict is not Verdict.FITS:
            return self.with_the_plan(model)
        what = self._kept_here() if self._moves(plan, model) else self.advice(model)
        sure = self._described is None or self._described.sure
        return f"{what}, as planned." if sure else f"{what}."

    def _moves(self, plan: JudgedPlan, model: Model) -> bool:
        """Whether the plan takes abroad what another company does better here."""
        abroad = self._policy.models[plan.model].location in _ABROAD
        return abroad and model is Model.DOMESTIC_OUTSOURCING and not self._on_the_spot()

    def _kept_here(self) -> str:
        return f"Keep {self._task} here, with {self._supplier}"

    def either(self, first: Model, second: Model) -> str:
        """Both of a close call."""
        both = self._both(first, second)
        if not (self._supplier.split(" ", 1)[1] in both and _speaks_of(self._supplier, self._task)):
            both = f"for {self._task}, {both}"
        return f"{both[:1].upper()}{both[1:]}; both can be defended."

    def _both(self, first: Model, second: Model) -> str:
        if {first, second} == {Model.IN_HOUSE, Model.HYBRID}:
            return f"your own people, alone or with {self._supplier}"
        owners = {self._policy.models[each].ownership for each in (first, second)}
        if len(owners) == 1 and Model.IN_HOUSE not in (first, second):
            away = _AWAY[self._policy.models[second].location]
            return f"{self._who(first)} or {self._where(second) if self._is_there(second) else f'one {away}'}"
        plan = self._recommendation.answers.get(PLAN)
        one, other = (f"{self._who(each)}{', as you plan,' if plan == each else ''}" for each in (first, second))
        where = self._where(first)
        if where == self._where(second) and where not in {"", "here"}:
            one = one.replace(f" {where}", "")  # it is said of the other
        comma = "," if first is Model.HYBRID and not one.endswith(",") else ""
        return f"{one}{comma} or {other.rstrip(',')}"

    def advice(self, model: Model) -> str:
        """What to do under a model, without a full stop."""
        who, task = self._who(model), self._task
        match self._policy.models[model].ownership:
            case Ownership.HYBRID:
                return f"Share {task} between your own people and {self._partner()}"
            case Ownership.THIRD_PARTY:
                return f"Hire {who}" if _speaks_of(self._supplier, task) else f"Hire {who} for {task}"
        if model is Model.IN_HOUSE:
            return f"Keep {task} with {who}"
        return f"Use {who} for {task}" if self._is_there(model) else f"Run {task} in {who}"

    def _who(self, model: Model) -> str:
        """Who does the work under a model, and where."""
        there = self._is_there(model)
        where = self._where(model)
        match self._policy.models[model].ownership:
            case Ownership.HYBRID:
                return "your own people with a partner"
            case Ownership.THIRD_PARTY:
                local = there or (model is Model.DOMESTIC_OUTSOURCING and self._on_the_spot())
                who = self._local(self._supplier) if local else self._supplier
                return f"{who} {where}".rstrip()
        if model is Model.IN_HOUSE:
            return "your own people"
        return f"your own people {where}" if there else f"{self._premises} of your own {where}"

    def _partner(self) -> str:
        """With whom work is shared: at a site abroad, somebody there."""
        abroad = next((each for each in self._policy.order if self._is_there(each)), None)
        if abroad is not None:
            return f"{self._local(self._supplier)} {self._where(abroad)}"
        return self._local(self._supplier) if self._on_the_spot() else self._supplier

    def _site(self, location: Location | None) -> str | None:
        """The place where the work is needed, if it is as far away as that; somebody may have answered otherwise."""
        named = self._described
        if named is None:
            return None
        if named.location is location:
            return named.site or named.destination
        return named.site if named.site != named.destination else None

    def _where(self, model: Model) -> str:
        location = self._policy.models[model].location
        if self._is_there(model):
            site = self._site(location)
            return f"in {site}" if site else "at your site abroad"
        if location in _ABROAD:
            named = self._described and self._described.location is location and self._described.destination
            return f"in {named}" if named else _ABROAD[location]
        if self._on_the_spot():
            home = self._described and self._described.location is Location.DOMESTIC and self._described.site
            return f"in {home}" if home else ""
        return "here"

    def _is_there(self, model: Model) -> bool:
        return is_there(model, self._counted)

    def _on_the_spot(self) -> bool:
        return self._counted.get(PLACE) == "here"

    @staticmethod
    def _local(supplier: str) -> str:
        article = next((each for each in _ARTICLES if supplier.startswith(each)), "")
        return f"a local {supplier.removeprefix(article)}"

    def _plan(self, plan: JudgedPlan, model: Model) -> str:
        """The plan by the place that it names, where that tells it from what is advised."""
        destination = self._described and self._described.destination
        locations = [self._policy.models[each].location for each in (plan.model, model)]
        if destination and locations[0] in _ABROAD and locations[0] is not locations[1]:
            return f"your plan in {destination}"
        return f"your plan, {in_running_text(sentences.label(plan.model, self._policy))},"

    def _against(self, plan: JudgedPlan) -> str | None:
        """What speaks most against a plan that works, as a clause."""
        if WORK in plan.answers:
            return "is less usual"
        said = [clause(factor, option, self._policy) for factor, option in plan.answers.items()]
        return said[0] if said else None


def _speaks_of(supplier: str, task: str) -> bool:
    """Whether a supplier's name says what the work is: "a cleaning company" of office cleaning."""
    return not {word[:6] for word in supplier.split() if len(word) > 3}.isdisjoint(word[:6] for word in task.split())
