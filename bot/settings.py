"""Everything that can be configured, in one place, read from the environment."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.requests import home_country_code


def default_database() -> Path:
    """`sourcing/decisions.db` in the user's data folder (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "sourcing" / "decisions.db"


class Settings(BaseSettings):
    """Settings of the command line and of the server. Each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    sourcing_database: Path = Field(
        default_factory=default_database, description="The SQLite file that holds the decisions"
    )
    sourcing_policy: Path | None = Field(
        default=None, description="The policy file; the policy that ships with the product where it is not set"
    )
    sourcing_home_country: Annotated[str, AfterValidator(home_country_code)] = Field(
        default="US", description="The country that requests come from, ISO 3166-1 alpha-2, where none is given"
    )
