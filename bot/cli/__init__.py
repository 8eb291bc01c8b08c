"""The command line: `sourcing`."""

import click

from bot.cli.groups import Command, Sentences


@click.group(
    cls=Sentences,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    known={
        "ask": Command("bot.cli.ask:ask", "Say what a request describes and what is recommended."),
        "classify": Command("bot.cli.filters:classify_lines", "Say what each request describes, as JSON lines."),
        "compare": Command("bot.cli.compare:compare", "Show sourcing models side by side."),
        "digest": Command("bot.cli.digest:digest", "List the weekly digests of channels, or look at one."),
        "erase": Command("bot.cli.erase:erase", "Erase words and names, and keep the record verifiable."),
        "log": Command("bot.cli.record:log", "List the decisions on the record, newest first."),
        "playground": Command("bot.cli.playground:playground", "Try the whole bot in the browser, without Slack."),
        "policy": Command("bot.cli.policy:policy", "Show, check, compare or try out a policy."),
        "recommend": Command("bot.cli.filters:recommend_lines", "Say what is recommended for answers, as JSON lines."),
        "serve": Command("bot.cli.serve:serve", "Run the bot in Slack until it is told to stop."),
        "show": Command("bot.cli.record:show", "Show one decision as it was recorded, and its history."),
        "verify": Command("bot.cli.verify:verify", "Check the whole log, and say what exactly was checked."),
        "works": Command("bot.cli.works:works", "List the kinds of work, or find those that words name."),
    },
)
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
