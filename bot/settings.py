"""Everything that can be configured, in one place, read from the environment."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, TypeAdapter
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.paths import default_database, path_meant
from bot.requests import home_country_code

FilePath = Annotated[Path, BeforeValidator(path_meant)]

_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_USER_OR_GROUP_ID = re.compile(r"[UWS][A-Z0-9]{2,}")


def _separated(given: object) -> object:
    """What stands between commas."""
    return frozenset(filter(None, map(str.strip, given.split(",")))) if isinstance(given, str) else given


def _user_ids(given: frozenset[str]) -> frozenset[str]:
    for each in sorted(given):
        if not _USER_ID.fullmatch(each):
            raise ValueError(f'"{each}" is not the id of a Slack user, such as U024BE7LH; a profile\'s menu copies it')
    return given


def _users_or_groups(given: frozenset[str]) -> frozenset[str]:
    for each in sorted(given):
        if not _USER_OR_GROUP_ID.fullmatch(each):
            raise ValueError(
                f'"{each}" is not the id of a Slack user, such as U024BE7LH, nor of a user group, such as S0614TZR7'
            )
    return given


def _one_user(given: str | None) -> str | None:
    return next(iter(_user_ids(frozenset({given.strip()})))) if given is not None else None


class Settings(BaseSettings):
    """Settings of the command line and of the server. Each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, env_ignore_empty=True)

    sourcing_database: FilePath = Field(
        default_factory=default_database, description="The SQLite file that holds the decisions"
    )
    sourcing_policy: FilePath | None = Field(
        default=None, description="The policy file; the policy that ships with the product where it is not set"
    )
    sourcing_policy_owners: Annotated[
        frozenset[str], NoDecode, BeforeValidator(_separated), AfterValidator(_user_ids)
    ] = Field(
        default=frozenset(),
        description="The Slack users, by id, with commas between, who may put a policy in force from Slack",
    )
    sourcing_guests_decide: bool = Field(
        default=False, description="Whether guests of the workspace may accept and override decisions, as members may"
    )
    sourcing_reviewers: Annotated[
        frozenset[str], NoDecode, BeforeValidator(_separated), AfterValidator(_users_or_groups)
    ] = Field(
        default=frozenset(),
        description="The Slack users and user groups, by id, with commas between, who decide; anyone in the channel "
        "but the one who asked, where it is not set",
    )
    sourcing_lead: Annotated[str | None, AfterValidator(_one_user)] = Field(
        default=None, description="The Slack user, by id, who is told of what the reviewers leave waiting"
    )
    sourcing_own_requests: bool = Field(
        default=False, description="Whether those who ask may decide their own requests, for a team of one"
    )
    sourcing_digest_grace_hours: float = Field(
        default=48,
        ge=0.25,  # less would be too late for one that is in time, with a thousand others
        le=144,
        description="For how many hours a weekly digest that was missed is still sent, saying so; later it is left out",
    )
    sourcing_home_country: Annotated[str, AfterValidator(home_country_code)] = Field(
        default="US", description="The country that requests come from, ISO 3166-1 alpha-2, where none is given"
    )
    slack_bot_token: SecretStr | None = Field(default=None, description="The bot's token, starting with xoxb-")
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Over HTTP: the secret that Slack signs its requests with"
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="For Socket Mode: the app-level token, starting with xapp-"
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="Where Slack's Web API is")

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over Socket Mode, which needs no public address."""
        return self.slack_app_token is not None


_BOT_TOKENS = ("xoxb-", "xoxe.xoxb-")
"""The second where tokens are rotated."""


def problems_before_serving(settings: Settings) -> list[str]:
    """What is missing or wrong for a server, each in a sentence that names the variable and never its value."""
    problems = []
    if not _secret(settings.slack_bot_token):
        problems.append("SLACK_BOT_TOKEN is not set; copy it from your app's page, OAuth & Permissions.")
    elif _secret(settings.slack_bot_token).startswith("xoxe-"):
        problems.append("SLACK_BOT_TOKEN is a refresh token; the bot token that came with it starts with xoxe.xoxb-.")
    elif not _secret(settings.slack_bot_token).startswith(_BOT_TOKENS):
        problems.append("SLACK_BOT_TOKEN is not a bot token; it should start with xoxb-.")
    if settings.slack_app_token is not None and not _secret(settings.slack_app_token).startswith("xapp-"):
        problems.append("SLACK_APP_TOKEN is not an app-level token; it should start with xapp-.")
    if settings.slack_app_token is None and not _secret(settings.slack_signing_secret):
        problems.append(
            "Neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP) is set; "
            "copy one of them from your app's page, Basic Information."
        )
    try:
        TypeAdapter(HttpUrl).validate_python(settings.slack_api_url)
    except ValueError:
        problems.append("SLACK_API_URL is not an address; it should look like https://slack.com/api/.")
    return problems


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""
