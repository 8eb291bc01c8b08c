"""Nobody is told of a decision whose channel they could not read: all messages in 300 companies."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.desk import Desk
from bot.digest_posting import Weekly
from bot.home import Homes
from bot.on_their_way import OnTheirWay
from bot.posting import Posting, Telling
from bot.recording import decision_on
from bot.reminders import Reminders
from bot.requests import Request
from bot.roster import Roster
from bot.sight import Sight
from bot.slack.posted import NothingToSayError
from bot.store import Status, Store, deciding, homes, outbox, policies, waits
from bot.store.driver import Database
from bot.telling import tell_of_last
from bot.weeks import Week
from rules.decision_status import Capacity, Role
from rules.grid import Model
from tests.sample_decisions import START, moved, ticking
from tests.size import many
from tests.slack.steady import STEADY_TEXT
from tests.worlds import Greenwich, ReadersHere, SlackSays, SlackSaysOfPeople, World, WriterHere, built, marked, world

WORLDS = many(300)
_NAMED = re.compile(r"(?:zq|[Dd]ecision )(\d+)")
"""How a message names a decision: by its words, or by its number."""
LATER = START + timedelta(hours=2)


@dataclass(slots=True)
class Outgoing(AsyncWebClient):
    """Takes everything that would be sent to Slack."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    """The person or the channel, and all that it says."""

    numbers: Iterator[int] = field(default_factory=count)

    async def chat_postMessage(self, **message: Any) -> Any:  # noqa: N802 - as Slack's client calls it
        """Takes a message."""
        self.sent.append((message["channel"], f"{message['text']} {json.dumps(message['blocks'])}"))
        return {"ok": True, "ts": f"{next(self.numbers)}.0", "channel": message["channel"]}

    async def views_publish(self, **home: Any) -> Any:
        """Takes a Home."""
        self.sent.append((home["user_id"], json.dumps(home["view"])))
        return {"ok": True}


def happen(db: Database, found: World) -> None:
    """People ask about what waits and override what was accepted, all concerned are to be told, and have a Home."""
    for number, asked in found.asked.items():
        if asked.status is Status.ACCEPTED:
            other = max(set(found.people) - {asked.decided_by})
            said = f"No {marked(number)}"
            moved(db, LATER, number, Status.OVERRIDDEN, actor=other, reason=said, model=Model.HYBRID)
        if asked.status is None and asked.decided_by != asked.by:
            capacity, said = Capacity(Role.REVIEWER), f"Why {marked(number)}?"
            deciding.ask(db, LATER, number, asked.decided_by, said, seen=None, capacity=capacity)
        waits.look_again(db, LATER, number, afresh=True)
        tell_of_last(db, LATER, number)
    for who in found.people:
        homes.opened(db, LATER, who)


async def no_digest(_: str, __: Week) -> None:
    """There are none here."""


async def told(found: World, db: Database, policy: CurrentPolicy) -> Mapping[tuple[str, str], set[int]]:
    """The decisions that each person and each channel is told of, by kind of message."""
    client, readers, writer = Outgoing(), ReadersHere(db), WriterHere(db)
    people, sight = SlackSaysOfPeople(found), Sight(SlackSays(found), readers)

    async def roster() -> Roster:
        return Roster(base=frozenset(found.people))

    address = "https://example.slack.com/"
    desk = Desk(policy, writer, readers, "GB")
    shown = Homes(policy, roster, client, writer, readers, people, sight, lambda: LATER, address)
    reminders = Reminders(
        writer,
        readers,
        roster,
        people,
        sight,
        Greenwich(),
        desk.policy,
        lambda: LATER,
        lead="U100",
        workspace_url=address,
    )
    weekly = Weekly(no_digest, timedelta(hours=48), lambda: LATER)
    telling = Telling(address, people, sight, shown.publish, OnTheirWay(), reminders.draw, reminders.redraw, weekly)
    posting = Posting(desk, client, readers, telling)
    happen(db, found)
    await reminders.work()
    at, heard = LATER, dict[tuple[str, str], set[int]]()
    while outbox.anything_waiting(db):
        at += timedelta(seconds=5)
        row = outbox.claim_next(db, at)
        assert row is not None
        try:
            arrived = await posting.deliver(row)
        except NothingToSayError as error:
            outbox.mark_failed(db, at, row, error.code)
        else:
            about = arrived.about
            outbox.mark_sent(db, at, row, arrived.ts, private=True, channel=arrived.channel, about=about)
        for to, said in client.sent:
            heard.setdefault((to, row.kind), set()).update(int(named[1]) for named in _NAMED.finditer(said))
        client.sent.clear()
    return heard


@pytest.fixture
def policy(tmp_path: Path) -> CurrentPolicy:
    """A small policy."""
    file = tmp_path / "policy.toml"
    file.write_text(STEADY_TEXT, encoding="utf-8")
    return CurrentPolicy(file)


async def test_nobody_is_told_of_a_decision_whose_channel_they_could_not_read(
    tmp_path: Path, policy: CurrentPolicy
) -> None:
    loaded = policy.loaded()
    asked = Request(text="Something with our payroll", home_country="GB", who="", where="")
    sample = decision_on(assess(asked, loaded))
    told_to: Counter[tuple[str, bool]] = Counter()
    with Store.open(tmp_path / "decisions.db", clock=ticking()) as store:
        store.write(lambda db, at: policies.keep(db, at, loaded.kept, actor="sourcing"))
        for seed in range(0, WORLDS * 8, 8):
            found = world(seed)
            with built(store, found, sample) as db:
                for (to, kind), numbers in (await told(found, db, policy)).items():
                    for number in numbers:
                        if to in found.people:
                            assert found.may_see(to, number), f"{found}: {to} is told of decision {number} ({kind})"
                            told_to[kind, found.asked[number].by == to] += 1
                        else:
                            assert to in found.asked[number].posted_in, f"{found}: {kind} in {to} of decision {number}"
                            told_to[kind, False] += 1
    # What tells nobody but who asked would prove nothing.
    assert {kind for kind, own in told_to if not own} == {"home", "notice", "reminder", "reply"}
