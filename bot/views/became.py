"""What became of a decision, in the lines of its card: who did what, in which role, for whom, when, and why."""

from collections.abc import Iterator, Sequence

from bot.store.course import Asked, Decided, Reopened, counting
from bot.views import sentences
from bot.views.card_state import CardState
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, words
from bot.views.succession import took_its_place
from rules.approvals import Tally, tally
from rules.choices import Choice
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model
from rules.policy import Policy
from rules.recommend import Standing

LONGEST_WORDS = 1_000
"""Code points of a reason or a question on a card."""
ANSWER, RULE = "answer:", "rule:"
"""How what is disputed begins: the id of a question follows, or that of a rule."""
_MOST_DISPUTED = 3
_MOST_APPROVALS = 5
_MOST_OPEN = 3
"""Open questions that a card names for one thing that is needed."""
_ROLES = {
    Role.REVIEWER: "reviewer",
    Role.EXTRA: "the policy asks for them",
    Role.OWN: "their own request",
    Role.REQUESTER: "who asked",
}
"""Where nobody is set as a reviewer, anyone in the channel decides, and nothing is said of a role."""


def what_became_of_it(state: CardState) -> Mrkdwn | None:
    """What was decided and by whom, or which decision took its place; None while it waits for that."""
    decided = state.course.decided
    match state.status:
        case Status.SUPERSEDED:
            return took_its_place(state.superseded_by)
        case Status.RECORDED:
            return None
        case _ if decided is None:
            return mrkdwn("*{status}*", status=state.status.capitalize())
        case Status.ACCEPTED:
            return lines([_accepted(decided, state.policy), *_said(decided.words)])
        case Status.OVERRIDDEN:
            return lines([_overridden(decided, state), *_said(decided.words), *_disputed(decided.disputes, state)])
        case Status.DISCARDED:
            return mrkdwn("*Discarded* by {by} · {when}. It stays in the log.", by=_by(decided), when=_when(decided))
        case Status.WITHDRAWN:
            return mrkdwn(
                "*Withdrawn* by {by} · {when}. Nobody has to decide it; it stays in the log.",
                by=_by(decided),
                when=_when(decided),
            )


def decided_meanwhile(state: CardState) -> Mrkdwn:
    """What is said to somebody who answers without knowing that somebody has decided."""
    became = what_became_of_it(state)
    return lines(
        [
            mrkdwn("*This has been decided meanwhile, and nothing was changed.*"),
            *([became] if became else []),
        ]
    )


def reopens(state: CardState) -> Mrkdwn:
    """What is said before an answer to what somebody has decided."""
    became = what_became_of_it(state)
    return lines(
        [
            mrkdwn("*An answer here reopens the decision: it then waits again.*"),
            *([became] if became else []),
        ]
    )


def where_it_stands(state: CardState) -> Iterator[Mrkdwn]:
    """What has happened to a decision that waits: reopened, half accepted, and what it still needs."""
    if state.status is not Status.RECORDED:
        return
    course = state.course
    if course.reopened is not None and not course.approvals:
        yield lines(list(_reopened(course.reopened, state.policy)))
    counted = counted_so_far(state)
    if course.proposed is not None:
        yield lines(list(_half(state, course.proposed, counted)))
    if needs := list(_needs(counted, state.policy)):
        yield lines(needs)


def question_line(state: CardState) -> Mrkdwn | None:
    """What somebody wants to know before anyone decides; None where nobody has asked."""
    asked = state.course.question
    if asked is None or state.status is not Status.RECORDED:
        return None
    return mrkdwn(
        "*{by} asks {who}:* {question} · {when}",
        by=person(asked.by),
        who=person(state.who),
        question=_asked(asked),
        when=moment(asked.at),
    )


def counted_so_far(state: CardState) -> Tally:
    """How far the approvals given go, of those that are needed."""
    given = counting(state.course.approvals)
    return tally(state.requirements, given)


def in_text(model: Model, policy: Policy) -> str:
    """A model inside a sentence, as the policy calls it."""
    return sentences.in_running_text(sentences.label(model, policy))


def by_whom(by: str, capacity: Capacity | None) -> Mrkdwn:
    """`@carol (reviewer), for @dana`."""
    role = _ROLES.get(capacity.role) if capacity else None
    named = mrkdwn("{by} ({role})", by=person(by), role=role) if role else person(by)
    if capacity is None or capacity.acting_for is None:
        return named
    return mrkdwn("{named}, for {other}", named=named, other=person(capacity.acting_for))


def disputed_in_words(each: str, state: CardState) -> str:
    """An answer or a rule that somebody disputes, as the policy has it."""
    if each.startswith(ANSWER):
        factor = each.removeprefix(ANSWER)
        option = {**state.recommendation.presumed, **state.recommendation.answers}.get(factor)
        if option is not None:
            return sentences.option_of(factor, option, state.policy)[1].label
        return state.policy.factor[factor].question if factor in state.policy.factor else factor
    rule = each.removeprefix(RULE)
    because = next((reason.because for reason in state.recommendation.reasons if reason.rule == rule), None)
    return because or rule


