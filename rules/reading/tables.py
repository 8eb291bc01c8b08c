"""The tables of phrases beside the code, as TOML reads them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PHRASES = Path(__file__).parent / "phrases"


def table(name: str) -> Mapping[str, Any]:
    """What `phrases/<name>.toml` says."""
    return tomllib.loads((_PHRASES / f"{name}.toml").read_text(encoding="utf-8"))
