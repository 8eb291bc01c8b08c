"""The click matrix: everything that was ever there to press, by everybody, in every state; and what answers it.

Each cell is one person at one button, with a card and a channel of their own, so that what they see afterwards is the
answer to this press and to no other. What they see is read from the stand-in for Slack.

`make clicks` writes docs/clicks.md from it.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot import ids
from bot.assessing import assess
from bot.current_policy import LoadedPolicy
from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Guest, Message, Team
from bot.recording import decision_on, record
from bot.requests import Request
from bot.store import (
    DigestSettings,
    NewDecision,
    Store,
    UploadState,
    courses,
    deciding,
    delegations,
    digests,
    drafts,
    erasing,
    outbox,
    uploads,
)
from bot.store.columns import text_column, time_column
from bot.store.deciding import Verdict
from bot.store.decision import ERASABLE
from bot.store.driver import Database, sqlite3
from bot.weeks import Schedule
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.delegation import Delegation
from rules.grid import Model
from tests.slack.click_rows import ROWS, Carried, Row, Shape, Stage
from tests.slack.conftest import Office, eventually
from tests.slack.steady import STEADY, STEADY_TEXT
from tests.test_manifest import MANIFEST

DOCUMENT = Path(__file__).parents[2] / "docs" / "clicks.md"
_TEXT = "Hand payroll to an agency in Cebu and office cleaning to a company in Leeds"
_SUPPLIER = Team("T0SUPPLIER", "supplier", "Supplier Ltd")
_GROUP = "S0REVIEWERS"
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_AT_ONCE = 8
_PATIENCE = 60.0
"""Seconds until nothing is taken for the answer: a machine may be slow. `make clicks` says how long it took."""
_AFTERTHOUGHT = 0.3
"""Seconds in which an answer to the person alone may follow a change that the outbox makes."""


_WEEKLY = DigestSettings(Schedule(0, time(9), "Europe/London"))


class Actor(StrEnum):
    """Who presses."""

    OWNER = "owner"
    """Whoever asked, or whose form it is."""
    COLLEAGUE = "colleague"
    """One of the reviewers."""
    GUEST = "guest"
    OUTSIDER = "outsider"


class Then(StrEnum):
    """What happened between showing and pressing."""

    FRESH = "Nothing"
    RESTARTED = "A restart"
    ERASED = "Erasure"
    REMOVED = "No reviewer now"
    RELEASE = "Another release"
    """The button is from an earlier release, or from a later one that was taken back."""


class Answer(StrEnum):
    """What answered."""

    TOLD = "T"
    CHANGED = "C"
    POSTED = "P"
    OPENED = "F"
    TURNED = "V"
    AT_FIELD = "E"
    CLOSED = "X"
    HOME = "H"
    NOTHING = "nothing"
    REFUSED = "not acknowledged"
    BROKEN = "broken"


LEGEND: Mapping[Answer, str] = {
    Answer.TOLD: "a message that only they see",
    Answer.CHANGED: "the message with the button changes",
    Answer.POSTED: "a message that everybody there sees",
    Answer.OPENED: "a form opens, or one on top of it",
    Answer.TURNED: "the form shows something else",
    Answer.AT_FIELD: "what is wrong, at the field",
    Answer.CLOSED: "the form closes: it is done",
    Answer.HOME: "their Home changes",
}
_OTHERS_MAY_FOLLOW = frozenset({Answer.CHANGED, Answer.HOME, Answer.POSTED})
_WRONG = {
    Answer.NOTHING: "saw nothing",
    Answer.REFUSED: "got no acknowledgement that Slack takes",
    Answer.BROKEN: "were told of an error of ours",
}
_OUR_ERRORS = ("could not be recorded", "Something went wrong")
_NOT_YET = "Slack is being asked"
"""In a form that says later what came of it."""
_DONE = "It is on record."


@dataclass(slots=True)
class Cell:
    """One press."""

    row: Row
    actor: Actor
    then: Then
    shape: Shape
    person: Person
    owner: Person
    channel: Channel
    message: Message | None = None
    blocks: Sequence[dict[str, Any]] = ()
    """Of the message, as it is when somebody presses, whatever it has become by then."""
    view: View | None = None
    home: dict[str, Any] = field(default_factory=dict)
    """What stood on their Home."""
    decision: int = 0
    answer: Answer = Answer.NOTHING
    seconds: float = 0.0


class _Clock(Clock):
    """Real time until it is stopped: on a busy machine nobody presses too late."""

    def stop(self) -> None:
        """Time stands still from now on."""
        self._frozen_at = self.now()


async def walked(folder: Path) -> list[Cell]:
    """Every cell, pressed."""
    clock, app = _Clock(), InstalledApp.from_manifest(MANIFEST)
    async with SlackStandIn(app=app, clock=clock, rate_limits=False, ack_limit=60) as slack:
        office = Office(slack, "http", folder)
        office.policy_file = folder / "steady.toml"
        office.policy_file.write_text(STEADY_TEXT, encoding="utf-8")
        office.reviewers = frozenset({_GROUP})
        slack.workspace.groups[_GROUP] = [office.bob.id]
        cells = list(_cells(slack))
        for cell in cells:
            if cell.actor is Actor.COLLEAGUE:
                slack.workspace.groups[_GROUP].append(cell.person.id)
        office.owners = frozenset(each.person.id for each in cells if each.actor is Actor.OWNER)
        with Store.open(office.database, clock=lambda: datetime.now(UTC)) as store:
            store.write(lambda db, at: _put_all_before(office, db, at, cells))
        clock.stop()
        async with office.bot():
            await _nothing_is_on_its_way(office)
            await _press_all(slack, [each for each in cells if each.then is Then.FRESH])
        with Store.open(office.database, clock=lambda: datetime.now(UTC)) as store:
            store.erasing(lambda db, at: _erase(db, at, [each for each in cells if each.then is Then.ERASED]))
        gone = {each.person.id for each in cells if each.then is Then.REMOVED}
        slack.workspace.groups[_GROUP] = [each for each in slack.workspace.groups[_GROUP] if each not in gone]
        async with office.bot():
            await _nothing_is_on_its_way(office)
            await _press_all(slack, [each for each in cells if each.then is not Then.FRESH])
        slack.take_faults()
    return cells


async def _nothing_is_on_its_way(office: Office) -> None:
    """Waits until what there was to send before anybody pressed has been sent."""
    with closing(sqlite3.connect(office.database)) as log:
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
        await eventually(lambda: log.execute(waiting).fetchone() == (0,), within=60)


def _cells(slack: SlackStandIn) -> Iterator[Cell]:
    for row in ROWS:
        for then in Then:
            for shape in _shapes(row, then):
                for actor in Actor:
                    number = len(slack.workspace.users)
                    guest: Guest | None = "multi_channel" if actor is Actor.GUEST else None
                    team = _SUPPLIER if actor is Actor.OUTSIDER else None
                    person = Person(slack, f"{actor}{number}", guest=guest, team=team)
                    owner = person if actor is Actor.OWNER else Person(slack, f"asker{number}")
                    channel = slack.channel(f"desk-{number}", person, owner, private=True)
                    yield Cell(row, actor, then, shape, person, owner, channel)


def _shapes(row: Row, then: Then) -> Sequence[Shape]:
    if then in {Then.ERASED, Then.REMOVED} and not row.is_about_something:
        return []
    if then is not Then.RELEASE:
        return [row.now]
    return [*row.earlier, lambda carried: f"{row.now(carried)}|and more"]


# What is there before anybody presses


@cache
def _new() -> NewDecision:
    loaded = LoadedPolicy(STEADY, STEADY_TEXT)
    return decision_on(assess(Request(_TEXT, "GB", who="", where=""), loaded))


def _put_all_before(office: Office, db: Database, at: datetime, cells: Sequence[Cell]) -> None:
    for cell in cells:
        _put_before(office, db, at, cell)
    db.execute("DELETE FROM waits")  # nobody is to be reminded meanwhile


def _put_before(office: Office, db: Database, at: datetime, cell: Cell) -> None:
    """The decision, its draft and its card, as they are when the button is on the screen."""
    row, workspace = cell.row, office.slack.workspace
    new = replace(_new(), who=cell.owner.id, where=cell.channel.id)
    decision = record(db, at, new, LoadedPolicy(STEADY, STEADY_TEXT))
    cell.decision = decision.id
    _bring_to(office, db, at, cell)
    mine = cell.owner.id if cell.actor is Actor.COLLEAGUE else cell.person.id
    of_this = decision.id if cell.actor is Actor.OWNER else None
    draft = drafts.create(db, at, who=mine, text=_TEXT, home_country="GB", decision_id=of_this)
    upload = uploads.get(db, uploads.receive(db, at, who=mine, name="policy.toml", files=(), toml=STEADY_TEXT))
    uploads.answer(db, upload.id, offered=STEADY_TEXT, compared_with="another")
    if row.name == "CHECK_AGAIN":
        uploads.settle(db, upload.id, UploadState.DISCARDED)  # a check is a process of its own
    carried = Carried(
        reference=str(decision.reference),
        number=decision.id,
        version=courses.course(db, decision.id).version,
        channel=cell.channel.id,
        draft=draft.id,
        upload=str(upload.reference),
        upload_number=upload.id,
        handed_over=_hand_over(office, db, at, cell) if row.name == "END_DELEGATION" else 0,
        digest=digests.set_up(db, at, cell.channel.id, _WEEKLY, cell.owner.id).event if _is_weekly(row) else 0,
    )
    value = cell.shape(carried)
    cell.person.looks_at(cell.channel)
    match row.on:
        case "form":
            cell.view = _form(office.slack, cell, value, carried)
            workspace.stacks[cell.person.id] = [cell.view]
        case "home":
            home = cell.home = {"type": "home", "callback_id": ids.HOME, "blocks": [_block(row, value)]}
            cell.view = _view(office.slack, cell, home)
            workspace.homes[cell.person.id] = cell.view
            opened = "INSERT INTO homes (who, opened_at, shown) VALUES (?, ?, '')"
            db.execute(opened, [text_column(cell.person.id), time_column(at)])
        case "card" | "shortcut":
            cell.message = workspace.post(
                cell.channel, office.slack.bot.id, "A card", [_block(row, value)], by_app=True
            )
            _note_post(db, at, cell, cell.message)
        case _:
            cell.message = workspace.post(
                cell.channel,
                office.slack.bot.id,
                "A card",
                [_block(row, value)],
                by_app=True,
                ephemeral_to=cell.person.id,
            )
    cell.blocks = cell.message.blocks if cell.message else ()


def _bring_to(office: Office, db: Database, at: datetime, cell: Cell) -> None:
    number, asker = cell.decision, cell.owner.id
    reviewer = cell.person.id if cell.actor is Actor.COLLEAGUE else office.bob.id
    seen = courses.course(db, number).version
    match cell.row.stage:
        case Stage.DECIDED:
            verdict = Verdict(Capacity(Role.REVIEWER), suffices=True)
            choice = Choice(Model.HYBRID, words="It was agreed before.")
            deciding.choose(db, at, number, reviewer, choice, seen=seen, gate=lambda *_: verdict)
        case Stage.ASKED_ABOUT:
            deciding.ask(db, at, number, reviewer, "Who would direct them?", seen=seen)
        case Stage.WITHDRAWN:
            deciding.withdraw(db, at, number, asker, seen=seen)
        case Stage.WAITING:
            pass


def _hand_over(office: Office, db: Database, at: datetime, cell: Cell) -> int:
    days = at.date(), at.date() + timedelta(days=30)
    return delegations.add(db, at, Delegation(cell.owner.id, office.bob.id, *days, "UTC")).event


def _is_weekly(row: Row) -> bool:
    return row.name.startswith("DIGEST")


def _note_post(db: Database, at: datetime, cell: Cell, message: Message) -> None:
    row, _ = outbox.enqueue_card(db, at, cell.decision, cell.channel.id, None, cell.owner.id)
    db.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", [row.id])
    outbox.mark_sent(db, at, row, message.ts, private=True)


def _erase(db: Database, at: datetime, cells: Sequence[Cell]) -> None:
    for cell in cells:
        erasing.erase_and_close(db, at, cell.decision, ERASABLE, actor="operator", reason="They asked for it.")


def _block(row: Row, value: str) -> dict[str, Any]:
    """The button or the menu by itself; its block is one of a card where it stands on one."""
    text = {"type": "plain_text", "text": row.what[:75]}
    option = {"text": text, "value": value or ids.AS_IT_IS}
    block_id = _block_id(row)
    match row.kind:
        case "button":
            carries = {"value": value} if value else {}
            element: dict[str, Any] = {"type": "button", "action_id": row.id, "text": text, **carries}
        case "static_select":
            element = {"type": "static_select", "action_id": row.id, "placeholder": text, "options": [option]}
        case "radio_buttons":
            element = {"type": "radio_buttons", "action_id": row.id, "options": [option]}
        case "users_select":
            element = {"type": "users_select", "action_id": row.id, "placeholder": text}
        case "overflow":
            element = {"type": "overflow", "action_id": row.id, "options": [option]}
        case _:
            return {"type": "section", "block_id": block_id, "text": text}
    return {"type": "actions", "block_id": block_id, "elements": [element]}


def _block_id(row: Row) -> str:
    if row.kind == "radio_buttons":
        return row.id
    return "card.actions" if row.on.endswith("card") or row.form == ids.DECIDE else "notice.actions"


def _form(slack: SlackStandIn, cell: Cell, value: str, carried: Carried) -> View:
    row = cell.row
    if row.kind == "submit":
        callback, metadata = row.id, value
        blocks = [_field(slack, name, holds) for name, holds in row.fields] or [_block(row, "")]
    else:
        metadata = {ids.QUESTIONNAIRE: carried.draft, ids.DETAILS: carried.reference}.get(row.form, "")
        callback, blocks = row.form, [_block(row, value)]
    title = {"type": "plain_text", "text": "Sourcing"}
    content = {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": title,
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": blocks,
    }
    return _view(slack, cell, content)


def _field(slack: SlackStandIn, name: str, holds: str) -> dict[str, Any]:
    """An input with what somebody typed or chose there."""
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": name}
    if holds.startswith("#"):
        option = {"text": {"type": "plain_text", "text": holds}, "value": holds[1:]}
        element = {"type": "static_select", "action_id": name, "options": [option], "initial_option": option}
    elif holds.startswith("+"):
        option = {"text": {"type": "plain_text", "text": holds}, "value": holds[1:]}
        element = {"type": "checkboxes", "action_id": name, "options": [option], "initial_options": [option]}
    elif _TIME.fullmatch(holds):
        element = {"type": "timepicker", "action_id": name, "initial_time": holds}
    elif holds == "here":
        element = {"type": "conversations_select", "action_id": name}
    elif holds.startswith("@"):
        person = next(each.id for each in slack.workspace.users.values() if each.name == holds[1:])
        element = {"type": "users_select", "action_id": name, "initial_user": person}
    elif holds.startswith("20"):
        element = {"type": "datepicker", "action_id": name, "initial_date": holds}
    elif holds:
        element["initial_value"] = holds
    label = {"type": "plain_text", "text": name}
    return {"type": "input", "block_id": name, "label": label, "element": element, "optional": True}


def _view(slack: SlackStandIn, cell: Cell, content: dict[str, Any]) -> View:
    view_id = slack.workspace.fresh_id("V")
    view = View(view_id, cell.person.id, {}, "", view_id, opened_in=cell.channel.id)
    view.show(content, slack.workspace.fresh_ids(), slack.workspace.fresh_id("h"))
    return view


# Pressing, and what is there afterwards


async def _press_all(slack: SlackStandIn, cells: Sequence[Cell]) -> None:
    places = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(cell: Cell) -> None:
        async with places:
            await _press(slack, cell)

    await asyncio.gather(*map(in_turn, cells))


async def _press(slack: SlackStandIn, cell: Cell) -> None:
    """Presses, and notes what the person sees of it."""
    # The window of whoever presses may be behind what was made of it since.
    if cell.message is not None:
        cell.message.blocks = list(cell.blocks)
    elif cell.row.on == "home" and cell.view is not None:
        cell.view.show(cell.home, slack.workspace.fresh_ids(), slack.workspace.fresh_id("h"))
    eye = _Eye(slack, cell)
    begun = asyncio.get_running_loop().time()
    exchange = await _do(cell)
    if exchange is None or exchange.acknowledgement.error is not None:
        cell.answer = Answer.REFUSED
        return
    try:
        await slack.until(lambda: eye.sees() is not None, within=_PATIENCE)
        cell.seconds = asyncio.get_running_loop().time() - begun
        if eye.sees() in _OTHERS_MAY_FOLLOW:
            # Several things come of one press, in an order that nobody promises.
            posted = eye.sees() is Answer.POSTED  # by the outbox; where it is, is said as well
            await slack.until(
                lambda: eye.sees() not in _OTHERS_MAY_FOLLOW - ({Answer.CHANGED} if posted else set()),
                within=_PATIENCE if posted else _AFTERTHOUGHT,
            )
    except TimeoutError:
        pass
    cell.answer = eye.sees() or Answer.NOTHING


async def _do(cell: Cell) -> Any:
    row, person = cell.row, cell.person
    where = cell.view or cell.message
    block_id = _block_id(row)
    match row.kind:
        case "submit":
            return await person.submit()
        case "shortcut":
            payloads = person._payloads
            if row.name == "ASSESS_MESSAGE" and cell.message is not None:
                return await person._interact(payloads.message_shortcut(row.id, cell.message))
            return await person._interact(payloads.global_shortcut(row.id, cell.channel))
        case "button":
            return await person.click((block_id, row.id), where)
        case "overflow":
            return await person.click(row.what, where)
        case "users_select":
            return await person.choose((block_id, row.id), person.id, where)
        case _:
            return await person.choose((block_id, row.id), row.what, where)


class _Eye:
    """What one person has before them, against what they had before they pressed."""

    def __init__(self, slack: SlackStandIn, cell: Cell) -> None:
        self._workspace = slack.workspace
        self._cell = cell
        self._before = len(slack.workspace.messages)
        self._stack = self._views()
        self._home = self._hash()
        self._message = self._drawn()

    def sees(self) -> Answer | None:
        """What is new; None while nothing is."""
        on_forms, in_messages = self._on_forms(), list(self._in_messages())
        if on_forms is not None:
            return on_forms
        for kind in (Answer.BROKEN, Answer.TOLD):
            if kind in in_messages:
                return kind
        if self._drawn() != self._message:
            return Answer.CHANGED
        if self._hash() != self._home:
            return Answer.HOME
        return Answer.POSTED if Answer.POSTED in in_messages else None

    def _on_forms(self) -> Answer | None:
        now, views = self._views(), self._workspace.stacks.get(self._cell.person.id, [])
        top = views[-1] if views else None
        if top is not None and top.trouble:
            return Answer.REFUSED
        if top is not None and top.errors:
            return Answer.AT_FIELD
        if now == self._stack:
            return None
        if len(now) < len(self._stack) or top is None:
            return Answer.CLOSED
        said = str(top.blocks)
        if any(each in said for each in _OUR_ERRORS):
            return Answer.BROKEN
        if top.content["callback_id"] != ids.NOTICE or self._cell.row.kind != "submit":
            return Answer.TURNED if len(now) == len(self._stack) else Answer.OPENED
        # Whether Slack had to be asked first makes no difference to what is said in the end.
        return None if _NOT_YET in said else Answer.CLOSED if _DONE in said else Answer.OPENED

    def _views(self) -> list[tuple[str, str]]:
        return [(each.id, each.hash) for each in self._workspace.stacks.get(self._cell.person.id, [])]

    def _hash(self) -> str:
        home = self._workspace.homes.get(self._cell.person.id)
        return home.hash if home else ""

    def _drawn(self) -> object:
        message = self._cell.message
        if message is None:
            return None
        return message.edited, message.blocks

    def _in_messages(self) -> Iterator[Answer]:
        for message in self._workspace.messages[self._before :]:
            if message.channel is self._cell.channel and message.ephemeral_to in {None, self._cell.person.id}:
                broken = any(each in str(message.blocks) for each in _OUR_ERRORS)
                yield Answer.BROKEN if broken else Answer.TOLD if message.ephemeral_to else Answer.POSTED


# The document


def silent(cells: Sequence[Cell]) -> list[str]:
    """The presses that nothing answered, each in a sentence."""
    return [
        f"{cell.row.what} ({cell.row.id}), pressed by the {cell.actor} after: {cell.then}: they {_WRONG[cell.answer]}."
        for cell in cells
        if cell.answer in _WRONG
    ]


_HEAD = """# What every button does

