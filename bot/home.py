"""Somebody's Home in Slack: drawn from the record alone, and published whole.

It is published out of the outbox, one after the other for one person: what is published last is what was read last.
Where it cannot be shown, three blocks say what still works.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.current_policy import CurrentPolicy
from bot.listing import Listed, listed, listed_as
from bot.roster import Roster
from bot.sight import Sight, near
from bot.slack.client import NotReachedError, NotWelcomeError, RateLimitedError, SlackError, UnknownResultError, call
from bot.slack.people import Membership, People
from bot.slack.permalinks import permalink
from bot.store import Filters, Reader, Viewer, homes
from bot.store.driver import Database
from bot.store.walk import Counted
from bot.store.writer import Readers, Writer
from bot.views import messages
from bot.views.history import HistoryRow
from bot.views.home import (
    MOST_COUNTED,
    MOST_DRAFTS,
    MOST_OF_MINE,
    MOST_RECENT,
    MOST_WAITING,
    Begun,
    HomeState,
    Month,
    ToDecide,
    fallback_view,
    home_view,
    outsider_view,
)
from bot.views.home_rows import Waiting
from bot.views.looking import Looking
from bot.waiting import Deciding, ToDo, to_decide, todos
from rules.decision_status import Role
from rules.model_names import labels_of
from rules.policy import Policy
from rules.works import kinds_of

log = logging.getLogger(__name__)

_MOST_DRAFTS_READ = 20
_MOST_IN_A_MONTH = 1_000
"""Counted for the month in numbers."""
_LATER = (RateLimitedError, NotReachedError, UnknownResultError, NotWelcomeError)
"""Slack may take the same Home at another time."""


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Who looks, and at what."""

    viewer: Viewer
    membership: Membership
    looking: Looking
    decides: bool
    deciding: Deciding
    now: datetime


class Homes:
    """Everybody's Home."""

    def __init__(
        self,
        policy: CurrentPolicy,
        roster: Callable[[], Awaitable[Roster]],
        client: AsyncWebClient,
        writer: Writer,
        readers: Readers,
        people: People,
        sight: Sight,
        clock: Callable[[], datetime],
        workspace_url: str,
    ) -> None:
        """`workspace_url` is where the workspace is, as `auth.test` says."""
        self._policy = policy
        self._roster = roster
        self._client = client
        self._writer = writer
        self._readers = readers
        self._people = people
        self._sight = sight
        self._clock = clock
        self._workspace_url = workspace_url

    async def opened(self, who: str) -> None:
        """Somebody opens their Home: it shows what it was set to show, from the first page on."""

        def work(db: Database, at: datetime) -> None:
            looking = Looking.read(homes.shown_to(db, who) or "")
            homes.opened(db, at, who, looking.from_the_top.written)

        await self._writer.run(work)

    async def turn(self, who: str, looking: Looking) -> None:
        """Somebody looks at something else on their Home."""
        await self._writer.run(lambda db, at: homes.opened(db, at, who, looking.written))

    async def changed(self, who: str) -> None:
        """What somebody has begun has changed; what is on the record tells of its changes itself."""
        await self._writer.run(lambda db, at: homes.changed_for(db, at, [who]))

    async def publish(self, who: str) -> None:
        """Shows their Home as everything stands now; raises SlackError where Slack may take it later."""
        try:
            view = await self._view(who)
            await self._publish(who, view)
        except _LATER:
            raise
        except SlackError as error:
            reference = secrets.token_hex(4)
            log.error("Slack refused a Home", extra={"fields": {"reference": reference, "code": error.code}})
            await self._publish(who, fallback_view(reference))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("a Home cannot be shown", extra={"fields": {"reference": reference}})
            await self._publish(who, fallback_view(reference))

    async def _publish(self, who: str, view: dict[str, Any]) -> None:
        await call(self._client.views_publish, user_id=who, view=view)

    async def _view(self, who: str) -> dict[str, Any]:
        membership = await self._people.membership(who)
        if membership in {Membership.OUTSIDER, Membership.DEACTIVATED}:
            return outsider_view(messages.OUTSIDER)
        policy = self._policy.loaded().policy
        shown = await self._readers.run(lambda reader: reader.home_of(who))
        looking = Looking.read(shown or "")
        seen: list[tuple[Viewer, HomeState]] = []
        roster = await self._roster()
        decides, now = self._people.may_decide(membership), self._clock()

        async def drawn(viewer: Viewer) -> HomeState:
            for known, state in seen:
                if known == viewer:
                    return state
            eyes = _Eyes(viewer, membership, looking, decides, Deciding(roster, policy), now)
            seen.append((viewer, await self._readers.run(lambda reader: _state(reader, eyes))))
            return seen[-1][1]

        async def look(viewer: Viewer) -> list[int]:
            return _shown(await drawn(viewer))

        viewer = await self._sight.inside(near(who, None), membership)
        viewer = await self._sight.widened(viewer, membership, look)
        state = await drawn(viewer)
        posted = await self._readers.run(lambda reader: reader.cards_seen(_shown(state), viewer))
        cards = {
            number: permalink(self._workspace_url, post.channel, post.ts, post.thread_ts)
            for number, post in posted.items()
        }
        return home_view(replace(state, cards=cards))


