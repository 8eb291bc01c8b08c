"""`sourcing log` finds by the same filters as the history in Slack, and prints tables that no spreadsheet works out."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import listing
from bot.cli.log_csv import cell
from bot.cli.record import log
from bot.current_policy import CurrentPolicy
from bot.store import Filters, Status, Store, policies
from rules.grid import Model
from tests.sample_decisions import move, open_store, request


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Three decisions, of which Carol has decided the second."""
    path = tmp_path / "decisions.db"
    kept = CurrentPolicy(None).loaded().kept
    under: dict[str, Any] = {"policy_version": kept.version, "policy_sha256": kept.sha256}
    with open_store(path) as store:
        store.write(lambda db, at: policies.keep(db, at, kept, actor="sourcing"))
        catering = request("=HYPERLINK(1) catering", who="dana")
        store.record(replace(catering, answers={"work": "payroll"}, **under))
        store.record(replace(request("Move payroll to Manila", who="erik"), **under))
        store.record(replace(request("Move the help desk", who="dana"), home_country="PL", **under))
        words = "+1 from the works council"
        move(store, 2, Status.OVERRIDDEN, actor="carol", reason=words, model=Model.HYBRID)
    return path


def listed(database: Path, *arguments: str) -> list[int]:
    """The numbers that are printed."""
    done = CliRunner().invoke(log, [*arguments, "--csv", "--database", str(database)])
    assert done.exit_code == 0, done.output
    return [int(row["number"]) for row in csv.DictReader(io.StringIO(done.stdout))]


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ((), [3, 2, 1]),
        (("--from", "dana"), [3, 1]),
        (("--by", "@carol"), [2]),
        (("--who", "carol"), [2]),
        (("--status", "waiting"), [3, 1]),
        (("--status", "decided"), [2]),
        (("--kind", "payroll"), [1]),
        (("--country", "Poland"), [3]),
        (("--model", "hybrid"), [2]),
        (("--model", "far away", "--from", "erik"), [2]),
        (("--since", "2026-11", "--until", "2026-11-23"), [3, 2, 1]),
        (("--since", "2027"), []),
        (("--before", "3", "--limit", "1"), [2]),
        (("--after", "1", "--limit", "1"), [2]),
        (("payroll", "--before", "3"), [2]),
        (('"NEAR(',), []),
    ],
)
def test_the_log_is_filtered_and_paged(database: Path, arguments: tuple[str, ...], numbers: list[int]) -> None:
    assert listed(database, *arguments) == numbers


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--since", "soon"), "“soon” is no day; write a day as 2026-11-23"),
        (("--kind", "blargh"), "No kind of work is called “blargh”"),
        (("--country", "Xqwzk"), "“Xqwzk” is no country"),
        (("--model", "hybird"), '"hybird" is no model; did you mean "Hybrid"?'),
    ],
)
def test_what_cannot_be_read_is_told(database: Path, arguments: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(log, [*arguments, "--database", str(database)])
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


def test_no_cell_of_a_table_is_a_formula(database: Path) -> None:
    done = CliRunner().invoke(log, ["--csv", "--database", str(database)])
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert rows["1"]["request"] == "'=HYPERLINK(1) catering"
    assert rows["2"]["words"] == "'+1 from the works council"
    assert (rows["2"]["decided_by"], rows["1"]["status"], rows["1"]["words"]) == ("carol", "waiting", "")
    for beginning in "=+-@\t\r":
        assert cell(f"{beginning}x") == f"'{beginning}x"
    assert cell("a=b") == "a=b"


def test_the_policy_of_a_list_is_read_once_however_often_somebody_looks(database: Path) -> None:
    read: list[str] = []
    with Store.read(database) as reader:
        reader._db.conn.set_trace_callback(lambda sql: read.append(sql) if "FROM policies" in sql else None)
        for _ in range(3):
            assert len(listing.listed(reader, filters=Filters(), limit=5)) == 3
    assert len(read) == 1
