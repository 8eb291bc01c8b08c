"""Groups of commands: each command is loaded when it is called, and what stops it comes out as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import IO, Any

import click

from bot.cli.streams import make_legible


@dataclass(frozen=True, slots=True)
class Command:
    """A command that its group knows by name: loaded with everything that it needs when it is called, not before."""

    at: str
    """`module:name`."""
    says: str
    """Its line in the group's help."""

    def load(self) -> click.Command:
        """The command itself."""
        command = resolve_name(self.at)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.at} is not a command")
        return command


class Sentences(click.Group):
    """A group of commands whose mistakes come out as sentences, never as tracebacks."""

    def __init__(self, *args: Any, known: Mapping[str, Command], **extra: Any) -> None:
        """`known` has the commands by their names."""
        super().__init__(*args, **extra)
        self._known = known

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs the command line, on a terminal of any encoding."""
        make_legible()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a mistake of the caller exits with 2, anything else that stops it with 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            told = _in_a_sentence(error)
            if told is None:
                raise
            raise told from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names of the commands."""
        return sorted(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """The command with this name, loaded; None where there is none."""
        return self._known[cmd_name].load() if cmd_name in self._known else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; for an unknown one, suggests the closest."""
        if args and not args[0].startswith("-") and args[0] not in self._known:
            from rules.suggest import did_you_mean  # the commands that are right do without

            ctx.fail(f'there is no command "{args[0]}"{did_you_mean(args[0], self._known)}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes a line for each command, and loads none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._known[name].says) for name in self.list_commands(ctx)])


class Findings(click.ClickException):
    """What is wrong with a file, each line beginning with its place, as editors and people expect it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints the lines as they are."""
        click.echo(self.message, file=file, err=file is None)


def _in_a_sentence(error: Exception) -> click.ClickException | None:
    """How the command line tells of an error that it can expect; None for any other."""
    # Imported here, one after the other: whatever raised the error has loaded its module already.
    from bot.store.errors import StoreError

    if isinstance(error, StoreError):
        return click.ClickException(str(error))
    from rules.suggest import MistakesError

    if isinstance(error, MistakesError):
        return Findings(str(error))
    from bot.requests import RequestError
    from rules.recommend import UnknownAnswerError

    return click.UsageError(str(error)) if isinstance(error, UnknownAnswerError | RequestError) else None
