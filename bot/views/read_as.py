"""What a request was taken for, in one line: a misreading shows at once."""

from collections.abc import Sequence
from typing import Protocol

from bot.views import sentences
from bot.views.answer import Named
from rules.classification import NotAModel
from rules.grid import Location, Model, Ownership
from rules.policy import Policy

_WHO = {
    Ownership.INTERNAL: "your own people",
    Ownership.THIRD_PARTY: "another company",
    Ownership.HYBRID: "shared with a partner",
}
_WHERE = {Location.DOMESTIC: "here", Location.NEARSHORE: "nearby", Location.OFFSHORE: "far away"}
_LONGEST = 40
_MOST_WORDS = 3


class _Words(Protocol):
    @property
    def text(self) -> str: ...


class Heard(sentences.Described, Named, Protocol):
    """What a request describes, with the places that it names and the words that it rests on."""

    @property
    def work_words(self) -> str | None: ...
    @property
    def evidence(self) -> Sequence[_Words]: ...
    @property
    def unread(self) -> bool: ...


def read_as(described: Heard, policy: Policy) -> str:
    """`contract review (“review our NDAs”) · another company, far away (“outsource”, “India”)`."""
    if described.model is NotAModel.NONE:
        return "no request to place work"
    work = policy.trade.task if policy.trade else None
    who = [_WHO[described.ownership]] if described.ownership else []
    where = [_WHERE[described.location]] if described.location else []
    plan = ", ".join([*who, *where])
    if plan and isinstance(described.model, Model) and not described.sure:
        plan = f"probably {plan}"
    found = [
        *([_with(work, [described.work_words] if described.work_words else [])] if work else []),
        *([_with(plan, [each.text for each in described.evidence])] if plan else []),
    ]
    return " · ".join(found) or "nothing yet: the text does not say what work, who or where"


def _with(what: str, words: Sequence[str]) -> str:
    quoted = [f"“{_cut(each)}”" for each in dict.fromkeys(" ".join(each.split()) for each in words)]
    return f"{what} ({', '.join(quoted[:_MOST_WORDS])})" if quoted else what


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
