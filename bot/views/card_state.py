"""A decision with all that its card, its details and its forms show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.earlier import Precedent
from bot.provenance import Provenance
from bot.reference import Reference
from bot.store import Answered
from bot.store.course import Course
from bot.views.unposted import Unposted
from bot.wire.classification import ClassificationOut
from rules.approvals import Requirement
from rules.decision_status import Status
from rules.grid import Model
from rules.policy import Policy
from rules.recommend import Recommendation


class Audience(StrEnum):
    """Who sees the card."""

    REQUESTER = "requester"
    """The one who asked, and nobody else: decides whether to post it."""
    CHANNEL = "channel"
    """Everyone in the conversation it was posted to: accept or override it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the record keeps of a recommendation."""

    model: Model | None
    in_words: str
    """With how firm it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """A decision with all that its card and its details show."""

    reference: Reference
    """What its buttons carry."""
    status: Status
    text: str
    """The request; empty where it has been erased."""
    who: str
    """The requester: the id of a Slack user, or a name."""
    home_country: str
    recorded_at: datetime
    described: ClassificationOut | None
    """None where it has been erased."""
    recommendation: Recommendation
    policy: Policy
    course: Course
    """What people did with it so far."""
    requirements: Sequence[Requirement] = ()
    """Who has to agree to what is proposed, or recommended; of what the policy asks for beyond the reviewers."""
    superseded_by: int | None = None
    answered: Mapping[str, Answered] = field(default_factory=dict)
    """Who answered what since it was recorded, by factor."""
    would_settle: Sequence[str] = ()
    """Factors whose answers could show that fewer have to agree to it."""
    kept: Kept | None = None
    """Where what the recommendation followed from is erased, so that `recommendation` says nothing."""
    part_of: int | None = None
    """The decision whose request names this one's work as one of several pieces."""
    takes_answers: bool = True
    """Whether an answer more can be judged: not where too much is erased."""
    precedents: Sequence[Precedent] = ()
    """What was decided before about work like this, as far as whoever sees this may see it; the nearest first."""
    quotes_precedents: bool = False
    """Whether the card repeats what was asked there: not one that stays, and would outlive an erasure."""
    unposted: Sequence[Unposted] = ()
    """Where it was to be posted and is not; the requester is shown that."""
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    """Every answer that counts, by factor, with where it comes from; without those of which nobody can tell."""

    @property
    def decision_id(self) -> int:
        """The number under which people know it."""
        return self.reference.number

    @property
    def seen(self) -> str:
        """What the buttons that decide carry: which decision, and which version of it was on the screen."""
        return f"{self.reference}|{self.course.version}"
