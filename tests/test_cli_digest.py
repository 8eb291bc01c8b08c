"""What `sourcing digest` says of the weekly digests of channels."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.store import DigestSettings, Store, digests
from bot.wire.schemas import schema_text
from tests.digest_log import ALICE, CAROL, CHANNEL, DANA, OTHER, SCHEDULE, one_request, ten_weeks
from tests.test_cli import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The program, on a log with ten weeks of a channel."""
    run = Run(tmp_path_factory.mktemp("digests"))
    ten_weeks(run.database)
    return run


def words(output: str) -> str:
    """What is printed, wherever its lines end."""
    return " ".join(output.split())


def preview(run: Run, *arguments: str) -> str:
    """A preview of the channel's digest."""
    done = run("digest", "preview", "--channel", CHANNEL, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_list_says_of_each_channel_whether_its_digest_is_on_when_it_was_sent_and_is_due_next(run: Run) -> None:
    said = words(run("digest", "list").stdout)
    assert f"{CHANNEL} on Mondays 9:00 Europe/Madrid Mon 2 Dec 2024 9:04 Mon " in said
    assert f"{OTHER} paused Fridays 16:30 UTC never - " in said
    assert f"{OTHER} is paused since Tue 10 Dec 2024" in said
    assert "Slack said not_in_channel. Whoever sets it up there again ends that; " in said
    assert f"it was set up by Slack user {CAROL}." in said


def test_the_json_of_the_list_fits_its_schema_and_says_the_same(run: Run) -> None:
    listed = json.loads(run("digest", "list", "--json").stdout)
    Draft202012Validator(json.loads(schema_text("digest-list-out"))).validate(listed)
    on, paused = listed["digests"]
    assert (on["channel"], on["state"], on["weekday"], on["at"], on["zone"]) == (
        CHANNEL,
        "on",
        "Monday",
        "09:00",
        "Europe/Madrid",
    )
    assert on["last"] | {"ts": None} == {
        "week": "2024-W49",
        "due_at": "2024-12-02T08:00:00Z",
        "late": False,
        "ts": None,
    }
    assert on["next_due"].endswith(":00:00Z")
    assert (paused["paused_because"], paused["last"], paused["next_due"]) == ("not_in_channel", None, None)


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_log_without_digests_is_an_empty_list(tmp_path: Path, arguments: list[str]) -> None:
    run = Run(tmp_path)
    done = run("digest", "list", *arguments)
    assert done.returncode == 0
    if arguments:
        assert json.loads(done.stdout) == {"digests": []}
    else:
        assert done.stdout == "No channel has a weekly digest; /sourcing digest in a channel of Slack sets one up.\n"
    assert not run.database.exists()


def test_preview_says_what_was_sent_with_its_table_and_its_bars(run: Run) -> None:
    said = words(preview(run, "--week", "2024-W49"))
    assert said.startswith(
        f"2024-W49, for {CHANNEL} (Mondays at 9:00, Europe/Madrid; on): sent; told up to Monday 2 December 2024 at "
        "9:00. "
        "Drift: 4 of 9 decisions were overridden; in the 8 weeks compared it was 0 to 11 %. "
        "Sourcing, 25 November to 2 December New 9: office cleaning (3), translation (2), "
    )
    assert "Decided 9: 5 accepted, 4 overridden Overridden 4: law (4)" in said
    assert " 77 “Office cleaning for our Madrid …” Overridden: in-house instead of " in said
    assert f"{CAROL} outsourcing here (law)" in said
    assert "Decided, by model In-house 5 ██" in said
    assert "6.5 ████████████████████████ mean of 8 before" in said
    assert f"set up by Slack user {DANA}" in said
    assert "Why it begins so" not in said


def test_preview_says_why_it_begins_as_it_does(run: Run) -> None:
    said = words(preview(run, "--week", "2024-w49", "--why"))
    assert "Why it begins so Drift comes first: at least one share lies outside its range." in said
    assert "Overridden, of what was decided: 4 of 9, 44 %. In the 8 weeks compared 0 to 11 %" in said


def test_the_head_that_a_preview_names_is_found_in_the_record(run: Run) -> None:
    last = next(line for line in preview(run, "--week", "2024-W45").splitlines() if line.startswith("Record up to"))
    done = run("verify", "--digest", last)
    assert done.returncode == 0, done.stderr
    assert "nothing was removed or rewritten since the digest" in done.stdout
    assert "that digests are set up, and became and count each week, what the events say" in done.stdout


def test_preview_of_a_quiet_week_says_that_nothing_would_be_posted(run: Run) -> None:
    said = words(preview(run, "--week", "2024-W50"))
    assert "none was planned; what one would have told up to Monday 9 December 2024 at 9:00." in said
    assert "A quiet week: nothing would be posted. Nothing needs you." in said


def test_preview_without_a_week_is_the_next_as_far_as_it_has_come(run: Run) -> None:
    assert "a preview, told up to" in words(preview(run))


def test_preview_says_what_it_leaves_out_where_the_digest_tells_of_public_channels(tmp_path: Path) -> None:
    run = Run(tmp_path)
    ten_weeks(run.database, weeks=1)
    assert "public channels" not in preview(run)
    with Store.open(run.database, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC)) as store:
        store.write(lambda db, at: digests.set_up(db, at, CHANNEL, DigestSettings(SCHEDULE, public=True), DANA))
    assert "In Slack it tells of public channels, too; Slack was not asked for them here." in words(preview(run))