def _state(reader: Reader, eyes: _Eyes) -> HomeState:
    viewer, looking, policy = eyes.viewer, eyes.looking, eyes.deciding.policy
    mine = partial(reader.asked_by, viewer.who, limit=MOST_OF_MINE + 1)
    recent, month = _lately(reader, eyes)
    kept = reader.delegations(eyes.now)
    return HomeState(
        who=viewer.who,
        now=eyes.now,
        looking=looking,
        guest=eyes.membership is Membership.GUEST,
        unknown=eyes.membership is Membership.UNKNOWN,
        decides=eyes.decides,
        to_decide=_to_decide(reader, eyes) if eyes.decides else None,
        reminded=_reminded(reader, eyes),
        delegations=[each for each in kept if viewer.who in {each.delegation.giver, each.delegation.to}],
        hands_over=_could_hand_over(eyes) and all(each.delegation.giver != viewer.who for each in kept),
        drafts=_drafts(reader, viewer.who),
        mine_waiting=_waiting(reader, todos(reader, mine(waiting=True), viewer.who, eyes.deciding)),
        mine_decided=_rows(listed_as(reader, mine(waiting=False))),
        month=month if eyes.decides else None,
        recent=_rows(recent),
        models=labels_of(policy),
        works=[(work.id, work.label) for work in policy.works],
    )


def _reminded(reader: Reader, eyes: _Eyes) -> bool | None:
    """Nobody in particular is reminded where anyone in the channel decides."""
    return not reader.has_stopped_reminders(eyes.viewer.who) if _could_hand_over(eyes) else None


def _could_hand_over(eyes: _Eyes) -> bool:
    """Whether they decide, and not as anyone in a channel may."""
    named = eyes.deciding.roster.base or eyes.deciding.policy.approvals
    return eyes.decides and bool(named) and eyes.deciding.anything(eyes.viewer.who)


def _kinds(work: str | None, policy: Policy) -> tuple[str, ...]:
    """A kind of work with those that are of that kind; none for any."""
    if work is None:
        return ()
    return (work, *(each for each, kind in kinds_of(policy).items() if work in kind.line and each != work))


def _drafts(reader: Reader, who: str) -> list[Begun]:
    """Those in which there is something."""
    begun = (each for each in reader.open_drafts(who, _MOST_DRAFTS_READ) if each.text.strip() or each.answers)
    return [Begun(draft_id=each.id, text=each.text, updated_at=each.updated_at) for each in islice(begun, MOST_DRAFTS)]


def _to_decide(reader: Reader, eyes: _Eyes) -> ToDecide | None:
    """What waits for them; None where nothing does, or could."""
    viewer, deciding = eyes.viewer, eyes.deciding
    if not deciding.anything(viewer.who):
        return None
    count_to = MOST_COUNTED if deciding.is_alike else 0
    first = to_decide(reader, viewer, deciding, after=None, most=MOST_WAITING, count_to=count_to)
    page = first
    if eyes.looking.after:
        page = to_decide(reader, viewer, deciding, after=eyes.looking.after, most=MOST_WAITING, count_to=0)
        if not page.here and page.next_after is None:
            page = first  # those that stood there have been decided
    if not first.here and first.next_after is None:
        return None
    counted = first.after_all if deciding.is_alike else Counted(len(first.here), first.next_after is not None)
    oldest = first.here[0] if first.here else None
    return ToDecide(
        rows=_waiting(reader, page.here),
        count=counted.number,
        or_more=counted.or_more,
        oldest=oldest.since if oldest else None,
        next_after=page.next_after,
        by_anyone=oldest is not None and oldest.capacity is not None and oldest.capacity.role is Role.CHANNEL,
    )


def _lately(reader: Reader, eyes: _Eyes) -> tuple[list[Listed], Month]:
    """The page of recent decisions, and the month in numbers."""
    viewer, looking, policy = eyes.viewer, eyes.looking, eyes.deciding.policy
    first = eyes.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    newest, found = reader.lately(viewer, first, count_to=_MOST_IN_A_MONTH, limit=MOST_RECENT + 1)
    month = Month(first=first, by_status=found, is_cut=sum(found.values()) >= _MOST_IN_A_MONTH)
    if looking.before is None and not looking.is_filtered:
        return listed_as(reader, newest), month
    filters = Filters(
        status=looking.status,
        model=looking.model,
        person=looking.person,
        works=_kinds(looking.work, policy),
        country=looking.country,
        since=looking.since.before(eyes.now) if looking.since else None,
        before=looking.before,
    )
    return listed(reader, filters=filters, limit=MOST_RECENT + 1, viewer=viewer), month


def _waiting(reader: Reader, found: Sequence[ToDo]) -> list[Waiting]:
    rows = _rows(listed_as(reader, [each.decision for each in found]))
    return [
        Waiting(
            row=row,
            since=each.since,
            agreed=[given.by for given in each.course.approvals],
            needed=each.needed,
            asked_by=each.course.question.by if each.course.question else None,
        )
        for each, row in zip(found, rows, strict=True)
    ]


def _rows(found: Sequence[Listed]) -> list[HistoryRow]:
    return [
        HistoryRow(
            reference=each.decision.reference,
            recorded_at=each.decision.recorded_at,
            status=each.decision.status,
            text=each.decision.text,
            who=each.decision.who,
            recommended=each.in_brief,
            outcome=each.outcome,
            chosen=each.chosen,
        )
        for each in found
    ]


def _shown(state: HomeState) -> list[int]:
    """The numbers of the decisions that somebody would be shown."""
    waiting = [*(state.to_decide.rows if state.to_decide else ()), *state.mine_waiting]
    rows = [*(each.row for each in waiting), *state.mine_decided, *state.recent]
    return [row.reference.number for row in rows]
