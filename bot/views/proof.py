"""*How it was worked out*: what guarantees a result, so that whoever doubts it can check it against the policy file."""

from collections.abc import Iterator
from typing import Any

from bot import ids
from bot.views import blocks, explanations, guarantees, sentences
from bot.views.blocks import Block
from bot.views.card import CardState, what_was_recommended
from bot.views.details import exact_policy, paragraphs, result, vetoes
from bot.views.guarantees import Proof
from bot.views.markup import Mrkdwn, mrkdwn
from rules.likelihood import DRAWS
from rules.policy import Policy
from rules.recommend import Standing

_MOST_BLOCKS = 90


def proof_view(state: CardState) -> dict[str, Any]:
    """What guarantees the result or could still change it, what counted most, every veto, and the exact policy."""
    if state.kept is not None:
        kept = blocks.section("proof.kept", what_was_recommended(state.kept))
        return blocks.modal(
            ids.PROOF, "How it was worked out", [kept, blocks.context("proof.policy", exact_policy(state))]
        )
    chapters = [list(_result(state)), list(_guarantee(state)), list(_points(state)), list(_ruled_out(state))]
    texts = [text for chapter in chapters if chapter for text in paragraphs(chapter)]
    sections: list[Block] = [blocks.section(f"proof.{at}", text) for at, text in enumerate(texts[:_MOST_BLOCKS])]
    footing = [
        mrkdwn("{how}", how=_how_it_is_known(state)),
        mrkdwn("{ours} Policy {version}", ours=sentences.WEIGHTS_ARE_OURS, version=state.policy.version),
        exact_policy(state),
    ]
    return blocks.modal(ids.PROOF, "How it was worked out", [*sections, blocks.context("proof.policy", *footing)])


def _how_it_is_known(state: CardState) -> str:
    if state.recommendation.outcomes.certain:
        return "Checked against every way to answer the other questions; nothing here is an estimate."
    return (
        f"How often it stays so was counted over {DRAWS} ways to answer the rest, usual answers more often than rare."
    )


def _result(state: CardState) -> Iterator[Mrkdwn]:
    yield result(state)


def _guarantee(state: CardState) -> Iterator[Mrkdwn]:
    recommendation, policy = state.recommendation, state.policy
    for found in (guarantees.guarantee(recommendation, policy), guarantees.behind(recommendation, policy)):
        if found:
            yield from _told(found, policy)
    if not recommendation.outcomes.certain:
        early = recommendation.standing is Standing.TOO_EARLY
        yield mrkdwn("*What it hangs on*") if early else mrkdwn("*What could still change it*")
        ways = explanations.ways_to_win(recommendation, policy)
        yield from (mrkdwn("• {way}", way=each) for each in ways)
        if not ways:
            yield mrkdwn("No single answer that is likely; several together, or a rare one.")


def _told(proof: Proof, policy: Policy) -> Iterator[Mrkdwn]:
    yield mrkdwn("*{claim}*", claim=proof.claim)
    for factor_id, option_id in proof.answers:
        factor, option = sentences.option_of(factor_id, option_id, policy)
        yield mrkdwn("• {question} {answer}", question=factor.question, answer=option.label)


def _points(state: CardState) -> Iterator[Mrkdwn]:
    recommendation, policy = state.recommendation, state.policy
    if recommendation.standing is Standing.TOO_EARLY or recommendation.model is None:
        return
    for said in guarantees.counted(recommendation, policy):
        yield mrkdwn("{said}", said=said)
    found = list(guarantees.what_counts(recommendation))
    if found and recommendation.runner_up is not None:
        rival = sentences.in_running_text(sentences.label(recommendation.runner_up, policy))
        yield mrkdwn("*What counted most: + for it, − for {rival}*", rival=rival)
        yield from (mrkdwn("• {each}", each=each) for each in found)


def _ruled_out(state: CardState) -> Iterator[Mrkdwn]:
    found = list(vetoes(state))
    if found:
        yield mrkdwn("*Ruled out, whatever the points*")
        yield from found
