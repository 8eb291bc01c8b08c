"""Questionnaires being filled in: kept in the log's file, so that a closed form or a restart loses nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import EllipsisType
from typing import TypeVar

from sqlite_utils import Database

from bot.desk import Assessment, Desk, assess, classified, decision_on, known_answers, record
from bot.policy_in_force import InForce
from bot.questionnaire import REQUEST_PAGE, next_page, questions_on, result_page
from bot.requests import Request
from bot.store import Draft, NoSuchDraftError, RecordedDecision, drafts, lookup, outbox
from bot.store.writer import Readers, Writer
from bot.views.messages import DraftSummary
from bot.views.questionnaire import QuestionnaireState, Source
from bot.wire import ClassificationOut
from rules.recommend import Recommendation


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a questionnaire starts with."""

    who: str
    channel: str
    """Where it was asked for; empty where that is no channel."""
    text: str = ""
    home_country: str | None = None
    post_to: str | None = None
    thread_ts: str | None = None
    origin: Mapping[str, str] = field(default_factory=dict)
    """The author and the permalink of the message that it comes from."""
    answers: Mapping[str, str] = field(default_factory=dict)
    decision_id: int | None = None
    """The decision that it goes on from."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft, with what it comes to so far."""

    draft: Draft
    assessment: Assessment
    state: QuestionnaireState

    @property
    def recommendation(self) -> Recommendation:
        """What the policy says for the answers so far."""
        return self.assessment.recommendation


class AlreadyRecordedError(Exception):
    """The questionnaire is on record, and nothing in it changes any more."""

    def __init__(self, decision_id: int) -> None:
        super().__init__(f"on record as decision {decision_id}")
        self.decision_id = decision_id


class Questionnaires:
    """All drafts, each only for the person who fills it in, until it is on record."""

    def __init__(self, desk: Desk, writer: Writer, readers: Readers) -> None:
        self._desk = desk
        self._writer = writer
        self._readers = readers

    async def begin(self, new: NewDraft) -> Filled:
        """A new draft, on disk before the form opens. One that goes on from a decision opens at its questions."""

        home_country = new.home_country or self._desk.home_country
        answers = _not_read(new.answers, new.text, home_country)

        def work(db: Database, at: datetime) -> Draft:
            return drafts.create(
                db,
                at,
                who=new.who,
                text=new.text,
                home_country=home_country,
                post_to=new.post_to,
                thread_ts=new.thread_ts,
                origin={**new.origin, "channel": new.channel},
                answers=answers,
                decision_id=new.decision_id,
            )

        filled = self._filled(await self._writer.run(work))
        if new.decision_id is None:
            return filled
        return await self.turn_to_next(filled, REQUEST_PAGE)

    async def begun_from(self, decision_id: int, who: str) -> Filled | None:
        """What this person filled in last, where that goes on from the decision."""
        draft = await self._readers.run(lambda reader: reader.latest_open_draft(who))
        return self._filled(draft) if draft and draft.decision_id == decision_id else None

    async def latest(self, who: str) -> DraftSummary | None:
        """The questionnaire that this person began and did not finish; None where there is nothing in it."""
        draft = await self._readers.run(lambda reader: reader.latest_open_draft(who))
        if draft is None or not (draft.text.strip() or draft.answers):
            return None
        return DraftSummary(
            draft_id=draft.id, text=draft.text, answered=len(draft.answers), updated_at=draft.updated_at
        )

    async def get(self, draft_id: str, who: str) -> Filled:
        """The draft; raises NoSuchDraftError, also where it is somebody else's, and AlreadyRecordedError."""
        return self._filled(_own(await self._readers.run(lambda reader: reader.draft(draft_id)), who))

    async def drop(self, draft_id: str, who: str) -> None:
        """Discards the draft; one that is gone or on record stays so."""

        def work(db: Database, _: datetime) -> None:
            _own(drafts.get(db, draft_id), who)
            drafts.discard(db, draft_id)

        try:
            await self._writer.run(work)
        except (NoSuchDraftError, AlreadyRecordedError):
            return

    async def answer(self, draft_id: str, who: str, factor: str, option: str | None) -> Draft:
        """Keeps one answer, or takes it back for None; raises as `get` does."""

        def work(db: Database, at: datetime) -> Draft:
            _own(drafts.get(db, draft_id), who)
            return drafts.answer(db, at, draft_id, factor, option)

        return await self._writer.run(work)

    async def fill(
        self,
        draft_id: str,
        who: str,
        *,
        answers: Mapping[str, str | None],
        text: str | None = None,
        home_country: str | None = None,
        function: str | EllipsisType | None = ...,
        post_to: str | EllipsisType | None = ...,
    ) -> Filled:
        """Keeps what stands on a page; what is left out stays as it is. Raises as `get` does."""
        shown = (await self.get(draft_id, who)).draft
        # What was only read from the text is not kept as an answer: it goes when the text goes.
        given = _not_read(answers, shown.text, shown.home_country)

        def work(db: Database, at: datetime) -> Draft:
            before = _own(drafts.get(db, draft_id), who)
            others = {factor: option for factor, option in before.answers.items() if factor not in answers}
            after = replace(
                before,
                answers={**others, **{factor: option for factor, option in given.items() if option is not None}},
                text=before.text if text is None else text,
                home_country=home_country or before.home_country,
                function=before.function if isinstance(function, EllipsisType) else function,
                post_to=before.post_to if isinstance(post_to, EllipsisType) else post_to,
            )
            return drafts.save(db, at, after)

        return self._filled(await self._writer.run(work))

    async def turn_to_next(self, filled: Filled, page: int) -> Filled:
        """The same draft at the page after the one named."""
        draft, policy = filled.draft, self._desk.policy()
        return await self.turn_to(filled, next_page(page, filled.recommendation, policy, draft.answers))

    async def turn_to(self, filled: Filled, page: int) -> Filled:
        """The same draft at another page."""

        def work(db: Database, at: datetime) -> Draft:
            return drafts.save(db, at, replace(drafts.get(db, filled.draft.id), page=page))

        return self._filled(await self._writer.run(work))

    async def record(self, filled: Filled) -> RecordedDecision:
        """The decision of a finished questionnaire, with its card in the outbox; the same one however often asked."""
        draft, assessment = filled.draft, filled.assessment
        known = {**draft.origin, "function": draft.function or "", "thread_ts": draft.thread_ts or ""}
        origin = {name: value for name, value in known.items() if value}
        new = decision_on(assessment, origin=origin, supersedes=draft.decision_id)

        def work(db: Database, at: datetime) -> RecordedDecision:
            current = drafts.get(db, draft.id)
            if current.recorded_as is not None:
                return lookup.by_id(db, current.recorded_as)
            decision = record(db, at, new, assessment.in_force)
            drafts.save(db, at, replace(current, recorded_as=decision.id))
            if draft.post_to:
                outbox.enqueue_card(db, at, decision.id, draft.post_to, draft.thread_ts, draft.who)
            if draft.decision_id is not None:
                outbox.enqueue_refresh(db, at, draft.decision_id)
            return decision

        return await self._writer.run(work)

    def form(self, draft: Draft, keep: Collection[str] = ()) -> QuestionnaireState:
        """The draft as the form shows it; the questions in `keep` stay on the page even if they no longer matter."""
        return self._filled(draft, keep).state

    def _filled(self, draft: Draft, keep: Collection[str] = ()) -> Filled:
        in_force = self._desk.in_force()
        policy = in_force.policy
        request = Request(
            text=draft.text,
            home_country=draft.home_country,
            who=draft.who,
            where=draft.post_to or draft.origin.get("channel") or "slack",
            answers=known_answers(draft.answers, policy),
        )
        assessment = assess(request, in_force)
        return Filled(draft, assessment, _state(draft, assessment, in_force, keep))


