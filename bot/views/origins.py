"""Where answers come from, for people: those with one origin together, what was said first."""

from collections.abc import Iterator, Mapping

from bot.provenance import Origin, Provenance, beside, grouped, in_words, law_in_words
from bot.views import sentences
from bot.views.markup import Mrkdwn, joined, moment, mrkdwn, person, words
from rules.case_factors import LAW_PREFIX
from rules.policy import Policy

_LONGEST = 300
_LONGEST_TEXT = 1_200


def origin(provenance: Provenance, longest: int = _LONGEST, *, to_requester: bool) -> Mrkdwn:
    """`the request says “25 people”`, `answered by @dana`, in Slack's markup."""
    if provenance.origin is Origin.ANSWERED and provenance.by:
        return mrkdwn("answered by {by}", by=person(provenance.by))
    return words(in_words(provenance, to_requester=to_requester), longest)


def answers_with_origins(
    answers: Mapping[str, str], provenance: Mapping[str, Provenance], policy: Policy, *, to_requester: bool
) -> Iterator[Mrkdwn]:
    """A line for each heading and answer, as the details have them."""
    for heading, found in grouped(answers, provenance, to_requester=to_requester):
        yield mrkdwn("_{heading}_", heading=heading)
        for factor, option in found:
            yield _line(factor, option, provenance.get(factor), policy)


def _line(factor: str, option: str, provenance: Provenance | None, policy: Policy) -> Mrkdwn:
    asked, answer = sentences.option_of(factor, option, policy)
    if factor.startswith(LAW_PREFIX):
        return mrkdwn("• {label}", label=law_in_words(answer.label, option))
    said = mrkdwn(
        "• {question} {answer}",
        question=words(asked.question, _LONGEST_TEXT),
        answer=words(answer.label, _LONGEST_TEXT),
    )
    found = list(_beside(provenance)) if provenance else []
    return joined([said, mrkdwn(" ("), joined(found, ", "), mrkdwn(")")], "") if found else said


def _beside(provenance: Provenance) -> Iterator[Mrkdwn]:
    """What its heading does not say yet: the words, or who answered and when."""
    if provenance.words:
        yield mrkdwn("“{words}”", words=words(provenance.words, _LONGEST))
    if provenance.by:
        yield mrkdwn("by {by}", by=person(provenance.by))
    if provenance.at:
        yield moment(provenance.at)


def as_text(factor: str, option: str, provenance: Provenance | None, policy: Policy) -> str:
    """A line as plain text: `How many people? 5 to 49 (“25 people”)`."""
    asked, answer = sentences.option_of(factor, option, policy)
    if factor.startswith(LAW_PREFIX):
        return law_in_words(answer.label, option)
    return f"{asked.question} {answer.label}{beside(provenance)}"


def counted(
    when: Mapping[str, str], provenance: Mapping[str, Provenance], policy: Policy, *, to_requester: bool
) -> Mrkdwn:
    """The answers that made a rule fire, each with its origin: `5 to 49 people: the request says “40-seat”`."""
    room = min(_LONGEST, _LONGEST_TEXT // (2 * len(when)))
    return joined([_counted(*each, provenance, policy, room, to_requester=to_requester) for each in when.items()], "; ")


def _counted(
    factor: str,
    option: str,
    provenance: Mapping[str, Provenance],
    policy: Policy,
    room: int,
    *,
    to_requester: bool,
) -> Mrkdwn:
    label = words(sentences.option_of(factor, option, policy)[1].label, room)
    if (found := provenance.get(factor)) is None:
        return label
    return mrkdwn("{label}: {origin}", label=label, origin=origin(found, room, to_requester=to_requester))
