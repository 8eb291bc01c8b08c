"""What every command shares: the log, the terminal, and who sits at it."""

import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.paths import database_configured, path_meant
from bot.store import Reader, Store

if TYPE_CHECKING:  # the server prints nothing in colour
    from rich.console import Console

TERMINAL = "terminal"
"""Where a decision was asked for that did not come from Slack."""
_PIPED_WIDTH = 100


def _path(given: str) -> Path:
    try:
        return path_meant(given)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


database_option = click.option(
    "--database", type=_path, metavar="FILE", help="The file that holds the decisions [SOURCING_DATABASE]."
)


def log_path(path: Path | None) -> Path:
    """Where the decision log is."""
    return path or _configured()


def open_log(path: Path | None) -> Store:
    """The decision log, to write to."""
    return Store.open(log_path(path), clock=now)


def read_log(path: Path | None) -> Reader:
    """The decision log, to read from."""
    return Store.read(log_path(path))


def _configured() -> Path:
    try:
        return database_configured()
    except ValueError as error:
        raise click.ClickException(f"SOURCING_DATABASE: {error}") from None


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def who() -> str:
    """The name of the person at the keyboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return f"user {os.getuid()}"


def console() -> "Console":
    """Where results are printed: styled on a terminal, plain and of a fixed width when piped."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)


def stdin_is_terminal() -> bool:
    """Whether somebody sits at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def stdout_is_terminal() -> bool:
    """Whether somebody reads along."""
    return sys.stdout.isatty()
