"""`sourcing playground`: the whole bot in a small Slack workspace in the browser."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from contextlib import AsyncExitStack
from pathlib import Path

import click

from bot.logs import configure_logs


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="The page's port.")
@click.option("--http", is_flag=True, help="Let the bot take Slack's requests over HTTP instead of Socket Mode.")
@click.option("--database", type=click.Path(path_type=Path), help="Keep the decisions in this file.")
@click.option("--seed", is_flag=True, help="Begin with nine weeks of decisions.")
def playground(*, port: int, http: bool, database: Path | None, seed: bool) -> None:
    """Try the whole bot in a small Slack workspace in the browser. Needs no Slack account and no network.

    The bot is the real one; only Slack is played, as strictly as Slack is. Without --database the decisions are gone
    when it ends. If the port is taken, the next free one is used. Ctrl-C ends everything.
    """
    if seed and database is not None and database.exists():
        raise click.UsageError("--seed needs a log that does not exist yet; name another file, or none.")
    # Imported here because every other command is quicker without a web server.
    from bot.playground.site import PortsTakenError
    from bot.server import CannotServeError

    with tempfile.TemporaryDirectory(prefix="sourcing-playground-") as folder:
        log = Path(folder) / "bot.log"
        configure_logs(file=log)
        try:
            asyncio.run(_play(port, database or Path(folder) / "decisions.db", log, http=http, seed=seed))
        except (CannotServeError, PortsTakenError) as error:
            raise click.ClickException(str(error)) from None


async def _play(port: int, database: Path, log: Path, *, http: bool, seed: bool) -> None:
    from bot.playground.site import Site
    from bot.playground.stage import stage

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if seed:
        click.echo("Living through nine weeks of decisions…")
    async with AsyncExitStack() as closing:
        site = Site(await closing.enter_async_context(stage(database, http=http, seed=seed)))
        await site.listen(port, closing)
        if port not in (0, site.port):
            click.echo(f"Port {port} is taken; using {site.port}.")
        click.echo(f"The playground is at {site.address}")
        click.echo(f"As somebody else, in another window: {site.address}?as=bob")
        if seed:
            click.echo("The weekly digest: type /sourcing digest, save, and press “Next Monday, 9:00” at the side.")
        click.echo(f"The bot's log is {log}. Ctrl-C ends everything.")
        if _on_a_desktop():
            webbrowser.open(site.address)
        await stop.wait()
        click.echo("Ending.")


def _on_a_desktop() -> bool:
    """Whether somebody is there to see a browser open."""
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return bool(has_screen and sys.stdout.isatty())
