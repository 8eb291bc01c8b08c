"""The one way in for the running server: a request comes to the desk, is assessed, and goes on the record.

The command line takes the same two steps, so both give the same answer and the same record.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from types import EllipsisType

from bot import pieces
from bot.assessing import Assessment, assess, classified
from bot.current_policy import CurrentPolicy, LoadedPolicy
from bot.earlier import Precedent
from bot.listing import Labels, Listed, listed, recommended_by
from bot.notices import tell
from bot.precedents import precedents
from bot.provenance import provenance_of
from bot.recording import decision_on, give_answer, policy_then, record
from bot.reference import Reference
from bot.requests import Request
from bot.roster import demanded
from bot.store import (
    CannotMoveError,
    CardRow,
    Filters,
    NoSuchDecisionError,
    OutboxState,
    Reader,
    RecordedDecision,
    Status,
    Viewer,
    givers,
    idempotency,
    lookup,
    outbox,
)
from bot.store.course import Course
from bot.store.driver import Database
from bot.store.search import ALL
from bot.store.writer import Readers, Writer
from bot.tasks import on_a_thread
from bot.telling import tell_of_last
from bot.views.card import CardState, Message
from bot.views.card_state import Kept
from bot.views.history import MOST_DECISIONS, HistoryRow
from bot.views.replies import Answer, answer_to
from bot.views.unposted import Unposted
from bot.wire.classification import ClassificationOut
from rules.approvals import Requirement, would_settle
from rules.grid import Model
from rules.judging import judge
from rules.policy import Policy
from rules.works import families_of

Told = Callable[[Database, datetime, int], None]
"""Puts down in an open transaction how somebody is told of the decision with that number."""

_LONG = 2_000
"""Characters; reading so many takes some 20 ms at worst."""


class Desk:
    """The desk of the running server: what people in Slack ask for, done on the log's own threads."""

    def __init__(self, current_policy: CurrentPolicy, writer: Writer, readers: Readers, home_country: str) -> None:
        self._current_policy = current_policy
        self._writer = writer
        self._readers = readers
        self._reading = asyncio.Lock()
        self.home_country = home_country
        """Where requests come from if nobody says otherwise."""

    def loaded_policy(self) -> LoadedPolicy:
        """The policy in force, with its text."""
        return self._current_policy.loaded()

    def policy(self) -> Policy:
        """The policy in force."""
        return self._current_policy.loaded().policy

    async def read(self, text: str, home_country: str, *, as_request: bool = False) -> None:
        """Reads a long text beside the event loop, which nobody may hold; whoever assesses it next finds it read."""
        if len(text) > _LONG:
            async with self._reading:
                await on_a_thread(lambda: classified(text, home_country, as_request=as_request))

    async def receive(self, request: Request, *, key: str, told: Told | None = None) -> CardState | Answer:
        """Assesses a request and puts it on the record; once for each key, however often it arrives.

        `told` puts down in the same transaction how its card gets to whoever asked; what that raises is raised, and
        nothing recorded. What places no work is only answered: it leaves no trace.
        """
        await self.read(request.text, request.home_country, as_request=request.as_request)
        assessment = assess(request, self.loaded_policy())
        if assessment.reply is not None:
            return answer_to(request.text, assessment.classification, request.home_country, assessment.loaded.policy)
        new = decision_on(assessment)

        def work(db: Database, at: datetime) -> int:
            def recorded() -> int:
                decision_id = record(db, at, new, assessment.loaded).id
                if told is not None:
                    told(db, at, decision_id)
                return decision_id

            return idempotency.once(db, at, key, recorded)

        return await self.decision(await self._writer.run(work), None)

    async def receive_piece(self, decision_id: int, which: int | None, *, who: str, where: str) -> CardState:
        """One of the pieces of work that a decision's request names, as a decision of its own; None: all as one.

        Once for each, however often it is asked for, and from whichever decision about the same request. Raises
        NoSuchDecisionError, and NoSuchPieceError where it is erased.
        """
        found = await self._readers.run(lambda reader: _requested_by(reader.decision(decision_id), who))
        request = pieces.request_for(found, which, who=who, where=where)
        await self.read(request.text, request.home_country, as_request=True)
        assessment = assess(request, self.loaded_policy())
        new = decision_on(assessment, origin={pieces.PART_OF: str(found.id)})

        def work(db: Database, at: datetime) -> int:
            key = pieces.key_of(lookup.first_of(db, found), request.text)
            return idempotency.once(db, at, key, lambda: record(db, at, new, assessment.loaded).id)

        return await self.decision(await self._writer.run(work), None)

    async def decision(self, decision_id: int, viewer: Viewer | None) -> CardState:
        """A decision with what became of it; raises NoSuchDecisionError, also where the viewer may not see it."""
        # Looked up here: on a reader's thread it could find a changed file while another version is put in force.
        current = self.policy()
        return await self._readers.run(lambda reader: self._from_log(reader, decision_id, viewer, current))

    async def with_precedents(
        self, state: CardState, viewer: Viewer | None, *, channel: str | None = None, stays: bool = True
    ) -> CardState:
        """The same with what was decided before about work like this, as far as the viewer may see it.

        With `channel` only with what stands there, which everybody sees who sees a card there. A card that `stays` does
        not repeat what was asked: it would outlive an erasure.
        """
        families = families_of(self.policy())

        def found(reader: Reader) -> Sequence[Precedent]:
            return precedents(reader, reader.decision(state.decision_id), families, viewer, channel=channel)

        return replace(state, precedents=await self._readers.run(found), quotes_precedents=not stays)

    async def nearest_precedent(self, assessment: Assessment, viewer: Viewer) -> Sequence[Precedent]:
        """The nearest for a request that is not on the record yet, as far as the viewer may see it; none, or one."""
        about, families = decision_on(assessment), families_of(self.policy())
        return await self._readers.run(lambda reader: precedents(reader, about, families, viewer, most=1))

    async def is_meant(self, about: Reference, viewer: Viewer, ts: str | None) -> bool:
        """Whether a button is about the decision that has its number now; `ts` is its message, None for a form."""
        return await self._readers.run(lambda reader: reader.is_meant(about, viewer, ts))

    async def is_posted_at(self, channel: str, ts: str) -> bool:
        """Whether a message is known as a decision's card, which is kept up to date."""
        return await self._readers.run(lambda reader: reader.decision_at(channel, ts)) is not None

    async def card_in(self, decision_id: int, conversation: str, thread_ts: str | None) -> str | None:
        """The message that a decision's card is in this conversation, or in this thread there; None where none is."""
        posts = await self._readers.run(lambda reader: reader.posts_of(decision_id))
        return next((each.ts for each in posts if (each.channel, each.thread_ts) == (conversation, thread_ts)), None)

    async def to_go_on_from(self, decision_id: int, who: str) -> RecordedDecision:
        """This person's decision, as the questionnaire begins with it.

        Raises NoSuchDecisionError, and CannotMoveError where somebody has acted on it.
        """
        found = await self._readers.run(lambda reader: _requested_by(reader.decision(decision_id), who))
        if found.status is not Status.RECORDED:
            raise CannotMoveError(found.id, found.status, "changed")
        return found

    async def history(self, words: str, viewer: Viewer, *, filters: Filters = ALL) -> list[HistoryRow]:
        """A page of the decisions that fit and that this person may see, newest first, and one more where there is.

        Those after a number are the next newer ones; the one more comes last all the same.
        """
        turned_back = filters.after is not None

        def page(reader: Reader) -> list[Listed]:
            limit = MOST_DECISIONS + 1
            found = listed(reader, words, filters=filters, limit=limit, viewer=viewer, oldest_first=turned_back)
            shown = found[:MOST_DECISIONS]
            return [*(reversed(shown) if turned_back else shown), *found[MOST_DECISIONS:]]

        found = await self._readers.run(page)
        return list(map(_history_row, found))

    async def post(self, decision_id: int, who: str, conversation: str, thread_ts: str | None) -> None:
        """Asks for the card to be posted there; once, however often it is asked for.

        Raises NoSuchDecisionError, and CannotMoveError for one that was discarded or superseded.
        """

        def work(db: Database, at: datetime) -> None:
            found = _requested_by(lookup.by_id(db, decision_id), who)
            if found.status in {Status.DISCARDED, Status.SUPERSEDED}:
                raise CannotMoveError(found.id, found.status, "posted")
            outbox.enqueue_card(db, at, decision_id, conversation, thread_ts, who)

        await self._writer.run(work)

    async def answer(
        self,
        decision_id: int,
        who: str,
        factor: str,
        option: str | None,
        *,
        key: str,
        instead_of: str | EllipsisType | None = ...,
    ) -> None:
        """Somebody who sees its card answers one question more, or takes such an answer back with None.

        Once for each key, however often it arrives; every posted card is brought up to date. Raises as `give_answer`
        does.
        """
        current = self.policy()

        def answer(db: Database, at: datetime) -> int:
            found = give_answer(db, at, decision_id, factor, option, actor=who, current=current, instead_of=instead_of)
            tell_of_last(db, at, decision_id)
            return found.id

        await self._writer.run(lambda db, at: idempotency.once(db, at, key, lambda: answer(db, at)))

    async def notify(self, who: str, message: Message, *, about: int | None = None) -> None:
        """Asks for a person to be told something in a direct message; `about` is the decision that it repeats."""
        await self._writer.run(lambda db, at: tell(db, at, who, message, decision_id=about))

    def _from_log(self, reader: Reader, decision_id: int, viewer: Viewer | None, current: Policy) -> CardState:
        # First: what happens between the two is then on the card without the version that would let it go unseen.
        course = reader.course(decision_id)
        found = reader.decision(decision_id, viewer=viewer)
        state = card_of(found, policy_then(reader.policy, found, current), course, _demanded(found, course, current))
        if viewer is None or viewer.who != found.who:
            return state
        rows = reader.unposted(decision_id)
        return replace(state, unposted=[_unposted(row) for row in rows])


