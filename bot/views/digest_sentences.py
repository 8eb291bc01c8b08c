"""What a digest says, as plain text: the terminal prints it, Slack's views escape it and put links and buttons to it.

People are named, never addressed; what is erased is counted, and in no words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.excerpts import excerpt
from bot.slack.conversation_ids import is_person
from bot.store.digest_settings import Section
from bot.store.erased import SOMEONE
from bot.views import days, sentences
from bot.views.digest_content import Bar, Digest, DigestLine, Part, PolicyLine
from rules.decision_status import Status, in_running_text, standing_in_words
from rules.drift import Drift, Headline, Measure, Share

_MOST_NAMED = 3
"""Kinds of work and people in one line; a fourth where it is the last."""
_LONGEST_NAME = 40
_LONGEST_TEXT = 60
_LONGEST_LABEL = 40
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
    """Ids of those for whom it waits, to be said last, after "for"; more than are named."""
    rest: str
    """What follows the number, with the mark before it."""
    numbers: tuple[int, ...] = ()
    """The decisions whose words or people the line repeats."""


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
    with_public = ", with those of public channels" if digest.with_public else ""
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


def kind(id_: str | None, digest: Digest) -> str:
    """A kind of work by its id, inside a sentence."""
    return _cut(in_running_text(digest.kinds.get(id_ or "", id_ or "something else")), _LONGEST_LABEL)


def _range(found: Drift) -> str:
    low, _, high = percent(found.lowest, found.now, found.highest)
    return f"{low} %" if low == high else f"{low} to {high} %"


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
    kinds = Counter(filter(None, map(_called, part.lines))).most_common()
    shown = dict(kinds[: _most(len(kinds))])
    numbers = tuple(each.number for each in part.lines if _called(each) in shown)
    if not shown:
        said = ""
    elif _is_whole(part):
        said = f": {listed(counted(shown.items()), part.count - sum(shown.values()))}"
    else:
        said = f", among them {listed(list(shown))}"
    return Said(Section.NEW, f"{part.count:,}", (), said, numbers)


def counted(many: Iterable[tuple[str, int]]) -> list[str]:
    """`law (2)`, `price`."""
    return [f"{name} ({count:,})" if count > 1 else name for name, count in many]


def _most(there: int) -> int:
    """How many are named of as many as there are: "and 1 more" takes as long to read as the one."""
    return there if there <= _MOST_NAMED + 1 else _MOST_NAMED


def in_one_line(said: Said, digest: Digest) -> str:
    """The whole line, as a terminal prints it."""
    count = f" {said.count}" if said.count else ""
    whom = f"; for {listed_people(said.people, digest)}" if said.people else ""
    return f"{TITLES[said.section]}{count}{said.rest}{whom}"


def names_all_new(part: Part) -> bool:
    """Whether the line of what is new names every one of them."""
    return part.count == len(_new(part).numbers)


def _is_whole(part: Part) -> bool:
    return len(part.lines) == part.count


def _called(line: DigestLine) -> str:
    """What it is about, in few words; empty where that is erased."""
    if line.text is None:
        return ""
    return _cut(in_running_text(line.work), _LONGEST_LABEL) if line.work else _quoted(line.text, _LONGEST_NAME)


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
        about = ", ".join(filter(None, (_called(oldest), _age(oldest.days))))
        rest = f"{since}: {about}"
    else:
        rest = f"{since}; the oldest {_age(oldest.days)}"
    return Said(Section.WAITING, f"{part.count:,}", people, rest, tuple(each.number for each in part.lines))


def _age(passed: int) -> str:
    return "since today" if passed <= 0 else "since yesterday" if passed == 1 else f"{passed:,} days"


def _overridden(part: Part) -> Said:
    if part.count == 1 and part.lines:
        only = part.lines[0]
        about = ", ".join(filter(None, (_called(only), instead(only))))
        rest = f": {about}{_reason(only)}" if about else _reason(only)
        return Said(Section.OVERRIDES, "1", (), rest, (only.number,))
    reasons = Counter(_cut(each.ready_reason or "no ready reason", _LONGEST_LABEL) for each in part.lines)
    said = ", ".join(counted(reasons.most_common(_MOST_REASONS)))
    among = "" if _is_whole(part) else f"; the last {len(part.lines)} of them"
    return Said(Section.OVERRIDES, f"{part.count:,}", (), f"{among}: {said}" if said else "")


def instead(line: DigestLine) -> str:
    """`in-house instead of outsourcing nearby`."""
    if not line.model:
        return ""
    chosen, recommended = label(line.model), label(line.instead_of or "")
    return f"{chosen} instead of {recommended}" if recommended not in {"", chosen} else chosen


def label(model: str) -> str:
    """A model inside a sentence."""
    return _cut(in_running_text(model), _LONGEST_LABEL)


def _policy(digest: Digest) -> Said:
    last = digest.policies[0]
    if len(digest.policies) == 1:
        return Said(Section.POLICY, "", (), f" {policy(last, digest)}")
    return Said(Section.POLICY, f"{len(digest.policies):,}", (), f" put in force, the last {policy(last, digest, '')}")


def policy(line: PolicyLine, digest: Digest, did: str = "put in force ") -> str:
    """`2026-3 put in force by Dana on Tuesday`."""
    when = days.lately(line.at, digest.until, digest.settings.schedule.rules)
    return f"{_cut(line.version, _LONGEST_NAME)} {did}by {name(line.by, digest)} on {when}"


def shown_bars(digest: Digest) -> list[Bar]:
    """The bars of which something is to be seen."""
    return [each for each in digest.bars if each.now or mean(each)][:_MOST_BARS]


def mean(bar: Bar) -> float:
    """The mean of the weeks before, as exactly as it is said."""
    return round(bar.before, 1)


def name(who: str, digest: Digest) -> str:
    """What somebody is called."""
    if not who:
        return SOMEONE
    return _cut(digest.names.get(who) or ("a colleague" if is_person(who) else who), _LONGEST_NAME) or "a colleague"


def listed_people(people: Sequence[str], digest: Digest) -> str:
    """Their names, as many as stand in a line."""
    shown = _most(len(people))
    return listed([name(who, digest) for who in people[:shown]], len(people) - shown)


def listed(words: Sequence[str], others: int = 0) -> str:
    """`a, b and c`, or `a, b and 2 more`; where they have commas in them, `a, of b; c and 2 more`."""
    every = [*words, *([f"{others:,} more"] if others else [])]
    apart = "; " if any("," in each for each in words) else ", "
    return " and ".join(filter(None, (apart.join(every[:-1]), every[-1])))


def what(line: DigestLine, longest: int = _LONGEST_TEXT) -> str:
    """What was asked, as a line of a list or a table begins."""
    return "words erased" if line.text is None else _quoted(line.text, longest)


def of_list(section: Section, line: DigestLine, digest: Digest) -> str:
    """One decision in the list of a section, after its number: what was asked, and what the section is about."""
    on = f"on {days.lately(line.at, digest.until, digest.settings.schedule.rules)}"
    asker = name(line.asker, digest)
    match section:
        case Section.WAITING:
            whom = f" for {listed_people(line.waits_for, digest)}" if line.waits_for else ""
            waits = f"waits {_age(line.days)}{whom}"
            return f"{what(line)}, {waits}; asked by {asker}"
        case Section.DECIDED | Section.OVERRIDES:
            return f"{what(line)}, {outcome(line)}, by {name(line.by or '', digest)} {on}"
        case _:
            firm = standing_in_words(line.standing)
            came = f"{label(line.model)}, {firm}" if line.model else firm
            became = came if line.status.is_open else outcome(line)
            return f"{what(line)}, asked by {asker} {on}; {became}"


def outcome(line: DigestLine) -> str:
    """`accepted: in-house`, `overridden: in-house instead of hybrid (law)`."""
    said = instead(line) if line.status is Status.OVERRIDDEN else label(line.model) if line.model else ""
    return f"{line.status}{f': {said}' if said else ''}{_reason(line)}"


def _reason(line: DigestLine) -> str:
    return f" ({_cut(line.ready_reason, _LONGEST_LABEL)})" if line.ready_reason else ""


def _quoted(text: str, longest: int) -> str:
    return f"“{_cut(text, longest)}”"


def _cut(text: str, longest: int) -> str:
    return excerpt(text, longest)
