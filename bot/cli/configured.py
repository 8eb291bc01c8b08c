"""What a command is to go by: the settings, and with them the policy in force."""

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from bot.cli.surroundings import read_log
from bot.current_policy import CurrentPolicy, LoadedPolicy, PolicyText, current_text
from bot.requests import RequestError, home_country_code
from bot.settings import Settings
from bot.store import NoLogYetError, OlderLogError, PolicyChange
from rules.policy_file import read_policy_text

_RESERVED = {"UK": "GB"}
"""Codes that ISO 3166-1 keeps free for a country that has another one, because everybody writes them."""


class Country(click.ParamType[str]):
    """An ISO 3166-1 alpha-2 country code."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capitals."""
        written = str(value).strip().upper()
        if code := _RESERVED.get(written):
            click.echo(f"{written} is taken for {code}, as ISO 3166-1 writes it.", err=True)
            return code
        try:
            return home_country_code(value)
        except RequestError as error:
            self.fail(str(error), param, ctx)


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
