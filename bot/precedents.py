"""The nearest earlier decisions: about the same kind of work or one like it, answered alike, in like words.

Only what somebody has decided is a precedent. What is looked at is bounded, the newest first: a hundred of the same
kind of work and, where those are few, a hundred of its family; without a kind of work, those that share a word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from bot.earlier import Differs, Precedent
from bot.listing import Listed, listed_as
from bot.store import Filters, NewDecision, Reader, RecordedDecision, Status, Viewer
from rules.case_factors import WORK, is_of_a_case
from rules.policy_names import PolicyNames
from rules.wording import in_a_sentence

_DECIDED = (Status.ACCEPTED, Status.OVERRIDDEN)
_MOST = 100
"""Decisions that are looked at of each list."""
_FEW = 5
MOST = 5
"""Precedents that are named of one decision."""
_MOST_WORDS = 3
_SHORTEST_WORD = 5
_SAME_KIND, _ANSWERS, _WORDS, _COUNTRY = 4.0, 3.0, 2.0, 1.0
"""What each counts: the same kind of work, all answers alike, all words alike, the same home country."""
_WORD = re.compile(r"[^\W\d_]{3,}")


def precedents(
    reader: Reader,
    about: NewDecision,
    families: Mapping[str, str],
    viewer: Viewer | None,
    *,
    channel: str | None = None,
    most: int = MOST,
) -> list[Precedent]:
    """The nearest of the decisions that somebody has made and that the viewer may see, the nearest first.

    `families` names of each kind of work the one at the top of its line. With `channel` only those whose cards stand
    there.
    """
    number = about.id if isinstance(about, RecordedDecision) else None
    found = {each.id: each for each in _candidates(reader, about, families, viewer, channel) if each.id != number}
    near = sorted(found.values(), key=lambda each: (-_nearness(each, about), -each.id))[:most]
    return [_precedent(each, about) for each in listed_as(reader, near) if each.outcome is not None]


def _candidates(
    reader: Reader, about: NewDecision, families: Mapping[str, str], viewer: Viewer | None, channel: str | None
) -> Iterator[RecordedDecision]:
    def those(words: str = "", works: Sequence[str] = ()) -> list[RecordedDecision]:
        filters = Filters(status=_DECIDED, works=tuple(works), channel=channel)
        return reader.decisions(words, filters=filters, limit=_MOST, viewer=viewer)

    work = about.answers.get(WORK)
    if work is None:
        long = {each for each in _words(about.text) if len(each) >= _SHORTEST_WORD}
        longest = sorted(long, key=lambda word: (-len(word), word))
        yield from chain.from_iterable(those(word) for word in longest[:_MOST_WORDS])
        return
    same = those(works=[work])
    yield from same
    if len(same) < _FEW and work in families:
        yield from those(works=[kind for kind, family in families.items() if family == families[work]])


def _nearness(other: RecordedDecision, about: NewDecision) -> float:
    mine, theirs = _answers(about), _answers(other)
    both = mine.keys() & theirs.keys()
    alike = sum(mine[factor] == theirs[factor] for factor in both) / max(len(both), 1)
    words, others = _words(about.text), _words(other.text)
    shared = len(words & others) / max(len(words | others), 1)
    same_kind = other.answers.get(WORK) == about.answers.get(WORK)
    same_country = other.home_country == about.home_country
    return _SAME_KIND * same_kind + _ANSWERS * alike + _WORDS * shared + _COUNTRY * same_country


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _answers(decision: NewDecision) -> Mapping[str, str]:
    return {factor: option for factor, option in decision.answers.items() if not is_of_a_case(factor)}


def _precedent(found: Listed, about: NewDecision) -> Precedent:
    decision, outcome = found.decision, found.outcome
    if outcome is None:
        raise ValueError(f"decision {decision.id} waits")
    work = found.names.works.get(decision.answers.get(WORK, ""))
    return Precedent(
        number=decision.id,
        work=work.task if work else "work like this",
        text=decision.text,
        who=decision.who,
        recorded_at=decision.recorded_at,
        outcome=outcome,
        chosen=found.chosen,
        home_country=decision.home_country,
        home_country_here=about.home_country,
        differs=list(_differences(decision, about, found.names)),
    )


def _differences(other: RecordedDecision, about: NewDecision, names: PolicyNames) -> Iterator[Differs]:
    """Where the two differ, by the answers that both have, in the order in which the policy asks."""
    mine, theirs = _answers(about), _answers(other)
    for factor in names.questions:
        if factor in mine and factor in theirs and mine[factor] != theirs[factor]:
            yield Differs(
                factor=factor,
                question=names.question(factor),
                there=names.answer(factor, theirs[factor]).rstrip("."),
                here=in_a_sentence(names.answer(factor, mine[factor])),
            )
