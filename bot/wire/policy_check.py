"""A check of a policy, as JSON."""

from datetime import date
from typing import Self

from pydantic import Field

from bot.wire.base import Out, PolicyOut
from rules.checks import Checked
from rules.laws import old_laws, unseen_laws
from rules.proofs import Claim, Verdict
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


class PolicyCheckOut(PolicyOut):
    """The output of `sourcing policy check --json`."""

    sound: bool
    failed_examples: list[MistakeOut]
    untried: list[str] = Field(description="Rules, vetoes and flags that no example tries")
    findings: list[FindingOut]
    old_laws: list[str] = Field(description="Laws that were seen more than a year ago, by id")
    unseen_laws: list[str] = Field(description="Laws that rest on memory: they rule nothing out, by id")

    old_sources: list[str] = Field(description="Sources that were seen more than a year ago, by name")
    undated_sources: list[str] = Field(description="Sources with an address that nobody says when they saw, by name")
    unaddressed_sources: list[str] = Field(description="Sources that are listed without an address, by name")
    idle_sources: list[str] = Field(description="Sources that nothing in the policy cites, by name")

    @classmethod
    def of(cls, checked: Checked, today: date) -> Self:
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
            old_laws=[law.id for law in old_laws(checked.policy, today)],
            unseen_laws=[law.id for law in unseen_laws(checked.policy)],
            old_sources=old_sources(checked.policy, today),
            undated_sources=undated_sources(checked.policy),
            unaddressed_sources=unaddressed_sources(checked.policy),
            idle_sources=idle_sources(checked.policy),
        )
