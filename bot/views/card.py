"""The decision card in Slack: one function renders it in every state, for the requester and for a channel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot import ids
from bot.provenance import Provenance
from bot.reference import Reference
from bot.store import Answered
from bot.views import blocks, one_tap, sentences
from bot.views.blocks import Block, Element
from bot.views.blocks import Message as Message
from bot.views.card_parts import ASSUMED, WORTH_ASKING, Layout, Part, notification, parts
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, plain, words
from bot.views.pieces import part_of_line, pieces_blocks
from bot.views.succession import show_it, took_its_place
from bot.views.unposted import Unposted, unposted_blocks
from bot.wire import ClassificationOut
from rules.decision_status import Status
from rules.explaining.explain import questions
from rules.grid import Model
from rules.policy import Policy
from rules.recommend import Recommendation

_LONGEST_QUOTE = 300
_SURE_TO_DISCARD = blocks.are_you_sure(
    "Discard this decision?", mrkdwn("It stays in the log, marked as discarded."), "Discard"
)


class Audience(StrEnum):
    """Who sees the card."""

    REQUESTER = "requester"
    """The one who asked, and nobody else: decides whether to post it."""
    CHANNEL = "channel"
    """Everyone in the conversation it was posted to: accept or override it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """A decision with all that its card and its details show."""

    reference: Reference
    """What its buttons carry."""
    status: Status
    """recorded, accepted, overridden, discarded or superseded."""
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
    last_change: str | None = None
    """The hash of the event that accepted, overrode, discarded or superseded it."""
    acted_by: str | None = None
    """Who accepted, overrode or discarded it."""
    reason: str | None = None
    """Why it was overridden."""
    chosen: Model | None = None
    """What was chosen instead, where it was overridden."""
    superseded_by: int | None = None
    answered: Mapping[str, Answered] = field(default_factory=dict)
    """Who answered what since it was recorded, by factor."""
    would_settle: Sequence[str] = ()
    """Factors whose answers could show that fewer have to agree to it."""
    part_of: int | None = None
    """The decision whose request names this one's work as one of several pieces."""
    takes_answers: bool = True
    """Whether an answer more can be judged: not where too much is erased."""
    unposted: Sequence[Unposted] = ()
    """Where it was to be posted and is not; the requester is shown that."""
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    """Every answer that counts, by factor, with where it comes from; without those of which nobody can tell."""

    @property
    def decision_id(self) -> int:
        """The number under which people know it."""
        return self.reference.number


def card(
    state: CardState,
    audience: Audience,
    *,
    can_post: bool = True,
    again: str | None = None,
    note: Mrkdwn | None = None,
) -> Message:
    """The card, readable in ten seconds. `can_post` is whether it could be posted where the requester sees it.

    `again` is a question that somebody wants to have asked on it, in place of the one that decides; `note` says to
    whoever pressed something what came of that.
    """
    waits = state.status is Status.RECORDED and audience is Audience.REQUESTER
    elsewhere = mrkdwn("To post it, type `/sourcing show {number}` in a channel.", number=str(state.decision_id))
    open_to_answers = state.status is Status.RECORDED and state.takes_answers
    asks = open_to_answers and bool(questions(state.recommendation, state.policy))
    return blocks.message(
        _notification(state),
        [
            blocks.header("card.header", _title(state)),
            *([blocks.section("card.note", note)] if note else []),
            *request_blocks(state.text),
            *pieces_blocks(state.described, state.reference, asks=waits),
            *_what_became_of_it(state),
            *(unposted_blocks(state.reference, state.unposted) if audience is Audience.REQUESTER else ()),
            *one_tap.with_answers(
                assessment_blocks(state.described, state.recommendation, state.policy, state.home_country, asks=False),
                state,
                one_tap.assumption_menu(state) if open_to_answers else None,
            ),
            *([blocks.context("card.part_of", part_of_line(state.part_of))] if state.part_of else []),
            *(one_tap.question_blocks(state, again) if open_to_answers else ()),
            blocks.context("card.small_print", small_print(state)),
            *([blocks.context("card.elsewhere", elsewhere)] if waits and not can_post else []),
            blocks.actions("card.actions", *_buttons(state, audience, asks=asks, can_post=can_post)),
        ],
    )


def _title(state: CardState) -> str:
    return f"Decision {state.decision_id}" + ("" if state.status is Status.RECORDED else f": {state.status}")


def _notification(state: CardState) -> Mrkdwn:
    return mrkdwn(
        "{title}. {said}",
        title=_title(state),
        said=notification(state.described, state.recommendation, state.policy),
    )


