"""Writes docs/schema from the types in bot/wire."""

from pathlib import Path

from bot.wire.schemas import DOCUMENTS, schema_text


def main() -> None:
    """Writes one file for each kind of document."""
    folder = Path(__file__).parent.parent / "docs" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name in DOCUMENTS:
        (folder / f"{name}.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
