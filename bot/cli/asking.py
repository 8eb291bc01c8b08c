"""What questions on a terminal are asked about: a decision on the record, or one that is kept in memory only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.assessing import Assessment, assess, classified
from bot.current_policy import LoadedPolicy
from bot.earlier import Precedent
from bot.precedents import precedents
from bot.recording import decision_on, give_answer, judged_again
from bot.requests import Request
from bot.store import CannotMoveError, NewDecision, RecordedDecision, Status, Store, StoreError
from bot.views import sentences
from rules.policy_file import parse_past_policy
from rules.works import families_of


class Asked(Protocol):
    """A request as far as it has been answered."""

    @property
    def decision(self) -> RecordedDecision | None:
        """As it stands on the record; None where it is not put there."""

    @property
    def assessment(self) -> Assessment:
        """With all that has been answered."""

    @property
    def given(self) -> list[str]:
        """The factors that this person has answered since it was first shown, in that order."""

    def answer(self, factor: str, option: str | None) -> None:
        """Gives an answer, or takes it back with None."""

    def if_answered(self, more: Mapping[str, str]) -> Assessment:
        """What would come out with these answers; gives none."""

    @property
    def precedents(self) -> Sequence[Precedent]:
        """What was decided before about work like this, the nearest first; the operator sees everything."""

    def left_off(self) -> str:
        """What is kept, and how to go on."""


class InMemory:
    """A request that is not put on the record."""

    def __init__(self, assessment: Assessment, earlier: Callable[[NewDecision], Sequence[Precedent]]) -> None:
        """`earlier` finds what was decided before about work like that of a decision."""
        self._earlier = earlier
        self._first = assessment
        self._assessment = assessment
        self._given: dict[str, str] = {}

    @property
    def decision(self) -> None:
        """It is not put on the record."""

    @property
    def assessment(self) -> Assessment:
        """With all that has been answered."""
        return self._assessment

    @property
    def given(self) -> list[str]:
        """The factors that have been answered, in that order."""
        return list(self._given)

    def answer(self, factor: str, option: str | None) -> None:
        """Gives an answer, or takes it back with None."""
        self._given.pop(factor, None)
        if option is not None:
            self._given[factor] = option
        self._assessment = self._with(self._given)

    def if_answered(self, more: Mapping[str, str]) -> Assessment:
        """What would come out with these answers."""
        return self._with({**self._given, **more})

    @property
    def precedents(self) -> Sequence[Precedent]:
        """What is on the record from before about work like this."""
        return self._earlier(decision_on(self._assessment))

    def left_off(self) -> str:
        """That nothing is kept."""
        return "Nothing was recorded."

    def _with(self, given: Mapping[str, str]) -> Assessment:
        request = self._first.request
        answered = replace(request, answers={**request.answers, **given}, as_request=True)
        return assess(answered, self._first.loaded)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Who sits at it, and how they call the program."""

    who: str
    go_on: str
    """The command that goes on with a decision, up to its number."""


class OnRecord:
    """A decision on the record: each answer is an event of its own, on disk before anything is said about it."""

    def __init__(self, store: Store, number: int, current: LoadedPolicy, terminal: Terminal) -> None:
        """Raises NoSuchDecisionError, and CannotMoveError for a decision that somebody has acted on."""
        self._store = store
        self._current = current
        self._terminal = terminal
        self._found = store.decision(number)
        if self._found.status is not Status.RECORDED:
            raise CannotMoveError(number, self._found.status, "changed")
        self._loaded = self._policy_then()

    @property
    def decision(self) -> RecordedDecision:
        """The decision as it stands on the record."""
        return self._found

    @property
    def assessment(self) -> Assessment:
        """With all that has been answered."""
        return self._with({})

    @property
    def given(self) -> list[str]:
        """The factors that this person has answered since it was recorded, in that order."""
        mine = {factor: each for factor, each in self._found.answered.items() if each.by == self._terminal.who}
        return sorted(mine, key=lambda factor: mine[factor].at)

    def answer(self, factor: str, option: str | None) -> None:
        """Gives an answer, or takes it back with None; raises AnsweredMeanwhileError where somebody else did."""
        known = self._found.answered.get(factor)
        try:
            self._found = self._store.write(
                lambda db, at: give_answer(
                    db,
                    at,
                    self._found.id,
                    factor,
                    option,
                    actor=self._terminal.who,
                    current=self._current.policy,
                    instead_of=known.option if known else None,
                )
            )
        except StoreError:
            self._found = self._store.decision(self._found.id)
            raise

    def if_answered(self, more: Mapping[str, str]) -> Assessment:
        """What would come out with these answers."""
        return self._with(more)

    @property
    def precedents(self) -> Sequence[Precedent]:
        """What was decided before about work like this."""
        return precedents(self._store, self._found, families_of(self._current.policy), None)

    def left_off(self) -> str:
        """Which decision it is, how many answers it has, and how to go on."""
        number, answers = self._found.id, len(self.given)
        kept = f" with your {sentences.count(answers, 'answer')}" if answers else ""
        return f"Decision {number} is on record{kept}; go on with `{self._terminal.go_on} {number}`."

    def _with(self, more: Mapping[str, str]) -> Assessment:
        found = self._found
        given = {factor: each.option for factor, each in found.answered.items()} | dict(more)
        judged = judged_again(found, given, self._loaded.policy)
        request = Request(
            text=found.text,
            home_country=found.home_country,
            who=found.who,
            where=found.where,
            answers=given,
            as_request=True,
        )
        read = classified(found.text, found.home_country, as_request=True)
        return Assessment(request, read, judged.recommendation, judged.policy, self._loaded)

    def _policy_then(self) -> LoadedPolicy:
        """The policy that the decision was made under."""
        if self._found.policy_sha256 == self._current.policy.sha256:
            return self._current
        kept = self._store.policy(self._found.policy_sha256)
        if kept is None:
            raise StoreError(f"The policy of decision {self._found.id} is missing; run `sourcing verify`.")
        return LoadedPolicy(parse_past_policy(kept.toml), kept.toml)
