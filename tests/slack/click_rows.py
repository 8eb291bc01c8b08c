"""Every button, menu and form that was ever in Slack, with what it carries now and what earlier releases let it carry.

An id that is new in `bot/ids.py` gets a row here; `tests/slack/test_click_matrix.py` asks for it. A row is never taken
away: what was posted once stays in Slack for good.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot import ids
from rules.grid import Model


class Stage(StrEnum):
    """Where a decision stands when its button is on the screen."""

    WAITING = "waiting"
    DECIDED = "decided"
    """By whoever presses, where that is a colleague."""
    ASKED_ABOUT = "asked about"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Carried:
    """What the values of buttons and forms are made of."""

    reference: str
    number: int
    version: int
    channel: str
    draft: str
    """Of whoever looks at the form, but of somebody else for a colleague."""
    upload: str
    upload_number: int
    handed_over: int
    """The event by which whoever asked let somebody decide for them."""
    digest: int
    """The event by which the digest of the channel was set up."""

    @property
    def about(self) -> str:
        """The decision, and the version of it that was on the screen."""
        return f"{self.reference}|{self.version}"


Shape = Callable[[Carried], str]
Surface = Literal["card", "own card", "message", "home", "form", "shortcut"]


@dataclass(frozen=True, slots=True)
class Row:
    """Something to press, or a form to send."""

    name: str
    """The constant in `bot/ids.py`."""
    what: str
    """What it is to whoever presses it."""
    on: Surface
    now: Shape
    """What it carries: a button's value, an option's, or a form's private_metadata."""
    earlier: Sequence[Shape] = ()
    """The same in earlier releases, where it was something else."""
    suffix: str = ""
    """What follows the constant in the id."""
    kind: Literal["button", "static_select", "overflow", "users_select", "radio_buttons", "submit", "shortcut"] = (
        "button"
    )
    fields: Sequence[tuple[str, str]] = ()
    """What stands on a form: the ids of inputs, and what was typed or chosen there.

    What is chosen in a menu begins with a #, a ticked box with a +, and a person's name with an @.
    """
    stage: Stage = Stage.WAITING
    form: str = ids.QUESTIONNAIRE
    """On which form a button stands, where it stands on one; of the details and the decision, on theirs."""

    @property
    def id(self) -> str:
        """The id that Slack hands back."""
        return f"{getattr(ids, self.name)}{self.suffix}"

    @property
    def is_about_something(self) -> bool:
        """Whether it names what may be erased, or decided by some people only: elsewhere that makes no difference."""
        return self.on not in {"home", "message", "shortcut"} or _MARK in self.now(_MARKED)


_MARK = "!"
_MARKED = Carried(_MARK, 0, 0, _MARK, _MARK, _MARK, 0, 0, 0)

FACTOR, OPTION = "start", "later"
"""A question of the small policy, and an answer to it."""
_REASON = "The works council has asked us to wait."


def _reference(carried: Carried) -> str:
    return carried.reference


def _number(carried: Carried) -> str:
    return str(carried.number)


def _about(carried: Carried) -> str:
    return carried.about


def _draft(carried: Carried) -> str:
    return carried.draft


def _nothing(_: Carried) -> str:
    return ""


def _channel(carried: Carried) -> str:
    return carried.channel


def _digest(carried: Carried) -> str:
    return f"{carried.channel}|{carried.digest}"


def _form(carried: Carried) -> str:
    return f"{carried.about}|"


_WEEKLY = (
    (ids.DIGEST_STATE, "#on"),
    (ids.DIGEST_WEEKDAY, "#1"),
    (ids.DIGEST_TIME, "08:30"),
    (ids.DIGEST_ZONE, "#Europe/Madrid"),
    (ids.DIGEST_SECTIONS, "+new"),
    (ids.DIGEST_ALSO, "+quiet_line"),
)
_BARE = (_number,)
_TO_NOW = (_number, _reference)
"""First the number alone, then with a check; since then with the version as well."""

