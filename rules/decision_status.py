"""Where a decision stands, once it is on the record, and how firm it was, in words."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a decision stands. Every one starts as recorded."""

    RECORDED = "recorded"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    """Somebody decided otherwise, and said why."""
    DISCARDED = "discarded"
    """By its requester, before anybody else saw it."""
    WITHDRAWN = "withdrawn"
    """By its requester, who does not need it decided any more."""
    SUPERSEDED = "superseded"
    """A later decision took its place."""

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody to decide."""
        return self is Status.RECORDED


class Role(StrEnum):
    """As what somebody decides."""

    REVIEWER = "reviewer"
    EXTRA = "extra"
    """Named by an approval of the policy that is demanded besides the reviewers."""
    CHANNEL = "channel"
    """Anyone in the channel, where no reviewers are set."""
    OWN = "own"
    """The one who asked, where the settings allow it."""
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Capacity:
    """As what somebody decides, for whom, and which demands of the policy they can count for."""

    role: Role
    acting_for: str | None = None
    """Whoever handed their deciding over to them for these days."""
    rules: tuple[str, ...] = ()


def standing_in_words(standing: str) -> str:
    """A standing as the log has it, in words: `close call`."""
    return standing.replace("_", " ")


_GLOSSES = {
    "likely": "likely: stays so in 7 of 10 or more",
    "settled": "settled: nothing missing could change it",
    "leaning": "leaning: ahead, with answers missing that could change it",
}
"""The last two are standings of an earlier release."""
_EITHER = {"close_call", "open"}
_NONE = "None of the seven models"


def recommended_in_brief(standing: str, named: str | None, runner_up: str | None) -> str:
    """What was recommended and how firm that was, in a few words, as `recommended_in_words` has it in a line."""
    if standing == "too_early":
        return "Too early"
    if standing in _EITHER and named and runner_up:
        return f"{named} or {in_running_text(runner_up)}"
    return f"{named or _NONE}, {standing_in_words(standing)}"


def recommended_in_words(standing: str, named: str | None, runner_up: str | None, lead: int | None) -> str:
    """What was recommended and how firm that was, as the record has it, in a line.

    `named` is the label of the model, None where every one was ruled out, `runner_up` that of the next best, and `lead`
    the points between the two.
    """
    if standing == "too_early":
        return "Too early"
    if standing in _EITHER and named and runner_up:
        points = f" by {lead} point{'' if lead == 1 else 's'}" if lead else ""
        firm = f"close call{points}" if standing == "close_call" else "no clear winner"
        return f"{named} or {in_running_text(runner_up)} ({firm}; both can be defended)"
    return f"{named or _NONE} ({_GLOSSES.get(standing, standing_in_words(standing))})"


def in_running_text(words: str) -> str:
    """Words inside a sentence: "Own centre far away" as "own centre far away"; "GDPR" and "I" stay as they are."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words.startswith("A ") else words
