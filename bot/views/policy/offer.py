"""What a policy file that somebody sent would change, with the buttons to put it in force or to discard it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import ids
from bot.reference import Reference
from bot.views import blocks, sentences
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, lines, mrkdwn, words
from bot.views.policy import comparisons, replays
from bot.views.policy.lines import LONGEST_NAME, checks_in_brief, owners_line, version_line
from rules.checks import Checked
from rules.comparing.behaviour_changes import Behaviour, BehaviourChange
from rules.comparing.compare_policies import Comparison
from rules.comparing.replay import Replay
from rules.policy import Policy

_EDITS = 8
_WINNERS = 3
_OTHERS = 3
_MOST_CLAUSES = 5
_LONGEST_SENTENCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferState:
    """A policy file that has been checked, compared with the policy in force, and may be put in force."""

    reference: Reference
    """What its buttons carry."""
    name: str
    """Of the file."""
    policy: Policy
    instead_of: Policy
    """The policy in force."""
    checked: Checked
    comparison: Comparison
    replay: Replay
    newest: int | None
    """How many of the newest decisions were judged anew; None for all."""
    by_owner: bool
    """Whether who sent it may put it in force; then the whole record was judged anew, else what that person sees."""
    owners: Sequence[str]


def offer_message(state: OfferState) -> Message:
    """Its version, what was found out about it, what it changes, and what is to be done with it."""
    version = words(state.policy.version, LONGEST_NAME)
    notification = mrkdwn(
        "{name}: version {version} has been checked", name=words(state.name, LONGEST_NAME), version=version
    )
    return blocks.message(
        notification,
        [
            blocks.header("offer.header", f"{state.name}: version {state.policy.version}"),
            blocks.section("offer.version", lines([version_line(state.policy), *_against(state)])),
            blocks.section("offer.checks", checks_in_brief(state.checked)),
            blocks.section("offer.edits", lines(list(_edits(state.comparison)))),
            blocks.section("offer.results", lines(list(_results(state)))),
            blocks.section("offer.record", lines(list(_record(state)))),
            *_what_to_do(state, version),
        ],
    )


def _against(state: OfferState) -> Iterator[Mrkdwn]:
    yield mrkdwn("In force now: version {version}", version=words(state.instead_of.version, LONGEST_NAME))
    if state.policy.version == state.instead_of.version:
        yield mrkdwn(":warning: Both call themselves by the same version; give the new one a version of its own.")


def _edits(comparison: Comparison) -> Iterator[Mrkdwn]:
    yield mrkdwn("*What is written differently*")
    for edit in comparison.edits[:_EDITS]:
        yield mrkdwn("• {edit}", edit=words(edit, _LONGEST_SENTENCE))
    if (more := len(comparison.edits) - _EDITS) > 0:
        yield mrkdwn("• {more} more", more=more)
    if comparison.rewordings:
        yield mrkdwn("• {count} reworded", count=sentences.count(len(comparison.rewordings), "text"))
    if not comparison.edits and not comparison.rewordings:
        yield mrkdwn("Nothing, or only the version.")


def _results(state: OfferState) -> Iterator[Mrkdwn]:
    found, new, old = state.comparison, state.policy, state.instead_of
    yield mrkdwn("*What comes out differently*")
    yield mrkdwn("{summary}", summary=words(comparisons.summary(found), 2 * _LONGEST_SENTENCE))
    winners = [each for each in found.differences if each.kind is Behaviour.WINNER]
    for each in winners[:_WINNERS]:
        change = words(comparisons.winner_change(each, new), _LONGEST_SENTENCE)
        yield mrkdwn("• *{change}*{example}", change=change, example=_example(each, new, old))
    others = comparisons.other_changes(found, new, old)
    for sentence, each in others[:_OTHERS]:
        change = words(sentence.removesuffix("."), _LONGEST_SENTENCE)
        yield mrkdwn("• {change}{example}", change=change, example=_example(each, new, old))
    if (more := max(0, len(winners) - _WINNERS) + max(0, len(others) - _OTHERS)) > 0:
        yield mrkdwn("• {more} more; `sourcing policy diff` shows each with an example", more=more)
    if not_proven := comparisons.unproven(found, new):
        yield words(not_proven, _LONGEST_SENTENCE)


def _example(change: BehaviourChange, new: Policy, old: Policy) -> Mrkdwn:
    """A request that shows the change, where it can be told in a breath."""
    if len(change.example) > _MOST_CLAUSES:
        return mrkdwn("")
    example = words(comparisons.example(change, new, old), _LONGEST_SENTENCE)
    return mrkdwn(", for example {example}", example=example)


def _record(state: OfferState) -> Iterator[Mrkdwn]:
    if state.by_owner:
        yield mrkdwn("*The decisions on record, judged anew*")
    else:
        yield mrkdwn("*The decisions that you may see, judged anew*")
    yield words(replays.summary(state.replay, state.policy), 2 * _LONGEST_SENTENCE)
    if state.newest is not None:
        yield mrkdwn("Only the newest {newest} were judged; `sourcing policy replay` judges all.", newest=state.newest)


def _what_to_do(state: OfferState, version: Mrkdwn) -> Iterator[Block]:
    if not state.by_owner:
        yield blocks.context("offer.owners", mrkdwn("You may not put it in force."), owners_line(state.owners))
        return
    faults = len(state.checked.faults)
    sure = blocks.are_you_sure(
        "Put this policy in force?",
        mrkdwn(
            "From now on every request is judged by version {version}. Decisions on record stay as they are.{faults}",
            version=version,
            faults=mrkdwn(" It has {count}.", count=sentences.count(faults, "known fault")) if faults else mrkdwn(""),
        ),
        "Put in force",
    )
    yield blocks.actions(
        "offer.actions",
        blocks.button(
            ids.PUT_IN_FORCE, "Put in force", state.reference, style=None if faults else "primary", confirm=sure
        ),
        blocks.button(ids.DISCARD_POLICY, "Discard", state.reference),
    )
    yield blocks.context("offer.owners", owners_line(state.owners))