ROWS = (
    # Cards
    Row("ANSWER_QUESTIONS", "More questions", "own card", _reference, _BARE),
    Row("POST_TO_CHANNEL", "Post to channel", "own card", _reference, _BARE),
    Row("POST_TO_CHANNEL", "Post again", "message", lambda it: f"{it.reference}|{it.channel}|"),
    Row("DISCARD", "Discard", "own card", _about, _TO_NOW),
    Row("SHOW_DETAILS", "Details", "card", _reference, _BARE),
    Row("SHOW_DETAILS", "Details, on a card that only they see", "own card", _reference, _BARE),
    Row("PROVE_IT", "Prove it", "form", _reference, _BARE, form=ids.DETAILS),
    Row(
        "TAP", "An answer to the question", "card", lambda it: f"{it.reference}|{OPTION}|", suffix=f"{FACTOR}:{OPTION}"
    ),
    Row(
        "TAP",
        "The same, on a card that only they see",
        "own card",
        lambda it: f"{it.reference}|{OPTION}|",
        suffix=f"{FACTOR}:{OPTION}",
    ),
    Row(
        "TAP",
        "An answer from the menu",
        "card",
        lambda it: f"{it.reference}|{OPTION}|",
        suffix=FACTOR,
        kind="static_select",
    ),
    Row("ASK_AGAIN", "Change what is assumed", "card", lambda it: f"{it.reference}|{FACTOR}", kind="static_select"),
    Row("LEAVE_QUESTION", "Leave it", "own card", _reference),
    Row("ACCEPT", "Accept a model", "card", _about, suffix=str(Model.IN_HOUSE)),
    Row("ACCEPT", "The same, on a card that only they see", "own card", _about, suffix=str(Model.IN_HOUSE)),
    Row("ACCEPT", "Accept another model than is recommended", "card", _about, suffix=str(Model.HYBRID)),
    Row("OPEN_ACCEPT", "Accept, while it is too early", "card", _about),
    Row("OPEN_OVERRIDE", "Override", "card", _about),
    Row("OPEN_OVERRIDE", "Override, once it is decided", "card", _about, stage=Stage.DECIDED),
    Row("OPEN_QUESTION", "Ask a question", "card", _about),
    Row("OPEN_ANSWER", "Answer that question", "card", _about, stage=Stage.ASKED_ABOUT),
    Row("UNDO", "Undo", "card", _about, stage=Stage.DECIDED),
    Row("UNDO", "Undo, where nothing was done", "message", _about),
    Row("OPEN_REOPEN", "Reopen", "card", _about, stage=Stage.DECIDED),
    Row("BRING_BACK", "Bring it back", "card", _about, stage=Stage.WITHDRAWN),
    Row("MORE", "Withdraw", "card", lambda it: f"{ids.WITHDRAW}|{it.about}", kind="overflow"),
    Row(
        "ASK_LATE",
        "Change an answer afterwards",
        "card",
        lambda it: f"{it.reference}|{FACTOR}",
        kind="static_select",
        stage=Stage.DECIDED,
    ),
    Row(
        "TAP_LATE",
        "An answer afterwards",
        "own card",
        lambda it: f"{it.reference}|{OPTION}|",
        suffix=f"{FACTOR}:{OPTION}",
        stage=Stage.DECIDED,
    ),
    Row("ACCEPT_BEFORE", "Accept, of earlier releases", "card", _reference, _BARE),
    Row("ACCEPT_BEFORE", "The same, once it is decided", "card", _reference, _BARE, stage=Stage.DECIDED),
    Row("OPEN_OVERRIDE_BEFORE", "Override, of earlier releases", "card", _reference, _BARE),
    Row("SHOW_SUCCESSOR", "Show what took its place", "card", _reference),
    Row("PIECE", "Another piece of the work", "own card", _reference, suffix="1"),
    Row("ALL_AS_ONE", "All pieces as one", "own card", _reference),
    # The card over Home
    Row("HOME_DECIDE", "Decide, on Home", "home", _reference),
    Row("ACCEPT", "Accept, over Home", "form", _about, suffix=str(Model.IN_HOUSE), form=ids.DECIDE),
    Row("OPEN_OVERRIDE", "Override, over Home", "form", _about, form=ids.DECIDE),
    Row("UNDO", "Undo, over Home", "form", _about, stage=Stage.DECIDED, form=ids.DECIDE),
    Row(
        "TAP",
        "An answer to the question, over Home",
        "form",
        lambda it: f"{it.reference}|{OPTION}|",
        suffix=f"{FACTOR}:{OPTION}",
        form=ids.DECIDE,
    ),
    Row(
        "ASK_AGAIN",
        "Change what is assumed, over Home",
        "form",
        lambda it: f"{it.reference}|{FACTOR}",
        kind="static_select",
        form=ids.DECIDE,
    ),
    Row("SHOW_DETAILS", "Details, over Home", "form", _reference, form=ids.DECIDE),
    # Messages
    Row("RESUME", "Go on with a draft", "message", _draft),
    Row("START_AFRESH", "Start afresh", "message", _draft),
    Row("ASSESS_TEXT", "Assess it anyway", "message", lambda _: "GB:Hand payroll to an agency in Cebu"),
    Row("ASSESS_TEXT", "Assess a long text anyway", "message", lambda it: f"draft:{it.draft}"),
    Row("COMPARE_MODELS", "Compare them", "message", lambda _: "in_house,hybrid"),
    Row("HISTORY_OLDER", "Older", "message", lambda _: "3|payroll"),
    Row("HISTORY_NEWER", "Newer", "message", lambda _: ">3|payroll"),
    Row("HISTORY_NEWEST", "Newest", "message", lambda _: "|payroll"),
    Row("STOP_REMINDING", "Stop reminding me", "message", _nothing),
    Row("REMIND_AGAIN", "Remind me again", "message", _nothing),
    Row("END_DELEGATION", "End it, or give it back", "message", lambda it: str(it.handed_over)),
    Row("DIGEST_SHOW", "Show, in a digest", "message", lambda it: f"{it.channel}|2026-W47", suffix="waiting"),
    Row("DIGEST_PREVIEW", "Preview of the digest", "message", _channel),
    Row("DIGEST_CHANGE", "Change the digest", "message", _channel),
    Row("DIGEST_SEND_NOW", "Send the digest now", "message", _channel),
    Row("DIGEST_LEAVE_OUT", "Leave out what nobody presses", "message", lambda it: f"{it.channel}|policy,chart"),
    Row("PUT_IN_FORCE", "Put in force", "message", lambda it: it.upload, (lambda it: str(it.upload_number),)),
    Row(
        "DISCARD_POLICY", "Discard a policy file", "message", lambda it: it.upload, (lambda it: str(it.upload_number),)
    ),
    Row("CHECK_AGAIN", "Check it again", "message", lambda it: it.upload, (lambda it: str(it.upload_number),)),
    # Home
    Row("NEW_REQUEST", "New request", "home", _nothing),
    Row("HAND_OVER", "Hand over", "home", lambda _: "hand_over"),
    Row("HOME_AGAIN", "Once more", "home", _nothing),
    Row("HOME_FILTER", "A filter", "home", lambda _: "accepted", suffix="status", kind="static_select"),
    Row("HOME_FILTER", "Whose", "home", _nothing, suffix="person", kind="users_select"),
    Row("HOME_CLEAR", "No filters", "home", _nothing),
    Row("HOME_ALL_MINE", "All of mine", "home", _nothing),
    Row("HOME_OLDER", "Older, on Home", "home", lambda _: "3"),
    Row("HOME_NEWEST", "Newest, on Home", "home", _nothing),
    Row("HOME_WAITING_NEXT", "More that waits", "home", lambda _: "3"),
    Row("HOME_WAITING_FIRST", "From the first that waits", "home", _nothing),
    Row("STOP_REMINDING", "Stop reminding me, on Home", "home", _nothing),
    Row("REMIND_AGAIN", "Remind me again, on Home", "home", _nothing),
    # The questionnaire
    Row("ASSESS_MESSAGE", "Assess sourcing, on a message", "shortcut", _nothing, kind="shortcut"),
    Row("ASSESS_REQUEST", "Assess a request", "shortcut", _nothing, kind="shortcut"),
    Row("ANSWER", "An answer", "form", lambda _: OPTION, suffix=FACTOR, kind="radio_buttons"),
    Row("CHANGE_ASSUMPTION", "Change an assumption", "form", lambda _: FACTOR, kind="static_select"),
    Row("BACK", "Back", "form", _nothing),
    Row("SEE_THE_RESULT", "See the result", "form", _nothing),
    Row("GO_ON", "Go on", "form", _nothing),
    Row("CHANGE_AN_ANSWER", "Change an answer", "form", _nothing),
    Row(
        "QUESTIONNAIRE",
        "The first page, sent",
        "form",
        _draft,
        kind="submit",
        fields=(
            (ids.REQUEST_TEXT, "Hand payroll to an agency in Cebu"),
            (ids.HOME_COUNTRY, "#GB"),
            (ids.BUSINESS_FUNCTION, f"#{ids.AS_IT_IS}"),
            (ids.POST_WHERE, "here"),
        ),
    ),
    Row(
        "QUESTIONNAIRE",
        "The first page, empty",
        "form",
        _draft,
        kind="submit",
        fields=((ids.REQUEST_TEXT, ""), (ids.HOME_COUNTRY, "#GB")),
    ),
    Row(
        "QUESTIONNAIRE",
        "A page of questions, sent",
        "form",
        _draft,
        kind="submit",
        fields=((f"{ids.ANSWER}{FACTOR}", f"#{OPTION}"),),
    ),
    Row("QUESTIONNAIRE", "The last page, sent", "form", _draft, kind="submit"),
    # The forms in which something is decided
    Row(
        "OVERRIDE",
        "The override, sent",
        "form",
        _form,
        kind="submit",
        fields=(
            (ids.OVERRIDE_MODEL, f"#{Model.HYBRID}"),
            (ids.READY_REASON, "#law"),
            (ids.OVERRIDE_REASON, _REASON),
            (ids.DISPUTED, ""),
        ),
    ),
    Row(
        "OVERRIDE",
        "The override, without a reason",
        "form",
        _form,
        kind="submit",
        fields=((ids.OVERRIDE_MODEL, f"#{Model.HYBRID}"), (ids.READY_REASON, "#law"), (ids.OVERRIDE_REASON, "")),
    ),
    Row(
        "OVERRIDE_BEFORE",
        "The override of earlier releases, sent",
        "form",
        lambda it: f"{it.reference}|",
        _BARE,
        kind="submit",
        fields=((ids.OVERRIDE_MODEL, f"#{Model.HYBRID}"), (ids.OVERRIDE_REASON, _REASON)),
    ),
    Row(
        "ACCEPT_WHICH",
        "Which one is accepted, sent",
        "form",
        _form,
        kind="submit",
        fields=((ids.ACCEPT_MODEL, f"#{Model.HYBRID}"), (ids.ACCEPT_REASON, _REASON)),
    ),
    Row("ASK", "A question, sent", "form", _form, kind="submit", fields=((ids.QUESTION, "Who would direct them?"),)),
    Row(
        "SETTLE",
        "The answer to it, sent",
        "form",
        _form,
        kind="submit",
        fields=((ids.SETTLEMENT, "We would, from Leeds."),),
        stage=Stage.ASKED_ABOUT,
    ),
    Row(
        "REOPEN",
        "Why it is reopened, sent",
        "form",
        _form,
        kind="submit",
        fields=((ids.REOPEN_REASON, _REASON),),
        stage=Stage.DECIDED,
    ),
    Row(
        "DELEGATE",
        "Who decides meanwhile, sent",
        "form",
        _nothing,
        kind="submit",
        fields=((ids.DELEGATE_TO, "@bob"), (ids.DELEGATE_FIRST, "2099-01-01"), (ids.DELEGATE_LAST, "2099-01-02")),
    ),
    Row("DIGEST_PREVIEW", "Preview of the digest, in its form", "form", _channel, form=ids.DIGEST),
    Row("DIGEST_SEND_NOW", "Send the digest now, in its form", "form", _channel, form=ids.DIGEST),
    Row(
        "DIGEST_LEAVE_OUT",
        "Leave out what nobody presses, in the form",
        "form",
        lambda it: f"{it.channel}|policy",
        form=ids.DIGEST,
    ),
    Row("DIGEST", "The digest, sent", "form", _digest, kind="submit", fields=_WEEKLY),
    Row("DIGEST", "The digest, changed meanwhile", "form", lambda it: f"{it.channel}|", kind="submit", fields=_WEEKLY),
    Row(
        "DIGEST",
        "The digest, without a zone",
        "form",
        _digest,
        kind="submit",
        fields=tuple((name, "" if name == ids.DIGEST_ZONE else holds) for name, holds in _WEEKLY),
    ),
    Row(
        "DIGEST",
        "The digest, turned off",
        "form",
        _digest,
        kind="submit",
        fields=tuple((name, "#off" if name == ids.DIGEST_STATE else holds) for name, holds in _WEEKLY),
    ),
    Row("DETAILS", "The details, closed by their button", "form", _nothing, kind="submit"),
    Row("PROOF", "The proof, closed by its button", "form", _nothing, kind="submit"),
    Row("NOTICE", "A notice, closed by its button", "form", _nothing, kind="submit"),
)