def _accepted(decided: Decided, policy: Policy) -> Mrkdwn:
    if decided.model is None:
        return mrkdwn("*Accepted* by {by} · {when}", by=_all(decided), when=_when(decided))
    return mrkdwn(
        "*Accepted: {model}* by {by} · {when}",
        model=in_text(decided.model, policy),
        by=_all(decided),
        when=_when(decided),
    )


def _overridden(decided: Decided, state: CardState) -> Mrkdwn:
    because = mrkdwn(" · {ready}", ready=decided.ready_reason.label) if decided.ready_reason else mrkdwn("")
    if decided.model is None:
        return mrkdwn("*Overridden* by {by}{because} · {when}", by=_all(decided), because=because, when=_when(decided))
    return mrkdwn(
        "*Overridden: {model} instead of {recommended}* by {by}{because} · {when}",
        model=in_text(decided.model, state.policy),
        recommended=_recommended(state),
        by=_all(decided),
        because=because,
        when=_when(decided),
    )


def _recommended(state: CardState) -> str:
    if state.kept is not None:
        return in_text(state.kept.model, state.policy) if state.kept.model else "none"
    found = state.recommendation
    if found.standing is Standing.TOO_EARLY or found.model is None:
        return "none"
    models = [found.model, *([found.close_to] if found.close_to else [])]
    return " or ".join(in_text(model, state.policy) for model in models)


def _all(decided: Decided) -> Mrkdwn:
    """Everybody who agreed, the last one first."""
    earlier = [by_whom(each.by, each.capacity) for each in decided.approvals[:_MOST_APPROVALS]]
    return _everybody([by_whom(decided.by, decided.capacity), *earlier])


def _everybody(people: Sequence[Mrkdwn]) -> Mrkdwn:
    """`@dana (reviewer), @carol (reviewer) and @bob`; whoever stands in for somebody has a comma already."""
    *others, last = people
    if not others:
        return last
    if any("), for " in each.source for each in people):
        return joined([*others, mrkdwn("and {last}", last=last)], "; ")
    return mrkdwn("{others} and {last}", others=joined(others, ", "), last=last)


def _by(decided: Decided) -> Mrkdwn:
    return by_whom(decided.by, decided.capacity)


def _when(decided: Decided) -> Mrkdwn:
    return moment(decided.at)


def _reopened(again: Reopened, policy: Policy) -> Iterator[Mrkdwn]:
    by, when = by_whom(again.by, again.capacity), moment(again.at)
    if again.by_answer:
        yield mrkdwn("*Reopened* by an answer that {by} gave · {when}", by=by, when=when)
    else:
        yield mrkdwn("*Reopened* by {by} · {when}", by=by, when=when)
    yield from _said(again.words)
    was = again.was
    if was is not None and was.model is not None:
        yield mrkdwn(
            "Before that: {status} by {who}, {model}",
            status=was.status,
            who=person(was.by),
            model=in_text(was.model, policy),
        )


def _half(state: CardState, proposed: Choice, counted: Tally) -> Iterator[Mrkdwn]:
    given = state.course.approvals
    yield mrkdwn(
        "*{done} of {all}*: {who} {did} {model} · {when}",
        done=len(given),
        all=max(counted.needed, len(given) + 1),
        who=_everybody([by_whom(each.by, each.capacity) for each in given[:_MOST_APPROVALS]]),
        did="would override it with" if proposed.ready_reason else "accepted",
        model=in_text(proposed.model, state.policy),
        when=moment(given[-1].at),
    )
    if proposed.ready_reason:
        yield mrkdwn("Why: {ready}", ready=proposed.ready_reason.label)
    yield from _said(proposed.words)


def _needs(counted: Tally, policy: Policy) -> Iterator[Mrkdwn]:
    """Who has to agree besides one of the reviewers, and why; also where an open question could still spare that."""
    for each, missing in counted.missing:
        if each.needed == 1 and each.people is None:
            continue
        more = " more" if missing < each.needed else ""
        yield mrkdwn(
            "*Needs {people}{more}{whom}:* {because}",
            people="one person" if missing == 1 else f"{sentences.number_in_words(missing)} people",
            more=more,
            whom=" whom the policy names" if each.people is not None else "",
            because=words(each.because, 400),
        )
        if each.unsure_of:
            asked = [words(_question(factor, policy), 300) for factor in each.unsure_of[:_MOST_OPEN]]
            yield mrkdwn("That counts until somebody answers: {questions}", questions=joined(asked, " "))


def _question(factor: str, policy: Policy) -> str:
    return policy.answerable[factor].question if factor in policy.answerable else "Which kind of work is it?"


def _asked(asked: Asked) -> Mrkdwn:
    return _quoted(asked.words) or mrkdwn("(erased)")


def _quoted(said: str) -> Mrkdwn | None:
    return mrkdwn("“{said}”", said=words(said, LONGEST_WORDS)) if said.strip() else None


def _said(said: str) -> Iterator[Mrkdwn]:
    if quoted := _quoted(said):
        yield quoted


def _disputed(disputes: Sequence[str], state: CardState) -> Iterator[Mrkdwn]:
    if disputes:
        named = [words(disputed_in_words(each, state), 200) for each in disputes[:_MOST_DISPUTED]]
        more = len(disputes) - len(named)
        told = joined([*named, *([mrkdwn("{more} more", more=more)] if more else [])], " · ")
        yield mrkdwn("Disputed: {told}", told=told)