def request_blocks(text: str, longest: int = _LONGEST_QUOTE) -> Iterator[Block]:
    """The request, quoted, cut to so many characters."""
    if quoted := plain(text.strip(), longest):
        yield blocks.quote("card.request", quoted)
    else:
        yield blocks.context("card.request", mrkdwn("The words of this request have been erased."))


def _what_became_of_it(state: CardState) -> Iterator[Block]:
    line = what_became_of_it(state)
    if line:
        is_gone = state.status is Status.SUPERSEDED and state.superseded_by is not None
        yield blocks.section("card.status", line, show_it(state.reference) if is_gone else None)


def what_became_of_it(state: CardState) -> Mrkdwn | None:
    """Who accepted, overrode or discarded it, or which decision took its place; None while it waits for that."""
    by = person(state.acted_by or "")
    match state.status:
        case Status.ACCEPTED:
            return mrkdwn("*Accepted* by {by}.", by=by)
        case Status.OVERRIDDEN:
            chosen = sentences.in_running_text(sentences.label(state.chosen, state.policy)) if state.chosen else None
            return lines(
                [
                    mrkdwn("*Overridden* by {by}, who chose {chosen}.", by=by, chosen=chosen)
                    if chosen
                    else mrkdwn("*Overridden* by {by}.", by=by),
                    *([mrkdwn("Why: “{reason}”", reason=words(state.reason, 1_200))] if state.reason else []),
                ]
            )
        case Status.DISCARDED:
            return mrkdwn("*Discarded* by {by}. It stays in the log.", by=by)
        case Status.SUPERSEDED:
            return took_its_place(state.superseded_by)
    return None


def assessment_blocks(
    described: ClassificationOut | None,
    recommendation: Recommendation,
    policy: Policy,
    home_country: str | None = None,
    *,
    asks: bool = True,
) -> Iterator[Block]:
    """What every card says of an assessment, on the questionnaire's last page too.

    `asks` is whether the question that is worth asking stands last. Each part is a block `card.` and its name.
    """
    for part in parts(described, recommendation, policy, home_country):
        if asks or part.name != WORTH_ASKING:
            yield blocks.section(f"card.{part.name}", _drawn(part))


def _drawn(part: Part) -> Mrkdwn:
    first, *rest = part.lines
    match part.layout:
        case Layout.OPENING:
            return lines([mrkdwn("*{first}*", first=first), *map(_plainly, rest)])
        case Layout.LIST:
            return lines([_heading(part), *(mrkdwn("• {line}", line=line) for line in part.lines)])
        case Layout.IN_A_ROW:
            row = joined([words(line, 120) for line in part.lines], " · ")
            return mrkdwn("{heading} {row}", heading=_heading(part), row=row)
        case Layout.LINES if part.name == ASSUMED:
            return mrkdwn("{heading}, {first}", heading=_heading(part), first=first)
        case Layout.LINES if part.name == WORTH_ASKING:
            return lines([mrkdwn("*{first}*", first=first), *map(_plainly, rest)])
        case Layout.LINES:
            return lines([mrkdwn("{heading} {first}", heading=_heading(part), first=first), *map(_plainly, rest)])


def _heading(part: Part) -> Mrkdwn:
    return mrkdwn("*{heading}*", heading=part.heading)


def _plainly(line: str) -> Mrkdwn:
    return mrkdwn("{line}", line=line)


def points(number: int) -> str:
    """`+3`, `−2`."""
    return f"{number:+d}".replace("-", "−")


def small_print(state: CardState) -> Mrkdwn:
    """Whose points, which policy, who asked, and when."""
    return mrkdwn(
        "Points are our defaults; your policy can change them · Policy {version} · asked by {who} · {when}",
        version=state.policy.version,
        who=person(state.who),
        when=moment(state.recorded_at),
    )


def _buttons(state: CardState, audience: Audience, *, asks: bool, can_post: bool) -> Iterator[Element]:
    about = state.reference
    if state.status is Status.RECORDED and audience is Audience.REQUESTER:
        if asks:
            yield blocks.button(ids.ANSWER_QUESTIONS, "More questions", about)
        if can_post:
            yield blocks.button(ids.POST_TO_CHANNEL, "Post to channel", about)
        yield blocks.button(ids.DISCARD, "Discard", about, confirm=_SURE_TO_DISCARD)
    elif state.status is Status.RECORDED:
        yield blocks.button(ids.ACCEPT, "Accept", about, style="primary")
        yield blocks.button(ids.OPEN_OVERRIDE, "Override", about)
    yield blocks.button(ids.SHOW_DETAILS, "Details", about)
