"""What every card says of an assessment, part by part; Slack's card and the terminal's draw each part in their own way.

A part that is added here is on both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.views import explanations, outlook, sentences
from bot.views.answer import answer, recommended
from bot.views.read_as import Heard, read_as
from bot.views.sentences import in_running_text
from rules.case_factors import LAW_PREFIX
from rules.explaining.deciding import deciding
from rules.explaining.explain import differences
from rules.policy import TEAM_DEFAULT, Policy
from rules.proposal import Verdict, judged_plan
from rules.reading.place_names import country_name
from rules.recommend import Recommendation, Standing

ANSWER = "answer"
ASSUMED = "assumed"
WORTH_ASKING = "worth_asking"
_MOST_ASSUMED = 5
_MOST_TO_CHECK = 3
_MOST_LAWS = 2
"""Laws to check before anything else."""
_CHECK_FIRST = "Check first: "
UNREAD = (
    "This is in none of the languages that I read: English, German, French, Spanish and Japanese. Please say it "
    "in one of them; until then only the countries that it names count."
)


class Layout(Enum):
    """How a part's lines stand, where a card has room for more than one way."""

    OPENING = auto()
    """What is read first, without a heading."""
    PLAIN = auto()
    """Without a heading, and without being what is read first."""
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


def parts(
    described: Heard | None,
    recommendation: Recommendation,
    policy: Policy,
    home_country: str | None = None,
    *,
    decided: bool = False,
) -> Iterator[Part]:
    """The answer, how firm it is, what was read, the plan, why, what is assumed, what to check, what to ask.

    While it is too early nothing names a model. `described` is None where it has been erased; `home_country` is that
    from which near and far are seen, where it is known. `decided` is whether somebody has accepted or overridden it:
    then that is the answer, and this only what was recommended.
    """
    firm = " ".join([*how_firm(recommendation, policy), *_seen_from(home_country)])
    said = answer(recommendation, policy, described)
    opening = recommended(recommendation, policy, described) if decided else said
    layout = Layout.PLAIN if decided else Layout.OPENING
    yield Part(ANSWER, "", (opening, firm) if firm else (opening,), layout)
    early = recommendation.standing is Standing.TOO_EARLY
    yield Part("described", "Read as", (_read_as(described, policy),))
    verdict = _verdict(recommendation, policy) if described and not early else None
    if verdict:
        yield Part("contrast", "Your plan", (verdict,))
    if not early and (why := tuple(_why(recommendation, policy, [said, *([verdict] if verdict else [])]))):
        yield Part("why", "Why", why, Layout.LIST)
    if recommendation.presumed:
        yield Part(ASSUMED, "Assumed", (_assumed(recommendation, policy),))
    if recommendation.flags and not early:
        yield Part("duties", "Check first", tuple(_first(_to_check(recommendation), _MOST_TO_CHECK)), Layout.IN_A_ROW)
    if asked := deciding(recommendation, policy)[:1]:
        yield Part(WORTH_ASKING, "Tell me", tuple(_question(asked[0].factor, recommendation, policy)))


def _read_as(described: Heard | None, policy: Policy) -> str:
    if described is None:
        return "This has been erased."
    return UNREAD if described.unread else read_as(described, policy)


def notification(described: Heard | None, recommendation: Recommendation, policy: Policy) -> str:
    """The answer and how firm it is, in a line; while it is too early, the question."""
    said = answer(recommendation, policy, described)
    if recommendation.standing is Standing.TOO_EARLY:
        asked = deciding(recommendation, policy)[:1]
        return " ".join([said, *(policy.factor[each.factor].question for each in asked)])
    return " ".join([said, *how_firm(recommendation, policy)])


def how_firm(recommendation: Recommendation, policy: Policy) -> Iterator[str]:
    """The standing, as far as the answer does not say it."""
    standing = sentences.standing(recommendation, policy)
    if recommendation.standing is Standing.CLOSE_CALL:
        yield f"{standing.partition(';')[0]}."
    elif recommendation.standing is not Standing.TOO_EARLY:
        yield standing


def _seen_from(home_country: str | None) -> Iterator[str]:
    if home_country:
        yield f"Seen from {country_name(home_country)}."


def _verdict(recommendation: Recommendation, policy: Policy) -> str | None:
    """What the answer does not say of the plan: why it is out, or what speaks against it."""
    plan = judged_plan(recommendation)
    if plan is None or plan.because is None:
        return None
    name, because = sentences.label(plan.model, policy), in_running_text(plan.because)
    if plan.verdict is Verdict.WORKS:
        return f"{name} works. Against it: {because}"
    usually = "usually out for this kind of work" if plan.model in recommendation.outcomes.possible else "out"
    seen = plan.veto is not None and plan.veto.source != TEAM_DEFAULT
    source = f" [{sentences.short_source(plan.veto.source)}]" if plan.veto and seen else ""
    return f"{name} is {usually}: {because}{source}"


def _why(recommendation: Recommendation, policy: Policy, above: Sequence[str]) -> Iterator[str]:
    """What a colleague would say, without what stands above already: in the answer, or in the verdict on the plan."""
    because = [each.partition(": ")[2] or in_running_text(each) for each in above]
    for line in explanations.explanation(recommendation, policy):
        if not any(each in in_running_text(line) for each in because):
            yield line


def _assumed(recommendation: Recommendation, policy: Policy) -> str:
    """`as usual for payroll: standard work · many suppliers`: first what matters for being ahead."""
    deciding = [factor for each in differences(recommendation) for factor in each.when]
    order = dict.fromkeys((*deciding, *recommendation.presumed))
    presumed = [(factor, recommendation.presumed[factor]) for factor in order if factor in recommendation.presumed]
    options = [policy.factor[factor].option[option] for factor, option in presumed]
    listed = " · ".join(_first([option.short or in_running_text(option.label) for option in options], _MOST_ASSUMED))
    return f"as usual for {policy.trade.task if policy.trade else 'such work'}: {listed}"


def _to_check(recommendation: Recommendation) -> list[str]:
    """The most pertinent laws, then what the policy itself asks for, then the other laws."""
    laws = [flag for flag in recommendation.flags if flag.id.startswith(LAW_PREFIX)]
    others = [flag for flag in recommendation.flags if not flag.id.startswith(LAW_PREFIX)]
    order = (*laws[:_MOST_LAWS], *others, *laws[_MOST_LAWS:])
    return [in_running_text(flag.label.removeprefix(_CHECK_FIRST)) for flag in order]


def _first(words: Sequence[str], most: int) -> Iterator[str]:
    yield from words[:most]
    if more := words[most:]:
        yield f"and {len(more)} more"


def _question(factor: str, recommendation: Recommendation, policy: Policy) -> Iterator[str]:
    yield policy.factor[factor].question
    if worth := outlook.worth(factor, recommendation, policy):
        yield worth
