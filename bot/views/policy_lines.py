"""What was found out about a policy, in a few lines, and who may change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.views import sentences
from bot.views.markup import Mrkdwn, joined, lines, mrkdwn, person, words
from rules.policy import Policy
from rules.proofs import REMARKS, Finding, Verdict

LONGEST_NAME = 80
"""Characters of a version, of a file's name and of an id."""
_SHORT = 12
"""Characters of a hash that people are shown."""
_LONGEST_SENTENCE = 400
_MOST_FINDINGS = 5
_MOST_PEOPLE = 10
_MOST_IDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What was found out about a policy."""

    examples: int
    """All of them come out as expected."""
    untried: Sequence[str]
    """Rules, vetoes and flags that no example tries, by id."""
    findings: Sequence[Finding]

    @property
    def faults(self) -> Sequence[Finding]:
        """What was proved to be wrong with it."""
        return [each for each in self.findings if each.is_fault]


def version_line(policy: Policy) -> Mrkdwn:
    """The policy's version and hash."""
    return mrkdwn(
        "*Version {version}* (sha256 `{sha256}`)",
        version=words(policy.version, LONGEST_NAME),
        sha256=policy.sha256[:_SHORT],
    )


def checks_text(checks: Checks, policy: Policy) -> Mrkdwn:
    """What the policy has, whether its examples come out, and what holds of it for every request."""
    return lines(
        [
            mrkdwn("*Checks*"),
            mrkdwn(
                "• {factors}, {rules}, {flags}; {examples}, each as expected",
                factors=sentences.count(len(policy.factors), "question"),
                rules=sentences.count(len(policy.rules), "combination rule"),
                flags=sentences.count(len(policy.flags), "flag"),
                examples=sentences.count(checks.examples, "example"),
            ),
            *_untried(checks.untried),
            *_findings(checks),
        ]
    )


def _untried(untried: Sequence[str]) -> Iterator[Mrkdwn]:
    if untried:
        yield mrkdwn("• No example tries {ids}", ids=listed(untried))


def _findings(checks: Checks) -> Iterator[Mrkdwn]:
    faults = checks.faults
    remarks = [each for each in checks.findings if each.claim in REMARKS and each.verdict is Verdict.FAILS]
    unproven = sum(each.verdict is Verdict.NOT_PROVEN for each in checks.findings)
    if not faults:
        yield mrkdwn(
            "• Proved for every request: {claims}, such as that every model can win and every rule can matter",
            claims=sentences.count(sum(each.verdict is Verdict.HOLDS for each in checks.findings), "claim"),
        )
    for each in faults[:_MOST_FINDINGS]:
        yield mrkdwn("• :warning: {finding}", finding=_finding(each))
    if more := len(faults) - _MOST_FINDINGS:
        yield from [mrkdwn("• :warning: {more} more; `sourcing policy check` lists them", more=more)] * (more > 0)
    for each in remarks[:_MOST_FINDINGS]:
        yield mrkdwn("• Worth knowing: {finding}", finding=_finding(each))
    if unproven:
        yield mrkdwn("• Neither proved nor refuted in the time there is: {count}", count=unproven)


def _finding(finding: Finding) -> Mrkdwn:
    return words(f"{finding.sentence} {finding.example}".strip(), _LONGEST_SENTENCE)


def listed(names: Sequence[str]) -> Mrkdwn:
    """The first few names, and how many more there are."""
    shown = [mrkdwn("`{name}`", name=words(name, LONGEST_NAME)) for name in names[:_MOST_IDS]]
    if len(names) > _MOST_IDS:
        shown.append(mrkdwn("{left} more", left=len(names) - _MOST_IDS))
    return joined(shown, ", ")


def owners_line(owners: Sequence[str]) -> Mrkdwn:
    """Who may put a policy in force."""
    if not owners:
        return mrkdwn(
            "Nobody may put a policy in force from Slack: whoever runs this bot has to name the policy owners in the "
            "setting SOURCING_POLICY_OWNERS."
        )
    named = joined([person(owner) for owner in owners[:_MOST_PEOPLE]], ", ")
    return mrkdwn("Who may put it in force: {owners}.", owners=named)
