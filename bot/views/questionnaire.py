"""The questionnaire: one modal, updated in place, from the request through pages of questions to the result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, LiteralString

from slackblocks import (
    Block,
    ConversationFilter,
    ConversationSelectMenu,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextInput,
    StaticSelectMenu,
    Text,
)

from bot import ids
from bot.views import blocks, sentences
from bot.views.card import assessment_blocks, request_blocks
from bot.views.markup import Mrkdwn, channel, in_one_line, link, mrkdwn, person, plain
from bot.wire import ClassificationOut
from rules.policy import Factor, Policy
from rules.reading.gazetteer import countries
from rules.recommend import Recommendation

MOST_QUESTIONS = 6
"""Questions on a page."""
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
_MOST_OPTIONS = 100
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Source:
    """The message that a request was taken from."""

    author: str
    """The id of a Slack user, or a name."""
    permalink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireState:
    """A draft as the form shows it."""

    draft_id: str
    page: int
    """0 is the request; 1 to `pages` are questions; after them comes the result."""
    pages: int
    """How many pages of questions there are."""
    questions: Sequence[str] = ()
    """The ids of the factors on this page, at most `MOST_QUESTIONS`."""
    text: str
    home_country: str
    function: str | None = None
    post_to: str | None = None
    """The conversation where the result goes; None for nowhere."""
    asked_where: bool = False
    """Whether the person has seen that question, so that an empty answer is theirs and means nowhere."""
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
    decision_id: int | None = None
    """The decision on record that this draft goes on from."""
    changed_note: str | None = None
    """What changed under the person's hands since they last looked, in a sentence."""

    @property
    def shows_result(self) -> bool:
        """Whether this is the last page."""
        return self.page > self.pages


def questionnaire_view(state: QuestionnaireState) -> dict[str, Any]:
    """The form at the draft's page."""
    if state.page == 0:
        page = [*_notes(state), *_request_page(state)]
    elif state.shows_result:
        page = [*_notes(state), *_result_page(state)]
    else:
        page = [*_notes(state), *_question_page(state)]
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
        return "Record and post" if state.post_to or state.in_thread else "Record it"
    return "See the result" if 0 < state.page == state.pages else "Next"


def _notes(state: QuestionnaireState) -> Iterator[Block]:
    if state.changed_note:
        yield blocks.section("questionnaire.note", mrkdwn(":information_source: {note}", note=state.changed_note))
    if state.decision_id is not None:
        yield blocks.context(
            "questionnaire.decision",
            mrkdwn(
                "This goes on from decision {number}; what you record takes its place.", number=str(state.decision_id)
            ),
        )


def _request_page(state: QuestionnaireState) -> Iterator[Block]:
    if state.source:
        yield blocks.context("questionnaire.source", _source(state.source))
    yield InputBlock(
        _label("What do you need done?"),
        PlainTextInput(
            ids.REQUEST_TEXT,
            initial_value=plain(state.text, LONGEST_REQUEST) or None,
            multiline=True,
            max_length=LONGEST_REQUEST,
            placeholder=blocks.plain_text(
                "Move our 40-seat help desk from Leeds to Manila, with our own managers", 150
            ),
        ),
        block_id=ids.REQUEST_TEXT,
        hint=_label("In your own words: what work, where, and whose people do it, as far as you know."),
    )
    yield InputBlock(
        _label("Your home country"),
        _country_menu(state.home_country),
        block_id=ids.HOME_COUNTRY,
        hint=_label("Near and far are seen from here."),
    )
    yield InputBlock(
        _label("Business function"),
        blocks.menu(
            ids.BUSINESS_FUNCTION,
            [blocks.option(function, function) for function in BUSINESS_FUNCTIONS],
            state.function,
            "Choose one",
        ),
        block_id=ids.BUSINESS_FUNCTION,
        optional=True,
    )
    if state.in_thread:
        yield blocks.context("questionnaire.thread", mrkdwn("The result goes into the thread of that message."))
    else:
        yield _where_to_post(state)


def _source(source: Source) -> Mrkdwn:
    return mrkdwn(
        "Taken from {message} by {author}.",
        message=link(source.permalink, "a message"),
        author=person(source.author),
    )


