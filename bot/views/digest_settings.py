"""Setting a channel's weekly digest up: the form, and the card that says afterwards what it is set to."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from bot import ids
from bot.store.digest_settings import DigestSettings, DigestState, KeptDigest, Section
from bot.views import blocks, boxes, days
from bot.views.blocks import Block, Element, Message, Option
from bot.views.digest_paused import why_and_how_to_mend
from bot.views.digest_sentences import TITLES
from bot.views.digest_words import listed
from bot.views.markup import Mrkdwn, joined, lines, link, mrkdwn, person, words
from bot.views.telling import OPEN_IT
from bot.weeks import DAYS, Schedule

PUBLIC, MENTION, QUIET_LINE = "public", "mention", "quiet_line"
"""Values of the boxes under `ids.DIGEST_ALSO`."""

_STATES = [
    boxes.described(DigestState.ON, "On", "Once a week, one message in this channel"),
    boxes.described(DigestState.OFF, "Off", "Nothing is posted until somebody turns it on again"),
]
_SECTIONS = [
    boxes.described(Section.NEW, "New", "How many came in, and about what"),
    boxes.described(Section.DECIDED, "Decided", "How many, and a table of them with links"),
    boxes.described(Section.WAITING, "Waiting", "How many, for how long, and for whom"),
    boxes.described(Section.OVERRIDES, "Overridden", "What was decided otherwise than recommended, and why"),
    boxes.described(Section.POLICY, "Policy", "Which one was put in force, and by whom"),
    boxes.described(Section.CHART, "Models", "Which were decided for, beside the mean of eight weeks; a chart"),
]
_ALSO = [
    boxes.described(
        PUBLIC,
        "Decisions of public channels",
        "Beside those of this channel; not where people from outside can read along",
    ),
    boxes.described(MENTION, "Notify those for whom something waits", "Otherwise they are only named"),
    boxes.described(QUIET_LINE, "A line after four quiet weeks", "A week with nothing to tell posts nothing"),
]
_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_ANYWHERE = "UTC"
ALONE = mrkdwn(
    "Decisions of public channels are left out here: people from outside can read along, or Slack does not say who can."
)


def settings_view(
    settings: DigestSettings,
    kept: KeptDigest | None,
    *,
    now: datetime,
    channel: str,
    metadata: str,
    on: bool | None = None,
    last: str | None = None,
    unused: Collection[Section] = (),
    note: Mrkdwn | None = None,
    answers: bool = False,
) -> dict[str, Any]:
    """The form with these settings in it.

    `kept` is what is on the record; `on` says what is ticked, where that is something else; `last` is the address of
    the digest that was sent last, `unused` as for the card, and `note` is said first. Slack takes hundreds of zones in
    a call of its own; where the form `answers` a submission, they would make it too large, and only a few are offered.
    """
    on = kept is None or kept.state is not DigestState.OFF if on is None else on
    state = DigestState.ON if on else DigestState.OFF
    also = {PUBLIC: settings.public, MENTION: settings.mention, QUIET_LINE: settings.quiet_line}
    ticked = [name for name, holds in also.items() if holds]
    schedule = settings.schedule
    weekdays = [blocks.option(str(number), name) for number, name in enumerate(DAYS)]
    return blocks.modal(
        ids.DIGEST,
        "Weekly digest",
        [
            *([blocks.section("digest.note", note)] if note else []),
            blocks.section("digest.stands", lines([*_stands(kept, now), *_last_and_next(kept, now, last)])),
            *(_offer(kept, unused) if kept else ()),
            blocks.actions("digest.actions", *_try_it(channel, is_kept=kept is not None)),
            blocks.field("Digest", boxes.radio_buttons(ids.DIGEST_STATE, _STATES, state)),
            blocks.field(
                "Day", blocks.menu(ids.DIGEST_WEEKDAY, weekdays, str(schedule.weekday), "Choose a day of the week")
            ),
            blocks.field("Time", boxes.time_field(ids.DIGEST_TIME, schedule.at)),
            _zone_field(schedule.zone, only_likely=answers),
            blocks.field(
                "What stands in it",
                boxes.checkboxes(ids.DIGEST_SECTIONS, _SECTIONS, settings.sections),
                hint="What needs you is always said first.",
                optional=True,
            ),
            blocks.field("Also", boxes.checkboxes(ids.DIGEST_ALSO, _ALSO, ticked), optional=True),
        ],
        submit="Save",
        private_metadata=metadata,
    )


def settings_card(
    kept: KeptDigest,
    *,
    now: datetime,
    last: str | None = None,
    unused: Collection[Section] = (),
    alone: bool = False,
    note: Mrkdwn | None = None,
) -> Message:
    """What a channel's digest is set to, to one person, after it was set and whenever they ask.

    `unused` are sections beside which nobody has pressed *Show* for eight digests, and `alone` says that decisions of
    public channels are wanted and left out.
    """
    said = [*_stands(kept, now), *_last_and_next(kept, now, last), *_chosen(kept.settings, alone=alone)]
    change = blocks.button(ids.DIGEST_CHANGE, "Change", kept.channel)
    return blocks.message(
        joined([*([note] if note else []), said[0]], " "),
        [
            *([blocks.section("digest.note", note)] if note else []),
            blocks.section("digest.stands", lines(said)),
            *_offer(kept, unused),
            blocks.actions("digest.actions", change, *_try_it(kept.channel, is_kept=True)),
        ],
    )


def _stands(kept: KeptDigest | None, now: datetime) -> Iterator[Mrkdwn]:
    """Whether it is on, and when it comes."""
    if kept is None:
        yield mrkdwn("No digest has been set up in this channel.")
        return
    schedule = kept.settings.schedule
    since = days.lately(kept.since, now, schedule.rules)
    match kept.state:
        case DigestState.ON:
            yield mrkdwn("*Digest is on*: {when}.", when=_weekly(schedule))
        case DigestState.OFF:
            who = person(kept.set_by)
            yield mrkdwn("*Digest is off* since {since}; {who} turned it off.", since=since, who=who)
        case DigestState.PAUSED:
            why, mend = why_and_how_to_mend(kept.paused_because or "")
            said = mrkdwn("{mend}, then turn it on again.", mend=mend)
            yield mrkdwn("*Digest is paused* since {since}: {why}. {said}", since=since, why=why, said=said)
    if schedule.falls_back_to is not None:
        yield mrkdwn(
            "This machine does not know the time zone {zone}; until another is chosen, it goes by {other}.",
            zone=words(schedule.zone, 80),
            other=schedule.falls_back_to,
        )


def _weekly(schedule: Schedule) -> str:
    """`Mondays at 9:00 (Europe/Madrid)`."""
    return f"{schedule.day}s at {days.clock(schedule.at)} ({schedule.zone})"


def _last_and_next(kept: KeptDigest | None, now: datetime, last: str | None) -> Iterator[Mrkdwn]:
    if kept is None:
        return
    zone = kept.settings.schedule.rules
    sent = mrkdwn("None has been sent yet.")
    if kept.last is not None:
        opens = mrkdwn(" ({link})", link=link(last, OPEN_IT)) if last else mrkdwn("")
        sent = mrkdwn("Last sent {day}{opens}.", day=days.short_day(kept.last.sent_at, zone), opens=opens)
    due = kept.next_due(now)
    following = [mrkdwn("Next due {day}.", day=days.short_day(due, zone))] if due is not None else []
    yield joined([sent, *following], " ")


def _chosen(settings: DigestSettings, *, alone: bool) -> Iterator[Mrkdwn]:
    missing = [TITLES[each].lower() for each in Section if each not in settings.sections]
    if missing:
        yield mrkdwn("Left out: {sections}.", sections=listed(missing))
    also = [
        *(["decisions of public channels"] if settings.public and not alone else []),
        *(["those for whom something waits are notified"] if settings.mention else []),
    ]
    if also:
        yield mrkdwn("Also: {chosen}.", chosen="; ".join(also))
    if alone:
        yield ALONE


def _offer(kept: KeptDigest, unused: Collection[Section]) -> Iterator[Block]:
    """To leave out what nobody looks at; a chart has no button by which that could be known."""
    offered = [
        each for each in Section if each in kept.settings.sections and each in unused and each is not Section.CHART
    ]
    if offered and kept.state is DigestState.ON:
        names = listed([TITLES[each].lower() for each in offered])
        them = "them" if len(offered) > 1 else "it"
        yield blocks.section(
            "digest.offer",
            mrkdwn(
                "Nobody has pressed Show beside {names} in the last eight digests. Leave {them} out?",
                names=names,
                them=them,
            ),
            blocks.button(ids.DIGEST_LEAVE_OUT, f"Leave {them} out", f"{kept.channel}|{','.join(offered)}"),
        )


def _try_it(channel: str, *, is_kept: bool) -> Iterator[Element]:
    yield blocks.button(ids.DIGEST_PREVIEW, "Preview", channel)
    if is_kept:
        sure = blocks.are_you_sure(
            "Send it now?",
            mrkdwn(
                "This week's digest is posted at once, as it was last saved, for all in the channel. No second one "
                "comes this week."
            ),
            "Send it",
        )
        yield blocks.button(ids.DIGEST_SEND_NOW, "Send now", channel, confirm=sure)


def _zone_field(chosen: str, *, only_likely: bool) -> Block:
    if only_likely:
        options = [blocks.option(each, each.replace("_", " ")) for each in dict.fromkeys((chosen, _ANYWHERE))]
        menu = blocks.menu(ids.DIGEST_ZONE, options, chosen, "Choose a time zone")
        return blocks.field("Time zone", menu, hint="For another, close this and type /sourcing digest again.")
    groups = list(_zone_groups())
    if not any(each["value"] == chosen for _, options in groups for each in options):
        groups.insert(0, ("As it is now", [blocks.option(chosen, chosen)]))
    menu = blocks.grouped_menu(ids.DIGEST_ZONE, groups, chosen, "Choose a time zone")
    return blocks.field(
        "Time zone", menu, hint="It comes at this time by the clock on the wall there, in summer and in winter."
    )


@cache
def _zone_groups() -> tuple[tuple[str, list[Option]], ...]:
    """The zones that this machine knows, by continents and oceans."""
    names = sorted(each for each in available_timezones() if each.partition("/")[0] in _AREAS)
    groups: list[tuple[str, list[Option]]] = [("Everywhere", [blocks.option(_ANYWHERE, _ANYWHERE)])]
    for area, found in groupby(names, lambda each: each.partition("/")[0]):
        options = [blocks.option(each, each.replace("_", " ")) for each in found]
        for start in range(0, len(options), blocks.MOST_OPTIONS):
            chunk = options[start : start + blocks.MOST_OPTIONS]
            from_here = chunk[0]["text"]["text"].partition("/")[2]
            groups.append((f"{area}, from {from_here}" if start else area, chunk))
    return tuple(groups)
