"""How long the words and names in decisions are kept, as a policy says it; for good where it says nothing."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from rules.decision_status import Status
from rules.policy_values import AS_IT_WAS

KEEP: Final = "keep"
MOST_DAYS = 36_500
_WANTED = f'write a whole number of days from 1 to {MOST_DAYS:,}, such as 1095 for three years, or "{KEEP}"'


def _days(given: Any, info: ValidationInfo) -> Any:
    if info.context != AS_IT_WAS and given != KEEP and not (type(given) is int and 1 <= given <= MOST_DAYS):
        raise ValueError(_WANTED)
    return given


Days = Annotated[int | Literal["keep"], BeforeValidator(_days)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ByStatus(_Part):
    """What holds for decisions that stand so, in place of what holds for all."""

    waiting: Days | None = None
    accepted: Days | None = None
    overridden: Days | None = None
    withdrawn: Days | None = None
    discarded: Days | None = None
    superseded: Days | None = None


class Retention(_Part):
    """After how many days in which nobody did anything to a decision its words and names are erased."""

    erase_after_days: Days = KEEP
    by_status: ByStatus = Field(default_factory=ByStatus)

    def days(self, status: Status) -> int | None:
        """After how many days; None where it is kept."""
        said = getattr(self.by_status, _NAMES[status])
        found = self.erase_after_days if said is None else said
        return None if found == KEEP else int(found)

    def cutoffs(self, now: datetime) -> Mapping[Status, datetime]:
        """For each status of which some are erased: whatever nobody has done anything to since then is."""
        days = {status: self.days(status) for status in Status}
        return {status: now - timedelta(days=each) for status, each in days.items() if each is not None}

    @property
    def by_name(self) -> Mapping[str, int | None]:
        """After how many days, by what people call the status."""
        return {_NAMES[status]: self.days(status) for status in Status}

    @property
    def digest(self) -> str:
        """The same for whatever erases the same; empty where nothing is erased."""
        kept = [f"{status}:{days}" for status in Status if (days := self.days(status)) is not None]
        return hashlib.sha256(" ".join(kept).encode()).hexdigest()[:16] if kept else ""

    @property
    def in_words(self) -> str:
        """`words and names are erased after 90 days in which nobody did anything to a decision; if accepted, never`."""
        return "; ".join(self._in_words())

    def _in_words(self) -> Iterator[str]:
        every = self.erase_after_days
        if every == KEEP:
            yield "words and names are kept for good"
        else:
            yield f"words and names are erased after {_in_days(every)} in which nobody did anything to a decision"
        for name in ByStatus.model_fields:
            said = getattr(self.by_status, name)
            if said is not None and said != every:
                yield f"if {name}, " + ("never" if said == KEEP else f"after {_in_days(said)}")


def _in_days(days: int | str) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


_NAMES = {status: "waiting" if status is Status.RECORDED else str(status) for status in Status}
