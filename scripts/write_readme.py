"""Writes what can be typed after `/sourcing` into README's table, from the subcommands themselves."""

import re
from pathlib import Path

from bot.handlers.sourcing import WAYS

_ROWS = re.compile(r"(?:^\| `/sourcing\b.*\n)+", re.MULTILINE)


def with_ways(readme: str) -> str:
    """README with a row for each way to use `/sourcing`, in place of those that it has."""
    rows = "".join(f"| `{way.command}` | {way.does} |\n" for way in WAYS)
    return _ROWS.sub(lambda _: rows, readme, count=1)


def main() -> None:
    """Writes README.md anew."""
    path = Path(__file__).parent.parent / "README.md"
    path.write_text(with_ways(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
