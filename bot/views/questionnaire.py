"""The questionnaire: one modal, updated in place, from the request through pages of questions to the result."""

from collections.abc import Iterator
from typing import Any, LiteralString

from bot import ids
from bot.requests import MOST_CHARACTERS
from bot.views import blocks, how_long
from bot.views.blocks import Block, Element
from bot.views.by_letter import countries_by_letter
from bot.views.card import assessment_blocks, request_blocks
from bot.views.markup import Mrkdwn, channel, harmless, link, mrkdwn, person, plain
from bot.views.pieces import about_which
from bot.views.precedents import on_card
from bot.views.question_page import question_page
from bot.views.questionnaire_state import QuestionnaireState, Source

LONGEST_REQUEST = 3_000
"""Characters of a request that fit into the form."""
BUSINESS_FUNCTIONS = (
    "Finance",
    "IT",
    "HR",
    "Customer service",
    "Engineering",
    "Manufacturing",
    "Logistics",
    "Facilities",
    "Legal",
    "Marketing",
    "Procurement",
    "Other",
)


def in_the_form(text: str) -> str:
    """What the form shows of a request: all of most, the beginning of a long one."""
    return plain(text, LONGEST_REQUEST)


def questionnaire_view(state: QuestionnaireState) -> dict[str, Any]:
    """The form at the draft's page."""
    if state.page == 0:
        page = [*_notes(state), *_request_page(state)]
    elif state.shows_result:
        page = [*_notes(state), *_result_page(state)]
    else:
        page = [*_notes(state), *question_page(state)]
    return blocks.modal(
        ids.QUESTIONNAIRE,
        "Sourcing request",
        page,
        submit=_submit(state),
        private_metadata=state.draft_id,
        notify_on_close=True,
    )


def _submit(state: QuestionnaireState) -> LiteralString:
    if state.shows_result:
        return "Record it"
    return "See the result" if state.last and state.page > 0 else "Next"


def _notes(state: QuestionnaireState) -> Iterator[Block]:
    if state.changed_note:
        yield blocks.section("questionnaire.note", mrkdwn(":information_source: {note}", note=state.changed_note))
    if state.decision_id is not None:
        yield blocks.context(
            "questionnaire.decision",
            mrkdwn(
                "This goes on from decision {number}. Your answers are added to it; a request in other words becomes "
                "a decision of its own that takes its place.",
                number=str(state.decision_id),
            ),
        )


def _request_page(state: QuestionnaireState) -> Iterator[Block]:
    if state.source:
        yield blocks.context("questionnaire.source", _source(state.source))
        yield from _unread(state.source, state.text)
    yield blocks.context("questionnaire.length", _length(state))
    yield blocks.field(
        "What do you need done?",
        blocks.lines_to_type(
            ids.REQUEST_TEXT,
            longest=LONGEST_REQUEST,
            typed=state.text,
            example="Move our 40-seat help desk from Leeds to Manila, with our own managers",
            as_typed=True,
        ),
        dispatches=True,
        hint="In your own words: what work, where, and whose people do it, as far as you know.",
    )
    if len(harmless(state.text)) > LONGEST_REQUEST:
        yield blocks.context(
            "questionnaire.longer",
            mrkdwn(
                "The field shows the beginning of {all} characters. Leave it as it is, and all of them are read and "
                "recorded; change it, and what then stands in it is the request.",
                all=len(state.text),
            ),
        )
    yield blocks.field(
        "Your home country",
        blocks.grouped_menu(ids.HOME_COUNTRY, countries_by_letter(), state.home_country, "Choose a country"),
        dispatches=True,
        hint="Near and far are seen from here.",
    )
    yield blocks.field(
        "Business function",
        blocks.menu(
            ids.BUSINESS_FUNCTION,
            [
                blocks.option(ids.AS_IT_IS, "Not said"),
                *(blocks.option(function, function) for function in BUSINESS_FUNCTIONS),
            ],
            state.function or ids.AS_IT_IS,
            "Choose one",
        ),
        dispatches=True,
    )
    if state.in_thread:
        yield blocks.context("questionnaire.thread", mrkdwn("The result goes into the thread of that message."))
    else:
        yield blocks.field(
            "Post the result to",
            blocks.conversation_menu(ids.POST_WHERE, state.post_to, "Nowhere"),
            hint="It goes on record either way, and its card can be posted later.",
            optional=True,
            dispatches=True,
        )


def _length(state: QuestionnaireState) -> Mrkdwn:
    length = how_long.at_the_start(state.left)
    if state.text.strip():
        return mrkdwn("{length}", length=length)
    return mrkdwn("{length} The more you say here, the fewer it takes.", length=length)


def _source(source: Source) -> Mrkdwn:
    return mrkdwn(
        "Taken from {message} by {author}.",
        message=link(source.permalink, "a message"),
        author=person(source.author),
    )


def _unread(source: Source, text: str) -> Iterator[Block]:
    """What of the message did not get into the form."""
    match source.cut:
        case _ if not text.strip():
            said = mrkdwn(
                "There are no words in that message that I can read; pictures and attached documents I do not open. "
                "Please say here what it asks for."
            )
        case "length":
            said = mrkdwn(
                "That message is longer than a request can be ({most} characters), so this is its beginning. "
                "Please add what matters of the rest.",
                most=MOST_CHARACTERS,
            )
        case "preview":
            said = mrkdwn(
                "Slack hands over only the beginning of a file in that message. Please add what matters of the rest."
            )
        case _:
            return
    yield blocks.context("questionnaire.unread", said)


def _result_page(state: QuestionnaireState) -> Iterator[Block]:
    yield from request_blocks(state.text)
    if which := about_which(state.described):
        yield blocks.section("questionnaire.pieces", which)
    yield from assessment_blocks(state.described, state.recommendation, state.policy, state.home_country, asks=False)
    yield from on_card(state.precedents, None, quoted=True)
    yield blocks.context(
        "questionnaire.small_print",
        mrkdwn("Points are our defaults; your policy can change them · Policy {version}", version=state.policy.version),
        _where_it_goes(state),
    )
    yield blocks.actions("questionnaire.navigation", *_ways_on(state))


def _ways_on(state: QuestionnaireState) -> Iterator[Element]:
    if state.more and state.recommendation.outcomes.certain:
        yield blocks.button(ids.GO_ON, "Go on for the record", state.draft_id)
    elif state.more:
        yield blocks.button(ids.GO_ON, "Go on with the questions", state.draft_id)
    yield blocks.button(ids.CHANGE_AN_ANSWER, "Change an answer", state.draft_id)
    yield blocks.button(ids.BACK, "Back", state.draft_id)


def _where_it_goes(state: QuestionnaireState) -> Mrkdwn:
    if state.in_thread:
        return mrkdwn("Recording posts it into the thread of the message")
    if state.post_to:
        return mrkdwn("Recording posts it to {channel}", channel=channel(state.post_to))
    return mrkdwn("Nothing is posted; you can still post it later")