def _where_to_post(state: QuestionnaireState) -> Block:
    return InputBlock(
        _label("Post the result to"),
        ConversationSelectMenu(
            ids.POST_WHERE,
            initial_conversation=state.post_to,
            default_to_current_conversation=True if state.post_to is None and not state.asked_where else None,
            filter=ConversationFilter(include=["public", "private", "mpim"], exclude_bot_users=True),
            placeholder=blocks.plain_text("Nowhere", 150),
        ),
        block_id=ids.POST_WHERE,
        hint=_label("Leave it empty to keep the result to yourself; it goes on record either way."),
        optional=True,
    )


def _country_menu(home_country: str) -> StaticSelectMenu:
    by_name = sorted((name, code) for code, name in countries().items())
    groups = [
        (letter, [blocks.option(code, name) for name, code in named])
        for letter, named in groupby(by_name, key=lambda country: country[0][:1])
    ]
    return _grouped_menu(ids.HOME_COUNTRY, groups, home_country, "Choose a country")


def _grouped_menu(
    action_id: str, groups: Sequence[tuple[str, Sequence[Option]]], chosen: str | None, placeholder: LiteralString
) -> StaticSelectMenu:
    return StaticSelectMenu(
        action_id,
        option_groups=[
            OptionGroup(blocks.plain_text(label, blocks.LONGEST_LABEL), list(options)) for label, options in groups
        ],
        initial_option=next((each for _, options in groups for each in options if each.value == chosen), None),
        placeholder=blocks.plain_text(placeholder, 150),
    )


def _question_page(state: QuestionnaireState) -> Iterator[Block]:
    yield standing_block(state)
    for factor_id in state.questions[:MOST_QUESTIONS]:
        yield _question(state.policy.factor[factor_id], state)
    yield blocks.context(
        "questionnaire.page",
        mrkdwn(
            "Page {page} of {pages}. Leave open what you do not know. Closing keeps what you filled in.",
            page=state.page,
            pages=state.pages,
        ),
    )
    yield blocks.actions("questionnaire.navigation", blocks.button(ids.BACK, "Back", state.draft_id))


def standing_block(state: QuestionnaireState) -> Block:
    """The line that says how it stands."""
    return blocks.section(
        "questionnaire.standing",
        mrkdwn("{standing}", standing=sentences.leads(state.recommendation, state.policy)),
    )


def _question(factor: Factor, state: QuestionnaireState) -> Block:
    block_id = f"{ids.ANSWER}{factor.id}"
    chosen = state.answers.get(factor.id, state.read.get(factor.id))
    return InputBlock(
        _label(factor.question),
        _answer_menu(block_id, factor, chosen),
        dispatch_action=True,
        block_id=block_id,
        hint=_label(_hint(factor, state)),
        optional=True,
    )


def _answer_menu(action_id: str, factor: Factor, chosen: str | None) -> StaticSelectMenu:
    options = [blocks.option(option.id, option.label) for option in factor.options]
    if len(options) <= _MOST_OPTIONS:
        return blocks.menu(action_id, options, chosen, "Not answered")
    groups = [
        (f"From answer {start + 1}", options[start : start + _MOST_OPTIONS])
        for start in range(0, len(options), _MOST_OPTIONS)
    ]
    return _grouped_menu(action_id, groups, chosen, "Not answered")


def _hint(factor: Factor, state: QuestionnaireState) -> str:
    if factor.id in state.answers or factor.id not in state.read:
        return factor.why
    said = plain(in_one_line(state.read_words.get(factor.id, "")), _LONGEST_WORDS)
    return f"Read from the text: “{said}”. Change it if that is wrong." if said else "Read from the text."


def _result_page(state: QuestionnaireState) -> Iterator[Block]:
    yield from request_blocks(state.text)
    yield from assessment_blocks(state.described, state.recommendation, state.policy)
    yield blocks.context(
        "questionnaire.small_print",
        mrkdwn("Points are the team's defaults · Policy {version}", version=state.policy.version),
        _where_it_goes(state),
    )
    yield blocks.actions(
        "questionnaire.navigation",
        blocks.button(ids.CHANGE_AN_ANSWER, "Change an answer", state.draft_id),
        blocks.button(ids.BACK, "Back", state.draft_id),
    )


def _where_it_goes(state: QuestionnaireState) -> Mrkdwn:
    if state.in_thread:
        return mrkdwn("Recording posts it into the thread of the message")
    if state.post_to:
        return mrkdwn("Recording posts it to {channel}", channel=channel(state.post_to))
    return mrkdwn("Nothing is posted; you can still post it later")


def _label(text: str) -> Text:
    return blocks.plain_text(text, blocks.LONGEST_FIELD)