def _history_row(found: Listed) -> HistoryRow:
    decision, course = found.decision, found.course
    return HistoryRow(
        reference=decision.reference,
        recorded_at=decision.recorded_at,
        status=decision.status,
        text=decision.text,
        who=decision.who,
        recommended=found.recommended,
        outcome=found.outcome,
        chosen=found.chosen,
        agreed=[given.by for given in course.approvals],
        asked_by=course.question.by if course.question else None,
        reopened_by=course.reopened.by if course.reopened else None,
    )


def _requested_by(found: RecordedDecision, who: str) -> RecordedDecision:
    if found.who != who:
        raise NoSuchDecisionError(found.id)
    return found


def _unposted(row: CardRow) -> Unposted:
    return Unposted(row.channel, row.thread_ts, row.last_error or "", given_up=row.state is OutboxState.FAILED)


def _demanded(found: RecordedDecision, course: Course, policy: Policy) -> Sequence[Requirement]:
    """Who has to agree to what is proposed or recommended; nothing is known while neither names a model."""
    model = course.proposed.model if course.proposed else found.recommended
    return demanded(found, Model(model), policy) if model else ()


def card_of(
    found: RecordedDecision, policy: Policy, course: Course, requirements: Sequence[Requirement] = ()
) -> CardState:
    """The decision as its card shows it, with what became of it."""
    described = None if "classification" in found.erased else ClassificationOut.model_validate(found.classification)
    judged = judge(found.answers, policy, described.by_nature if described else {})
    read = described.readings() if described else None
    return CardState(
        reference=found.reference,
        status=course.status,
        text=found.text,
        who=found.who,
        home_country=found.home_country,
        recorded_at=found.recorded_at,
        described=described,
        recommendation=judged.recommendation,
        policy=judged.policy,
        course=course,
        requirements=requirements,
        kept=_kept(found, policy) if found.erased & {"classification", "answers"} else None,
        superseded_by=course.decided.superseded_by if course.decided else None,
        part_of=pieces.part_of(found),
        answered=found.answered,
        would_settle=would_settle(requirements, policy),
        takes_answers=found.takes_answers or found.reopened_by_answers,
        provenance=provenance_of(
            judged.recommendation, policy, read, by=found.who, at=found.recorded_at, given=givers.givers(found)
        ),
    )


def _kept(found: RecordedDecision, policy: Policy) -> Kept:
    """What the record keeps of a recommendation where what it followed from is erased."""
    return Kept(Model(found.recommended) if found.recommended else None, recommended_by(found, Labels(policy)))
