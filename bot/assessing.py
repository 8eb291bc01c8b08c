"""What a request describes and what the policy in force recommends for it: worked out, and nothing written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.current_policy import LoadedPolicy
from bot.provenance import Provenance, provenance_of
from bot.requests import Request
from bot.wire.classification import ClassificationOut
from rules.case_factors import LAW_PREFIX
from rules.cases import PLAN, WORK, location_of, presumed_for
from rules.classification import Classification, Reply
from rules.judging import judge, known_to
from rules.laws import Facts, laws_speaking
from rules.policy import Policy
from rules.reading import classify
from rules.readings import case_answers, heard
from rules.recommend import Recommendation
from rules.works import kinds_of


@dataclass(frozen=True, slots=True)
class Assessment:
    """A request with what it describes and what the policy recommends for it."""

    request: Request
    classification: Classification
    recommendation: Recommendation
    policy: Policy
    """The policy for this case: with the kind of work and the plan among its factors."""
    loaded: LoadedPolicy
    """The policy that it was judged by: the one in force, unless another was named for one call."""

    @property
    def reply(self) -> Reply | None:
        """What answers a text that places no work and is not put on the record; None for a request.

        Whoever answers questions about it as well, or says that it is one, has work to place, however the words read.
        """
        return None if self.request.answers or self.request.as_request else self.classification.reply

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Every answer that counts, by factor, with where it comes from."""
        read = ClassificationOut.of(self.classification, self.loaded.policy).readings()
        return provenance_of(self.recommendation, self.loaded.policy, read, by=self.request.who)


def assess(request: Request, loaded: LoadedPolicy) -> Assessment:
    """What the request describes and what is recommended; writes nothing.

    Answers given outright go before answers read from the text; which laws speak follows from both. Raises
    UnknownAnswerError for a given answer that the policy does not know.
    """
    policy = loaded.policy
    classification = classified(request.text, request.home_country, as_request=request.as_request)
    given = {factor: option for factor, option in request.answers.items() if not factor.startswith(LAW_PREFIX)}
    answers = {**heard(classification, policy), **case_answers(classification, policy), **given}
    answers |= law_answers_to(request, classification, answers, policy)
    judged = judge(answers, policy, classification.by_nature)
    return Assessment(request, classification, judged.recommendation, judged.policy, loaded)


def law_answers_to(
    request: Request, classification: Classification, answers: Mapping[str, str], policy: Policy
) -> dict[str, str]:
    """The laws that speak to the request, with these answers to it."""
    work = answers.get(WORK)
    presumed = {**known_to(classification.by_nature, policy), **presumed_for(answers, policy)}
    facts = Facts(
        text=classification.pieces[0].clause if classification.pieces else request.text,
        home=request.home_country,
        work=work if work in kinds_of(policy) else None,
        organisation=classification.organisation.kind if classification.organisation else None,
        countries=classification.places,
        plan=answers.get(PLAN),
        location=location_of(answers.get(PLAN)),
        answers={**presumed, **answers},
    )
    return laws_speaking(facts, policy)


# A questionnaire reads the same text again at each answer. Who asks always says `as_request`: part of the key.
classified = lru_cache(maxsize=128)(classify)
