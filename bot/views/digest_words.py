"""The words of a digest: a decision, a person, a kind of work and a model, each as it stands inside a sentence.

People are named, never addressed; what is erased has no words.
"""

from collections.abc import Iterable, Sequence

from bot.excerpts import both_ends, excerpt
from bot.slack.conversation_ids import is_person
from bot.store.digest_settings import Section
from bot.store.erased import SOMEONE
from bot.views import days
from bot.views.digest_content import Digest, DigestLine
from rules.decision_status import Status, in_running_text, standing_in_words

_MOST_NAMED = 3
"""Kinds of work and people in one line; a fourth where it is the last."""
LONGEST_NAME = 40
LONGEST_LABEL = 40
_LONGEST_TEXT = 60


def kind(id_: str | None, digest: Digest) -> str:
    """A kind of work by its id, inside a sentence."""
    return excerpt(in_running_text(digest.kinds.get(id_ or "", id_ or "something else")), LONGEST_LABEL)


def name(who: str, digest: Digest) -> str:
    """What somebody is called."""
    if not who:
        return SOMEONE
    return excerpt(digest.names.get(who) or ("a colleague" if is_person(who) else who), LONGEST_NAME) or "a colleague"


def listed(words: Sequence[str], others: int = 0) -> str:
    """`a, b and c`, or `a, b and 2 more`; where they have commas in them, `a, of b; c and 2 more`."""
    every = [*words, *([f"{others:,} more"] if others else [])]
    apart = "; " if any("," in each for each in words) else ", "
    return " and ".join(filter(None, (apart.join(every[:-1]), every[-1])))


def listed_people(people: Sequence[str], digest: Digest) -> str:
    """Their names, as many as stand in a line."""
    shown = most_named(len(people))
    return listed([name(who, digest) for who in people[:shown]], len(people) - shown)


def what(line: DigestLine, longest: int = _LONGEST_TEXT) -> str:
    """What was asked, as a line of a list or a table begins."""
    return "(its words are erased)" if line.text is None else _quoted(line.text, longest)


def of_list(section: Section, line: DigestLine, digest: Digest) -> str:
    """One decision in the list of a section, after its number: what was asked, and what the section is about."""
    on = f"on {days.lately(line.at, digest.until, digest.settings.schedule.rules)}"
    asker = name(line.asker, digest)
    match section:
        case Section.WAITING:
            whom = f" for {listed_people(line.waits_for, digest)}" if line.waits_for else ""
            waits = f"waits {age(line.days)}{whom}"
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
    return f"{line.status}{f': {said}' if said else ''}{reason(line)}"


def reason(line: DigestLine) -> str:
    """` (law)`, or nothing."""
    return f" ({excerpt(line.ready_reason, LONGEST_LABEL)})" if line.ready_reason else ""


def instead(line: DigestLine) -> str:
    """`in-house instead of outsourcing nearby`."""
    if not line.model:
        return ""
    chosen = label(line.model)
    return f"{chosen} instead of {label(line.instead_of)}" if line.instead_of not in {None, "", line.model} else chosen


def label(model: str) -> str:
    """A model inside a sentence."""
    return both_ends(in_running_text(model), LONGEST_LABEL)


def called(line: DigestLine) -> str:
    """What it is about, in few words; empty where that is erased."""
    if line.text is None:
        return ""
    return excerpt(in_running_text(line.work), LONGEST_LABEL) if line.work else _quoted(line.text, LONGEST_NAME)


def _quoted(text: str, longest: int) -> str:
    return f"“{excerpt(text, longest)}”"


def age(passed: int) -> str:
    """For how long something waits, given the days: `12 days`."""
    return "since today" if passed <= 0 else "since yesterday" if passed == 1 else f"{passed:,} days"


def most_named(there: int) -> int:
    """How many are named of as many as there are: "and 1 more" takes as long to read as the one."""
    return there if there <= _MOST_NAMED + 1 else _MOST_NAMED


def counted(many: Iterable[tuple[str, int]]) -> list[str]:
    """`law (2)`, `price`."""
    return [f"{name} ({count:,})" if count > 1 else name for name, count in many]
