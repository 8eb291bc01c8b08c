"""Reminding people of what waits for them: at once, then on the mornings of some working days, then whoever leads.

Who is reminded of a decision is found out when it begins to wait, and anew whenever a time has come: those who may
decide it as Slack says then, and could open its card. Of many, twenty are, and of the next decision the next twenty. It
sleeps until something is due, and wakes where something begins to wait.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from bot.eligible import eligible
from bot.notices import tell
from bot.posting import Reminder
from bot.roster import Roster
from bot.sight import Openers, Sight
from bot.slack.client import NotReachedError, SlackError
from bot.slack.conversation_ids import is_direct, is_person
from bot.slack.people import Membership, People
from bot.slack.permalinks import permalink
from bot.slack.zones import Zones
from bot.store import Reader, RecordedDecision, StoreError, idempotency, reminders
from bot.store.arrivals import Arrival
from bot.store.course import Course
from bot.store.driver import Database
from bot.store.reminders import As, Reminded
from bot.store.writer import Readers, Writer
from bot.tasks import woken
from bot.views.blocks import Message
from bot.views.reminding import MOST_LINES, For, WaitingLine, nobody_can_open, reminder
from bot.working_days import Zone, day_in
from rules.policy import Policy

T = TypeVar("T")

log = logging.getLogger(__name__)

MOST_REMINDED = 20
"""Reviewers who are reminded of one decision, for each thing that is demanded of it."""
_MOST_LOOKED_AT = 200
"""Decisions of which it is found out for one message whether they still wait for somebody."""
_LONGEST_SLEEP = 30.0
"""Seconds: a machine that was suspended does not notice how long it slept."""
_AFTER_TROUBLE = 15.0
"""Seconds."""
_ASKED_FOR_SOMEBODY = 12
"""Times that Slack is asked who somebody is; then they are taken for nobody who may be told."""


class Reminders:
    """Works until it is stopped."""

    def __init__(
        self,
        writer: Writer,
        readers: Readers,
        roster: Callable[[], Awaitable[Roster]],
        people: People,
        sight: Sight,
        zones: Zones,
        policy: Callable[[], Policy],
        clock: Callable[[], datetime],
        *,
        lead: str | None = None,
        workspace_url: str = "",
    ) -> None:
        """`clock` tells the time, best by a clock that nobody can set; `lead` is told of what reviewers leave."""
        self._writer = writer
        self._readers = readers
        self._roster = roster
        self._people = people
        self._sight = sight
        self._zones = zones
        self._policy = policy
        self._clock = clock
        self._lead = lead
        self._workspace_url = workspace_url
        self._unsaid: dict[str, int] = {}
        """How often in a row Slack did not say who somebody is."""
        self._awake = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins, with what came due while nothing ran."""
        self._writer.tell_of(Arrival.TO_REMIND, self._awake.set)
        self._work = asyncio.create_task(self._go_on(), name="reminding")

    def look_again(self) -> None:
        """Looks at the clock now, rather than when it meant to: it shows another time."""
        self._awake.set()

    async def stop(self) -> None:
        """Ends; what is due then is due at the next start."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _go_on(self) -> None:
        while True:
            self._awake.clear()
            pause = _LONGEST_SLEEP
            try:
                await self.work()
                coming = await self._readers.run(Reader.next_reminder)
                if coming is not None:
                    pause = min(max((coming - self._clock()).total_seconds(), 0.0), pause)
            except (SlackError, StoreError) as error:
                log.warning("nobody can be reminded just now: %s", error)
                pause = _AFTER_TROUBLE
            except Exception:
                log.exception("reminding failed")
                pause = _AFTER_TROUBLE
            await woken(self._awake, pause)

    async def work(self) -> None:
        """Everything that is to be done at this moment; raises SlackError and StoreError."""
        troubles: list[SlackError | StoreError] = []

        async def each(work: Callable[[T], Awaitable[None]], many: Iterable[T]) -> None:
            for one in dict.fromkeys(many):
                try:
                    await work(one)
                except (SlackError, StoreError) as error:
                    troubles.append(error)  # what cannot be known of one holds up no other

        await each(self._plan, await self._readers.run(Reader.reminders_to_plan))
        now = self._clock()
        await each(self._plan, [number for number, _ in await self._due(now)])
        await each(lambda who: self._remind(who, now), [who for _, who in await self._due(now)])
        if troubles:
            raise troubles[0]

    async def _remind(self, who: str, now: datetime) -> None:
        zone = await self._zones.of(who)
        await self._writer.run(lambda db, _: reminders.remind(db, now, who, zone))

    async def _read(self, decision_id: int) -> tuple[RecordedDecision, Course]:
        return await self._readers.run(lambda reader: (reader.decision(decision_id), reader.course(decision_id)))

    async def _due(self, now: datetime) -> list[tuple[int, str]]:
        return await self._readers.run(lambda reader: reader.reminders_due(now))

    async def _plan(self, decision_id: int) -> None:
        """Finds out who is reminded of a decision."""
        found, course = await self._read(decision_id)
        if course.waiting_since is None:
            await self._writer.run(lambda db, _: reminders.end(db, decision_id))
            return
        people, alone = await self._concerned_and_left_alone(found, course)
        now = self._clock()

        def work(db: Database, at: datetime) -> None:
            reminders.plan(db, now, decision_id, course.version, people)
            if alone:
                message = nobody_can_open(decision_id, alone)
                key = f"nobody can open:{decision_id}:{course.since}"
                idempotency.once(db, at, key, lambda: tell(db, at, found.who, message))

        await self._writer.run(work)

    async def _concerned_and_left_alone(
        self, found: RecordedDecision, course: Course
    ) -> tuple[list[tuple[str, As, Zone]], Sequence[str] | None]:
        """Who is reminded, and where; and who could decide it, if they could read where it is posted."""
        if await self._is_for_anyone(found, course):
            return [], None
        openers = await self._sight.openers(found.id)
        told = [(who, role, await self._zones.of(who)) for who, role in await self._concerned(found, course, openers)]
        return told, None if told else await self._left_alone(found, course, openers)

    async def _is_for_anyone(self, found: RecordedDecision, course: Course) -> bool:
        """Whether it waits for nobody in particular: of that Slack need not be asked who could open the card."""
        roster = await self._roster()
        if course.question is not None or roster.unknown or roster.base is not None:
            return False
        return not any(eligible(found, course, roster, self._policy()))

    async def _concerned(self, found: RecordedDecision, course: Course, openers: Openers) -> list[tuple[str, As]]:
        """Who is reminded, and as what."""
        roster = await self._roster()
        if course.question is not None:
            told = [(found.who, As.ASKER)] if is_person(found.who) else []
        else:
            told = [(who, As.REVIEWER) for who in await self._reviewers(found, course, openers, roster)]
            if not told and roster.unknown:
                raise NotReachedError("who_is_in_a_group")
        lead = self._lead
        if lead and roster.base is not None and await self._could_open(openers, lead):
            told.append((lead, As.LEAD))
        return told

    async def _reviewers(self, found: RecordedDecision, course: Course, openers: Openers, roster: Roster) -> list[str]:
        before = await self._readers.run(lambda reader: reader.reviewers_reminded(found.id))
        chosen: dict[str, None] = {}
        for group in eligible(found, course, roster, self._policy()):
            turn = len(group) and found.id * MOST_REMINDED % len(group)
            ordered = [*filter(before.__contains__, group), *group[turn:], *group[:turn]]
            taken = 0
            for who in dict.fromkeys(ordered):
                if taken == MOST_REMINDED:
                    break
                if await self._may_be_told(openers, who):
                    chosen[who] = None
                    taken += not await self._has_stopped(who)
        return list(chosen)

    async def _may_be_told(self, openers: Openers, who: str) -> bool:
        if not openers.public and who not in openers.members:
            return False
        membership = await self._membership(who)
        return self._people.may_decide(membership) and await self._sight.could_open(openers, who, membership)

    async def _has_stopped(self, who: str) -> bool:
        return await self._readers.run(lambda reader: reader.has_stopped_reminders(who))

    async def _membership(self, who: str) -> Membership:
        """Who somebody is; raises SlackError while it may be that Slack says so in a moment."""
        membership = await self._people.membership(who)
        if membership is not Membership.UNKNOWN:
            self._unsaid.pop(who, None)
            return membership
        self._unsaid[who] = self._unsaid.get(who, 0) + 1
        if self._unsaid[who] < _ASKED_FOR_SOMEBODY:
            raise NotReachedError("who_somebody_is")
        return membership

    async def _could_open(self, openers: Openers, who: str) -> bool:
        return await self._sight.could_open(openers, who, await self._people.membership(who))

    async def _left_alone(self, found: RecordedDecision, course: Course, openers: Openers) -> Sequence[str] | None:
        """Who could decide it, if they could read where it is posted; None where it is not that which is missing."""
        if course.question is not None or not openers.is_posted or openers.public or not is_person(found.who):
            return None
        groups = eligible(found, course, await self._roster(), self._policy())
        return sorted({who for group in groups for who in group}) or None

    async def stop_for(self, who: str) -> None:
        """Somebody does not want to be reminded any more."""
        await self._writer.run(lambda db, at: reminders.stop(db, at, who))

    async def resume_for(self, who: str) -> None:
        """Somebody wants to be reminded again."""
        await self._writer.run(lambda db, at: reminders.resume(db, at, who))

    async def draw(self, who: str) -> Reminder | None:
        """What waits for somebody at this moment, of what they are reminded of; None where nothing does.

        Raises SlackError and StoreError.
        """
        roster, policy, today = await self._roster(), self._policy(), await self._today(who)
        waiting: dict[int, WaitingLine] = {}
        unreadable: StoreError | None = None
        reminded = await self._readers.run(lambda reader: reader.reminded_of(who))
        for each in reminded[:_MOST_LOOKED_AT]:
            if len(waiting) > MOST_LINES:
                break
            try:
                found, course = await self._read(each.decision_id)
            except StoreError as error:
                log.warning("nobody can be reminded of a decision: %s", error)
                unreadable = error
                continue
            if found.id in waiting or not _still(each, found, course, roster, policy):
                continue
            if found.who == who or await self._could_open(await self._sight.openers(found.id), who):
                waiting[found.id] = await self._line(_WHAT_FOR[each.role], found, course, today)
        if not waiting and roster.unknown:
            raise NotReachedError("who_is_in_a_group")
        if not waiting:
            if unreadable is not None:
                raise unreadable
            return None
        shown = list(waiting.values())[:MOST_LINES]
        more = len(waiting) > MOST_LINES or len(reminded) > _MOST_LOOKED_AT
        return Reminder(reminder(shown, more=more), tuple(each.number for each in shown))

    async def redraw(self, who: str, decision_ids: Sequence[int]) -> Message:
        """What a reminder says once a decision that it named is erased: the same ones, as the record has them now."""
        today = await self._today(who)
        read = [await self._read(decision_id) for decision_id in decision_ids]
        return reminder([await self._line(For.NAMED, found, course, today) for found, course in read], more=False)

    async def _today(self, who: str) -> tuple[Zone, date]:
        zone = await self._zones.of(who)
        return zone, day_in(zone, self._clock())

    async def _line(
        self, what_for: For, found: RecordedDecision, course: Course, today: tuple[Zone, date]
    ) -> WaitingLine:
        posts = [
            post
            for post in await self._readers.run(lambda reader: reader.posts_of(found.id))
            if not is_direct(post.channel)
        ]
        question = course.question
        address = permalink(self._workspace_url, posts[0].channel, posts[0].ts, posts[0].thread_ts) if posts else None
        since = question.at if question else course.waiting_since or found.recorded_at
        zone, day = today
        return WaitingLine(
            number=found.id,
            text=None if "text" in found.erased else found.text,
            asker=found.who,
            days=max((day - day_in(zone, since)).days, 0),
            what_for=what_for,
            asked_by=question.by if question else None,
            address=address,
        )


_WHAT_FOR = {As.REVIEWER: For.DECIDE, As.ASKER: For.ANSWER, As.LEAD: For.CHASE}


def _still(each: Reminded, found: RecordedDecision, course: Course, roster: Roster, policy: Policy) -> bool:
    """Whether a decision still waits for somebody, as what they are reminded of it."""
    if course.waiting_since is None:
        return False
    match each.role:
        case As.ASKER:
            return course.question is not None and found.who == each.who
        case As.LEAD:
            return each.passed > 0
        case As.REVIEWER:
            groups = eligible(found, course, roster, policy)
            return course.question is None and any(each.who in group for group in groups)
