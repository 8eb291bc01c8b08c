"""Write the migration that gives the decisions in a log the columns that `NewDecision` has and the log has not.

    make migration NAME=review_on

Besides the columns it writes the triggers that guard them. Say at its head what the columns are for.
"""

import sys
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.store.columns import Kept, names_in_sql
from bot.store.decision import COLUMNS, OF_POLICY, UNTOLD
from bot.store.driver import Database
from bot.store.make import empty_tables
from bot.store.schema import all_migrations

MIGRATIONS = Path(__file__).parents[1] / "bot" / "store" / "migrations"
UNSAID = "-- What for."
"""What whoever has the migration written replaces."""


def main(name: str) -> int:
    """Write the file, with the next number; the exit status."""
    with closing(empty_tables()) as db:
        sql = migration(db, COLUMNS, UNTOLD)
    if not sql:
        sys.stdout.write("Every column of a decision is in the log; nothing was written.\n")
        return 0
    file = MIGRATIONS / f"{len(all_migrations()) + 1:04}_{name}.sql"
    file.write_text(sql, encoding="utf-8")
    sys.stdout.write(f"{file.relative_to(MIGRATIONS.parents[2])}: say at its head what the column is for.\n")
    return 0


def migration(db: Database, columns: Mapping[str, Kept], untold: Mapping[str, Any]) -> str:
    """The SQL that adds what is missing, with the triggers that guard all of it; empty where nothing is missing."""
    there = {str(name) for (name,) in db.execute("SELECT name FROM pragma_table_info('decisions')")}
    kept = {name: each for name, each in columns.items() if name not in OF_POLICY}
    added = [_added(db, name, kept[name], untold.get(name)) for name in kept if name not in there]
    return "\n".join([f"{UNSAID}\n", *added, "", *_guards(kept)]) if added else ""


def _added(db: Database, name: str, kept: Kept, before: object) -> str:
    (quoted,) = db.execute("SELECT quote(?)", [str(before)]).fetchone()
    default = "" if before is None else f" DEFAULT {quoted if kept.sql == 'TEXT' else before}"
    return f"ALTER TABLE decisions ADD COLUMN {names_in_sql([name])} {kept.sql}{default};"


def _guards(kept: Mapping[str, Kept]) -> Collection[str]:
    fixed = names_in_sql(["id", "policy", *(name for name, each in kept.items() if not each.erasable)])
    erasable = [names_in_sql([name]) for name, each in kept.items() if each.erasable]
    changed = "\n    OR ".join(f"new.{name} <> coalesce(old.{name}, '')" for name in erasable)
    return (
        "DROP TRIGGER decisions_are_not_changed;",
        f"CREATE TRIGGER decisions_are_not_changed\nBEFORE UPDATE OF {fixed} ON decisions",
        "BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;\n",
        "DROP TRIGGER erasable_fields_are_only_erased;",
        f"CREATE TRIGGER erasable_fields_are_only_erased\nBEFORE UPDATE OF {', '.join(erasable)} ON decisions",
        f"WHEN {changed}",
        "BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;\n",
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the migration a name, as in: make migration NAME=review_on")
    sys.exit(main(sys.argv[1]))
