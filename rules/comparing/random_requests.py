"""Random requests that two policies can both judge: how often their results differ, and where to begin to look.

The answers are drawn by how often the policies say that they are given (`prior`), each question apart from the others.
Real requests hang together more than that, so a share of these is an estimate, not a forecast.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.comparing.joint_requests import Options
from rules.draws import same_draws
from rules.grid import Model
from rules.policy import Answers, Policy
from rules.sums import sums_of


@dataclass(frozen=True, slots=True)
class RandomRequests:
    """Complete requests, and what each of two policies says to them."""

    questions: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    """For each question the answers of all requests."""
    results: Sequence[tuple[Model | None, Model | None]]
    """Who wins under the first and under the second policy; None where every model is ruled out."""

    def request(self, place: int) -> Answers:
        """The answers of one request."""
        return {factor: column[place] for factor, column in zip(self.questions, self.columns, strict=True)}


def random_requests(before: Policy, after: Policy, options: Options, number: int) -> RandomRequests:
    """So many requests, always the same ones for the same policies; one look-up and one sum for each answer."""
    rng = same_draws()
    columns = tuple(
        rng.choices(known, [_prior(factor, option, before, after) for option in known], k=number)
        for factor, known in options.items()
    )
    drawn = dict(zip(options, columns, strict=True))
    results = list(zip(_winners(before, drawn, number), _winners(after, drawn, number), strict=True))
    return RandomRequests(tuple(options), columns, results)


def _prior(factor: str, option: str, before: Policy, after: Policy) -> int:
    return (after if factor in after.factor else before).factor[factor].option[option].prior


def _winners(policy: Policy, drawn: Mapping[str, Sequence[str]], number: int) -> Iterator[Model | None]:
    sums = sums_of(policy)
    numbers = []
    for factor in policy.factors:
        own = {option: sums.number[factor.id, option] for option in factor.option}
        numbers.append([own[option] for option in drawn[factor.id]])
    for each in zip([sums.start] * number, *numbers, strict=True):
        place = sums.leader(sum(each))
        yield None if place < 0 else sums.order[place]
