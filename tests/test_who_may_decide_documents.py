"""What README says of who may decide is so: its examples are read, hold together, and fail as it shows."""

import re
from pathlib import Path
from textwrap import dedent

from rules.policy import Policy
from rules.policy_file import default_policy_text, parse_policy
from rules.proofs.deadlock_words import deadlock_in_words
from rules.proofs.deadlocks import Circle, can_be_decided

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Who may decide\n")[2].partition("\n## ")[0]
EXAMPLES = [dedent(found) for found in re.findall(r"(?:^    .*\n)+", SECTION, flags=re.MULTILINE)]
APPROVALS = [each for each in EXAMPLES if each.startswith("[[approvals]]")]


def policy() -> Policy:
    """The policy that ships, with all approvals that README shows."""
    return parse_policy("\n".join([default_policy_text(), *APPROVALS]))


def test_the_approvals_that_readme_shows_can_be_written_into_a_policy() -> None:
    assert [approval.id for approval in policy().approvals] == ["four_eyes", "legal", "own_centres"]


def test_the_witness_that_readme_shows_is_what_the_proof_finds() -> None:
    shown = re.search(r"^ {4}policy\.toml:\d+: (Nobody .*)$", SECTION, flags=re.MULTILINE)
    assert shown is not None
    group, _, people = SECTION.partition("--members ")[2].split()[0].partition("=")
    circle = Circle(members={group: frozenset(people.split(","))})
    found = can_be_decided(policy(), circle).deadlock
    assert found is not None
    assert deadlock_in_words(found, policy()) == shown[1]


def test_a_deputy_for_the_head_of_operations_mends_it() -> None:
    more = APPROVALS[2].replace('"U0G9QF9C6"', '"U0G9QF9C6", "U0DEPUTY1"')
    mended = parse_policy("\n".join([default_policy_text(), *APPROVALS[:2], more]))
    members = {"S0614TZR7": frozenset({"U024BE7LH", "U0LEGAL22"})}
    assert can_be_decided(mended, Circle(members=members)).deadlock is None
