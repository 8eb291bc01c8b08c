"""Somebody's Home: what waits for them, what is theirs, the month in numbers, and the decisions that they may see.

At most 100 blocks, however much there is: each list has a page of its own length, and the long ones are turned over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import ids
from bot.excerpts import excerpt
from bot.store import KeptDelegation
from bot.views import blocks, delegations
from bot.views.blocks import Block, Element
from bot.views.history import HistoryRow
from bot.views.home_filters import filter_menus
from bot.views.home_rows import Waiting, age, recent_row, waiting_row
from bot.views.looking import Looking, written
from bot.views.markup import Mrkdwn, moment, mrkdwn, words
from bot.views.reminding import remind_again
from rules.decision_status import Status
from rules.grid import Model

MOST_WAITING = 8
MOST_OF_MINE = 5
"""Of those that wait, and of those that were decided."""
MOST_DRAFTS = 3
MOST_RECENT = 10
MOST_DELEGATIONS = 5
MOST_COUNTED = 500
"""Beyond that, what waits is no longer counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A questionnaire that somebody began."""

    draft_id: str
    text: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """A page of what waits for this person, oldest first."""

    rows: Sequence[Waiting]
    count: int
    """How many wait in all, as far as they were counted."""
    or_more: bool
    """Whether counting stopped there."""
    oldest: datetime | None
    """Since when the oldest waits; None where none was found among those that were looked at."""
    next_after: tuple[datetime, int] | None = None
    """The place of the decision after which the next page begins; None where this is the last."""
    by_anyone: bool = False
    """Whether it waits for anyone in its channel, because nobody in particular decides here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The decisions asked for in this calendar month that this person may see, by what became of them."""

    first: datetime
    by_status: Mapping[Status, int]
    is_cut: bool = False
    """Whether only the newest were counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """Everything that stands on a Home."""

    who: str
    now: datetime
    looking: Looking = Looking()  # noqa: RUF009 - frozen
    guest: bool = False
    decides: bool = True
    """Whether somebody of their kind may decide here at all."""
    unknown: bool = False
    """Whether Slack does not say just now who they are: then only what is theirs is shown."""
    to_decide: ToDecide | None = None
    drafts: Sequence[Begun] = ()
    mine_waiting: Sequence[Waiting] = ()
    """One more than `MOST_OF_MINE` where there are more."""
    mine_decided: Sequence[HistoryRow] = ()
    """The same."""
    month: Month | None = None
    recent: Sequence[HistoryRow] = ()
    """One more than `MOST_RECENT` where there are more."""
    models: Mapping[Model, str]
    """What the policy in force calls the models."""
    reminded: bool | None = None
    """Whether they are reminded of what waits for them; None for whoever decides nothing."""
    delegations: Sequence[KeptDelegation] = ()
    """Those that they have a part in."""
    hands_over: bool = False
    """Whether there is something that they could hand over."""
    cards: Mapping[int, str] = field(default_factory=dict)
    """Where the card of a decision is that this person may go to, by number."""
    works: Sequence[tuple[str, str]] = ()
    """Each kind of work in the policy in force, with its label."""


_COUNTED = {Status.ACCEPTED: "accepted", Status.OVERRIDDEN: "overridden", Status.RECORDED: "waiting"}


def home_view(state: HomeState) -> dict[str, Any]:
    """The whole Home."""
    return _view(
        [*_opening(state), *_to_decide(state), *_month(state.month), *_mine(state), *_recent(state), *_settings(state)],
        state.looking.written,
    )


def fallback_view(reference: str) -> dict[str, Any]:
    """In place of a Home that cannot be shown: what still works. `reference` is for whoever runs the bot."""
    return _view(
        [
            blocks.section("home.begin", mrkdwn("Your Home cannot be shown just now. Nothing is lost.")),
            blocks.actions("home.actions", _new_request(), blocks.button(ids.HOME_AGAIN, "Try again", "again")),
            blocks.context(
                "home.fallback",
                mrkdwn(
                    "`/sourcing history` lists the decisions that you may see. Reference: {reference}.",
                    reference=reference,
                ),
            ),
        ]
    )


def outsider_view(text: Mrkdwn) -> dict[str, Any]:
    """For somebody of another company, or whose account is closed: why there is nothing for them here."""
    return _view([blocks.section("home.begin", text)])


def _settings(state: HomeState) -> Iterator[Block]:
    yield from delegations.rows("home.delegation", state.who, state.delegations[:MOST_DELEGATIONS])
    if state.hands_over:
        said = mrkdwn("While you are away, a colleague can decide for you.")
        yield blocks.section("home.hand_over", said, blocks.button(ids.HAND_OVER, "Hand over", "hand_over"))
    if state.reminded is None:
        return
    if state.reminded:
        said = mrkdwn("You are reminded of what waits for you, once a day at most.")
        way = blocks.button(ids.STOP_REMINDING, "Stop reminding me", "stop")
    else:
        said, way = mrkdwn("You are not reminded of what waits for you; it stands here."), remind_again()
    yield blocks.section("home.reminders", said, way)


def _view(parts: Sequence[Block], private_metadata: str = "") -> dict[str, Any]:
    return {"type": "home", "callback_id": ids.HOME, "private_metadata": private_metadata, "blocks": list(parts)}


def _new_request() -> Element:
    return blocks.button(ids.NEW_REQUEST, "New request", "new", style="primary")


