"""What a list says of a decision on the record: what was asked, what was recommended, and what became of it.

In words, and from the record alone: no policy is read but for what it called things.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from bot.provenance import Provenance, provenance_from, readings_in
from bot.store import Course, Decided, Filters, Reader, RecordedDecision, Status, Viewer
from bot.store.errors import readable
from bot.store.givers import givers
from rules.case_factors import DIRECTION, WORK
from rules.decision_status import recommended_in_brief, recommended_in_words
from rules.grid import Model
from rules.policy_names import PolicyNames, policy_names
from rules.presumed import presumed_beside

if TYPE_CHECKING:  # a list is read without it
    from rules.policy import Policy

LONGEST_EXCERPT = 120
"""Characters of a request, or of a reason, in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A decision with what its policy called things, and what became of it."""

    decision: RecordedDecision
    names: PolicyNames
    course: Course

    @property
    def outcome(self) -> Decided | None:
        """What became of it; None while it waits for somebody to decide."""
        return self.course.decided

    @property
    def recommended(self) -> str:
        """What was recommended, and how firm that was."""
        return recommended_by(self.decision, self.names)

    @property
    def in_brief(self) -> str:
        """The same in a few words."""
        decision, names = self.decision, self.names
        _, second = _best(decision.recommended, decision.ranking)
        named = decision.recommended and names.model(decision.recommended)
        return recommended_in_brief(decision.standing, named, names.model(str(second["model"])) if second else None)

    @property
    def presumed(self) -> Mapping[str, str]:
        """What was taken as usual for the kind of work, or as following from its name, beside the answers."""
        answers, names = self.decision.answers, self.names
        usual = names.works.get(answers.get(WORK, ""))
        found = presumed_beside(usual.presume if usual else {}, answers, can_direct=(DIRECTION, "us") in names.answers)
        nature = {factor: option for factor, option in self.decision.by_nature.items() if factor not in answers}
        return {factor: option for factor, option in (found or nature).items() if (factor, option) in names.answers}

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where each answer and each presumption comes from, by factor; without those of which nobody can tell it."""
        decision = self.decision
        return provenance_from(
            decision.answers,
            self.presumed,
            None if "classification" in decision.erased else readings_in(decision.classification),
            usual=self.names.works.get(decision.answers.get(WORK, "")),
            by=decision.who,
            at=decision.recorded_at,
            given=givers(decision),
        )

    @property
    def chosen(self) -> str | None:
        """The label of the model that was chosen."""
        return self.names.model(self.outcome.model) if self.outcome and self.outcome.model else None


def listed(
    reader: Reader,
    words: str = "",
    *,
    filters: Filters,
    limit: int,
    viewer: Viewer | None = None,
    oldest_first: bool = False,
) -> list[Listed]:
    """The decisions that fit, as `Reader.decisions` finds them."""
    found = reader.decisions(words, filters=filters, limit=limit, viewer=viewer, oldest_first=oldest_first)
    return listed_as(reader, found)


def listed_as(reader: Reader, found: Sequence[RecordedDecision]) -> list[Listed]:
    """The same decisions as a list says them."""
    return _with_names(reader, found)


def one(reader: Reader, number: int) -> Listed:
    """One decision; raises NoSuchDecisionError."""
    decision = reader.decision(number)
    (found,) = _with_names(reader, [decision])
    return found


class NamesModels(Protocol):
    """Whatever knows what models are called."""

    def model(self, model: str) -> str:
        """The label."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a policy that has been read calls its models."""

    policy: "Policy"

    def model(self, model: str) -> str:
        """The label."""
        return self.policy.models[Model(model)].label


def recommended_by(decision: RecordedDecision, names: NamesModels) -> str:
    """What was recommended, and how firm that was, from the record."""
    return recommended_from(decision.recommended, decision.standing, decision.ranking, names)


def recommended_from(
    model: str | None, standing: str, ranking: Sequence[Mapping[str, object]], names: NamesModels
) -> str:
    """The same from what the record has of it; `ranking` begins with those that are not ruled out."""
    mine, second = _best(model, ranking)
    lead = int(str(mine["points"])) - int(str(second["points"])) if mine and second else None
    return recommended_in_words(
        standing, model and names.model(model), names.model(str(second["model"])) if second else None, lead
    )


def _best(
    model: str | None, ranking: Sequence[Mapping[str, object]]
) -> tuple[Mapping[str, object] | None, Mapping[str, object] | None]:
    """Where the recommended model stands in a ranking, and the next best that is not ruled out."""
    left = [each for each in ranking if not each["ruled_out"]]
    mine = next((each for each in left if each["model"] == model), None)
    return mine, next((each for each in left if each["model"] != model), None)


def _with_names(reader: Reader, found: Sequence[RecordedDecision]) -> list[Listed]:
    courses = reader.courses(decision.id for decision in found)
    named: dict[str, PolicyNames] = {}
    for decision in found:
        if decision.policy_sha256 not in named:
            named[decision.policy_sha256] = _names_then(reader, decision)
    return [
        Listed(
            decision=decision,
            names=named[decision.policy_sha256],
            course=courses[decision.id],
        )
        for decision in found
    ]


def _names_then(reader: Reader, decision: RecordedDecision) -> PolicyNames:
    """What the policy that the decision was made under calls things, from the log itself."""
    with readable(f"The policy of decision {decision.id}"):
        return names_in(reader, decision.policy_sha256)


def names_in(reader: Reader, sha256: str) -> PolicyNames:
    """What the policy with this hash calls things, from the log itself; raises ValueError where it is none."""
    return _named(reader, sha256)


@lru_cache(maxsize=16)
def _named(reader: Reader, sha256: str) -> PolicyNames:
    """It takes a fifth of a second to read a whole policy of almost a megabyte, and most decisions are made under the
    same one. Its text is not kept."""
    kept = reader.policy(sha256)
    return policy_names(kept.toml if kept else "")


def outcome_in_words(outcome: Decided, chosen: str | None, name: Callable[[str], str]) -> str:
    """`overridden by dana, who chose in-house`; `name` says who somebody is, as its reader knows them."""
    match outcome.status:
        case Status.SUPERSEDED if outcome.superseded_by is not None:
            return f"superseded: decision {outcome.superseded_by} took its place"
        case Status.OVERRIDDEN if chosen:
            return f"overridden by {name(outcome.by)}, who chose {chosen}"
        case Status.ACCEPTED if chosen:
            return f"accepted by {name(outcome.by)}: {chosen}"
    return f"{outcome.status} by {name(outcome.by)}"