def _own(draft: Draft, who: str) -> Draft:
    if draft.who != who:
        raise NoSuchDraftError
    if draft.recorded_as is not None:
        raise AlreadyRecordedError(draft.recorded_as)
    return draft


_Answer = TypeVar("_Answer", str, str | None)


def _not_read(answers: Mapping[str, _Answer], text: str, home_country: str) -> dict[str, _Answer]:
    """Those of the answers that are not what the text says anyway."""
    read = classified(text, home_country).answers
    return {factor: option for factor, option in answers.items() if option is None or read.get(factor) != option}


def _state(draft: Draft, assessment: Assessment, in_force: InForce, keep: Collection[str]) -> QuestionnaireState:
    policy, classification = in_force.policy, assessment.classification
    last = result_page(policy)
    page = min(draft.page, last)
    read = known_answers(classification.answers, policy)
    shown = questions_on(page, assessment.recommendation, policy, keep) if REQUEST_PAGE < page < last else ()
    permalink = draft.origin.get("permalink")
    return QuestionnaireState(
        draft_id=draft.id,
        page=page,
        pages=last - 1,
        questions=shown,
        text=draft.text,
        home_country=draft.home_country,
        function=draft.function,
        post_to=draft.post_to,
        asked_where=page > REQUEST_PAGE or draft.revision > 1,
        in_thread=draft.thread_ts is not None,
        source=Source(draft.origin.get("author", ""), permalink) if permalink else None,
        answers={factor: option for factor, option in draft.answers.items() if read.get(factor) != option},
        read=read,
        read_words={answer.factor: answer.text for answer in classification.read_answers},
        described=ClassificationOut.of(classification),
        recommendation=assessment.recommendation,
        policy=policy,
        decision_id=draft.decision_id,
    )
