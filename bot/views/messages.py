"""Everything the bot says that is not a decision's card: help, comparisons, history, offers, notices and errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import ids
from bot.reference import Reference
from bot.slack.conversation_ids import is_direct
from bot.store import outbox_rows
from bot.views import blocks, sentences
from bot.views.blocks import Block, Element, Message
from bot.views.markup import Mrkdwn, channel, joined, lines, moment, mrkdwn, words
from rules.grid import Model
from rules.policy import ModelText, Policy

OUTDATED = "This form is from an older version; here is a fresh one."
OUTSIDER = mrkdwn("This bot answers only to people of the company that runs it.")
_LONGEST_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Way:
    """One way to use `/sourcing`."""

    typed: str
    """What stands after it, as somebody would type it; empty for nothing."""
    does: str
    """What that does, as the rest of a sentence."""

    @property
    def command(self) -> str:
        """The whole of what is typed."""
        return f"/sourcing {self.typed}".strip()

    @property
    def line(self) -> Mrkdwn:
        """What is typed and what that does."""
        return mrkdwn("`{command}` {does}", command=self.command, does=self.does)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSummary:
    """A questionnaire that was begun and not finished."""

    draft_id: str
    text: str
    answered: int
    """How many questions have an answer."""
    updated_at: datetime


def help_message(ways: Sequence[Way]) -> Message:
    """What the bot does and how to ask."""
    return blocks.message(
        mrkdwn("How to use /sourcing"),
        [
            blocks.header("help.header", "Where should this work be done, and by whom?"),
            blocks.section(
                "help.what",
                mrkdwn(
                    "Describe the work in your own words. Two questions are kept apart: *who* employs and directs the "
                    "people, and *where* the work is done. The policy recommends one of seven models, says why, and "
                    "keeps the record."
                ),
            ),
            blocks.section("help.commands", lines([way.line for way in ways])),
            blocks.context(
                "help.shortcut",
                mrkdwn("On any message: More actions, then *Assess sourcing*. The result goes into its thread."),
            ),
        ],
    )


def compare_message(models: Sequence[Model], policy: Policy) -> Message:
    """Models side by side: who, where, what each gives and leaves with you, and when it fits."""
    compared = [policy.models[model] for model in dict.fromkeys(models)]
    names = joined([words(text.label, 300) for text in compared], ", ")
    rows = [
        ("is", mrkdwn("*What it is*"), [[mrkdwn("{summary}", summary=text.summary)] for text in compared]),
        ("gives", mrkdwn("*What it gives*"), [_bullets(text.benefits) for text in compared]),
        ("duties", mrkdwn("*What stays with you*"), [_bullets(text.duties) for text in compared]),
        ("watch", mrkdwn("*What to watch*"), [_bullets(text.watch_outs) for text in compared]),
        ("steps", mrkdwn("*First steps*"), [_bullets(text.next_steps) for text in compared]),
        ("fits", mrkdwn("*When it fits*"), [[mrkdwn("{fits}", fits=text.fits_when)] for text in compared]),
    ]
    return blocks.message(
        mrkdwn("Compared: {names}", names=names),
        [
            blocks.columns("compare.models", [_who_and_where(text) for text in compared]),
            *(
                blocks.columns(
                    f"compare.{name}",
                    [
                        lines([mrkdwn("_{label}_", label=words(text.label, 300)), *cell], blocks.LONGEST_FIELD)
                        for text, cell in zip(compared, cells, strict=True)
                    ],
                    heading,
                )
                for name, heading, cells in rows
            ),
        ],
    )


def _who_and_where(text: ModelText) -> Mrkdwn:
    where = sentences.WHERE[text.location] if text.location else "anywhere"
    return mrkdwn(
        "*{label}*\n{who}, {where}", label=words(text.label, 300), who=sentences.WHO[text.ownership], where=where
    )


def _bullets(points: Sequence[str]) -> list[Mrkdwn]:
    return [mrkdwn("• {point}", point=point) for point in points]


def greeting() -> Message:
    """For somebody who calls the bot and says nothing more, or only good day."""
    return notice(
        lines(
            [
                mrkdwn(
                    "Say in a sentence what work you want to place, who should do it and where, such as: "
                    "Move our help desk to Manila."
                ),
                mrkdwn(
                    "I say which arrangement that is, which one the policy recommends and why, and keep the record. "
                    "Write `help` for what else I answer; a policy file goes into a direct message to me."
                ),
            ]
        )
    )


TOO_MUCH = mrkdwn(
    "You write faster than I can answer here. What you wrote last was not taken, and nothing of it recorded; please "
    "write it again in a minute."
)


def resume_offer(draft: DraftSummary) -> Message:
    """The offer to go on with a questionnaire that was not finished."""
    about = words(draft.text, _LONGEST_EXCERPT)
    text = mrkdwn(
        "You began a request: “{about}” ({answered} answered, last changed {when}).",
        about=about if about.source else "nothing written yet",
        answered=sentences.count(draft.answered, "question"),
        when=moment(draft.updated_at),
    )
    return blocks.message(
        text,
        [
            blocks.section("resume.draft", text),
            blocks.actions(
                "resume.actions",
                blocks.button(ids.RESUME, "Go on with it", draft.draft_id, style="primary"),
                blocks.button(ids.START_AFRESH, "Start afresh", draft.draft_id),
            ),
        ],
    )


def shortened(text: str, brought: str) -> str:
    """What is said where somebody changed a request of which the form only showed the beginning."""
    return (
        f"You changed the request. It is now the {len(text):,} characters that stood in the form, "
        f"no longer the {len(brought):,} that it began with."
    )


def not_in_direct(decision_id: int) -> Mrkdwn:
    """Why a card cannot get into a conversation between people, and what can be done instead."""
    return mrkdwn(
        "I cannot post in a direct conversation between people. To post it, type `/sourcing show {number}` in a "
        "channel.",
        number=str(decision_id),
    )


def notice(text: Mrkdwn) -> Message:
    """One thing to tell one person."""
    return blocks.message(text, [blocks.section("notice", text)])


def notice_view(text: Mrkdwn) -> dict[str, Any]:
    """One thing to tell one person who has a form open."""
    return blocks.modal(ids.NOTICE, "Sourcing", [blocks.section("notice", text)])


def notice_with(text: Mrkdwn, typed: str) -> Message:
    """The same, with what they had typed, so that it is not lost."""
    return blocks.message(text, _with(text, typed))


def asking_view(typed: str) -> dict[str, Any]:
    """In place of a form that was submitted, while Slack is asked who submitted it and who may do that."""
    text = mrkdwn(
        "Not recorded yet: Slack is being asked whether you may do this. This form will say what came of it. "
        "Where it does not, please send it again."
    )
    return blocks.modal(ids.NOTICE, "Sourcing", _with(text, typed))


def followed_view(view: dict[str, Any] | None, typed: str) -> dict[str, Any]:
    """What came of it: on the record, or what is said instead, with what they had typed."""
    if view is None:
        return notice_view(mrkdwn("It is on record. You can close this."))
    if "submit" in view:
        return view  # the form again, with what they typed in it
    return {**view, "blocks": [*view["blocks"], *_typed(typed)]}


def _with(text: Mrkdwn, typed: str) -> list[Block]:
    return [blocks.section("notice", text), *_typed(typed)]


def _typed(typed: str) -> list[Block]:
    return [blocks.section("notice.typed", mrkdwn("You wrote: {typed}", typed=words(typed, 1_000)))] if typed else []


def error_notice(reference: str, what: str) -> Message:
    """What went wrong, in a sentence, with the reference under which the log has it."""
    return notice(_error(reference, what))


def error_view(reference: str, what: str) -> dict[str, Any]:
    """The same for a person who has a form open."""
    return notice_view(_error(reference, what))


def _error(reference: str, what: str) -> Mrkdwn:
    return lines(
        [
            mrkdwn(":warning: {what}", what=what),
            mrkdwn(
                "If it happens again, quote `{reference}` to whoever runs this bot.", reference=words(reference, 60)
            ),
        ]
    )


def outdated_message() -> Message:
    """For a button of a version that is gone."""
    return notice(mrkdwn("This button is from an older version. `/sourcing` starts a fresh request."))


def outdated_view() -> dict[str, Any]:
    """For a form of a version that is gone, where no fresh one can be shown in its place."""
    return notice_view(mrkdwn("This form is from an older version. Close it; `/sourcing` opens a fresh one."))


def misused(typed: str, way: Way, carried: str) -> Message:
    """For a subcommand with what it does not take; `carried` is the value of the button that has it assessed."""
    return with_assess_anyway(
        lines(
            [
                mrkdwn(
                    "“{typed}” cannot be answered. Did you mean `{command}`? It {does}.",
                    typed=words(typed, 150),
                    command=way.command,
                    does=way.does,
                ),
                mrkdwn("Nothing was recorded."),
            ]
        ),
        carried,
    )


def unknown_word(word: str, request: Way, carried: str) -> Message:
    """For one word that is no subcommand, and says nothing about work; `request` is one that could be typed.

    `carried` is the value of the button that has it assessed.
    """
    return with_assess_anyway(
        lines(
            [
                mrkdwn(
                    "“{word}” is no command, and says too little to be a request. Nothing was recorded.",
                    word=words(word, 150),
                ),
                mrkdwn("Describe the work in a sentence: `{command}`.", command=request.command),
                mrkdwn("`/sourcing help` shows what else can be typed."),
            ]
        ),
        carried,
    )


def with_assess_anyway(text: Mrkdwn, carried: str) -> Message:
    """One thing to tell one person, and a button that has what they typed assessed; `carried` is its value."""
    return blocks.message(
        text, [blocks.section("notice", text), blocks.actions("notice.actions", assess_anyway(carried))]
    )


def assess_anyway(carried: str) -> Element:
    """A button that has a text assessed which does not read as a request."""
    return blocks.button(ids.ASSESS_TEXT, "Assess it anyway", carried)


def could_not_post(decision: Reference, conversation: str, code: str, thread_ts: str | None = None) -> Message:
    """Why a card did not get into a conversation, how to mend that, and a button to try again.

    `code` is the error that Slack gave, or of ours for what nobody knows or took for days.
    """
    where = channel(conversation)
    said = mrkdwn("Decision {number} is recorded, but not posted to {where}.", number=str(decision.number), where=where)
    if is_direct(conversation):
        return notice(lines([said, not_in_direct(decision.number)]))
    text = lines([said, *how_to_mend(code)])
    return blocks.message(
        text,
        [
            blocks.section("could_not_post", text),
            blocks.actions(
                "could_not_post.actions",
                post_again(decision, conversation, thread_ts),
                blocks.button(ids.SHOW_DETAILS, "Details", decision),
            ),
        ],
    )


def post_again(decision: Reference, conversation: str, thread_ts: str | None) -> Element:
    """A button that has the card posted where it was to be posted."""
    return blocks.button(
        ids.POST_TO_CHANNEL, "Post again", f"{decision}|{conversation}|{thread_ts or ''}", style="primary"
    )


def how_to_mend(code: str) -> Iterator[Mrkdwn]:
    """What to do about a card that is not posted, for the code that Slack gave."""
    match code:
        case "not_in_channel":
            yield mrkdwn("Invite me there with `/invite @Sourcing`, then press Post again.")
        case "channel_not_found":
            yield mrkdwn("It is private or gone. Invite me there with `/invite @Sourcing`, then press Post again.")
        case "is_archived":
            yield mrkdwn("It is archived. Unarchive it and press Post again, or post to another one.")
        case "restricted_action" | "restricted_action_read_only_channel" | "restricted_action_thread_only_channel":
            yield mrkdwn("Only some people may post there. Ask an admin to let me, then press Post again.")
        case outbox_rows.UNKNOWN:
            yield mrkdwn("Slack did not say whether it arrived. Look there; if it is missing, press Post again.")
        case outbox_rows.GIVEN_UP:
            yield mrkdwn("Slack has not taken it for a week. Press Post again.")
        case "thread_not_found" | "message_not_found" | "cannot_reply_to_message":
            yield mrkdwn("The message that it would answer is gone. Post it to a channel instead.")
        case _:
            yield mrkdwn("Slack said `{code}`. Press Post again; if it stays, tell whoever runs this bot.", code=code)
