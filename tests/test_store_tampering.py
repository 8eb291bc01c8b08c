"""What the decision log promises about changes behind its back: none goes unseen, and erasure is no tampering."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.store import Broken, EventKind, Status, Store, StoreError, Verified
from bot.store.chain import GENESIS, event_hash
from bot.store.decision import ERASABLE, IN_ROW
from bot.store.driver import sqlite3
from bot.store.event import COLUMNS
from bot.store.sealing import commitment, salts_from
from tests.older_logs import older_log
from tests.sample_decisions import move, open_store, raw, request
from tests.sample_decisions import request as new_decision
from tests.size import many

Tampering = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in which everything has happened that can happen."""
    path = tmp_path_factory.mktemp("log") / "decisions.db"
    with open_store(path) as store:
        for number in range(1, 7):
            store.record(request(text=f"Request {number}: payroll for {number * 10} people", who=f"U{number}"))
        move(store, 2, Status.ACCEPTED, actor="U8", reason="agreed")
        store.erase(3, {"text", "who"}, actor="U9", reason="asked for")
        move(store, 5, Status.DISCARDED, actor="U5", reason="a test")
        store.record(replace(request(who="U6"), supersedes=4, origin={"channel": "C1", "author": "U7"}))
    return path


@pytest.fixture(scope="module", params=range(1, 7))
def older(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log from an earlier schema, brought up to date, in which something has happened since."""
    path = tmp_path_factory.mktemp("older") / "decisions.db"
    older_log(path, request.param, *(new_decision(who=f"U{number}") for number in range(1, 5)))
    with open_store(path) as store:
        store.erase(2, {"text", "origin"}, actor="U9", reason="")
        store.record(replace(new_decision(), supersedes=1))
        move(store, 3, Status.ACCEPTED, actor="U8", reason="agreed")
    return path


def after(log: Path, tampering: Tampering, expected_head: str | None = None) -> Verified | Broken:
    """What verification says of a copy of the log that somebody changed."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        shutil.copyfile(log, copy)
        connection = raw(copy)
        tampering(connection)
        connection.close()
        with Store.read(copy) as reader:
            return reader.verify(expected_head=expected_head)


def broken(log: Path, sql: str) -> tuple[str, int | str, str]:
    """Which row verification names after this SQL, and what it says."""
    found = after(log, lambda connection: connection.executescript(sql))
    assert isinstance(found, Broken), sql
    return found.table, found.row, found.because


def swap(table: str, key: str, one: int, other: int) -> str:
    """SQL that makes two rows change places."""
    return "".join(
        f"UPDATE {table} SET {key} = {after} WHERE {key} = {before};"  # noqa: S608 - only our own names and numbers
        for before, after in [(one, -1), (other, one), (-1, other)]
    )


def test_an_untouched_log_is_verified_with_its_counts_and_its_head(log: Path) -> None:
    with Store.read(log) as reader:
        verified = reader.verify()
        newest = reader.history(4)[-1]
    assert verified == Verified(decisions=7, events=12, erasures=1, head=newest.hash)


@pytest.mark.parametrize(
    ("sql", "row", "because"),
    [
        ("UPDATE events SET actor = 'U0' WHERE seq = 4", ("events", 4), "was changed after it was recorded"),
        ("UPDATE events SET body = '{}' WHERE seq = 4", ("events", 4), "was changed after it was recorded"),
        ("DELETE FROM events WHERE seq = 4", ("events", 4), "is missing"),
        ("DELETE FROM events WHERE seq = 1", ("events", 1), "is missing"),
        ("DELETE FROM events WHERE seq = 12", ("decisions", 4), "has the status superseded"),
        (
            swap("events", "seq", 4, 5),
            ("events", 4),
            "was changed after it was recorded",
        ),
        ("UPDATE decisions SET text = 'other' WHERE id = 1", ("decisions", 1), "had its text changed"),
        ("UPDATE decisions SET recommended = NULL WHERE id = 1", ("decisions", 1), "had its recommended changed"),
        ("UPDATE decisions SET status = 'accepted' WHERE id = 4", ("decisions", 4), "has the status accepted"),
        ("UPDATE decisions SET salts = '{}' WHERE id = 4", ("decisions", 4), "had its text changed"),
        (
            "UPDATE decisions SET salts = json_set(salts, '$.who', 'x') WHERE id = 3",
            ("decisions", 3),
            "had its salts changed",
        ),
        ("UPDATE decisions SET text = NULL WHERE id = 4", ("decisions", 4), "lost its text without an event"),
        ("UPDATE decisions SET text = 'x' WHERE id = 3", ("decisions", 3), "although it was erased"),
        ("UPDATE decisions SET supersedes = 1 WHERE id = 6", ("decisions", 6), "had its supersedes changed"),
        ("UPDATE decisions SET supersedes = NULL WHERE id = 7", ("decisions", 7), "had its supersedes changed"),
        ("UPDATE decisions SET origin = '{\"a\":1}' WHERE id = 6", ("decisions", 6), "had its origin changed"),
        ("UPDATE decisions SET origin = NULL WHERE id = 6", ("decisions", 6), "lost its origin without an event"),
        ("DELETE FROM decisions WHERE id = 6", ("decisions", 6), "is missing"),
        (
            swap("decisions", "id", 1, 2),
            ("decisions", 1),
            "changed after it was recorded",
        ),
        (
            """
            CREATE TEMP TABLE forged AS SELECT * FROM decisions WHERE id = 1;
            UPDATE forged SET id = 8;
            INSERT INTO decisions SELECT * FROM forged
            """,
            ("decisions", 8),
            "was added without an event",
        ),
    ],
)
def test_the_first_row_that_shows_a_change_is_named(log: Path, sql: str, row: tuple[str, int], because: str) -> None:
    table, number, sentence = broken(log, sql)
    assert (table, number) == row
    assert because in sentence
    assert sentence.endswith(".")


def test_a_changed_policy_is_found(log: Path) -> None:
    assert (
        broken(log, "UPDATE policies SET toml = toml || ' '")[2] == "The policy 2026.11 was changed after it was kept."
    )
    assert broken(log, "UPDATE policies SET version = '1'")[2] == "The policy 1 was changed after it was kept."
    assert broken(log, "DELETE FROM policies")[2] == "The policy 2026.11 is missing."
    assert broken(log, "INSERT INTO policies VALUES (9, '0', '7', '')")[2] == "The policy 7 was added without an event."


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("DROP TRIGGER events_are_not_removed", "The trigger events_are_not_removed is missing."),
        (
            """
            DROP TRIGGER decisions_are_searchable;
            CREATE TRIGGER decisions_are_searchable AFTER INSERT ON decisions BEGIN SELECT 1; END
            """,
            "The trigger decisions_are_searchable was changed.",
        ),
        (
            """
            CREATE TRIGGER quietly AFTER INSERT ON posts
            BEGIN UPDATE posts SET private = 0 WHERE decision_id = new.decision_id; END
            """,
            "The trigger quietly was added.",
        ),
        ("DROP INDEX one_card_per_place", "The index one_card_per_place is missing."),
        ("CREATE INDEX more ON decisions (who)", "The index more was added."),
        ("CREATE TABLE more (x)", "The table more was added."),
        ("CREATE VIEW more AS SELECT text FROM decisions", "The view more was added."),
        (
            "CREATE TABLE decisions_search_content (id INTEGER PRIMARY KEY, c0)",
            "The table decisions_search_content was",
        ),
        ("DROP TABLE drafts", "The table drafts is missing."),
        (
            "ALTER TABLE posts RENAME TO hidden; CREATE VIEW posts AS SELECT * FROM hidden",
            "The table hidden was added.",
        ),
        ("ALTER TABLE drafts ADD COLUMN more TEXT", "The table drafts was changed."),
        (
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, '(0, 1)', '(0, 2)') WHERE name = 'posts'
            """,
            "The table posts was changed.",
        ),
    ],
)
def test_what_the_file_is_made_of_cannot_be_changed_unseen(log: Path, sql: str, because: str) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        shutil.copyfile(log, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.executescript(sql)
        with Store.read(copy) as reader:
            found = reader.verify()
    assert isinstance(found, Broken)
    assert because in found.because


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO decisions_search (decisions_search, rowid, text) SELECT 'delete', id, text FROM decisions LIMIT 1",
        "INSERT INTO decisions_search (rowid, text) VALUES (1, 'secret words')",
        "INSERT INTO decisions_search (rowid, text) VALUES (3, 'what was erased')",
        "INSERT INTO decisions_search (decisions_search) VALUES ('delete-all')",
        "UPDATE decisions_search_data SET block = zeroblob(length(block)) WHERE id > 10",
        "UPDATE decisions_search_data SET block = x'0001' WHERE id = 1",
        "UPDATE decisions_search_docsize SET sz = x'63' WHERE id = 2",
        "DELETE FROM decisions_search_docsize WHERE id = 2",
        "INSERT INTO decisions_search_config VALUES ('rank', 'bm25(10)')",
    ],
)
def test_no_row_of_the_search_index_can_be_changed_unseen(log: Path, sql: str) -> None:
    table, _, because = broken(log, sql)
    assert (table, because) == ("decisions_search", "The search index does not hold what the requests say.")


def test_neither_can_the_way_to_its_words(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        words = " ".join(f"word{number}" for number in range(2_000))
        store.record(request(text=words))
        assert isinstance(store.verify(), Verified)
    with closing(raw(path)) as connection:
        connection.execute("DELETE FROM decisions_search_idx")
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.because == "The search index does not hold what the requests say."


def test_an_index_that_was_built_anew_after_an_erasure_is_as_it_should_be(log: Path) -> None:
    rebuilt = "INSERT INTO decisions_search (decisions_search) VALUES ('rebuild'), ('optimize')"
    assert isinstance(after(log, lambda connection: connection.execute(rebuilt)), Verified)


def test_statistics_that_somebody_had_sqlite_gather_are_no_change(log: Path) -> None:
    assert isinstance(after(log, lambda connection: connection.execute("ANALYZE")), Verified)


def test_a_damaged_index_of_the_file_is_found(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    with closing(sqlite3.connect(copy)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'decisions_by_time'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(copy.read_bytes())
    start = (page - 1) * size
    content[start : start + size] = content[start : start + size].replace(b"2026-11-23", b"2026-11-24", 1)
    copy.write_bytes(content)
    with Store.read(copy) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.because.startswith("SQLite finds the file damaged: ")


@pytest.mark.parametrize("version", [0, 1, 99])
def test_a_changed_version_is_never_called_intact(log: Path, tmp_path: Path, version: int) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(StoreError):
        Store.read(copy)


CELLS = (
    *((("events", "seq", column)) for column in COLUMNS),
    *((("decisions", "id", column)) for column in ("id", *IN_ROW)),
    *((("policies", "rowid", column)) for column in ("id", "sha256", "version", "toml")),
)
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(["{}", "[]", "null"]),
    st.binary(max_size=4),
)


@settings(max_examples=many(150), deadline=None)
@given(cell=st.sampled_from(CELLS), which=st.integers(0, 11), value=VALUES)
def test_no_cell_can_be_changed_unseen(
    log: Path, cell: tuple[str, str, str], which: int, value: str | int | bytes | None
) -> None:
    changed, found = after_changing(log, cell, which, value)
    assert isinstance(found, Broken) is changed


@settings(max_examples=many(100), deadline=None)
@given(cell=st.sampled_from(CELLS), which=st.integers(0, 11), value=VALUES)
def test_no_cell_can_be_changed_unseen_in_a_log_that_was_brought_up_to_date(
    older: Path, cell: tuple[str, str, str], which: int, value: str | int | bytes | None
) -> None:
    changed, found = after_changing(older, cell, which, value)
    assert isinstance(found, Broken) is changed


def after_changing(
    log: Path, cell: tuple[str, str, str], which: int, value: str | int | bytes | None
) -> tuple[bool, Verified | Broken]:
    """Whether a cell could be given another value, and what verification says then."""
    table, key, column = cell
    changed = False

    def tampering(connection: sqlite3.Connection) -> None:
        nonlocal changed
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - only our own names
        # Bytes make text that is no UTF-8, except where bytes belong.
        as_text = isinstance(value, bytes) and column not in {"prev_hash", "hash"}
        written = "CAST(:value AS TEXT)" if as_text else ":value"
        with suppress(sqlite3.IntegrityError):  # the schema itself refuses some values, and then nothing is changed
            cursor = connection.execute(
                f"""
                UPDATE {table} SET "{column}" = {written}
                WHERE {key} = :key AND "{column}" IS NOT {written}
                """,  # noqa: S608 - only our own names
                {"value": value, "key": which % rows + 1},
            )
            changed = cursor.rowcount == 1

    found = after(log, tampering)
    return changed, found


@settings(max_examples=many(60), deadline=None)
@given(order=st.permutations(range(1, 13)), left=st.integers(0, 12))
def test_no_event_can_be_removed_or_moved_unseen(log: Path, order: list[int], left: int) -> None:
    kept = order[:left]
    assume(kept != list(range(1, 13)))

    def tampering(connection: sqlite3.Connection) -> None:
        connection.executemany("DELETE FROM events WHERE seq = ?", [[seq] for seq in order[left:]])
        connection.executemany(
            "UPDATE events SET seq = ? WHERE seq = ?", [[-to, seq] for to, seq in enumerate(kept, 1)]
        )
        connection.execute("UPDATE events SET seq = -seq")

    assert isinstance(after(log, tampering), Broken)


def test_an_end_that_was_cut_off_is_seen_only_with_a_head_noted_earlier(log: Path) -> None:
    with Store.read(log) as reader:
        noted = reader.verify()
    assert isinstance(noted, Verified)

    def tampering(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM events WHERE seq > 6 OR decision_id = 6")
        connection.execute("DELETE FROM decisions WHERE id = 6")
        connection.execute("UPDATE decisions SET status = 'recorded'")
        connection.execute("DELETE FROM decisions WHERE id = 3")
        connection.execute("DELETE FROM events WHERE seq >= 4")
        connection.execute("DELETE FROM decisions WHERE id >= 3")
        connection.execute("DELETE FROM words_given")
        connection.execute("DELETE FROM facets")
        connection.execute("INSERT OR IGNORE INTO facets SELECT * FROM facets_told")
        connection.execute("INSERT INTO decisions_search (decisions_search) VALUES ('rebuild')")

    assert after(log, tampering) == Verified(2, 3, 0, head_after(log, 3))
    found = after(log, tampering, expected_head=noted.head)
    assert isinstance(found, Broken)
    assert (found.table, found.row) == ("events", 3)
    assert noted.head in found.because
    assert isinstance(after(log, tampering, expected_head=head_after(log, 2)), Verified)


def head_after(log: Path, seq: int) -> str:
    """The head of the chain when it had so many events."""
    connection = sqlite3.connect(log)
    (head,) = connection.execute("SELECT hash FROM events WHERE seq = ?", [seq]).fetchone()
    connection.close()
    return bytes(head).hex()


def test_an_event_given_a_new_hash_no_longer_leads_to_the_next(log: Path) -> None:
    def tampering(connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        event = dict(connection.execute("SELECT * FROM events WHERE seq = 4").fetchone())
        event["actor"] = "U0"
        connection.execute("UPDATE events SET actor = 'U0', hash = ? WHERE seq = 4", [event_hash(event)])

    found = after(log, tampering)
    assert isinstance(found, Broken)
    assert found.because == "Event 5 does not follow from the event before it: one of the two was replaced."


def test_a_succession_that_only_one_side_tells_is_found(log: Path) -> None:
    def tampering(connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        event = dict(connection.execute("SELECT * FROM events ORDER BY seq DESC LIMIT 1").fetchone())
        event |= {"body": event["body"].replace('"by":7', '"by":6')}
        changed = (event["body"], event_hash(event), event["seq"])
        connection.execute("UPDATE events SET body = ?, hash = ? WHERE seq = ?", changed)

    found = after(log, tampering)
    assert isinstance(found, Broken)
    assert found.because == "Decision 4 was superseded by other decisions than those that say so."


@pytest.mark.parametrize("committed", [[], {}, 7, None, "", "AAAA"])
@pytest.mark.parametrize("part", ["seal", "marks"])
def test_a_seal_replaced_by_nonsense_is_found_even_in_a_chain_made_anew(
    log: Path, part: str, committed: object
) -> None:
    def tampering(connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        head = GENESIS
        for row in connection.execute("SELECT * FROM events ORDER BY seq").fetchall():
            event = {**dict(row), "prev_hash": head}
            if event["seq"] == 7:
                body = json.loads(event["body"])
                body[part] = committed
                event["body"] = json.dumps(body)
            head = event_hash(event)
            changed = (event["body"], event["prev_hash"], head, event["seq"])
            connection.execute("UPDATE events SET body = ?, prev_hash = ?, hash = ? WHERE seq = ?", changed)

    found = after(log, tampering)
    assert isinstance(found, Broken)
    assert (found.table, found.row) == ("decisions", 6)


@pytest.mark.parametrize("body", ["", "[]", "{", "{}", '{"status":[]}', '{"fields":{},"status":1}', "[" * 100_000])
def test_a_chain_rewritten_with_nonsense_is_broken_too(log: Path, body: str) -> None:
    def tampering(connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        last = dict(connection.execute("SELECT * FROM events ORDER BY seq DESC LIMIT 1").fetchone())
        last["body"] = body
        connection.execute("UPDATE events SET body = ?, hash = ? WHERE seq = ?", [body, event_hash(last), last["seq"]])

    assert isinstance(after(log, tampering), Broken)


def test_a_row_that_was_made_unreadable_is_named_and_not_shown(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    connection = raw(copy)
    connection.execute("UPDATE decisions SET ranking = 'nonsense' WHERE id = 2")
    connection.execute("UPDATE events SET kind = 'nonsense' WHERE seq = 2")
    connection.close()
    with Store.read(copy) as reader:
        with pytest.raises(StoreError, match="Decision 2 was changed outside this program"):
            reader.decisions()
        with pytest.raises(StoreError, match="Event 2 was changed outside this program"):
            reader.history(1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET actor = 'U0'",
        "DELETE FROM events",
        "REPLACE INTO events SELECT * FROM events",
        "INSERT INTO events VALUES (99, 999, '', '', '', '', x'', x'')",
        "DELETE FROM decisions",
        "UPDATE decisions SET text = 'other'",
        "UPDATE decisions SET text = 'again' WHERE text IS NULL",
        "UPDATE decisions SET standing = 'settled'",
        "UPDATE decisions SET supersedes = 2 WHERE id = 1",
        """UPDATE decisions SET origin = '{"a":1}' WHERE id = 1""",
        "UPDATE policies SET toml = ''",
        "DELETE FROM policies",
    ],
)
def test_the_file_refuses_changes_by_accident(log: Path, tmp_path: Path, sql: str) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    with open_store(copy) as store:
        with pytest.raises(sqlite3.IntegrityError):
            store._db.execute(sql)
        assert isinstance(store.verify(), Verified)


# Erasure


def test_what_is_erased_is_gone_from_every_byte_and_the_chain_still_holds(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        store.record(request(text="nothing special"))
        store.record(request(text="Xylophone lessons for zephyrine@example.org", who="quizzaciously"))
        before = store.verify()
        erased = store.erase(2, {"text", "who"}, actor="U9", reason="Asked for on 1 November.")
        assert (erased.text, erased.who, erased.erased) == ("", "", {"text", "who"})
        assert erased.answers == request().answers
        assert store.decisions("xylophone") == []
        bytes_left = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
        assert b"xylophone" not in bytes_left
        assert b"zephyrine" not in bytes_left
        assert isinstance(before, Verified)
        verified = store.verify(expected_head=before.head)
        assert isinstance(verified, Verified)
        assert verified.erasures == 1
        tombstone = store.history(2)[-1]
        assert tombstone.kind is EventKind.FIELDS_ERASED
        assert tombstone.details.pop("commitments").keys() == {"text", "who"}
        assert tombstone.details == {"fields": ["text", "who"], "reason": "Asked for on 1 November."}


def test_what_is_erased_can_no_longer_be_confirmed_by_whoever_guesses_it(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        store.record(request(who="U1"))
        (kept,) = store._db.execute("SELECT salts FROM decisions").fetchone()
        secret = json.loads(kept)
        salts = salts_from(secret, ERASABLE)
        store.erase(1, {"who"}, actor="U9", reason="")
        (left,) = store._db.execute("SELECT salts FROM decisions").fetchone()
        bytes_left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert secret.encode() not in bytes_left
        assert salts["who"].encode() not in bytes_left
        assert json.loads(left) == {field: salt for field, salt in salts.items() if field != "who"}
        told = store.history(1)[-1].details["commitments"]["who"]
        assert told == commitment(salts["who"], "who", "U1")
        assert told not in {commitment(salt, "who", "U1") for salt in [None, "", *json.loads(left).values()]}


def test_an_erasure_does_not_hide_what_was_changed_before_it(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    connection = raw(copy)
    connection.execute("UPDATE decisions SET text = 'other' WHERE id = 1")
    connection.close()
    with open_store(copy) as store:
        store.erase(1, {"text"}, actor="U9", reason="")
        found = store.verify()
    assert isinstance(found, Broken)
    assert found.because == "Decision 1 had its text changed after it was recorded."


def test_fields_can_be_erased_one_after_the_other(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        for field in sorted(ERASABLE):
            store.erase(1, {field}, actor="U9", reason="")
        assert store.decision(1).erased == ERASABLE
        assert isinstance(store.verify(), Verified)


def test_only_what_is_personal_can_be_erased(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        for fields in [set[str](), {"recommended"}, {"text", "nonsense"}]:
            with pytest.raises(ValueError, match="only these can be erased: answers, classification, origin,"):
                store.erase(1, fields, actor="U9", reason="")
        assert len(store.history(1)) == 1
