"""Paths as people write them, and where the decisions are kept."""

import os
import re
from pathlib import Path

_DATABASE = "SOURCING_DATABASE"


def database_configured() -> Path:
    """The file that holds the decisions, as the environment names it or by default.

    The same as in `Settings`, without reading the other settings: who looks at the record needs none of them. Raises
    ValueError for what names no file.
    """
    named = next((value for name, value in os.environ.items() if name.upper() == _DATABASE and value), None)
    return default_database() if named is None else path_meant(named)


def default_database() -> Path:
    """`sourcing/decisions.db` in the user's data folder (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "sourcing" / "decisions.db"


_SQLITE_URL = "sqlite:///"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://|(?:file|sqlite):|:memory:", re.IGNORECASE)
_QUOTED = re.compile(r"(?P<mark>[\"'])(?P<path>.*)(?P=mark)")
"""As in a file of settings that no shell reads, such as Docker's."""
_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})")
_FOR_EXAMPLE = "name a file, such as /var/lib/sourcing/decisions.db"


def path_meant(given: str | Path) -> Path:
    """A path as people write it in a settings file: in quotes, with `~`, `$HOME`, or as the address `sqlite:///…`.

    After `sqlite:///` a path is relative, and absolute behind a fourth slash. Raises ValueError for what names no file.
    """
    written = str(given).strip()
    if quoted := _QUOTED.fullmatch(written):
        written = quoted["path"].strip()
    if written.lower().startswith(_SQLITE_URL):
        written, asked, options = written[len(_SQLITE_URL) :].partition("?")
        if asked:
            raise ValueError(f"an address has no options here; leave out ?{options}")
    if address := _ADDRESS.match(written):
        raise ValueError(f"{address[0]} begins no path; {_FOR_EXAMPLE}")
    written = os.path.expandvars(written)
    if unset := _VARIABLE.search(written):
        raise ValueError(f"{unset[0]} is not set in the environment; set it, or write the path out")
    if not written:
        raise ValueError(f"the path is empty; {_FOR_EXAMPLE}")
    try:
        return Path(written).expanduser()
    except RuntimeError:
        raise ValueError(f"there is no folder of a user for {written.partition('/')[0]}; write the path out") from None
