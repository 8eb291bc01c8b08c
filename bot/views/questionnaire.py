"""The questionnaire: one modal, updated in place, from the request through pages of questions to the result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, LiteralString

from bot import ids
from bot.requests import MOST_CHARACTERS
from bot.views import blocks, outlook, sentences
from bot.views.blocks import Block, Element, Option
from bot.views.card import assessment_blocks, request_blocks
from bot.views.markup import Mrkdwn, channel, harmless, in_one_line, lines, link, mrkdwn, person, plain
from bot.views.pieces import about_which
from bot.wire import ClassificationOut
from rules.policy import Factor, Policy
from rules.reading.gazetteer import countries, fold
from rules.recommend import Recommendation, Standing

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
_LONGEST_WORDS = 200
_NEARLY = 0.9
_MOST_TRIED = 8
"""Options of a question of which it is worked out what each would settle; that takes a search for each."""


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
    return "See the result" if state.last and state.page > 0 else "Next"


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
        yield from _unread(state.source, state.text)
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
        blocks.grouped_menu(ids.HOME_COUNTRY, _countries(), state.home_country, "Choose a country"),
        dispatches=True,
        hint="Near and far are seen from here.",
    )
    yield blocks.field(
        "Business function",
        blocks.menu(
            ids.BUSINESS_FUNCTION,
            [blocks.option(function, function) for function in BUSINESS_FUNCTIONS],
            state.function,
            "Choose one",
        ),
        optional=True,
        dispatches=True,
    )
    if state.in_thread:
        yield blocks.context("questionnaire.thread", mrkdwn("The result goes into the thread of that message."))
    else:
        yield blocks.field(
            "Post the result to",
            blocks.conversation_menu(ids.POST_WHERE, state.post_to, "Nowhere", suggest_current=not state.asked_where),
            hint="Leave it empty to keep the result to yourself; it goes on record either way.",
            optional=True,
            dispatches=True,
        )


@cache
def _countries() -> Sequence[tuple[str, Sequence[Option]]]:
    """Every country as an option, by its first letter."""
    by_name = sorted((fold(name), name, code) for code, name in countries().items())
    return [
        (letter.upper(), [blocks.option(code, name) for _, name, code in named])
        for letter, named in groupby(by_name, key=lambda country: country[0][:1])
    ]


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


def _question_page(state: QuestionnaireState) -> Iterator[Block]:
    yield standing_block(state)
    for factor_id in state.questions[:MOST_QUESTIONS]:
        factor = state.policy.factor[factor_id]
        yield _question(factor, state)
        yield from _worth(factor, state)
    yield blocks.context(
        "questionnaire.page",
        mrkdwn(
            "Page {page}. Leave open what you do not know. Closing keeps what you filled in.",
            page=state.page,
        ),
    )
    skip = [] if state.last else [blocks.button(ids.SEE_THE_RESULT, "See the result", state.draft_id)]
    yield blocks.actions("questionnaire.navigation", blocks.button(ids.BACK, "Back", state.draft_id), *skip)


def standing_block(state: QuestionnaireState) -> Block:
    """How it stands, and what is still possible."""
    recommendation, policy = state.recommendation, state.policy
    enough = outlook.enough(recommendation, policy)
    firm = mrkdwn("*{enough}*", enough=enough) if enough else None
    standing = firm or mrkdwn("{standing}", standing=sentences.leads(recommendation, policy))
    asked_for = [mrkdwn("These questions are for the record.")] if state.for_record else []
    nearly = [mrkdwn("In about nine of ten cases they would not.")] if _hardly_changes(state) else []
    open_still = outlook.possible(recommendation, policy)
    possible = [mrkdwn("{possible}", possible=open_still)] if open_still else []
    return blocks.section("questionnaire.standing", lines([standing, *nearly, *possible, *asked_for]))


def _hardly_changes(state: QuestionnaireState) -> bool:
    recommendation = state.recommendation
    return recommendation.standing is Standing.LIKELY and recommendation.stays >= _NEARLY


def _worth(factor: Factor, state: QuestionnaireState) -> Iterator[Block]:
    """What the answer to an open question is worth, where it can settle the result."""
    recommendation, policy = state.recommendation, state.policy
    if recommendation.outcomes.certain or factor.id in recommendation.answers or len(factor.options) > _MOST_TRIED:
        return
    worth = outlook.worth(factor.id, recommendation, policy)
    if worth:
        yield blocks.context(f"questionnaire.worth:{factor.id}", mrkdwn("{worth}", worth=worth))


def _question(factor: Factor, state: QuestionnaireState) -> Block:
    return blocks.field(
        factor.question,
        blocks.menu(
            f"{ids.ANSWER}{factor.id}",
            [blocks.option(option.id, option.label) for option in factor.options],
            state.answers.get(factor.id, state.read.get(factor.id)),
            "Not answered",
        ),
        hint=_hint(factor, state),
        optional=True,
        dispatches=True,
    )


def _hint(factor: Factor, state: QuestionnaireState) -> str:
    usual = state.recommendation.presumed.get(factor.id)
    if usual:
        return f"{factor.why} Until you answer: “{factor.option[usual].label}”, as is usual for this kind of work."
    if factor.id in state.answers or factor.id not in state.read:
        return factor.why
    said = plain(in_one_line(state.read_words.get(factor.id, "")), _LONGEST_WORDS)
    return f"Read from the text: “{said}”. Change it if that is wrong." if said else "Read from the text."


def _result_page(state: QuestionnaireState) -> Iterator[Block]:
    yield from request_blocks(state.text)
    if which := about_which(state.described):
        yield blocks.section("questionnaire.pieces", which)
    if enough := outlook.enough(state.recommendation, state.policy):
        or_go_on = outlook.LOG_OR_GO_ON if state.more else ""
        yield blocks.section("questionnaire.enough", mrkdwn("*{enough}* {or_go_on}", enough=enough, or_go_on=or_go_on))
    yield from assessment_blocks(state.described, state.recommendation, state.policy, state.home_country)
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