NO_CLICK = frozenset(
    {"COMMAND", "HOME", "DECIDE", "DIGEST_LIST", "DIGEST_SHOW", "DIGEST_PREVIEW", "AS_IT_IS", "WITHDRAW"}
)
"""Constants in `bot/ids.py` that nobody presses: a command, views that are not sent, and values of options."""

RELEASED = (
    "assess_message",
    "assess_request",
    "card.accept.v1",
    "card.all_as_one.v1",
    "card.answer_questions.v1",
    "card.ask_again.v1",
    "card.details.v1",
    "card.discard.v1",
    "card.leave_question.v1",
    "card.override.v1",
    "card.piece.v1:",
    "card.post.v1",
    "card.successor.v1",
    "card.tap.v1:",
    "details.prove_it.v1",
    "details.v1",
    "draft.resume.v1",
    "draft.start_afresh.v1",
    "history.newest.v1",
    "history.older.v1",
    "models.compare.v1",
    "notice.v1",
    "override.model.v1",
    "override.reason.v1",
    "override.v1",
    "policy.check_again.v1",
    "policy.discard.v1",
    "policy.put_in_force.v1",
    "proof.v1",
    "questionnaire.answer.v1:",
    "questionnaire.assumption.v1",
    "questionnaire.back.v1",
    "questionnaire.change.v1",
    "questionnaire.function.v1",
    "questionnaire.go_on.v1",
    "questionnaire.home_country.v1",
    "questionnaire.post_where.v1",
    "questionnaire.result.v1",
    "questionnaire.text.v1",
    "questionnaire.v1",
    "text.assess.v1",
)
"""Every id that stood in `bot/ids.py` before decisions had versions, whatever it is called there now."""
