"""What a digest says, as plain text: the terminal prints it, Slack's views escape it and put links and buttons to it.

People are named, never addressed; what is erased is counted, and in no words.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.excerpts import excerpt
from bot.store.digest_settings import Section
from bot.views import days, sentences
from bot.views.digest_content import Bar, Digest, Part, PolicyLine
from bot.views.digest_words import (
    LONGEST_LABEL,
    LONGEST_NAME,
    age,
    called,
    counted,
    instead,
    kind,
    label,
    listed,
    listed_people,
    most_named,
    name,
    reason,
)
from rules.drift import Drift, Headline, Measure, Share

_MOST_DECIMALS = 3
_MOST_REASONS = 6
_MOST_BARS = 20
"""As many as Slack draws."""

TITLES = {
    Section.NEW: "New",
    Section.DECIDED: "Decided",
    Section.WAITING: "Waiting",
    Section.OVERRIDES: "Overridden",
    Section.POLICY: "Policy",
    Section.CHART: "Models",
}
"""How each section begins."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a digest."""

    section: Section
    count: str
    """How much there is of it; empty where it begins without a number."""
    people: tuple[str, ...]
    """Ids of those for whom it waits, to be said last; more than are named."""
    rest: str
    """What follows the number, with the mark before it."""
    numbers: tuple[int, ...] = ()
    """The decisions whose words or people the line repeats."""
    of_them: str = ""
    """Which of them it is that wait for these people, where it is not known of all."""

    @property
    def whom(self) -> str:
        """What comes before the people."""
        return f"; {self.of_them} for " if self.of_them else "; for "


def headline(digest: Digest) -> tuple[str, str]:
    """What is said first, and what comes after it in smaller print: `3 wait for a decision.`"""
    match digest.headline:
        case Headline.DRIFT if digest.drifts:
            return f"Drift: {drift(digest.drifts[0], digest)}.", _wait(digest.waiting.count)
        case Headline.NOTHING:
            return "Nothing needs you.", ""
        case _:
            return _wait(digest.waiting.count) or "Nothing needs you.", ""


def _wait(count: int) -> str:
    return "One waits for a decision." if count == 1 else f"{count:,} wait for a decision." if count else ""


def period(digest: Digest) -> str:
    """`Sourcing, 23 to 30 November`."""
    with_public = ", public channels included" if digest.with_public else ""
    return f"Sourcing, {days.span(digest.since, digest.until, digest.settings.schedule.rules)}{with_public}"


def late(digest: Digest) -> str | None:
    """That it should have come earlier."""
    if digest.late is None:
        return None
    zone = digest.settings.schedule.rules
    due = digest.late.astimezone(zone)
    return f"Late: it was due on {days.day(due, zone)} at {days.clock(due.time())}, and could not be sent then."


def quiet(digest: Digest) -> str | None:
    """The one line after weeks with nothing to tell; None where there is something."""
    if not digest.quiet_weeks:
        return None
    if digest.quiet_weeks == 1:
        return "Nothing to tell this week, and nothing waits."
    return f"Nothing to tell for {sentences.in_words(digest.quiet_weeks, 'week')}, and nothing waits."


def drift(found: Drift, digest: Digest) -> str:
    """`5 of 9 decisions were overridden; in the 8 weeks compared it was 0 to 20 %`."""
    so_many = f"{found.now.count:,} of {found.now.base:,}"
    match found.measure:
        case Measure.OVERRIDES:
            said = f"{so_many} decisions were overridden"
        case Measure.TOO_EARLY:
            said = f"for {so_many} requests it was too early to recommend a model"
        case Measure.KIND:
            said = f"{so_many} requests were for {kind(found.kind, digest)}"
    return f"{said}; in the 8 weeks compared it was {_range(found)}"


def _range(found: Drift) -> str:
    low, _, high = percent(found.lowest, found.now, found.highest)
    return f"{low}\u00a0%" if low == high else f"{low} to {high}\u00a0%"  # never a line of its own


def percent(*shares: Share) -> tuple[str, ...]:
    """Shares in percent, with as many decimals as it takes to tell apart those that are not the same."""
    for decimals in range(_MOST_DECIMALS):
        said = tuple(f"{100 * each.value:.{decimals}f}" for each in shares)
        if len(set(said)) == len({each.value for each in shares}):
            break
    return said


def more_drifts(digest: Digest) -> list[str]:
    """What is drift besides what the headline names."""
    return [drift(each, digest) for each in digest.drifts[1:]]


