"""`sourcing digest`: the weekly digests of channels, as far as a terminal can know."""

import click

from bot.cli.groups import Command, Sentences


@click.group(
    cls=Sentences,
    known={
        "list": Command(
            "bot.cli.digest_list:list_digests", "List the channels that have a digest, and when it is due."
        ),
        "preview": Command(
            "bot.cli.digest_preview:preview", "Show a channel's digest of a week, and why it says that."
        ),
    },
)
def digest() -> None:
    """List the weekly digests of channels, or look at one. They are set up in Slack: /sourcing digest.

    Nothing is sent, and the log is only read.
    """
