"""What was found out about a policy, in a few lines, and who may change it."""

from collections.abc import Iterator, Sequence

from bot.views import sentences
from bot.views.markup import Mrkdwn, joined, lines, mrkdwn, person, words
from bot.views.policy import checks as policy_checks
from rules.checks import Checked
from rules.policy import Policy
from rules.policy_file import Mistake
from rules.proofs import Verdict

LONGEST_NAME = 80
"""Characters of a version, of a file's name and of an id."""
_SHORT = 12
"""Characters of a hash that people are shown."""
LONGEST_SENTENCE = 400
_MOST_TOLD = 5
_MOST_PEOPLE = 10
_MOST_IDS = 8


def version_line(policy: Policy) -> Mrkdwn:
    """The policy's version and hash."""
    return mrkdwn(
        "*Version {version}* (sha256 `{sha256}`)",
        version=words(policy.version, LONGEST_NAME),
        sha256=policy.sha256[:_SHORT],
    )


def checks_text(checked: Checked) -> Mrkdwn:
    """What was found out about the policy: what holds for every request, or what is wrong with it."""
    proved = [
        mrkdwn("• Proved:"),
        *(mrkdwn("   ◦ {line}", line=words(line, LONGEST_SENTENCE)) for line in policy_checks.proved(checked)),
    ]
    return lines([mrkdwn("*Checks*"), *_lines(checked, proved)])


def checks_in_brief(checked: Checked) -> Mrkdwn:
    """The same, with what holds in one line."""
    holding = sum(each.verdict is Verdict.HOLDS for each in checked.findings)
    proved = mrkdwn(
        "• {claims} proved for every request; `sourcing policy check` lists them",
        claims=sentences.count(holding, "claim"),
    )
    return lines([mrkdwn("*Checks*"), *_lines(checked, [proved])])


def _lines(checked: Checked, proved: Sequence[Mrkdwn]) -> Iterator[Mrkdwn]:
    policy = checked.policy
    yield mrkdwn(
        "• {factors}, {rules}, {flags}; {examples}{expected}",
        factors=sentences.count(len(policy.factors), "question"),
        rules=sentences.count(len(policy.rules), "combination rule"),
        flags=sentences.count(len(policy.flags), "flag"),
        examples=sentences.count(len(policy.examples), "example"),
        expected="" if checked.failures else ", each as expected",
    )
    if checked.sound:
        yield from proved
    yield from _told(checked.faults, mrkdwn(":warning:"))
    yield from _told(checked.remarks, mrkdwn("Worth knowing:"))
    if checked.untried:
        yield mrkdwn("• No example tries {ids}", ids=first_few(checked.untried))


def _told(mistakes: Sequence[Mistake], what: Mrkdwn) -> Iterator[Mrkdwn]:
    for mistake in mistakes[:_MOST_TOLD]:
        where = mrkdwn("line {line}: ", line=str(mistake.line)) if mistake.line else mrkdwn("")
        told = words(mistake.message, LONGEST_SENTENCE)
        yield mrkdwn("• {what} {where}{told}", what=what, where=where, told=told)
    if (more := len(mistakes) - _MOST_TOLD) > 0:
        yield mrkdwn("• {what} {more} more; `sourcing policy check` lists them", what=what, more=more)


def first_few(names: Sequence[str]) -> Mrkdwn:
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