def lines(digest: Digest) -> Iterator[Said]:
    """The line of each section that the settings show and that has something to say."""
    shown = digest.settings.sections
    if Section.NEW in shown and digest.new.count:
        yield _new(digest.new)
    if Section.DECIDED in shown and digest.decided.count:
        yield _decided(digest)
    if Section.WAITING in shown and digest.waiting.count:
        yield _waiting(digest.waiting)
    if Section.OVERRIDES in shown and digest.overridden.count:
        yield _overridden(digest.overridden)
    if Section.POLICY in shown and digest.policies:
        yield _policy(digest)
    if Section.CHART in shown and (bars := shown_bars(digest)):
        models = ", ".join(f"{label(each.label)} {each.now:,} ({mean(each):g})" for each in bars)
        yield Said(Section.CHART, "", (), f" decided for: {models}; in brackets the mean of 8 weeks before")


def _new(part: Part) -> Said:
    kinds = Counter(filter(None, map(called, part.lines))).most_common()
    shown = dict(kinds[: most_named(len(kinds))])
    numbers = tuple(each.number for each in part.lines if called(each) in shown)
    if not shown:
        said = ""
    elif _is_whole(part):
        said = f": {listed(counted(shown.items()), part.count - sum(shown.values()))}"
    else:
        said = f", among them {listed(list(shown))}"
    return Said(Section.NEW, f"{part.count:,}", (), said, numbers)


def in_one_line(said: Said, digest: Digest) -> str:
    """The whole line, as a terminal prints it."""
    count = f" {said.count}" if said.count else ""
    whom = f"{said.whom}{listed_people(said.people, digest)}" if said.people else ""
    return f"{TITLES[said.section]}{count}{said.rest}{whom}"


def names_all_new(part: Part) -> bool:
    """Whether the line of what is new names every one of them."""
    return part.count == len(_new(part).numbers)


def _is_whole(part: Part) -> bool:
    return len(part.lines) == part.count


def _decided(digest: Digest) -> Said:
    count, overridden = digest.decided.count, digest.overridden.count
    accepted = count - overridden
    if accepted and overridden:
        how = f": {accepted:,} accepted, {overridden:,} overridden"
    else:
        how = f": {'all ' if count > 1 else ''}{'accepted' if accepted else 'overridden'}"
    return Said(Section.DECIDED, f"{count:,}", (), how)


def _waiting(part: Part) -> Said:
    people = tuple(dict.fromkeys(who for each in part.lines for who in each.waits_for))
    if part.same == part.count:
        since = ", the same as last week"
    else:
        since = f", {part.same:,} of them already last week" if part.same else ""
    if not part.lines:
        return Said(Section.WAITING, f"{part.count:,}", people, since)
    oldest = part.lines[0]
    if part.count == 1:
        about = ", ".join(filter(None, (called(oldest), age(oldest.days))))
        rest = f"{since}: {about}"
    else:
        rest = f"{since}; the oldest {age(oldest.days)}"
    numbers = tuple(each.number for each in part.lines)
    return Said(Section.WAITING, f"{part.count:,}", people, rest, numbers, _of_them(part))


def _of_them(part: Part) -> str:
    """Of very many only the oldest are asked for whom they wait: `the oldest 10`."""
    known = max((place for place, each in enumerate(part.lines, 1) if each.waits_for), default=0)
    return f"the oldest {known}" if 1 < known < part.count else "the oldest" if known < part.count else ""


def _overridden(part: Part) -> Said:
    if part.count == 1 and part.lines:
        only = part.lines[0]
        about = ", ".join(filter(None, (called(only), instead(only))))
        rest = f": {about}{reason(only)}" if about else reason(only)
        return Said(Section.OVERRIDES, "1", (), rest, (only.number,))
    reasons = Counter(excerpt(each.ready_reason or "no ready reason", LONGEST_LABEL) for each in part.lines)
    said = ", ".join(counted(reasons.most_common(_MOST_REASONS)))
    among = "" if _is_whole(part) else f"; the last {len(part.lines)} of them"
    return Said(Section.OVERRIDES, f"{part.count:,}", (), f"{among}: {said}" if said else "")


def _policy(digest: Digest) -> Said:
    last = digest.policies[0]
    if len(digest.policies) == 1:
        return Said(Section.POLICY, "", (), f" {policy(last, digest)}")
    return Said(Section.POLICY, f"{len(digest.policies):,}", (), f" put in force, the last {policy(last, digest, '')}")


def policy(line: PolicyLine, digest: Digest, did: str = "put in force ") -> str:
    """`2026-3 put in force by Dana on Tuesday`."""
    when = days.lately(line.at, digest.until, digest.settings.schedule.rules)
    return f"{excerpt(line.version, LONGEST_NAME)} {did}by {name(line.by, digest)} on {when}"


def shown_bars(digest: Digest) -> list[Bar]:
    """The bars of which something is to be seen; none of a week in which nothing was decided."""
    if not any(each.now for each in digest.bars):
        return []
    return [each for each in digest.bars if each.now or mean(each)][:_MOST_BARS]


def mean(bar: Bar) -> float:
    """The mean of the weeks before, as exactly as it is said."""
    return round(bar.before, 1)
