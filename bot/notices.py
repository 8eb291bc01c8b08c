"""What people are told in a direct message: put down with what it tells of, and sent without anyone waiting."""

from datetime import datetime

from bot.store import outbox
from bot.store.driver import Database
from bot.views.blocks import Message


def tell(db: Database, at: datetime, who: str, message: Message, *, decision_id: int | None = None) -> int:
    """Asks for a person to be told something, in the open transaction; the number of the outbox row.

    `decision_id` names the decision that it repeats, with which it would have to be erased.
    """
    payload = {"text": message.text, "blocks": message.blocks, "asked_at": at.isoformat()}
    return outbox.enqueue_notice(db, at, who, payload, decision_id=decision_id).id
