"""What there is to know about a policy that somebody sent, or that is in force, with the answer as it is shown.

It takes a while, and what was sent may be made to take for ever: only ever done apart, see `bot.policy.child`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.reference import Reference
from bot.store import Reader, Store, Viewer
from bot.views import blocks
from bot.views.blocks import Message
from bot.views.policy import messages as policy
from bot.views.policy.lines import checks_text
from bot.views.policy.offer import OfferState, offer_message
from rules.checks import Checked, check_policy
from rules.comparing.compare_policies import compare
from rules.comparing.replay import Replay, replay
from rules.policy import Policy
from rules.policy_file import Mistake, PolicyMistakesError, parse_policy
from rules.proofs.deadlock_words import deadlock_in_words
from rules.proofs.deadlocks import Circle, can_be_decided

NEWEST = 5_000
"""Decisions that are judged anew before somebody is answered."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class SentFile(_Told):
    """A policy file that somebody sent, to be checked and compared with the policy in force."""

    kind: Literal["sent"] = "sent"
    about: str
    """The reference to the upload, as its buttons carry it."""
    name: str
    """Of the file."""
    text: str
    in_force: str
    """The text of the policy in force."""
    database: Path
    """The log whose decisions are judged anew."""
    viewer: Viewer | None
    """Which of them are told of; None for all."""
    by_owner: bool
    """Whether who sent it may put it in force."""
    owners: Sequence[str]
    circle: Circle = Circle()
    """Who may decide now, as far as Slack says it."""


class CurrentText(_Told):
    """The text of the policy in force, to be checked."""

    kind: Literal["in force"] = "in force"
    text: str


class Review(_Told):
    """What is said to it."""

    text: str
    """For notifications; empty where only blocks were asked for."""
    blocks: list[dict[str, Any]]
    offered: bool = False
    """Whether the policy may be put in force."""
    compared_with: str | None = None
    """The hash of the policy in force that it was compared with."""


def review(what: SentFile | CurrentText) -> Review:
    """The answer to a file, or the block that says what was found out about the policy in force."""
    if isinstance(what, CurrentText):
        checks = blocks.section("policy.checks", checks_text(check_policy(what.text)))
        return Review(text="", blocks=[checks])
    try:
        return _review_of(what)
    except PolicyMistakesError as error:
        return _said(policy.mistakes_message(what.name, error.mistakes, error.more))


def _review_of(sent: SentFile) -> Review:
    checked = check_policy(sent.text)
    if mistakes := (*checked.failures, *_deadlock(checked, sent.circle)):
        return _said(policy.mistakes_message(sent.name, mistakes))
    new, in_force = checked.policy, parse_policy(sent.in_force)
    if new.sha256 == in_force.sha256:
        return _said(policy.same_policy_message(sent.name, new))
    with Store.read(sent.database) as record:
        anew, newest = _judged_anew(new, record, sent.viewer)
    message = offer_message(
        OfferState(
            reference=Reference.read(sent.about),
            name=sent.name,
            policy=new,
            instead_of=in_force,
            checked=checked,
            comparison=compare(in_force, new),
            replay=anew,
            newest=newest,
            by_owner=sent.by_owner,
            owners=sent.owners,
        )
    )
    return _said(message, offered=sent.by_owner, compared_with=in_force.sha256)


def _deadlock(checked: Checked, circle: Circle) -> Iterator[Mistake]:
    """That nobody could accept some request, under a policy whose approvals ask for people who are not there."""
    found = can_be_decided(checked.policy, circle).deadlock
    if found:
        line = checked.line_of("approvals", found.demands[0])
        yield Mistake(line, deadlock_in_words(found, checked.policy))


def _judged_anew(new: Policy, log: Reader, viewer: Viewer | None) -> tuple[Replay, int | None]:
    """The decisions on record that the viewer may see, under another policy; and how many of the newest, if not all."""
    decisions = log.decisions(limit=NEWEST + 1, viewer=viewer)
    return replay(decisions[:NEWEST], new), NEWEST if len(decisions) > NEWEST else None


def _said(message: Message, *, offered: bool = False, compared_with: str | None = None) -> Review:
    return Review(text=message.text, blocks=message.blocks, offered=offered, compared_with=compared_with)
