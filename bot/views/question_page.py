"""A page of questions: what is open, what the text says, and what is presumed, each apart from the others."""

from collections.abc import Iterator, Sequence

from bot import ids
from bot.views import blocks, how_long, outlook, sentences
from bot.views.answer import answer
from bot.views.blocks import Block, Option
from bot.views.card_parts import how_firm
from bot.views.markup import Mrkdwn, in_one_line, joined, lines, mrkdwn, plain, words
from bot.views.questionnaire_state import MOST_QUESTIONS, QuestionnaireState
from rules.policy import Factor
from rules.policy import Option as PolicyOption
from rules.recommend import Standing

_LONGEST_WORDS = 200
_MOST_TRIED = 8
"""Options of a question of which it is worked out what each would settle; that takes a search for each."""


def question_page(state: QuestionnaireState) -> Iterator[Block]:
    """The page, from how it stands down to the buttons."""
    yield standing_block(state)
    yield blocks.context("questionnaire.length", _length(state))
    page = [state.policy.factor[factor] for factor in state.questions[:MOST_QUESTIONS]]
    said = [factor for factor in page if factor.id in state.read]
    presumed = [factor for factor in page if factor.id in state.recommendation.presumed and factor not in said]
    for factor in page:
        if factor not in said and factor not in presumed:
            yield _question(factor, state, *_open(factor, state))
            yield from _worth(factor, state)
    if said:
        yield blocks.section("questionnaire.said", mrkdwn("*Read from the text*\nChange what is wrong."))
        yield from (_question(factor, state, *_said(factor, state)) for factor in said)
    if state.recommendation.presumed:
        yield from _presumed_blocks(state)
        yield from (_question(factor, state, *_presumed(factor, state)) for factor in presumed)
    yield blocks.context(
        "questionnaire.page", mrkdwn("Page {page}. Closing keeps what you filled in.", page=state.page)
    )
    skip = [] if state.last else [blocks.button(ids.SEE_THE_RESULT, "See the result", state.draft_id)]
    yield blocks.actions("questionnaire.navigation", blocks.button(ids.BACK, "Back", state.draft_id), *skip)


def _length(state: QuestionnaireState) -> Mrkdwn:
    if state.for_record:
        return mrkdwn("These questions are for the record. Leave open what you do not know.")
    begins = state.page == 1 and not state.answers
    length = how_long.at_the_start(state.left) if begins else how_long.from_here(state.left)
    if state.left == 0:
        return mrkdwn("{length}", length=length)
    return mrkdwn("{length} Nothing has to be answered: leave open what you do not know.", length=length)


def standing_block(state: QuestionnaireState) -> Block:
    """How it stands, and what is still possible."""
    recommendation, policy = state.recommendation, state.policy
    verdict = _verdict(state)
    early, every = recommendation.standing is Standing.TOO_EARLY, len(policy.order)
    tells = early or len(recommendation.outcomes.possible) < every
    open_still = outlook.possible(recommendation, policy) if tells else None
    possible = [mrkdwn("{possible}", possible=open_still)] if open_still else []
    return blocks.section("questionnaire.standing", lines([verdict, *possible]))


def _verdict(state: QuestionnaireState) -> Mrkdwn:
    """What is said of the result so far: the sentence that the card will open with, and how firm it is."""
    recommendation = state.recommendation
    if recommendation.standing is Standing.TOO_EARLY:
        return mrkdwn("*Too early.*")
    said = answer(recommendation, state.policy, state.described)
    return mrkdwn("*{said}* {firm}", said=said, firm=" ".join(how_firm(recommendation, state.policy)))


def _presumed_blocks(state: QuestionnaireState) -> Iterator[Block]:
    """What is taken as usual, in a line, and a menu of it to look at one and change it."""
    presumed, policy = state.recommendation.presumed, state.policy
    usual = f"Assumed, as usual for {policy.trade.task if policy.trade else 'such work'}"
    shown = [(policy.factor[factor], policy.factor[factor].option[option]) for factor, option in presumed.items()]
    said = mrkdwn(
        "*{usual}*\n{all}",
        usual=usual,
        all=joined([words(_in_short(option), 120) for _, option in shown], " · "),
    )
    to_change = [factor for factor, _ in shown if factor.id not in state.questions]
    yield blocks.section("questionnaire.presumed", said)
    if to_change:
        options = [blocks.option(each.id, each.question) for each in to_change]
        menu = blocks.menu(ids.CHANGE_ASSUMPTION, options, None, "Change one")
        # A menu keeps what was chosen in it for as long as its block has the same id.
        yield blocks.actions(f"questionnaire.assumptions:{len(to_change)}", menu)


def _worth(factor: Factor, state: QuestionnaireState) -> Iterator[Block]:
    """What the answer to an open question is worth, where it can settle the result."""
    recommendation, policy = state.recommendation, state.policy
    if recommendation.outcomes.certain or factor.id in recommendation.answers or len(factor.options) > _MOST_TRIED:
        return
    worth = outlook.worth(factor.id, recommendation, policy)
    if worth:
        yield blocks.context(f"questionnaire.worth:{factor.id}", mrkdwn("{worth}", worth=worth))


def _question(factor: Factor, state: QuestionnaireState, unanswered: Sequence[Option], hint: str) -> Block:
    """A question, with an answer in it from the start, so that Slack neither demands one nor says it is optional."""
    chosen = state.answers.get(factor.id, state.read.get(factor.id, ids.AS_IT_IS))
    options = [*unanswered, *(blocks.option(option.id, option.label) for option in factor.options)]
    menu = blocks.menu(f"{ids.ANSWER}{factor.id}", options, chosen, "Not answered")
    return blocks.field(factor.question, menu, hint=hint, dispatches=True)


def _open(factor: Factor, _: QuestionnaireState) -> tuple[Sequence[Option], str]:
    return [blocks.option(ids.AS_IT_IS, "Not answered")], factor.why


def _said(factor: Factor, state: QuestionnaireState) -> tuple[Sequence[Option], str]:
    said = plain(in_one_line(state.read_words.get(factor.id, "")), _LONGEST_WORDS)
    if factor.id in state.answers:
        read = factor.option[state.read[factor.id]].label
        return [], f"Changed. The text says “{said}”: {read}." if said else f"Changed. The text says: {read}."
    return [], f"Read from the text: “{said}”. Change it if that is wrong." if said else "Read from the text."


def _presumed(factor: Factor, state: QuestionnaireState) -> tuple[Sequence[Option], str]:
    usual = factor.option[state.recommendation.presumed[factor.id]]
    return [blocks.option(ids.AS_IT_IS, f"Assumed: {_in_short(usual)}")], factor.why


def _in_short(option: PolicyOption) -> str:
    return option.short or sentences.in_running_text(option.label)
