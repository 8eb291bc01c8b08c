"""What a decision is: as it goes on the record, as it comes back, and as the columns of its row."""

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from typing import Annotated, Any

from bot.reference import Reference
from bot.store.columns import (
    AS_IT_IS,
    JSON,
    NUMBER,
    PERSONAL_JSON,
    PERSONAL_TEXT,
    TABLE,
    TEXT,
    TEXT_OR_NONE,
    TIME,
    Kept,
    declared,
    json_column,
    read_back,
    table_of,
    text_of,
    time_of,
    written,
)
from bot.store.errors import readable
from rules.case_factors import is_of_a_case
from rules.decision_status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision as it goes on the record, and how each field is kept.

    The seals of older decisions hold the fields in this order. What is new comes at the end, and has a default: what it
    is for them.
    """

    text: Annotated[str, PERSONAL_TEXT]
    """The request exactly as it was given."""
    home_country: Annotated[str, TEXT]
    """ISO 3166-1 alpha-2."""
    who: Annotated[str, PERSONAL_TEXT]
    """The requester, by an identifier that the surface gives."""
    where: Annotated[str, PERSONAL_TEXT]
    """The surface: "terminal", or a Slack channel."""
    classification: Annotated[Mapping[str, Any], PERSONAL_JSON]
    answers: Annotated[Mapping[str, str], PERSONAL_JSON]
    """Factor id to option id."""
    policy_version: Annotated[str, TEXT]
    policy_sha256: Annotated[str, AS_IT_IS]
    ranking: Annotated[Sequence[Any], TABLE]
    recommended: Annotated[str | None, TEXT_OR_NONE]
    """A model; None where every model is ruled out."""
    standing: Annotated[str, TEXT]
    flags: Annotated[Sequence[Any], JSON]
    origin: Annotated[Mapping[str, Any], PERSONAL_JSON] = field(default_factory=dict)
    """What the surface knows of where the request came from: the message's author, channel and link, for instance."""
    supersedes: Annotated[int | None, NUMBER] = None
    """The number of the decision whose place this one takes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that somebody gave after the decision was recorded."""

    option: str
    by: str
    """Who gave it, by an identifier."""
    at: datetime
    """In UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision(NewDecision):
    """A decision on the record. What has been erased reads as empty, and is named in `erased`.

    Where somebody has answered more since, the answers, the ranking, what is recommended, the standing and the flags
    are those that hold now.
    """

    id: int
    recorded_at: datetime
    """In UTC."""
    status: Status
    recorded_by: str
    """The hash of the event that recorded it, in hexadecimal. Another decision may get its number, after an older
    backup was put back; none gets this."""
    erased: AbstractSet[str] = frozenset()
    answered: Mapping[str, Answered] = field(default_factory=dict)
    """The answers given since, by factor; without those that were taken back."""
    answers_at_first: Mapping[str, str] = field(default_factory=dict)
    """The answers as they were recorded; those given since go before them."""

    @property
    def by_nature(self) -> Mapping[str, str]:
        """The answers that nobody said, and that follow from the name of the work."""
        found: Mapping[str, str] = self.classification.get("by_nature", {})
        return found

    @property
    def takes_answers(self) -> bool:
        """Whether an answer more can be given: nobody has acted on it, and what it is judged with is there."""
        return self.status is Status.RECORDED and not self.erased & JUDGED_WITH

    @property
    def reopened_by_answers(self) -> bool:
        """Whether an answer more can be given although somebody has decided, which has it decided anew."""
        return self.status in {Status.ACCEPTED, Status.OVERRIDDEN} and not self.erased & JUDGED_WITH

    @property
    def defensible(self) -> tuple[str, ...]:
        """The models whose choice accepts what is recommended; any other overrides it.

        One where it is clear, two where it is close, and whatever is not ruled out while it is too early.
        """
        left = [str(each["model"]) for each in self.ranking if not each["ruled_out"]]
        if self.standing == "too_early":
            return tuple(left)
        if self.recommended is None:
            return ()
        others = [model for model in left if model != self.recommended]
        return (self.recommended, *(others[:1] if self.standing in {"close_call", "open"} else ()))

    @property
    def reference(self) -> Reference:
        """This decision as a button names it."""
        return Reference.to(self.id, self.recorded_by)


COLUMNS: Mapping[str, Kept] = {"recorded_at": replace(TIME, field="recorded_at"), **declared(NewDecision)}
"""What never changes once it is recorded, and is sealed in this order."""

COMMITTED = tuple(COLUMNS)

ERASABLE = frozenset(name for name, kept in COLUMNS.items() if kept.erasable)
"""The columns that say something about a person, and can be erased."""

JUDGED_WITH = frozenset({"text", "classification", "answers"})
"""The columns with which an answer more is judged."""

OF_POLICY = frozenset({"policy_version", "policy_sha256"})
"""What is kept once, with the policy; the row of a decision has the policy's number."""

