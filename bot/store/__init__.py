"""What is kept: decisions, the policies they were made under, and the chained events that tell their history."""

from bot.store.decisions import NewDecision, RecordedDecision, Status
from bot.store.errors import NoLogYetError, NoSuchDecisionError, StoreError
from bot.store.events import Event, EventKind
from bot.store.policies import KeptPolicy
from bot.store.store import Reader, Store
from bot.store.verification import Broken, Verified

__all__ = [
    "Broken",
    "Event",
    "EventKind",
    "KeptPolicy",
    "NewDecision",
    "NoLogYetError",
    "NoSuchDecisionError",
    "Reader",
    "RecordedDecision",
    "Status",
    "Store",
    "StoreError",
    "Verified",
]
