"""A questionnaire as its form shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.earlier import Precedent
from bot.wire.classification import ClassificationOut
from rules.policy import Policy
from rules.recommend import Recommendation

MOST_QUESTIONS = 40
"""Questions that a form can hold: the few of its page, and what is presumed and was opened there."""


@dataclass(frozen=True, slots=True)
class Source:
    """The message that a request was taken from."""

    author: str
    """The id of a Slack user, or a name."""
    permalink: str
    cut: str = ""
    """Why only its beginning was read: "length" or "preview"; empty where all of it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireState:
    """A draft as the form shows it."""

    draft_id: str
    page: int
    """0 is the request; 1 to `pages` are questions; after them comes the result."""
    pages: int
    """How many pages of questions there are so far."""
    questions: Sequence[str] = ()
    """The ids of the factors on this page, at most `MOST_QUESTIONS`."""
    for_record: bool = False
    """Whether the questions on this page are only asked for the record."""
    last: bool = False
    """Whether the result comes next."""
    more: bool = False
    """Whether there are questions without an answer."""
    text: str
    home_country: str
    function: str | None = None
    post_to: str | None = None
    """The conversation where the result goes; None for nowhere."""
    in_thread: bool = False
    """Whether the result goes into the thread of the message that `source` names."""
    source: Source | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """Given by the person: factor id to option id."""
    read: Mapping[str, str] = field(default_factory=dict)
    """Settled by the text: factor id to option id."""
    read_words: Mapping[str, str] = field(default_factory=dict)
    """Factor id to the words of the text that settled it."""
    described: ClassificationOut | None = None
    recommendation: Recommendation
    policy: Policy
    left: int = 0
    """How many questions it still takes, about, until the result is firm or likely."""
    precedents: Sequence[Precedent] = ()
    """What was decided before about work like this, as far as the person may see it; on the result page only."""
    decision_id: int | None = None
    """The decision on record that this draft goes on from."""
    changed_note: str | None = None
    """What changed under the person's hands since they last looked, in a sentence."""

    @property
    def shows_result(self) -> bool:
        """Whether this is the last page."""
        return self.page > self.pages
