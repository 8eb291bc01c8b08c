"""The decision card in Slack: one function renders it in every state, for the requester and for a channel."""

from collections.abc import Iterator
from typing import Any

from bot import ids
from bot.views import blocks, one_tap
from bot.views.answer import recommended
from bot.views.became import question_line, what_became_of_it, where_it_stands
from bot.views.blocks import Block
from bot.views.blocks import Message as Message
from bot.views.card_buttons import answer_button, card_buttons
from bot.views.card_parts import ASSUMED, WORTH_ASKING, Layout, Part, notification, parts
from bot.views.card_state import Audience as Audience
from bot.views.card_state import CardState as CardState
from bot.views.card_state import Kept
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, plain, words
from bot.views.pieces import part_of_line, pieces_blocks
from bot.views.precedents import on_card
from bot.views.succession import show_it
from bot.views.unposted import unposted_blocks
from bot.wire.classification import ClassificationOut
from rules.decision_status import Status
from rules.explaining.explain import questions
from rules.policy import Policy
from rules.recommend import Recommendation

_LONGEST_QUOTE = 300


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
    if state.kept is not None:
        return _erased(state, state.kept, note)
    waits = state.status is Status.RECORDED and audience is Audience.REQUESTER
    elsewhere = mrkdwn("To post it, type `/sourcing show {number}` in a channel.", number=str(state.decision_id))
    open_to_answers = state.status is Status.RECORDED and state.takes_answers
    decided = one_tap.is_late(state)
    late = state.takes_answers and decided
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
                assessment_blocks(
                    state.described,
                    state.recommendation,
                    state.policy,
                    state.home_country,
                    asks=False,
                    decided=decided,
                ),
                state,
                one_tap.assumption_menu(state) if open_to_answers or late else None,
            ),
            *on_card(state.precedents, state.recorded_at, quoted=state.quotes_precedents),
            *([blocks.context("card.part_of", part_of_line(state.part_of))] if state.part_of else []),
            *(one_tap.question_blocks(state, again) if open_to_answers or (late and again) else ()),
            blocks.context("card.small_print", small_print(state)),
            *([blocks.context("card.elsewhere", elsewhere)] if waits and not can_post else []),
            card_buttons(state, audience, asks=asks, can_post=can_post),
        ],
    )


def card_view(state: CardState, *, again: str | None = None, note: Mrkdwn | None = None) -> dict[str, Any]:
    """The card as a form of its own, for whoever has no message with it before them."""
    return blocks.modal(ids.DECIDE, "Decision", card(state, Audience.CHANNEL, again=again, note=note).blocks)


def _erased(state: CardState, kept: Kept, note: Mrkdwn | None) -> Message:
    """What is left of a decision whose words and answers are erased: what was recommended, and what was decided."""
    return blocks.message(
        mrkdwn("{title}. {kept}", title=_title(state), kept=kept.in_words),
        [
            blocks.header("card.header", _title(state)),
            *([blocks.section("card.note", note)] if note else []),
            *request_blocks(state.text),
            *_what_became_of_it(state),
            blocks.section("card.kept", what_was_recommended(kept, decided=one_tap.is_late(state))),
            blocks.context("card.small_print", small_print(state)),
            blocks.actions("card.actions", blocks.button(ids.SHOW_DETAILS, "Details", state.reference)),
        ],
    )


def what_was_recommended(kept: Kept, *, decided: bool = False) -> Mrkdwn:
    """What the record keeps of a recommendation, where what it followed from is erased."""
    said = mrkdwn("Recommended: {kept}", kept=kept.in_words)
    return lines(
        [
            said if decided else mrkdwn("*{said}*", said=said),
            mrkdwn("Why cannot be shown any more: what it followed from has been erased."),
        ]
    )


def _title(state: CardState) -> str:
    return f"Decision {state.decision_id}" + ("" if state.status is Status.RECORDED else f": {state.status}")


def _notification(state: CardState) -> Mrkdwn:
    return mrkdwn(
        "{title}. {said}",
        title=_title(state),
        said=recommended(state.recommendation, state.policy, state.described)
        if one_tap.is_late(state)
        else notification(state.described, state.recommendation, state.policy),
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
    for number, stands in enumerate(where_it_stands(state)):
        yield blocks.section(f"card.stands.{number}", stands)
    if asked := question_line(state):
        yield blocks.section("card.asked", asked, answer_button(state))


def assessment_blocks(
    described: ClassificationOut | None,
    recommendation: Recommendation,
    policy: Policy,
    home_country: str | None = None,
    *,
    asks: bool = True,
    decided: bool = False,
) -> Iterator[Block]:
    """What every card says of an assessment, on the questionnaire's last page too.

    `asks` is whether the question that is worth asking stands last, `decided` whether somebody has accepted or
    overridden it. Each part is a block `card.` and its name.
    """
    for part in parts(described, recommendation, policy, home_country, decided=decided):
        if asks or part.name != WORTH_ASKING:
            yield blocks.section(f"card.{part.name}", _drawn(part))


def _drawn(part: Part) -> Mrkdwn:
    first, *rest = part.lines
    match part.layout:
        case Layout.OPENING:
            return lines([mrkdwn("*{first}*", first=first), *map(_plainly, rest)])
        case Layout.PLAIN:
            return lines(list(map(_plainly, part.lines)))
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