def test_nobody_who_was_erased_and_no_erased_words_stand_in_a_preview(tmp_path: Path) -> None:
    run = Run(tmp_path)
    ten_weeks(run.database, weeks=2)
    with Store.open(run.database, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC)) as store:
        store.erase(1, {"text", "who"}, actor="U9", reason="asked for")
    said = words(preview(run, "--week", "2024-W41"))
    assert "(its words are erased)" in said
    assert ALICE not in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing option '--channel'"),
        (
            ["--channel", "#procurement team"],
            "is not the id of a channel, such as C024BE91L; `sourcing digest list` has",
        ),
        (["--channel", "#general"], '"#general" is not the id of a channel'),
        (["--channel", "C024BE91M"], "The channel C024BE91M has no weekly digest; did you mean C024BE91L?"),
        (["--channel", "C999"], f"The channel C999 has no weekly digest; there are some in {CHANNEL}, {OTHER}"),
        (["--channel", CHANNEL, "--week", "47"], '"47" is not a week; write it as 2026-W47'),
        (["--channel", CHANNEL, "--week", "2024-W53"], '"2024-W53" is not a week'),
        (
            ["--channel", CHANNEL, "--week", "2400-W10"],
            "The week 2400-W10 of this digest begins on Monday 28 February 2400",
        ),
        (
            ["--channel", CHANNEL, "--week", "2020-W10"],
            "The week 2020-W10 of this digest was over before the record began.",
        ),
    ],
)
def test_mistakes_are_told_with_what_to_write(run: Run, arguments: list[str], says: str) -> None:
    done = run("digest", "preview", *arguments)
    assert done.returncode == 2
    assert says in words(done.stderr)


def test_a_channel_with_decisions_is_shown_as_its_digest_would_be_before_anybody_sets_one_up(tmp_path: Path) -> None:
    run = Run(tmp_path)
    one_request(run.database, datetime(2024, 12, 4, 12, tzinfo=UTC))
    said = words(preview(run, "--week", "2024-W50"))
    assert said.startswith(f"2024-W50, for {CHANNEL} (Mondays at 9:00, UTC; not set up yet): none was planned;")
    assert "One waits for a decision." in said
    assert "set up by" not in said


@pytest.mark.parametrize("written", [f"<#{CHANNEL}|procurement>", CHANNEL.lower(), f"#{CHANNEL}"])
def test_a_channel_may_be_written_as_slack_writes_it(run: Run, written: str) -> None:
    done = run("digest", "preview", "--channel", written, "--week", "2024-W45")
    assert done.returncode == 0, done.stderr


def test_a_preview_writes_nothing(run: Run) -> None:
    before = run.database.read_bytes()
    preview(run, "--week", "2024-W45")
    preview(run)
    assert run.database.read_bytes() == before
