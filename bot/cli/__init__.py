"""The command line: `sourcing`."""

import click

from bot.cli.ask import ask
from bot.cli.compare import compare
from bot.cli.filters import classify_lines, recommend_lines
from bot.cli.playground import playground
from bot.cli.policy import policy
from bot.cli.record import log, show, verify
from bot.cli.serve import serve
from bot.cli.surroundings import Sentences


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sourcing-bot", prog_name="sourcing")
def main() -> None:
    """Say which sourcing arrangement a request describes, which one is recommended, and why.

    Start with a sentence:

    \b
        sourcing ask "Move our help desk to Manila under our own managers" --home GB

    Two questions are kept apart: who employs and directs the people, and where the work is done.
    Decisions go on the record with their reasons; `sourcing log` lists them.

    \b
    Environment variables:
        SOURCING_DATABASE      the file that holds the decisions
        SOURCING_POLICY        the policy file; without it, the policy that ships with the product
        SOURCING_HOME_COUNTRY  where requests come from if not said otherwise (US)

    Exit status: 0, or 2 if the command was called wrongly, or 1 if anything else stopped it.
    """


for command in (ask, classify_lines, recommend_lines, compare, log, show, verify, policy, serve, playground):
    main.add_command(command)