def _opening(state: HomeState) -> Iterator[Block]:
    """What matters in one line, and the way to ask."""
    yield blocks.section("home.begin", _in_one_line(state), _new_request())
    if state.unknown:
        yield blocks.context(
            "home.unknown",
            mrkdwn("Slack does not say just now who you are, so only what is yours is shown. Open Home again later."),
        )
    elif state.guest:
        yield blocks.context("home.guest", _for_a_guest(state))


def _in_one_line(state: HomeState) -> Mrkdwn:
    found = state.to_decide
    if found is not None and found.oldest is None:
        return mrkdwn("*None of those that have waited longest is for you.* Go on to look through the others.")
    if found is not None and found.oldest is not None:
        one = found.count == 1 and not found.or_more
        return mrkdwn(
            "*{count} {wait}{you}.* The oldest has waited {age}.",
            count="1 decision" if one else f"{_counted(found)} decisions",
            wait="waits" if one else "wait",
            you=" for somebody to decide" if found.by_anyone else " for you",
            age=age(found.oldest, state.now),
        )
    if state.mine_waiting:
        one = len(state.mine_waiting) == 1
        return mrkdwn(
            "*{count} for somebody to decide.*",
            count="1 of your requests waits" if one else f"{_up_to(len(state.mine_waiting))} of your requests wait",
        )
    if state.drafts or state.mine_decided or state.recent:
        return mrkdwn("*Nothing waits for you.*")
    return mrkdwn("*Say what work you want to place,* and hear where and by whom it is best done, and why.")


def _counted(found: ToDecide) -> str:
    return f"At least {found.count:,}" if found.or_more else f"{found.count:,}"


def _up_to(number: int) -> str:
    return f"More than {MOST_OF_MINE}" if number > MOST_OF_MINE else str(number)


def _for_a_guest(state: HomeState) -> Mrkdwn:
    if state.decides:
        return mrkdwn("You are a guest here: you see what is yours, and what was posted in public channels you are in.")
    return mrkdwn(
        "You are a guest here: you can ask, and you see what is yours and what was posted in public channels you are "
        "in. Guests decide nothing; a full member does."
    )


def _to_decide(state: HomeState) -> Iterator[Block]:
    found = state.to_decide
    if found is None:
        return
    for each in found.rows:
        yield waiting_row("home.to_decide", each, state.now, _card(state, each.row), to_asker=False)
    turning = []
    if found.next_after is not None:
        turning.append(blocks.button(ids.HOME_WAITING_NEXT, "Next", written(found.next_after)))
    if state.looking.after is not None:
        turning.append(blocks.button(ids.HOME_WAITING_FIRST, "Oldest", "first"))
    if turning:
        yield blocks.actions("home.to_decide.pages", *turning)


def _card(state: HomeState, row: HistoryRow) -> str | None:
    return state.cards.get(row.reference.number)


def _month(month: Month | None) -> Iterator[Block]:
    if month is None or not month.by_status:
        return
    found = month.by_status
    asked = f"{sum(found.values()):,} asked for"
    became = [f"{found[status]:,} {word}" for status, word in _COUNTED.items() if found.get(status)]
    said = mrkdwn(
        "*{name} so far*: {numbers}{cut}",
        name=f"{month.first:%B}",
        numbers=", ".join([asked, *became]),
        cut=" (the newest only)" if month.is_cut else "",
    )
    yield blocks.context("home.month", said)


def _mine(state: HomeState) -> Iterator[Block]:
    if not (state.drafts or state.mine_waiting or state.mine_decided):
        return
    yield blocks.header("home.mine", "Yours")
    for draft in state.drafts[:MOST_DRAFTS]:
        yield _draft(draft)
    for waiting in state.mine_waiting[:MOST_OF_MINE]:
        yield waiting_row("home.mine.waiting", waiting, state.now, _card(state, waiting.row), to_asker=True)
    for decided in state.mine_decided[:MOST_OF_MINE]:
        yield recent_row("home.mine.decided", decided, _card(state, decided), to_asker=True)
    if len(state.mine_waiting) > MOST_OF_MINE or len(state.mine_decided) > MOST_OF_MINE:
        yield blocks.actions("home.mine.pages", blocks.button(ids.HOME_ALL_MINE, "All of mine", "mine"))


def _draft(draft: Begun) -> Block:
    began = excerpt(draft.text, 100)
    text = mrkdwn("*{text}*", text=words(began, 200)) if began else mrkdwn("*A request without words yet*")
    return blocks.section(
        f"home.draft.{draft.draft_id}",
        mrkdwn("{text}\nNot finished · {when}", text=text, when=moment(draft.updated_at)),
        blocks.button(ids.RESUME, "Go on", draft.draft_id),
    )


def _recent(state: HomeState) -> Iterator[Block]:
    looking = state.looking
    shown = state.recent[:MOST_RECENT]
    if not shown and not looking.is_filtered:
        return
    yield blocks.header("home.recent", "Recent decisions")
    yield blocks.actions(f"home.filters.{looking.written}"[:255], *filter_menus(looking, state.models, state.works))
    if not shown:
        yield blocks.section("home.recent.none", mrkdwn("No decision that you can see fits these filters."))
    for row in shown:
        yield recent_row("home.recent", row, _card(state, row), to_asker=row.who == state.who)
    turning = []
    if len(state.recent) > MOST_RECENT:
        turning.append(blocks.button(ids.HOME_OLDER, "Older", str(shown[-1].reference.number)))
    if looking.before is not None:
        turning.append(blocks.button(ids.HOME_NEWEST, "Newest", "newest"))
    if turning:
        yield blocks.actions("home.recent.pages", *turning)
