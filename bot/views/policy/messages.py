"""What the bot says about the policy: which is in force, what an uploaded file would change, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import ids
from bot.reference import Reference
from bot.store import PolicyChange
from bot.views import blocks, messages, sentences
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, lines, moment, mrkdwn, person, words
from bot.views.policy.lines import LONGEST_NAME, LONGEST_SENTENCE, first_few, owners_line, version_line
from rules.policy import Policy
from rules.policy_file import Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """The policy in force, with all that is said of it."""

    policy: Policy
    change: PolicyChange | None
    """By which it was put in force from Slack; None where it was not."""
    from_file: bool
    """Whether it is the file that SOURCING_POLICY names."""
    since: datetime | None
    """When it was put in force, or first used; None where no decision was made under it yet."""
    file_has_mistakes: bool
    """Whether the policy file has changed to something that cannot be read."""
    checks: Block
    """What was found out about it."""
    owners: Sequence[str]


def policy_message(state: PolicyState) -> Message:
    """The policy in force: which, since when, by whom, how good, and how to change it."""
    policy = state.policy
    title = mrkdwn(
        "{title}, version {version}", title=words(policy.title, 300), version=words(policy.version, LONGEST_NAME)
    )
    return blocks.message(
        title,
        [
            blocks.header("policy.header", policy.title),
            blocks.section("policy.version", lines([version_line(policy), *_origin(state)])),
            state.checks,
            blocks.context(
                "policy.change",
                lines(
                    [
                        mrkdwn("To change it, upload a policy file to me in a direct message: I check it first."),
                        owners_line(state.owners),
                    ]
                ),
            ),
        ],
    )


def unchecked_block(why: str) -> Block:
    """In place of the checks of a policy that take too long."""
    text = mrkdwn(
        "*Checks*\n• Not finished: {why} `sourcing policy check` on the command line takes its time with it.", why=why
    )
    return blocks.section("policy.checks", text)


def being_checked_message(policy: Policy) -> Message:
    """The first word about a policy that takes a while to check."""
    return messages.notice(
        mrkdwn(
            "Version {version} is in force. It is being checked; what comes of that follows here.",
            version=words(policy.version, LONGEST_NAME),
        )
    )


def _origin(state: PolicyState) -> Iterator[Mrkdwn]:
    if state.change is not None:
        yield _changed(state.change)
    else:
        yield (
            mrkdwn("It is the file that the setting SOURCING_POLICY names.")
            if state.from_file
            else mrkdwn("It is the policy that ships with this bot; no other has been put in force.")
        )
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


def _changed(change: PolicyChange) -> Mrkdwn:
    return mrkdwn(
        "In force since {when}, put in force by {who} instead of version {before}.",
        when=moment(change.at),
        who=person(change.actor),
        before=words(change.instead_of.version, LONGEST_NAME),
    )


def mistakes_message(name: str, mistakes: Sequence[Mistake], more: int = 0) -> Message:
    """Why a file is no policy, each reason with its line, and how many there are beside them. Nothing has changed."""
    title = mrkdwn(
        "{name} has {count}; nothing has changed.",
        name=words(name, LONGEST_NAME),
        count=sentences.count(len(mistakes) + more, "mistake"),
    )
    told = [
        mrkdwn("• Line {line}: {message}", line=str(mistake.line), message=words(mistake.message, LONGEST_SENTENCE))
        if mistake.line
        else mrkdwn("• {message}", message=words(mistake.message, LONGEST_SENTENCE))
        for mistake in mistakes
    ]
    return blocks.message(
        title, [blocks.section("mistakes.title", title), blocks.section("mistakes.list", lines(told, beside=more))]
    )


def unreadable_message(name: str, why: Mrkdwn) -> Message:
    """Why a file was not even read. Nothing has changed."""
    return messages.notice(mrkdwn("{name}: {why} Nothing has changed.", name=words(name, LONGEST_NAME), why=why))


def deleted_message(name: str, *, sure: bool) -> Message:
    """For a file that somebody removed after sharing it; not `sure` where it may only be out of our sight."""
    if sure:
        return unreadable_message(
            name, mrkdwn("it was deleted, so Slack does not let me read it. Upload it to me here.")
        )
    return unreadable_message(name, mrkdwn("it was deleted, or Slack does not let me read it. Upload it to me here."))


def no_right_message(name: str) -> Message:
    """For a file that Slack wants somebody to sign in for."""
    return unreadable_message(
        name,
        mrkdwn(
            "Slack does not give me the right to read it. Whoever runs this bot has to give the app the scope "
            "`files:read` and to install it again."
        ),
    )


def too_large_message(name: str, most_bytes: int) -> Message:
    """For a file that is too large to be a policy."""
    return unreadable_message(
        name, mrkdwn("a policy file has at most {most} bytes, and this one has more.", most=most_bytes)
    )


def past_limits_message(name: str, why: str) -> Message:
    """For a file that took more time or memory than it may."""
    text = mrkdwn("{why} `sourcing policy check` on the command line takes its time with a policy.", why=why)
    return unreadable_message(name, text)


def too_many_message(name: str, most: int) -> Message:
    """For somebody who sends one file after the other without waiting for answers."""
    text = mrkdwn(
        "{most} of your files are still waiting to be checked, and I check one at a time. "
        "Please upload this one again when they are answered.",
        most=most,
    )
    return unreadable_message(name, text)


def one_at_a_time_message(names: Iterable[str]) -> Message:
    """For several files in one message."""
    return messages.notice(
        mrkdwn(
            "These are several files: {names}. Upload one policy file at a time. Nothing has changed.",
            names=first_few(list(names)),
        )
    )


def same_policy_message(name: str, policy: Policy) -> Message:
    """For a file that is in force already."""
    return messages.notice(
        mrkdwn(
            "{name} is in force already, word for word: version {version}. There is nothing to change.",
            name=words(name, LONGEST_NAME),
            version=words(policy.version, LONGEST_NAME),
        )
    )


def in_force_message(change: PolicyChange) -> Message:
    """That a version is in force."""
    title = mrkdwn("*Version {version} is in force.*", version=words(change.policy.version, LONGEST_NAME))
    return messages.notice(
        lines(
            [
                title,
                _changed(change),
                mrkdwn("`/sourcing policy` shows it. Decisions on record stay as they are."),
            ]
        )
    )


def stale_message(upload: Reference, version: str, now: str) -> Message:
    """That another version was put in force since the file was checked, with the offer to check it again."""
    text = mrkdwn(
        "Version {version} was not put in force: it was compared with another policy than the one in force now, "
        "version {now}. Check it again to see what it would change.",
        version=words(version, LONGEST_NAME),
        now=words(now, LONGEST_NAME),
    )
    return blocks.message(
        text,
        [
            blocks.section("stale.text", text),
            blocks.actions(
                "stale.actions",
                blocks.button(ids.CHECK_AGAIN, "Check again", upload, style="primary"),
                blocks.button(ids.DISCARD_POLICY, "Discard", upload),
            ),
        ],
    )


def discarded_message(name: str) -> Message:
    """That an offer was discarded."""
    return messages.notice(mrkdwn("{name} was discarded. Nothing has changed.", name=words(name, LONGEST_NAME)))


def checked_again_message(name: str) -> Message:
    """That a file is being checked again, and answered again."""
    return messages.notice(mrkdwn("{name} is being checked again.", name=words(name, LONGEST_NAME)))


def takes_a_while_message(name: str) -> Message:
    """For a policy with so much in it that checking and comparing it takes long."""
    return messages.notice(
        mrkdwn("{name} is being checked. That takes a while; the answer follows here.", name=words(name, LONGEST_NAME))
    )


def gone_message(sentence: str) -> Message:
    """For an offer that is no longer kept."""
    return messages.notice(mrkdwn("{sentence}", sentence=sentence))


def not_an_owner_message(owners: Sequence[str]) -> Message:
    """For somebody who may not put a policy in force."""
    return messages.notice(lines([mrkdwn("You may not put a policy in force."), owners_line(owners)]))


def outsider_message() -> Message:
    """For somebody of another company."""
    return messages.notice(messages.OUTSIDER)
