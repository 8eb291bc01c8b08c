"""A check of a policy, as JSON."""

from collections.abc import Callable
from datetime import date
from typing import Self

from pydantic import Field

from bot.wire.base import Out, PolicyOut
from rules.checks import Checked
from rules.laws import old_laws, unseen_laws
from rules.policy import Policy
from rules.proofs import Claim, Verdict
from rules.proofs.deadlock_words import deadlock_in_words
from rules.proofs.deadlocks import CanBeDecided, Deadlock
from rules.sources import idle_sources, old_sources, unaddressed_sources, undated_sources


class MistakeOut(Out):
    """An example that does not come out as expected."""

    line: int
    sentence: str


class FindingOut(Out):
    """What came of one claim about one part of the policy."""

    claim: Claim
    about: str = Field(description="A model, factor, rule or flag by its id, `factor.option`, or `policy`")
    line: int = Field(description="Where the part begins in the file; 0 for the policy as a whole")
    verdict: Verdict
    fault: bool = Field(description="Whether it makes the policy unsound; a claim that fails without that is a remark")
    sentence: str
    witness: dict[str, str] | None = Field(
        description="Factor id to option id: answers that show it, the other questions left open"
    )
    by: list[str] = Field(description="The rules that make it so, such as those that shadow a dead one")


class DeadlockOut(Out):
    """A request that nobody could accept, whatever else holds of it."""

    sentence: str
    asked_by: str | None = Field(description="A user of Slack by id; null where it does not matter who asks")
    approvals: list[str] = Field(description="What it cannot get, by id; `reviewers` stands for one reviewer")
    needed: int = Field(description="How many people have to agree")
    people: list[str] = Field(description="All who may, by id")

    @classmethod
    def of(cls, found: Deadlock, policy: Policy, name: Callable[[str], str]) -> Self:
        """The deadlock as JSON has it; `name` gives what a user of Slack is called."""
        return cls(
            sentence=deadlock_in_words(found, policy, name),
            asked_by=found.asker,
            approvals=list(found.demands),
            needed=found.needed,
            people=sorted(found.people),
        )


class DecidingOut(Out):
    """Whether every request has enough people who may agree to it, other than the one who asks."""

    proven: bool = Field(description="Whether the search came to its end")
    deadlock: DeadlockOut | None = Field(description="The smallest witness that it has not; null where it has")
    until_answered: DeadlockOut | None = Field(
        description="The same for requests with a question open that approvals look at; such an answer counts as met"
    )
    assumed: list[str] = Field(description="User groups of Slack that are taken to have enough people, by id")

    @classmethod
    def of(cls, policy: Policy, found: CanBeDecided, name: Callable[[str], str]) -> Self:
        """What came of the proof as JSON has it."""
        deadlock, until = (
            DeadlockOut.of(each, policy, name) if each else None for each in (found.deadlock, found.until_answered)
        )
        return cls(proven=found.proven, deadlock=deadlock, until_answered=until, assumed=sorted(found.unknown))


class PolicyCheckOut(PolicyOut):
    """The output of `sourcing policy check --json`."""

    sound: bool
    failed_examples: list[MistakeOut]
    untried: list[str] = Field(description="Rules, vetoes and flags that no example tries")
    findings: list[FindingOut]
    deciding: DecidingOut
    old_laws: list[str] = Field(description="Laws that were seen more than a year ago, by id")
    unseen_laws: list[str] = Field(description="Laws that rest on memory: they rule nothing out, by id")

    old_sources: list[str] = Field(description="Sources that were seen more than a year ago, by name")
    undated_sources: list[str] = Field(description="Sources with an address that nobody says when they saw, by name")
    unaddressed_sources: list[str] = Field(description="Sources that are listed without an address, by name")
    idle_sources: list[str] = Field(description="Sources that nothing in the policy cites, by name")

    @classmethod
    def of(cls, checked: Checked, today: date, deciding: DecidingOut) -> Self:
        """The check as JSON has it, as of a day."""
        return cls(
            version=checked.policy.version,
            sha256=checked.policy.sha256,
            sound=checked.sound,
            failed_examples=[MistakeOut(line=each.line, sentence=each.message) for each in checked.failures],
            untried=list(checked.untried),
            findings=[
                FindingOut(
                    claim=each.claim,
                    about=each.about,
                    line=checked.line(each),
                    verdict=each.verdict,
                    fault=each.is_fault,
                    sentence=each.sentence,
                    witness=dict(each.witness) if each.witness is not None else None,
                    by=list(each.by),
                )
                for each in checked.findings
            ],
            deciding=deciding,
            old_laws=[law.id for law in old_laws(checked.policy, today)],
            unseen_laws=[law.id for law in unseen_laws(checked.policy)],
            old_sources=old_sources(checked.policy, today),
            undated_sources=undated_sources(checked.policy),
            unaddressed_sources=unaddressed_sources(checked.policy),
            idle_sources=idle_sources(checked.policy),
        )
