"""`sourcing serve`: the bot in Slack."""

import asyncio

import click

from bot.cli import configured
from bot.logs import configure_logs
from bot.settings import problems_before_serving


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=3000, show_default=True, help="The port to listen on.")
def serve(*, host: str, port: int) -> None:
    """Run the bot in Slack until it is told to stop.

    With SLACK_APP_TOKEN it connects to Slack over Socket Mode, which needs no public address. Without it, it takes
    Slack's requests at /slack/events, each checked with SLACK_SIGNING_SECRET. SLACK_BOT_TOKEN is always needed.

    /healthz says whether it is alive, /readyz whether Slack is connected and the log can be written.
    """
    settings = configured.settings()
    problems = problems_before_serving(settings)
    if problems:
        raise click.ClickException("\n".join(problems))
    # Imported here because every other command is quicker without a web server.
    from bot.server import CannotServeError
    from bot.server import serve as run

    configure_logs()
    try:
        status = asyncio.run(run(settings, host, port, click.echo))
    except CannotServeError as error:
        raise click.ClickException(str(error)) from None
    raise SystemExit(status)
