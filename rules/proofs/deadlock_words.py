"""A deadlock in a sentence: "Nobody could accept a decision asked by Dana above €1 million a year in DE: …"."""

from collections.abc import Callable, Iterator

from rules.grid import Model
from rules.policy import Policy
from rules.proofs.deadlocks import Deadlock
from rules.proofs.findings import listed
from rules.proofs.situations import SPEAKS, About, Fact
from rules.wording import in_a_sentence
from rules.works import kinds_of

_MOST_NAMED = 6


def deadlock_in_words(found: Deadlock, policy: Policy, name: Callable[[str], str] = str) -> str:
    """The witness, what it would take, and who is there; `name` gives what a user of Slack is called."""
    people = "1 person has" if found.needed == 1 else f"{found.needed} people have"
    why = " ".join(dict.fromkeys(found.becauses))
    said = f"{people} to agree (“{why}”), and {_there(found, name)}"
    return f"Nobody could accept {_request(found, policy, name)}: {said}."


def _request(found: Deadlock, policy: Policy, name: Callable[[str], str]) -> str:
    said = {about: [each for each in found.facts if each.about is about] for about in About}
    parts = [
        *(f"for {in_a_sentence(policy.models[Model(each.value)].label)}" for each in said[About.MODEL]),
        *(_work(each, policy) for each in said[About.WORK]),
        *([f"asked by {name(found.asker)}"] if found.asker else []),
        *(part for each in said[About.ANSWER] for part in _answer(each, policy)),
        *(_law(each, policy) for each in said[About.LAW]),
        *(f"in {each.value}" for each in said[About.COUNTRY]),
    ]
    return " ".join(["a decision", *parts]) if parts else "any decision"


def _work(fact: Fact, policy: Policy) -> str:
    return f"on {kinds_of(policy)[fact.value].task}" if fact.value else "on work of a kind that nobody named"


def _answer(fact: Fact, policy: Policy) -> Iterator[str]:
    factor = policy.answerable[fact.name]
    if not fact.value:
        yield f"while “{factor.question}” is not answered"
        return
    option = factor.option[fact.value]
    if option.short and factor.id not in policy.factor:
        yield option.short
    elif option.phrase:
        yield f"where {option.phrase}"
    else:
        yield f"where “{factor.question}” is answered “{option.label}”"


def _law(fact: Fact, policy: Policy) -> str:
    label = next(law.label for law in policy.laws if law.id == fact.name)
    return f"where {'a' if fact.value == SPEAKS else 'no'} law speaks ({label})"


def _there(found: Deadlock, name: Callable[[str], str]) -> str:
    people = sorted(map(name, found.people))
    if not people:
        return "there is nobody else" if found.asker else "there is nobody"
    more = len(people) - _MOST_NAMED
    shown = [*people[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"only {listed(shown)} may"
