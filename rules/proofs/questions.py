"""Does each question ever decide, and do any two of its answers differ?

Two answers are told apart by an example: a complete set of answers that comes to one result with the one and to another
with the other. Where the samples have none, one is searched: two worlds, one for each answer, and the same answers to
everything else.
"""

from collections.abc import Iterator
from itertools import combinations

from rules.budget import BudgetSpentError
from rules.policy import Answers, Effect, Factor
from rules.proofs.demands import wins
from rules.proofs.findings import Claim, Finding, Verdict, listed
from rules.proofs.inquiry import Inquiry


def questions(inquiry: Inquiry) -> Iterator[Finding]:
    """Findings about each question and its answers."""
    for factor in inquiry.policy.factors:
        pairs = _Pairs(factor, inquiry)
        yield _decides(factor, pairs, inquiry)
        yield _differ(factor, pairs)


class _Pairs:
    """The answers to one question, two at a time."""

    def __init__(self, factor: Factor, inquiry: Inquiry) -> None:
        self._factor = factor
        self._inquiry = inquiry
        self._found: dict[tuple[str, str], Answers | None] = {}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return combinations(self._factor.option, 2)

    def example(self, one: str, other: str) -> Answers | None:
        """Answers to everything that give another result with the other answer, or None. Raises BudgetSpentError."""
        if (one, other) not in self._found:
            self._found[one, other] = self._example(one, other)
        return self._found[one, other]

    def raised_by_one(self, one: str, other: str) -> list[str]:
        """The flags that some request raises with one of the two answers and none with the other.

        Raises BudgetSpentError.
        """
        factor, inquiry, found = self._factor.id, self._inquiry, []
        for flag in inquiry.policy.flags:
            meeting = frozenset(flag.when.get(factor, ())) & {one, other}
            if len(meeting) == 1 and inquiry.raising(flag, {factor: meeting}) is not None:
                found.append(flag.id)
        return found

    def _example(self, one: str, other: str) -> Answers | None:
        factor, samples = self._factor.id, self._inquiry.samples
        found = samples.answered(factor, one).differ(samples.answered(factor, other))
        if found:
            return {**samples.answers(found), factor: one}
        if self._do_the_same(one, other):
            return None
        return self._searched(one, other)

    def _do_the_same(self, one: str, other: str) -> bool:
        def does(option: str) -> tuple[Effect | None, list[bool]]:
            return (
                self._inquiry.world.options.get((self._factor.id, option)),
                [option in dict(rule.when).get(self._factor.id, ()) for rule in self._inquiry.world.rules],
            )

        (first, first_rules), (second, second_rules) = does(one), does(other)
        nothing = ((0,) * len(self._inquiry.models), 0)
        return first_rules == second_rules and (
            ((first.points, first.mask) if first else nothing) == ((second.points, second.mask) if second else nothing)
        )

    def _searched(self, one: str, other: str) -> Answers | None:
        inquiry, factor = self._inquiry, self._factor.id
        worlds = [inquiry.world.answered(factor, option) for option in (one, other)]
        held = {factor: frozenset([one])}
        results = [*inquiry.models, None]
        before, after = ([each for each in results if inquiry.may_win(each, world, held)] for world in worlds)
        attempts = (
            (wins(worlds[0], first), wins(worlds[1], second)) for first in before for second in after if first != second
        )
        return inquiry.first(attempts, held)


def _decides(factor: Factor, pairs: _Pairs, inquiry: Inquiry) -> Finding:
    claim, about = Claim.QUESTION_DECIDES, factor.id
    unproven = False
    for one, other in pairs:
        try:
            answers = pairs.example(one, other)
        except BudgetSpentError:
            unproven = True
            continue
        if answers is not None:
            return _example(factor, one, other, answers, inquiry)
    try:
        flags = tuple(dict.fromkeys(flag for pair in pairs for flag in pairs.raised_by_one(*pair)))
    except BudgetSpentError:
        unproven = True
    if unproven:
        return Finding(claim, about, Verdict.NOT_PROVEN, f"Whether {about} ever decides is not proven.", None)
    if flags:
        sentence = f"{about} never changes which model wins; it raises {listed(flags)}."
        return Finding(claim, about, Verdict.HOLDS, sentence, None, flags)
    sentence = f"The question {about} never decides anything: every answer to it gives the same result."
    return Finding(claim, about, Verdict.FAILS, sentence, None)


def _example(factor: Factor, one: str, other: str, answers: Answers, inquiry: Inquiry) -> Finding:
    leader, number = inquiry.sums.leader, inquiry.sums.number
    change = number[factor.id, other] - number[factor.id, one]
    total = inquiry.sums.total(answers)
    now, then = leader(total), leader(total + change)
    kept = inquiry.reduced(answers, lambda total: leader(total) == now and leader(total + change) == then, {factor.id})
    sentence = (
        f"{factor.id} decides: with {one} {inquiry.result(now)} is recommended, with {other} {inquiry.result(then)}."
    )
    return Finding(Claim.QUESTION_DECIDES, factor.id, Verdict.HOLDS, sentence, kept)


def _differ(factor: Factor, pairs: _Pairs) -> Finding:
    claim, about = Claim.OPTIONS_DIFFER, factor.id
    alike, unproven = [], []
    for one, other in pairs:
        try:
            if not pairs.raised_by_one(one, other) and pairs.example(one, other) is None:
                alike.append((one, other))
        except BudgetSpentError:
            unproven.append((one, other))
    if alike:
        names = tuple(dict.fromkeys(option for pair in alike for option in pair))
        sentence = f"{about}: {listed(names)} always lead to the same result and the same flags."
        return Finding(claim, about, Verdict.FAILS, sentence, None)
    if unproven:
        names = tuple(dict.fromkeys(option for pair in unproven for option in pair))
        sentence = f"{about}: whether {listed(names)} ever lead to different results is not proven."
        return Finding(claim, about, Verdict.NOT_PROVEN, sentence, None)
    return Finding(claim, about, Verdict.HOLDS, f"No two answers to {about} do the same.", None)
