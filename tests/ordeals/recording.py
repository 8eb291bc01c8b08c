"""A typical decision, and how it is recorded."""

from collections.abc import Callable
from datetime import datetime

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.recording import decision_on
from bot.requests import Request
from bot.store import KeptPolicy, NewDecision, decisions, policies
from bot.store.driver import Database

Work = Callable[[Database, datetime], int]


def typical() -> tuple[NewDecision, KeptPolicy]:
    """A typical decision, and the policy that it was made under."""
    text = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"
    request = Request(text=text, home_country="GB", who="U024BE7LH", where="C0PROCURE")
    loaded = CurrentPolicy(None).loaded()
    return decision_on(assess(request, loaded)), loaded.kept


def recording(new: NewDecision, kept: KeptPolicy) -> Work:
    """What keeps the policy and records the decision, and gives its number."""

    def work(db: Database, at: datetime) -> int:
        policies.keep(db, at, kept, actor=new.who)
        return decisions.record(db, at, new).id

    return work
