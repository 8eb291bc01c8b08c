"""What every command shares: settings, the policy, the log, the terminal, and mistakes told in a sentence."""

import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click
from pydantic import ValidationError
from rich.console import Console

from bot.cli.streams import make_legible
from bot.current_policy import CurrentPolicy, LoadedPolicy, PolicyText, current_text
from bot.requests import RequestError, home_country_code
from bot.settings import Settings, path_meant
from bot.store import NoLogYetError, OlderLogError, PolicyChange, Reader, Store, StoreError
from rules.policy_file import read_policy_text
from rules.recommend import UnknownAnswerError
from rules.suggest import MistakesError, did_you_mean

_PIPED_WIDTH = 100


class Sentences(click.Group):
    """A group of commands whose mistakes come out as sentences, never as tracebacks."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs the command line, on a terminal of any encoding."""
        make_legible()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a mistake of the caller exits with 2, anything else that stops it with 1."""
        try:
            return super().invoke(ctx)
        except (UnknownAnswerError, RequestError) as error:
            raise click.UsageError(str(error)) from None
        except MistakesError as error:
            raise Findings(str(error)) from None
        except StoreError as error:
            raise click.ClickException(str(error)) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; for an unknown one, suggests the closest."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            guess = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f'there is no command "{args[0]}"{guess}')
        return super().resolve_command(ctx, args)


class Findings(click.ClickException):
    """What is wrong with a file, each line beginning with its place, as editors and people expect it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints the lines as they are."""
        click.echo(self.message, file=file, err=file is None)


class Country(click.ParamType[str]):
    """An ISO 3166-1 alpha-2 country code."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capitals."""
        try:
            return home_country_code(value)
        except RequestError as error:
            self.fail(str(error), param, ctx)


def _path(given: str) -> Path:
    try:
        return path_meant(given)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


database_option = click.option(
    "--database", type=_path, metavar="FILE", help="The file that holds the decisions [SOURCING_DATABASE]."
)
policy_option = click.option(
    "--policy",
    "policy_path",
    type=click.Path(path_type=Path),
    help="A policy file for this one call, instead of the policy in force.",
)


def settings() -> Settings:
    """The settings from the environment; a wrong one exits with a sentence."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{str(found['loc'][0]).upper()}: {found['msg'].removeprefix('Value error, ')}" for found in error.errors()
        ]
        raise click.ClickException("\n".join(problems)) from None


def current_policy(database: Path | None = None) -> CurrentPolicy:
    """What is in force: the same as for the bot in Slack on this log."""
    return CurrentPolicy(settings().sourcing_policy, _last_policy_change(database))


def loaded_policy(path: Path | None, database: Path | None = None) -> LoadedPolicy:
    """The policy to judge by: the file named for this one call, else what is in force for the bot in Slack as well."""
    return (CurrentPolicy(path) if path else current_policy(database)).loaded()


def policy_text(path: Path | None, database: Path | None = None) -> PolicyText:
    """The same as it is written, even where it cannot be read any more."""
    path, change = (path, None) if path else (settings().sourcing_policy, _last_policy_change(database))
    return current_text(path, read_policy_text(path) if path else None, change)


def _last_policy_change(database: Path | None) -> PolicyChange | None:
    """What was put in force last; nothing where there is no log yet, or one from before that could be done."""
    try:
        with read_log(database) as log:
            return log.latest_policy_change()
    except (NoLogYetError, OlderLogError):
        return None


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def open_log(path: Path | None) -> Store:
    """The decision log, to write to."""
    return Store.open(path or settings().sourcing_database, clock=now)


def read_log(path: Path | None) -> Reader:
    """The decision log, to read from."""
    return Store.read(path or settings().sourcing_database)


def who() -> str:
    """The name of the person at the keyboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return f"user {os.getuid()}"


def console() -> Console:
    """Where results are printed: styled on a terminal, plain and of a fixed width when piped."""
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)


def stdin_is_terminal() -> bool:
    """Whether somebody sits at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()
