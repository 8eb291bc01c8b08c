"""Questionnaires being filled in: kept in the log's file, so that a closed form or a restart loses nothing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.assessing import assess
from bot.desk import Desk
from bot.questionnaire.filled import Filled, filled_in, not_read, pages_of
from bot.questionnaire.pages import (
    REQUEST_PAGE,
    Pages,
    answered_on,
    as_seen,
    chosen_anew,
    new_page,
    next_page,
    next_questions,
    page_before,
    page_with,
    result_page,
    with_the_rest,
)
from bot.questionnaire.recording import ANSWERED_WITHIN, Outcome, put_on_record
from bot.sight import near
from bot.store import Draft, NoSuchDraftError, RecordedDecision, drafts
from bot.store.drafts import OpenedFrom
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.views.markup import in_one_line
from bot.views.messages import DraftSummary
from bot.views.questionnaire import in_the_form
from bot.views.questionnaire_state import QuestionnaireState


@dataclass(frozen=True, slots=True)
class Opened:
    """The command, or the message with the button, that opens a form: where its decision's card is to stand."""

    response_url: str
    replaces: bool = False
    """Whether the card takes the place of that message, or stands beside it."""
    can_post: bool = True
    """Whether a card can be posted there."""
    channel: str = ""
    """The conversation."""

    def at(self, moment: datetime) -> OpenedFrom | None:
        """The same as it is kept; None where Slack gave no way to answer."""
        if not self.response_url:
            return None
        return OpenedFrom(self.response_url, self.replaces, self.can_post, moment, self.channel)


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
    function: str | None = None
    opened: Opened | None = None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What stands on the first page."""

    text: str
    home_country: str | None
    """None where what stands there is no country."""
    function: str | None
    post_to: str | None
    """Counts nothing for a result that goes into a thread: the page does not ask then."""


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
        await self._desk.read(new.text, home_country)
        answers = not_read(new.answers, new.text, home_country, self._desk.policy())

        def work(db: Database, at: datetime) -> Draft:
            return drafts.create(
                db,
                at,
                who=new.who,
                text=new.text,
                brought="" if in_the_form(new.text) == new.text else new.text,
                home_country=home_country,
                post_to=new.post_to,
                thread_ts=new.thread_ts,
                origin={**new.origin, "channel": new.channel},
                answers=answers,
                function=new.function,
                decision_id=new.decision_id,
                opened_from=new.opened.at(at) if new.opened else None,
            )

        filled = await self._filled(await self._writer.run(work))
        if new.decision_id is None:
            return filled
        return await self._turn_to_new(filled) or await self.turn_to_result(filled)

    async def begun_from(self, decision_id: int, who: str) -> Filled | None:
        """What this person filled in last, where that goes on from the decision."""
        draft = await self._readers.run(lambda reader: reader.latest_open_draft(who))
        return await self._filled(draft) if draft and draft.decision_id == decision_id else None

    async def reopened(self, draft_id: str, who: str, opened: Opened) -> Filled:
        """The draft where it was left, its form opened from there now; raises as `get` does."""

        def work(db: Database, at: datetime) -> Draft:
            _open_for(drafts.get(db, draft_id), who)
            return drafts.reopen(db, draft_id, opened.at(at))

        return await self._filled(await self._writer.run(work))

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
        return await self._filled(_open_for(await self._readers.run(lambda reader: reader.draft(draft_id)), who))

    async def drop(self, draft_id: str, who: str) -> None:
        """Discards the draft; one that is gone or on record stays so."""

        def work(db: Database, _: datetime) -> None:
            _open_for(drafts.get(db, draft_id), who)
            drafts.discard(db, draft_id)

        try:
            await self._writer.run(work)
        except (NoSuchDraftError, AlreadyRecordedError):
            return

    async def answer(
        self, draft_id: str, who: str, factor: str, option: str | None, seen: Sequence[str]
    ) -> QuestionnaireState:
        """Keeps one answer, or takes it back for None; raises as `get` does.

        `seen` is what stands on the page. What is open below the answer is chosen anew.
        """
        policy = self._desk.policy()

        def work(db: Database, at: datetime) -> Draft:
            before = _open_for(drafts.get(db, draft_id), who)
            pages = as_seen(pages_of(before, policy), seen, before.answers)
            return drafts.answer(db, at, draft_id, factor, option, pages)

        draft = await self._writer.run(work)
        filled = await self._filled(draft)
        page = chosen_anew(seen, factor, filled.pages, filled.recommendation, filled.policy)
        number = page_with(seen, filled.pages) or draft.page
        now = replace(draft, page=number, asked=as_seen(filled.pages, page, draft.answers))
        return replace((await self._filled(now)).state, questions=page)

    async def look_at(self, draft_id: str, who: str, factor: str, seen: Sequence[str]) -> QuestionnaireState:
        """Puts the question of what is presumed on the page, under what stands there; raises as `get` does."""
        policy = self._desk.policy()

        def work(db: Database, at: datetime) -> Draft:
            before = _open_for(drafts.get(db, draft_id), who)
            elsewhere = [tuple(each for each in page if each != factor) for page in pages_of(before, policy)]
            page = tuple(each for each in (*seen, factor) if each in policy.factor)
            return drafts.save(db, at, replace(before, asked=as_seen(elsewhere, page, before.answers)))

        return (await self._filled(await self._writer.run(work))).state

    async def fill(
        self,
        draft_id: str,
        who: str,
        *,
        answers: Mapping[str, str | None],
        request: RequestPage | None = None,
    ) -> Filled:
        """Keeps what stands on a page, the answers in its order; what is left out stays as it is.

        Raises as `get` does. A text that is what the form showed of a longer one means that one.
        """
        shown, policy = (await self.get(draft_id, who)).draft, self._desk.policy()
        # What was only read from the text is not kept as an answer: it goes when the text goes.
        given = not_read(answers, shown.text, shown.home_country, policy)

        def work(db: Database, at: datetime) -> Draft:
            before = _open_for(drafts.get(db, draft_id), who)
            others = {factor: option for factor, option in before.answers.items() if factor not in answers}
            after = replace(
                before,
                answers={**others, **{factor: option for factor, option in given.items() if option is not None}},
                asked=as_seen(pages_of(before, policy), tuple(answers), before.answers),
            )
            return drafts.save(db, at, _with_request(after, request) if request else after)

        return await self._filled(await self._writer.run(work))

    async def keep_typed(self, draft_id: str, who: str, request: RequestPage) -> None:
        """Keeps what stands on the request page while somebody fills it in; where the page was turned, nothing."""

        def work(db: Database, at: datetime) -> None:
            with suppress(NoSuchDraftError, AlreadyRecordedError):
                before = _open_for(drafts.get(db, draft_id), who)
                if before.page == REQUEST_PAGE:
                    typed = request if request.text.strip() else replace(request, text=before.text)
                    drafts.save(db, at, _with_request(before, typed))

        await self._writer.run(work)

    async def turn_to_next(self, filled: Filled, page: int) -> Filled:
        """The same draft at the page after the one named: one shown before, a new one, or the result."""
        pages = filled.pages
        number = next_page(page, pages, filled.recommendation, filled.policy)
        if number is not None:
            return await self._turn_to(filled, number, pages)
        new = next_questions(page, pages, filled.recommendation, filled.policy, filled.state.read)
        return await self._turn_to(filled, result_page(pages), (*pages, new) if new else pages)

    async def turn_back(self, filled: Filled, page: int) -> Filled:
        """The same draft at the page before the one named."""
        before = page_before(page, filled.pages, filled.recommendation, filled.policy)
        return await self._turn_to(filled, before, filled.pages)

    async def turn_to_result(self, filled: Filled) -> Filled:
        """The same draft at its last page."""
        return await self._turn_to(filled, result_page(filled.pages), filled.pages)

    async def go_on(self, filled: Filled) -> Filled:
        """From the result to the questions that are left; for the record where none is worth asking any more."""
        if not filled.state.shows_result:
            return filled  # the same click once more
        if turned := await self._turn_to_new(filled):
            return turned
        pages, policy = filled.pages, self._desk.policy()
        # What was left open on a page stands there no more, so it is asked again.
        kept = answered_on(pages, filled.recommendation.answers)
        return await self._turn_to(filled, result_page(kept), with_the_rest(kept, policy.factor))

    async def _turn_to_new(self, filled: Filled) -> Filled | None:
        """The same draft at a new page; None where no question is worth asking any more."""
        pages = filled.pages
        new = new_page(pages, filled.recommendation, filled.policy, filled.state.read)
        return await self._turn_to(filled, result_page(pages), (*pages, new)) if new else None

    async def look_back(self, filled: Filled) -> Filled:
        """From the result to the first page of questions, with everything answered on one of the pages."""
        policy = self._desk.policy()
        pages = with_the_rest(filled.pages, (each for each in policy.factor if each in filled.recommendation.answers))
        return await self._turn_to(
            filled, next_page(REQUEST_PAGE, pages, filled.recommendation, filled.policy) or 0, pages
        )

    async def _turn_to(self, filled: Filled, page: int, pages: Pages) -> Filled:
        def work(db: Database, at: datetime) -> Draft:
            asked = tuple(map(tuple, pages))
            return drafts.save(db, at, replace(drafts.get(db, filled.draft.id), page=page, asked=asked))

        return await self._filled(await self._writer.run(work))

    async def record_as_request(self, draft_id: str, who: str) -> RecordedDecision:
        """The decision on a draft's text, which is taken for a request however it reads; raises as `get` does."""
        filled = await self.get(draft_id, who)
        request = replace(filled.assessment.request, as_request=True)
        await self._desk.read(request.text, request.home_country, as_request=True)
        return (await self.record(replace(filled, assessment=assess(request, filled.assessment.loaded)))).decision

    async def record(self, filled: Filled) -> Outcome:
        """A finished questionnaire on the record; the same however often asked."""
        return await self._writer.run(lambda db, at: put_on_record(db, at, filled))

    async def _filled(self, draft: Draft) -> Filled:
        await self._desk.read(draft.text, draft.home_country)
        filled = filled_in(draft, self._desk.loaded_policy())
        if not filled.state.shows_result:
            return filled
        earlier = await self._desk.nearest_precedent(filled.assessment, near(draft.who, _where(draft)))
        return replace(filled, state=replace(filled.state, precedents=earlier))


def _where(draft: Draft) -> str | None:
    """The conversation that its form was opened in a little while ago: the person can read what is posted there."""
    place = draft.opened_from
    return place.channel or None if place and draft.updated_at - place.at < ANSWERED_WITHIN else None


def _with_request(draft: Draft, page: RequestPage) -> Draft:
    return replace(
        draft,
        text=_meant(page.text, draft),
        home_country=page.home_country or draft.home_country,
        function=page.function,
        post_to=draft.post_to if draft.thread_ts else page.post_to,
    )


def _meant(typed: str, draft: Draft) -> str:
    """What stands in the form, or the whole words that the form could only show the beginning of."""
    if draft.brought and in_one_line(typed) == in_one_line(in_the_form(draft.brought)):
        return draft.brought
    return typed


def _open_for(draft: Draft, who: str) -> Draft:
    if draft.who != who:
        raise NoSuchDraftError
    if draft.recorded_as is not None:
        raise AlreadyRecordedError(draft.recorded_as)
    return draft
