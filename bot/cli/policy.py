"""`sourcing policy`: the rules in force, whether a policy file is sound, and what a new one would change."""

import click

from bot.cli.groups import Command, Sentences


@click.group(
    cls=Sentences,
    known={
        "check": Command(
            "bot.cli.policy_check:check", "Check a policy: its shape, its examples, and what always holds."
        ),
        "diff": Command("bot.cli.policy_diff:diff", "Show what a new policy would change."),
        "replay": Command("bot.cli.policy_replay:replay_policy", "Judge the decisions on the record by a new policy."),
        "show": Command("bot.cli.policy_show:show", "Show every question, answer, rule and flag of a policy."),
        "upgrade": Command("bot.cli.policy_upgrade:upgrade", "Write a policy file of an earlier release for this one."),
    },
)
def policy() -> None:
    """Show the policy in force, check a policy file, or see what a new one would change."""
