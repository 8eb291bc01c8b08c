"""What the text of a request answers, with the words for it: questions of the policy, the kind of work, the plan."""

from collections.abc import Iterator

from rules.cases import PLAN, WORK, place_of
from rules.classification import Classification, ReadAnswer
from rules.judging import known_to
from rules.policy import Policy
from rules.works import kinds_of


def heard(classification: Classification, policy: Policy) -> dict[str, str]:
    """The answers to the policy's questions that the text gives: what it says, and the place that it names."""
    return known_to({each.factor: each.option for each in _heard(classification, policy)}, policy)


def case_answers(classification: Classification, policy: Policy) -> dict[str, str]:
    """The kind of work and the plan that the text names, where the policy has them."""
    return {each.factor: each.option for each in _of_the_case(classification, policy)}


def readings(classification: Classification, policy: Policy) -> dict[str, ReadAnswer]:
    """All that the text answers, by factor: said, following from the name of the work, and of the case."""
    found = (*classification.read_answers, *_heard(classification, policy), *_of_the_case(classification, policy))
    return {each.factor: each for each in found}


def _heard(classification: Classification, policy: Policy) -> Iterator[ReadAnswer]:
    work, spot = _kind(classification, policy), classification.spot
    if work and spot:
        for factor, option in place_of(work, spot.location, policy).items():
            yield ReadAnswer(factor, option, spot.start, spot.end, spot.text)
    yield from (each for each in classification.read_answers if not each.by_nature)


def _of_the_case(classification: Classification, policy: Policy) -> Iterator[ReadAnswer]:
    if (named := classification.work) and (kind := _kind(classification, policy)):
        yield ReadAnswer(WORK, kind, named.start, named.end, named.text)
    if plan := classification.plan:
        shown = classification.evidence
        start, end = (shown[0].start, shown[0].end) if shown else (0, 0)
        yield ReadAnswer(PLAN, str(plan), start, end, shown[0].text if shown else "")


def _kind(classification: Classification, policy: Policy) -> str | None:
    named = classification.work
    return named.kind if named and named.kind in kinds_of(policy) else None
