"""Is a policy sound: does it do what its own examples say, and hold to every claim?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rules.policy import Example, Policy
from rules.policy_file import Mistake, example_lines, lines_of_parts, parse_policy
from rules.proofs import Finding, Verdict, prove
from rules.recommend import fired_effects, recommend
from rules.usual_models import nonsense


@dataclass(frozen=True)
class Checked:
    """What a look at a policy's text came to."""

    policy: Policy
    text: str
    failures: tuple[Mistake, ...]
    """Examples that come out otherwise than expected, and kinds of work that lead to nonsense."""
    untried: tuple[str, ...]
    """What no example tries."""
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether every example comes out as expected, and no claim was refuted that should hold."""
        return not self.failures and not any(finding.is_fault for finding in self.findings)

    @property
    def faults(self) -> tuple[Mistake, ...]:
        """Failing examples and refuted claims, each with its line and in a sentence with its example."""
        return (*self.failures, *(self._told(finding) for finding in self.findings if finding.is_fault))

    @property
    def remarks(self) -> tuple[Mistake, ...]:
        """What is worth knowing, and what could not be proven, likewise; none of it stands against the policy."""
        told = (each for each in self.findings if each.verdict is not Verdict.HOLDS and not each.is_fault)
        return tuple(map(self._told, told))

    def line(self, finding: Finding) -> int:
        """The line on which the part begins; 0 for the policy as a whole."""
        return self.line_of(finding.kind, finding.about)

    def line_of(self, kind: str, about: str) -> int:
        """The line on which a part of that kind begins, by its id; 0 where there is none."""
        return self._lines.get((kind, about), 0)

    def _told(self, finding: Finding) -> Mistake:
        return Mistake(self.line(finding), f"{finding.sentence} {finding.example}".strip())

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str], int]:
        return lines_of_parts(self.text, self.policy)


def check_policy(text: str, name: str = "policy.toml") -> Checked:
    """Whether the policy in a text is sound; raises PolicyMistakesError where it is no policy at all."""
    policy = parse_policy(text, name=name)
    failed = list(failed_examples(policy))
    lines = example_lines(text, {index for index, _ in failed})
    parts = lines_of_parts(text, policy)
    failures = (
        *(Mistake(lines[index], problem) for index, problem in failed),
        *(Mistake(parts["works", kind], problem) for kind, problem in nonsense(policy)),
    )
    return Checked(policy, text, failures, untried_effects(policy), prove(policy))


def failed_examples(policy: Policy) -> Iterator[tuple[int, str]]:
    """The examples that come out otherwise than expected: their index, and a sentence."""
    for index, example in enumerate(policy.examples):
        for problem in _problems(example, policy):
            yield index, f'example "{example.name}": {problem}'


def untried_effects(policy: Policy) -> tuple[str, ...]:
    """The combination rules, vetoes and flags that no example tries, by id."""
    tried: set[str] = set()
    for example in policy.examples:
        tried |= {effect.rule for effect in fired_effects(example.given, policy)}
        tried |= {flag.id for flag in recommend(example.given, policy).flags}
    vetoes = [effect.rule for effect in policy.option_effects.values() if effect.rules_out]
    everything = [*vetoes, *(rule.id for rule in policy.rules), *(flag.id for flag in policy.flags)]
    return tuple(each for each in everything if each not in tried)


def _problems(example: Example, policy: Policy) -> Iterator[str]:
    got = recommend(example.given, policy)
    expect = example.expect
    model = got.model or "none"
    if expect.model is not None and model != expect.model:
        yield f"expected {expect.model}, got {model}"
    if expect.standing is not None and got.standing != expect.standing:
        yield f"expected {expect.standing}, got {got.standing}"
    ruled_out = {ranked.model for ranked in got.ranking if ranked.ruled_out}
    if expect.ruled_out is not None and ruled_out != set(expect.ruled_out):
        yield f"expected {_listed(expect.ruled_out)} ruled out, got {_listed(ruled_out)}"
    fired = {effect.rule for effect in fired_effects(example.given, policy)}
    if absent := set(expect.fired) - fired:
        yield f"expected to fire: {_listed(absent)}"
    if absent := set(expect.flags) - {flag.id for flag in got.flags}:
        yield f"expected to be raised: {_listed(absent)}"


def _listed(names: object) -> str:
    return ", ".join(sorted(str(name) for name in names)) if isinstance(names, set | tuple) and names else "nothing"
