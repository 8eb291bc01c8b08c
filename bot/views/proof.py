"""*How it was worked out*: what guarantees a result, so that whoever doubts it can check it against the policy file."""

from collections.abc import Iterator
from typing import Any

from bot import ids
from bot.views import blocks, explanations, outlook, sentences
from bot.views.card import CardState
from bot.views.details import exact_policy, paragraphs, vetoes
from bot.views.explanations import Proof
from bot.views.markup import Mrkdwn, mrkdwn
from rules.policy import Policy

_MOST_BLOCKS = 90


def proof_view(state: CardState) -> dict[str, Any]:
    """The answers that guarantee the result, those that keep the runner-up behind, every veto, and the exact policy."""
    chapters = [list(_result(state)), list(_guarantee(state)), list(_behind(state)), list(_ruled_out(state))]
    texts = [text for chapter in chapters if chapter for text in paragraphs(chapter)]
    return blocks.modal(
        ids.PROOF,
        "How it was worked out",
        [
            *(blocks.section(f"proof.{number}", text) for number, text in enumerate(texts[:_MOST_BLOCKS])),
            blocks.context(
                "proof.policy",
                mrkdwn("Held against every way to answer the other questions; nothing here is an estimate."),
                mrkdwn("Policy {version}", version=state.policy.version),
                exact_policy(state),
            ),
        ],
    )


def _result(state: CardState) -> Iterator[Mrkdwn]:
    yield mrkdwn(
        "*{recommended}*. {standing}",
        recommended=sentences.recommended(state.recommendation, state.policy),
        standing=sentences.standing(state.recommendation, state.policy),
    )


def _guarantee(state: CardState) -> Iterator[Mrkdwn]:
    found = explanations.guarantee(state.recommendation, state.policy)
    if found:
        yield from _told(found, state.policy)
    else:
        possible = outlook.possible(state.recommendation, state.policy) or ""
        yield mrkdwn("*Nothing guarantees it yet.* {possible}", possible=possible)
        for each in explanations.ways_to_win(state.recommendation, state.policy):
            yield mrkdwn("• {way}", way=each)


def _behind(state: CardState) -> Iterator[Mrkdwn]:
    found = explanations.behind(state.recommendation, state.policy)
    if found:
        yield from _told(found, state.policy)


def _told(proof: Proof, policy: Policy) -> Iterator[Mrkdwn]:
    yield mrkdwn("*{claim}.* {note}", claim=proof.claim, note=proof.note or "")
    for factor_id, option_id in proof.answers:
        factor, option = sentences.option_of(factor_id, option_id, policy)
        yield mrkdwn("• {question} {answer}", question=factor.question, answer=option.label)


def _ruled_out(state: CardState) -> Iterator[Mrkdwn]:
    found = list(vetoes(state))
    if found:
        yield mrkdwn("*Ruled out, whatever the points*")
        yield from found
