"""Behind the card: everything that led to a decision."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot import ids
from bot.views import blocks, explanations, origins, sentences
from bot.views.became import question_line, what_became_of_it, where_it_stands
from bot.views.blocks import Block
from bot.views.card import CardState, points, request_blocks, small_print, what_was_recommended
from bot.views.card_state import Kept
from bot.views.citations import citation
from bot.views.markup import LONGEST, Mrkdwn, harmless, lines, mrkdwn, words
from bot.views.precedents import in_details
from rules.recommend import Reason, Standing
from rules.sources import as_of

_MOST_BLOCKS = 100


def details_view(state: CardState, reader: str | None = None) -> dict[str, Any]:
    """Every point with its rule and source, every veto, duty, answer and piece of evidence, and the exact policy.

    `reader` is the id of the Slack user who looks: "you said" is for the requester alone.
    """
    if state.kept is not None:
        return blocks.modal(ids.DETAILS, "Decision details", list(_erased(state, state.kept)))
    asked = reader is not None and reader == state.who
    chapters: list[tuple[Mrkdwn, Sequence[Mrkdwn]]] = [
        (mrkdwn("*What would change it*"), list(_turns(state))),
        (mrkdwn("*If that changes: what was said, said otherwise*"), list(_flips(state))),
        (mrkdwn("*Ranking*"), list(_ranking(state))),
        (mrkdwn("*Every point*"), list(_points(state, to_requester=asked))),
        (mrkdwn("*Ruled out*"), list(vetoes(state))),
        (mrkdwn("*To do*"), list(_duties(state))),
        (mrkdwn("*First steps*"), list(_first_steps(state))),
        (mrkdwn("*What the text says*"), list(_evidence(state))),
        (mrkdwn("*Answers*"), list(_answers(state, to_requester=asked))),
        (mrkdwn("*Decided before, about work like this*"), list(in_details(state.precedents))),
    ]
    became = [each for each in (what_became_of_it(state), *where_it_stands(state), question_line(state)) if each]
    opening = [
        *request_blocks(state.text, LONGEST),
        *_how_much_of_it(state.text),
        blocks.actions("details.actions", blocks.button(ids.PROVE_IT, "How it was worked out", state.reference)),
        *(blocks.section(f"details.status.{number}", each) for number, each in enumerate(became)),
    ]
    closing = [blocks.context("details.policy", small_print(state), exact_policy(state))]
    texts = [text for heading, found in chapters if found for text in paragraphs([heading, *found])]
    room = _MOST_BLOCKS - len(opening) - len(closing)
    sections: list[Block] = [blocks.section(f"details.{number}", text) for number, text in enumerate(texts[:room])]
    if len(texts) > room:
        sections[-1] = blocks.section("details.cut", _the_rest(state))
    return blocks.modal(ids.DETAILS, "Decision details", [*opening, *sections, *closing])


def _erased(state: CardState, kept: Kept) -> Iterator[Block]:
    """What the record keeps where what a recommendation followed from is erased."""
    yield from request_blocks(state.text, LONGEST)
    if became := what_became_of_it(state):
        yield blocks.section("details.status.0", became)
    yield blocks.section("details.kept", what_was_recommended(kept))
    yield blocks.context("details.policy", small_print(state), exact_policy(state))


def paragraphs(parts: Sequence[Mrkdwn]) -> Iterator[Mrkdwn]:
    """Lines in as few texts as hold them all."""
    taken: list[Mrkdwn] = []
    for part in parts:
        if taken and sum(len(each.source) + 1 for each in [*taken, part]) > LONGEST:
            yield lines(taken)
            taken = []
        taken.append(part)
    yield lines(taken)


def _the_rest(state: CardState) -> Mrkdwn:
    return mrkdwn(
        "There is more than fits here: `sourcing show {number}` prints all of it.", number=str(state.decision_id)
    )


def result(state: CardState) -> Mrkdwn:
    """What is recommended and how firm that is; while it is too early, that alone."""
    standing = sentences.standing(state.recommendation, state.policy)
    if state.recommendation.standing is Standing.TOO_EARLY:
        return mrkdwn("*{standing}*", standing=standing)
    recommended = sentences.recommended(state.recommendation, state.policy)
    return mrkdwn("*{recommended}*. {standing}", recommended=recommended, standing=standing)


def exact_policy(state: CardState) -> Mrkdwn:
    """Which text of the policy said so."""
    return mrkdwn("{title}, sha256 {sha256}", title=state.policy.title, sha256=state.policy.sha256)


def _ranking(state: CardState) -> Iterator[Mrkdwn]:
    for place, ranked in enumerate(state.recommendation.ranking, start=1):
        yield mrkdwn(
            "{place}. {model}: {points}{ruled_out}",
            place=place,
            model=sentences.label(ranked.model, state.policy),
            points=sentences.count(ranked.points, "point").replace("-", "−"),
            ruled_out=", ruled out" if ranked.ruled_out else "",
        )


def _turns(state: CardState) -> Iterator[Mrkdwn]:
    for each in explanations.ways_to_win(state.recommendation, state.policy):
        yield mrkdwn("• {turn}", turn=each)


def _flips(state: CardState) -> Iterator[Mrkdwn]:
    for each in explanations.every_flip(state.recommendation, state.policy):
        yield mrkdwn("• {flip}", flip=each)


def _points(state: CardState, *, to_requester: bool) -> Iterator[Mrkdwn]:
    by_rule: dict[str, list[Reason]] = {}
    for reason in state.recommendation.reasons:
        by_rule.setdefault(reason.rule, []).append(reason)
    for reasons in by_rule.values():
        first = reasons[0]
        given = "; ".join(f"{point} {sentences.label(each.model, state.policy)}" for each, point in _signed(reasons))
        yield mrkdwn(
            "• {because} ({counted}) {given} {source}",
            because=first.because,
            counted=origins.counted(first.when, state.provenance, state.policy, to_requester=to_requester),
            given=given,
            source=citation(first.source, state.policy, as_of(first.rule, state.policy)),
        )


def _signed(reasons: Sequence[Reason]) -> Iterator[tuple[Reason, str]]:
    for each in sorted(reasons, key=lambda reason: -reason.points):
        yield each, points(each.points)


def vetoes(state: CardState) -> Iterator[Mrkdwn]:
    """Each rule that rules something out, with its reason and its source in full."""
    for each in sentences.ruled_out(state.recommendation):
        yield mrkdwn(
            "• {models}: {because} {source}",
            models=sentences.labels(each.models, state.policy),
            because=each.veto.because,
            source=citation(each.veto.source, state.policy, as_of(each.veto.rule, state.policy)),
        )


def _duties(state: CardState) -> Iterator[Mrkdwn]:
    for flag in state.recommendation.flags:
        source = citation(flag.source, state.policy, flag.as_of)
        yield mrkdwn("• *{label}*: {because} {source}", label=flag.label, because=flag.because, source=source)


def _first_steps(state: CardState) -> Iterator[Mrkdwn]:
    if state.recommendation.model is not None:
        for step in state.policy.models[state.recommendation.model].next_steps:
            yield mrkdwn("• {step}", step=step)


def _how_much_of_it(text: str) -> Iterator[Block]:
    if len(harmless(text.strip())) > LONGEST:
        said = mrkdwn("The beginning of {all} characters; all of them are on record.", all=len(text))
        yield blocks.context("details.longer", said)


def _evidence(state: CardState) -> Iterator[Mrkdwn]:
    if state.described is None:
        return
    yield mrkdwn("{described}", described=sentences.described(state.described, state.policy))
    for each in state.described.evidence:
        yield mrkdwn("• “{text}”: {says}", text=words(each.text, 300), says=each.says)


def _answers(state: CardState, *, to_requester: bool) -> Iterator[Mrkdwn]:
    found = {**state.recommendation.answers, **state.recommendation.presumed}
    yield from origins.answers_with_origins(found, state.provenance, state.policy, to_requester=to_requester)
