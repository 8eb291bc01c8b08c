"""What a check of a policy came to, in lines that are read in ten seconds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bot.views import sentences
from rules.checks import Checked
from rules.laws import old_laws, unseen_laws
from rules.policy import Policy
from rules.proofs import Claim, Finding, Verdict
from rules.proofs.deadlock_words import deadlock_in_words
from rules.proofs.deadlocks import CanBeDecided, Circle
from rules.sources import idle_sources, old_sources, unaddressed_sources, undated_sources


def contents(policy: Policy) -> str:
    """`Version 2026.11: 24 questions, 13 combination rules, 14 flags, 290 laws; 19 examples`"""
    parts = [
        sentences.count(len(policy.factors), "question"),
        sentences.count(len(policy.rules), "combination rule"),
        sentences.count(len(policy.flags), "flag"),
        *([sentences.count(len(policy.laws), "law")] if policy.laws else []),
        *([sentences.count(len(policy.approvals), "approval")] if policy.approvals else []),
    ]
    return f"Version {policy.version}: {', '.join(parts)}; {sentences.count(len(policy.examples), 'example')}"


def proved(checked: Checked) -> Iterator[str]:
    """What holds for every request, a line for each kind of claim; of a policy without faults."""
    about = {claim: [each for each in checked.findings if each.claim is claim] for claim in Claim}
    points = about[Claim.POINTS_DECIDE]
    deciding = [
        _each(about[Claim.QUESTION_DECIDES], "question", "questions"),
        _each([each for each in points if each.kind == "options"], "answer with points", "answers with points"),
        _each([each for each in points if each.kind == "rules"], "rule with points", "rules with points"),
        _each(about[Claim.VETO_DECIDES], "veto", "vetoes"),
    ]
    parts = [part for part in deciding if part]
    yield from _holding(about[Claim.ANSWERED])
    yield f"Each of {_each(about[Claim.MODEL_CAN_WIN], 'model', 'models')} can win."
    yield f"Each of {' and '.join(part for part in (', '.join(parts[:-1]), parts[-1]) if part)} can decide a result."
    if about[Claim.FLAG_CAN_BE_RAISED]:
        yield f"Each of {_each(about[Claim.FLAG_CAN_BE_RAISED], 'flag', 'flags')} can be raised."
    yield from _holding([*about[Claim.NO_CONTRADICTION], *about[Claim.TIES_ARE_OPEN], *about[Claim.CAN_BE_CLEAR]])


def on_laws(policy: Policy, today: date) -> Iterator[str]:
    """What is to be looked up about the laws: those seen more than a year ago, and those that nobody saw."""
    if old := old_laws(policy, today):
        yield f"Seen more than a year ago, look them up again: {', '.join(law.id for law in old)}."
    if unseen := unseen_laws(policy):
        verb = "rests" if len(unseen) == 1 else "rest"
        laws = sentences.count(len(unseen), "law")
        yield f"{laws} {verb} on memory: they raise flags, rule nothing out and cite nothing."


def on_sources(policy: Policy, today: date) -> Iterator[str]:
    """What is to be looked up about the sources that the policy lists."""
    for found, said in (
        (old_sources(policy, today), "Sources seen more than a year ago, look them up again"),
        (undated_sources(policy), "Sources with an address and no date: look them up, and set seen"),
        (unaddressed_sources(policy), "Sources without an address: nobody can follow them"),
        (idle_sources(policy), "Sources that nothing cites"),
    ):
        if found:
            yield f"{said}: {'; '.join(found)}."


def on_deciding(policy: Policy, circle: Circle, found: CanBeDecided, name: Callable[[str], str] = str) -> Iterator[str]:
    """What came of the proof that every decision can be made, and what it takes for granted; without a deadlock."""
    if not found.proven:
        yield (
            "It is not proven that every decision has enough people who may agree to it: the approvals ask about too "
            "many things at once."
        )
    elif found.deadlock:
        yield "Name more people, in SOURCING_REVIEWERS or in the approval; a team of one sets SOURCING_OWN_REQUESTS."
    else:
        but = "" if circle.own_requests else ", other than the one who asks"
        yield f"Proved: every decision has enough people who may agree to it{but}."
    if found.until_answered:
        sentence = deadlock_in_words(found.until_answered, policy, name)
        yield f"Until then, for what is not answered counts as met: {sentence}"
    if circle.reviewers is None:
        yield "Assumed: there are enough people in the channel, for no reviewers are set (SOURCING_REVIEWERS)."
    for group in sorted(found.unknown):
        yield (
            f"Assumed: {group} has enough people. Name them with --members {group}=U024BE7LH,U0G9QF9C6, or set "
            "SLACK_BOT_TOKEN."
        )


def _holding(findings: Sequence[Finding]) -> Iterator[str]:
    return (finding.sentence for finding in findings if finding.verdict is Verdict.HOLDS)


def _each(findings: Sequence[Finding], noun: str, plural: str) -> str:
    """`24 questions`, or `23 questions (1 more not proven)`; empty for none."""
    holding = sum(finding.verdict is Verdict.HOLDS for finding in findings)
    more = f" ({len(findings) - holding} more not proven)" if holding < len(findings) else ""
    return f"{holding:,} {noun if holding == 1 else plural}{more}" if findings else ""