Everything that was ever there to press, on any card, message, form or Home of any release, and what answers it. Nothing
is ever silent: `make clicks` writes this page by pressing all of it, and a test compares.

In each column four people press, one after the other: whoever asked, a colleague who is a reviewer, a guest, and
somebody from another company. Of a draft or a policy file the first is whoever it belongs to, and the colleague finds
what is somebody else's. The columns are what happened between showing and pressing: nothing, a restart of the bot, the
erasure of the decision, the removal of the colleague from the reviewers, and another release, in which the button
carried something else (where that makes a difference, each answer is named). Where a button is about no decision, and
nobody's to decide, two of these make no difference.

"""


def document(cells: Sequence[Cell]) -> str:
    """docs/clicks.md."""
    lines = [
        f"- **{answer}**: {meaning}{';' if number < len(LEGEND) else '.'}"
        for number, (answer, meaning) in enumerate(LEGEND.items(), 1)
    ]
    lines += ["", f"| | id | {' | '.join(Then)} |", f"|---|---|{'---|' * len(Then)}"]
    for row in ROWS:
        columns = [" ".join(_answers(cells, row, then, actor) for actor in Actor).strip() or "–" for then in Then]
        lines.append(f"| {row.what} | `{row.id}` | {' | '.join(columns)} |")
    return _HEAD + "\n".join(lines) + "\n"


def _answers(cells: Sequence[Cell], row: Row, then: Then, actor: Actor) -> str:
    mine = (each for each in cells if each.row is row and each.then is then and each.actor is actor)
    return "/".join(dict.fromkeys(str(each.answer) for each in mine))


def main() -> int:
    """Writes docs/clicks.md; says what nothing answered, and how long the slowest answer took."""
    with tempfile.TemporaryDirectory() as folder:
        cells = asyncio.run(walked(Path(folder)))
    for sentence in silent(cells):
        sys.stderr.write(f"{sentence}\n")
    DOCUMENT.write_text(document(cells), encoding="utf-8")
    slowest = max(cells, key=lambda cell: cell.seconds)
    sys.stdout.write(f"{len(cells)} presses; the slowest answer took {slowest.seconds:.2f} s ({slowest.row.what}).\n")
    return 1 if silent(cells) else 0


if __name__ == "__main__":
    sys.exit(main())
