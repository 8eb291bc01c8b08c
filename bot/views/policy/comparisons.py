"""What a new policy would change, in sentences for people; the terminal and Slack show the same."""

from collections.abc import Sequence

from bot.views import sentences
from bot.views.clauses import clause, listed
from bot.views.policy.replays import share, winner, winner_move
from rules.comparing.behaviour_changes import Behaviour, BehaviourChange
from rules.comparing.compare_policies import Comparison
from rules.grid import Model
from rules.policy import Policy

_NONE = "none"
_MOST_WORKS = 5


def summary(comparison: Comparison) -> str:
    """How much comes out differently, in two or three sentences."""
    if comparison.identical:
        return "The two decide every request alike: proved. What differs, if anything, is wording or who has to agree."
    told = [_alike(comparison) if comparison.proven_same else _winners(comparison)]
    if comparison.only_one_knows:
        known = ", ".join(f"{factor}.{option}" for factor, option in comparison.only_one_knows)
        told.append(f"Not compared, because only one of the two knows the answer: {known}.")
    if comparison.works_differ:
        told.append(_works(comparison))
    if comparison.laws_differ:
        told.append("Laws are changed: a request to which they speak can come out otherwise.")
    return " ".join(told)


def winner_change(change: BehaviourChange, policy: Policy) -> str:
    """`Own centre nearby → Hybrid`."""
    return winner_move(_model(change.before), _model(change.after), policy)


def other_changes(comparison: Comparison, new: Policy, old: Policy) -> list[tuple[str, BehaviourChange]]:
    """What comes out differently besides who wins: a sentence each, with the difference that shows it best."""
    told = []
    changes = [each for each in comparison.differences if each.kind is not Behaviour.WINNER]
    for change in changes:
        if change.kind is Behaviour.RULED_OUT:
            more = "more" if change.after == "ruled out" else "fewer"
            told.append((f"{winner(_model(change.about), new)} is ruled out in {more} cases.", change))
    for after, sentence in _STANDINGS.items():
        alike = [each for each in changes if each.kind is Behaviour.STANDING and each.after == after]
        if alike:
            names = [sentences.in_running_text(winner(_model(each.about), new)) for each in alike]
            whose = "any model" if len(names) == len(new.order) else listed(names, "or")
            told.append((sentence.format(whose), min(alike, key=lambda each: len(each.example))))
    for change in changes:
        if change.kind is Behaviour.FLAG:
            flag = next(flag for policy in (new, old) for flag in policy.flags if flag.id == change.about)
            more = "more" if change.after == "raised" else "fewer"
            told.append((f"The duty “{flag.label}” follows in {more} cases, whoever is recommended.", change))
    return told


_STANDINGS = {
    "too close to call": "A clear lead of {} can become too close to call.",
    "clear": "A lead of {} that is too close to call can become clear.",
}


def example(change: BehaviourChange, new: Policy, old: Policy) -> str:
    """Answers that show the difference, no others being given: `when the work needs a full day's overlap and …`."""
    clauses = [clause(factor, option, _knowing(factor, option, new, old)) for factor, option in change.example.items()]
    return f"when {listed(clauses)}" if clauses else "whatever the answers are"


def unproven(comparison: Comparison, new: Policy) -> str | None:
    """What could be neither shown nor ruled out, in a sentence; None where there is nothing of the kind."""
    if not comparison.unproven:
        return None
    winners = [winner_change(each, new) for each in comparison.unproven if each.kind is Behaviour.WINNER]
    others = sorted({f"{_KINDS[each.kind]} of {each.about}" for each in comparison.unproven if each.about})
    return f"Neither shown nor ruled out within the search's limit: {'; '.join([*winners, *others])}."


_KINDS = {Behaviour.RULED_OUT: "the ruling out", Behaviour.STANDING: "the standing", Behaviour.FLAG: "the flag"}


def _alike(comparison: Comparison) -> str:
    by_answers = ", by its answers alone" if comparison.works_differ or comparison.laws_differ else ""
    if comparison.only_one_knows:
        return f"Every complete request with answers that both know comes out the same{by_answers}: proved."
    return f"Every complete request comes out the same{by_answers}: proved."


def _works(comparison: Comparison) -> str:
    """What was compared goes by the answers alone: so the kinds of work have a sentence of their own."""
    number = len(comparison.by_works)
    if not number:
        return "What is usual for kinds of work is changed; each still leads to the same model by itself."
    named = ", ".join(kind for kind, _, _ in comparison.by_works[:_MOST_WORKS])
    rest = f" and {number - _MOST_WORKS:,} more" if number > _MOST_WORKS else ""
    leads = "kind of work leads" if number == 1 else "kinds of work lead"
    return f"{number:,} {leads} to another model when nothing else is known: {named}{rest}."


def _winners(comparison: Comparison) -> str:
    if comparison.without_common_answer:
        asked = listed(comparison.without_common_answer)
        return f"The results cannot be compared: the two have no answer in common to {asked}."
    if comparison.changed:
        part = share(comparison.changed, comparison.requests)
        about = part if part.startswith("fewer") else f"about {part}"
        return f"{about[:1].upper()}{about[1:]} of {comparison.requests:,} random requests get another recommendation."
    if any(each.kind is Behaviour.WINNER for each in comparison.differences):
        return f"Few requests get another recommendation: none of {comparison.requests:,} random ones, but some do."
    if any(each.kind is Behaviour.WINNER for each in comparison.unproven):
        return f"None of {comparison.requests:,} random requests gets another recommendation."
    return "No complete request gets another recommendation: proved. Other things change."


def _knowing(factor: str, option: str, *policies: Policy) -> Policy:
    return next(each for each in policies if factor in each.factor and option in each.factor[factor].option)


def _model(name: str) -> Model | None:
    return None if name == _NONE else Model(name)


def headline(old: Policy, new: Policy, names: Sequence[str]) -> str:
    """Which two are compared: `policy in force, version 2026.11 → policy.toml, version 2026.12`."""
    return " → ".join(f"{name}, version {each.version}" for name, each in zip(names, (old, new), strict=True))