IN_ROW = ("status", "policy", "salts", *(name for name in COMMITTED if name not in OF_POLICY))
"""The columns of the row beside its number."""


def _untold() -> Iterator[tuple[str, Any]]:
    for each in fields(NewDecision):
        if each.default_factory is not MISSING:
            yield each.name, COLUMNS[each.name].write(each.default_factory())
        elif each.default is not MISSING:
            yield each.name, COLUMNS[each.name].write(each.default)


UNTOLD: Mapping[str, Any] = dict(_untold())
"""What a column holds where the event that records a decision is older than the column."""


def columns_of(new: NewDecision, at: datetime) -> dict[str, Any]:
    """The committed columns of a new decision. Raises ValueError or TypeError for what JSON lacks."""
    values = {each.name: getattr(new, each.name) for each in fields(new)}
    return written(COLUMNS, {**values, "recorded_at": at, "classification": _without_answers(new)})


def decision_of(row: Mapping[str, Any]) -> RecordedDecision:
    """The decision in a row of `lookup.DECISIONS`; raises StoreError where the row is not as this program wrote it."""
    with readable(f"Decision {row['id']}"):
        return _read(row)


def _without_answers(new: NewDecision) -> Mapping[str, Any]:
    """The classification. The answers that it read from the text are most often those of the decision: null then."""
    if new.classification.get("answers") == _read_from(new.answers, new.classification):
        return {**new.classification, "answers": None}
    return new.classification


def _read_from(answers: Mapping[str, str], classification: Mapping[str, Any]) -> Mapping[str, str]:
    """What a text says if the decision has no other answers: beside those, what follows from the name of the work."""
    said = {factor: option for factor, option in answers.items() if not is_of_a_case(factor)}
    return {**said, **classification.get("by_nature", {})}


def _read(row: Mapping[str, Any]) -> RecordedDecision:
    values = read_back(COLUMNS, row)
    classification = values["classification"]
    if "answers" in classification and classification["answers"] is None:
        classification["answers"] = _read_from(values["answers"], classification)
    values["answers_at_first"] = values["answers"]
    return RecordedDecision(
        id=row["id"],
        status=Status(row["status"]),
        recorded_by=(row["recorded_by"] or b"").hex(),
        erased=frozenset(name for name in ERASABLE if row[name] is None),
        **{**values, **_since(row)},
    )


def given_in(content: str) -> tuple[str, str | None, dict[str, str]]:
    """What stands beside the event of an answer: the factor, the option, and all answers from then on.

    Raises ValueError or TypeError for what this program did not write.
    """
    kept = json.loads(content)
    if not isinstance(kept, dict) or kept.keys() != {"factor", "option", "answers"}:
        raise ValueError("not an answer")
    factor, option, answers = kept["factor"], kept["option"], kept["answers"]
    if not (isinstance(factor, str) and isinstance(option, str | None) and isinstance(answers, dict)):
        raise TypeError("not an answer")
    if not all(isinstance(each, str) for each in answers.values()):
        raise TypeError("not an answer")
    return factor, option, answers


def _since(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that answers given since have changed: none where nobody gave any."""
    if row.get("held_since") is None:
        return {}
    held = json.loads(row["held_since"])
    told = {name: held[name] for name in ("recommended", "standing", "flags")}
    now: dict[str, Any] = {**told, "ranking": table_of(json_column(held["ranking"]))}
    answered: dict[str, Answered] = {}
    for _, at, actor, content in sorted(json.loads(row["answered_since"])):
        if content is not None:  # None where it was erased
            factor, option, now["answers"] = given_in(content)
            answered.pop(factor, None)
            if option is not None:
                answered[factor] = Answered(option, text_of(actor), time_of(at))
    return {**now, "answered": answered}
