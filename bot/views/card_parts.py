"""What every card says of an assessment, part by part; Slack's card and the terminal's draw each part in their own way.

A part that is added here is on both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.views import explanations, outlook, sentences
from bot.views.sentences import Described
from rules.case_factors import LAW_PREFIX
from rules.explaining.explain import questions
from rules.policy import Flag, Policy
from rules.recommend import Recommendation

DESCRIBED = "described"
RECOMMENDED = "recommended"
WORTH_ASKING = "worth_asking"
_MOST_LAWS = 2
"""Laws to check that a card names."""


class Layout(Enum):
    """How a part's lines stand, where a card has room for more than one way."""

    BESIDE = auto()
    """Beside the other parts of this layout."""
    REMARK = auto()
    """One line that is to be noticed."""
    LIST = auto()
    """Under the heading, one below another."""
    IN_A_ROW = auto()
    """After the heading, one after another."""
    LINES = auto()
    """After the heading, one below another."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a card says."""

    name: str
    """Its block in Slack is `card.` and this."""
    heading: str
    lines: tuple[str, ...]
    layout: Layout = Layout.LINES


def parts(described: Described | None, recommendation: Recommendation, policy: Policy) -> Iterator[Part]:
    """Described, recommended, how firm, why, worth asking, to do; `described` is None where it has been erased."""
    yield Part(DESCRIBED, "You describe", tuple(_described(described, recommendation, policy)), Layout.BESIDE)
    yield Part(
        RECOMMENDED,
        "Recommended",
        (
            sentences.recommended(recommendation, policy),
            sentences.standing(recommendation, policy),
            *(["Your plan fits."] if described and sentences.fits(described, recommendation) else []),
        ),
        Layout.BESIDE,
    )
    if described and (contrast := sentences.contrast(described, recommendation, policy)):
        yield Part("contrast", "Note", (contrast,), Layout.REMARK)
    if explained := explanations.explanation(recommendation, policy):
        yield Part("why", "Why", tuple(explained), Layout.LIST)
    if asked := questions(recommendation, policy)[:1]:
        yield Part(WORTH_ASKING, "Worth asking", (outlook.next_question(asked[0].factor, recommendation, policy),))
    if recommendation.flags:
        yield Part("duties", "To do", tuple(_duties(recommendation.flags)), Layout.IN_A_ROW)


def _described(described: Described | None, recommendation: Recommendation, policy: Policy) -> Iterator[str]:
    """The model, and the kind of work that was recognised: a misreading shows at once."""
    if described is None:
        yield "This has been erased."
        return
    yield sentences.described(described, policy)
    if kind := sentences.kind_of_work(recommendation, policy):
        yield f"Kind of work: {kind}"


def _duties(flags: Sequence[Flag]) -> Iterator[str]:
    """The most pertinent laws, then what the policy itself asks for; the details have all of them."""
    laws = [flag.label for flag in flags if flag.id.startswith(LAW_PREFIX)]
    yield from laws[:_MOST_LAWS]
    yield from (flag.label for flag in flags if not flag.id.startswith(LAW_PREFIX))
    if more := laws[_MOST_LAWS:]:
        yield f"{sentences.count(len(more), 'more law')} to check"
