"""What the bot says about the policy: which is in force, what an uploaded file would change, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot import ids
from bot.views import blocks, messages, sentences
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, words
from rules.policy import Policy
from rules.policy_file import Mistake

_SHORT = 12
"""Characters of a hash that people are shown."""
_LONGEST_NAME = 80
_LONGEST_SENTENCE = 400
_MOST_PEOPLE = 10
_MOST_IDS = 8


class Origin(StrEnum):
    """How a policy came to be in force."""

    SHIPPED = "shipped"
    """It ships with the product, and nothing else was named."""
    FILE = "file"
    """It is the file that SOURCING_POLICY names."""
    PUT = "put"
    """Somebody put it in force from Slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """That somebody put a version in force."""

    version: str
    sha256: str
    who: str
    """A Slack user."""
    at: datetime
    instead_of: str
    """The version in force before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What was found out about a policy."""

    examples: int
    """All of them come out as expected."""
    untried: Sequence[str]
    """Rules, vetoes and flags that no example tries, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """The policy in force, with all that is said of it."""

    policy: Policy
    origin: Origin
    since: datetime | None
    """When it was put in force, or first used; None where no decision was made under it yet."""
    put: Put | None
    """For one that was put in force from Slack."""
    file_has_mistakes: bool
    """Whether the policy file has changed to something that cannot be read."""
    checks: Checks
    owners: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferState:
    """A policy file that has been checked and may be put in force."""

    upload_id: int
    name: str
    """Of the file."""
    policy: Policy
    instead_of: Policy
    """The policy in force."""
    checks: Checks
    by_owner: bool
    """Whether who sent it may put it in force."""
    owners: Sequence[str]


def policy_message(state: PolicyState) -> Message:
    """The policy in force: which, since when, by whom, how good, and how to change it."""
    policy = state.policy
    title = mrkdwn(
        "{title}, version {version}", title=words(policy.title, 300), version=words(policy.version, _LONGEST_NAME)
    )
    return blocks.message(
        title,
        [
            blocks.header("policy.header", policy.title),
            blocks.section("policy.version", lines([_version(policy), *_origin(state)])),
            blocks.section("policy.checks", _checks(state.checks, policy)),
            blocks.context(
                "policy.change",
                lines(
                    [
                        mrkdwn("To change it, upload a policy file to me in a direct message: I check it first."),
                        _owners(state.owners),
                    ]
                ),
            ),
        ],
    )


def _version(policy: Policy) -> Mrkdwn:
    return mrkdwn(
        "*Version {version}* (sha256 `{sha256}`)",
        version=words(policy.version, _LONGEST_NAME),
        sha256=policy.sha256[:_SHORT],
    )


def _origin(state: PolicyState) -> Iterator[Mrkdwn]:
    match state.origin:
        case Origin.PUT if state.put is not None:
            yield _put(state.put)
        case Origin.FILE:
            yield mrkdwn("It is the file that the setting SOURCING_POLICY names.")
        case _:
            yield mrkdwn("It is the policy that ships with this bot; no other has been put in force.")
    if state.put is None:
        yield (
            mrkdwn("In force since {when}.", when=moment(state.since))
            if state.since
            else mrkdwn("No decision has been made under it yet.")
        )
    if state.file_has_mistakes:
        yield mrkdwn(
            ":warning: The policy file has been changed and has mistakes now; `sourcing policy check` names them. "
            "Until they are mended, this version stays in force."
        )


def _put(put: Put) -> Mrkdwn:
    return mrkdwn(
        "In force since {when}, put in force by {who} instead of version {before}.",
        when=moment(put.at),
        who=person(put.who),
        before=words(put.instead_of, _LONGEST_NAME),
    )


def _checks(checks: Checks, policy: Policy) -> Mrkdwn:
    return lines(
        [
            mrkdwn("*Checks*"),
            mrkdwn(
                "• {factors}, {rules}, {flags}",
                factors=sentences.count(len(policy.factors), "question"),
                rules=sentences.count(len(policy.rules), "combination rule"),
                flags=sentences.count(len(policy.flags), "flag"),
            ),
            mrkdwn("• {examples}, each as expected", examples=sentences.count(checks.examples, "example")),
            *_untried(checks.untried),
        ]
    )


def _untried(untried: Sequence[str]) -> Iterator[Mrkdwn]:
    if untried:
        yield mrkdwn("• No example tries {ids}", ids=_listed(untried))


def _listed(names: Sequence[str]) -> Mrkdwn:
    """The first few names, and how many more there are."""
    shown = [mrkdwn("`{name}`", name=words(name, _LONGEST_NAME)) for name in names[:_MOST_IDS]]
    if len(names) > _MOST_IDS:
        shown.append(mrkdwn("{left} more", left=len(names) - _MOST_IDS))
    return joined(shown, ", ")


def _owners(owners: Sequence[str]) -> Mrkdwn:
    """Who may put a policy in force."""
    if not owners:
        return mrkdwn(
            "Nobody may put a policy in force from Slack: whoever runs this bot has to name the policy owners in the "
            "setting SOURCING_POLICY_OWNERS."
        )
    named = joined([person(owner) for owner in owners[:_MOST_PEOPLE]], ", ")
    return mrkdwn("Who may put it in force: {owners}.", owners=named)


def offer_message(state: OfferState) -> Message:
    """What a policy file would change, with the buttons to put it in force or to discard it."""
    version = words(state.policy.version, _LONGEST_NAME)
    notification = mrkdwn("{name}: version {version} is sound", name=words(state.name, _LONGEST_NAME), version=version)
    return blocks.message(
        notification,
        [
            blocks.header("offer.header", f"{state.name}: version {state.policy.version}"),
            blocks.section("offer.version", lines([_version(state.policy), *_against(state)])),
            blocks.section("offer.checks", _checks(state.checks, state.policy)),
            *_what_to_do(state, version),
        ],
    )


def _against(state: OfferState) -> Iterator[Mrkdwn]:
    yield mrkdwn(
        "In force now: version {version} (sha256 `{sha256}`)",
        version=words(state.instead_of.version, _LONGEST_NAME),
        sha256=state.instead_of.sha256[:_SHORT],
    )
    if state.policy.version == state.instead_of.version:
        yield mrkdwn(":warning: Both call themselves by the same version; give the new one a version of its own.")


def _what_to_do(state: OfferState, version: Mrkdwn) -> Iterator[Block]:
    if not state.by_owner:
        yield blocks.context("offer.owners", mrkdwn("You may not put it in force."), _owners(state.owners))
        return
    sure = blocks.are_you_sure(
        "Put this policy in force?",
        mrkdwn(
            "From now on every request is judged by version {version}. Decisions on record stay as they are.",
            version=version,
        ),
        "Put in force",
    )
    yield blocks.actions(
        "offer.actions",
        blocks.button(ids.PUT_IN_FORCE, "Put in force", state.upload_id, style="primary", confirm=sure),
        blocks.button(ids.DISCARD_POLICY, "Discard", state.upload_id),
    )
    yield blocks.context("offer.owners", _owners(state.owners))


def mistakes_message(name: str, mistakes: Sequence[Mistake]) -> Message:
    """Why a file is no policy, each reason with its line. Nothing has changed."""
    title = mrkdwn(
        "{name} has {count}; nothing has changed.",
        name=words(name, _LONGEST_NAME),
        count=sentences.count(len(mistakes), "mistake"),
    )
    told = [
        mrkdwn("• Line {line}: {message}", line=str(mistake.line), message=words(mistake.message, _LONGEST_SENTENCE))
        if mistake.line
        else mrkdwn("• {message}", message=words(mistake.message, _LONGEST_SENTENCE))
        for mistake in mistakes
    ]
    return blocks.message(
        title, [blocks.section("mistakes.title", title), blocks.section("mistakes.list", lines(told))]
    )


def unreadable_message(name: str, why: Mrkdwn) -> Message:
    """Why a file was not even read. Nothing has changed."""
    return messages.notice(mrkdwn("{name}: {why} Nothing has changed.", name=words(name, _LONGEST_NAME), why=why))


def too_large_message(name: str, most_bytes: int) -> Message:
    """For a file that is too large to be a policy."""
    return unreadable_message(
        name, mrkdwn("a policy file has at most {most} bytes, and this one has more.", most=most_bytes)
    )


def one_at_a_time_message(names: Iterable[str]) -> Message:
    """For several files in one message."""
    return messages.notice(
        mrkdwn(
            "These are several files: {names}. Upload one policy file at a time. Nothing has changed.",
            names=_listed(list(names)),
        )
    )


def same_policy_message(name: str, policy: Policy) -> Message:
    """For a file that is in force already."""
    return messages.notice(
        mrkdwn(
            "{name} is in force already, word for word: version {version}. There is nothing to change.",
            name=words(name, _LONGEST_NAME),
            version=words(policy.version, _LONGEST_NAME),
        )
    )


def hint_message() -> Message:
    """For somebody who writes to the bot."""
    return messages.notice(
        mrkdwn("Type `/sourcing` and what you want to place, or upload a policy file here. `/sourcing help` says more.")
    )


def put_message(put: Put) -> Message:
    """That a version is in force."""
    title = mrkdwn("*Version {version} is in force.*", version=words(put.version, _LONGEST_NAME))
    return messages.notice(
        lines(
            [
                title,
                _put(put),
                mrkdwn("`/sourcing policy` shows it. Decisions on record stay as they are."),
            ]
        )
    )


def stale_message(upload_id: int, version: str, now: str) -> Message:
    """That another version was put in force since the file was checked, with the offer to check it again."""
    text = mrkdwn(
        "Version {version} was not put in force: it was compared with another policy than the one in force now, "
        "version {now}. Check it again to see what it would change.",
        version=words(version, _LONGEST_NAME),
        now=words(now, _LONGEST_NAME),
    )
    return blocks.message(
        text,
        [
            blocks.section("stale.text", text),
            blocks.actions(
                "stale.actions",
                blocks.button(ids.CHECK_AGAIN, "Check again", upload_id, style="primary"),
                blocks.button(ids.DISCARD_POLICY, "Discard", upload_id),
            ),
        ],
    )


def discarded_message(name: str) -> Message:
    """That an offer is no more."""
    return messages.notice(mrkdwn("{name} was discarded. Nothing has changed.", name=words(name, _LONGEST_NAME)))


def checked_again_message(name: str) -> Message:
    """That the answer to a file comes anew."""
    return messages.notice(mrkdwn("{name} is being checked again.", name=words(name, _LONGEST_NAME)))


def gone_message(sentence: str) -> Message:
    """For an offer that is no longer kept."""
    return messages.notice(mrkdwn("{sentence}", sentence=sentence))


def not_an_owner_message(owners: Sequence[str]) -> Message:
    """For somebody who may not put a policy in force."""
    return messages.notice(lines([mrkdwn("You may not put a policy in force."), _owners(owners)]))
