"""What the documents say is true."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from bot import digest_posting, sender
from bot.cli import main
from bot.cli.verify import found_in_words
from bot.settings import Settings
from bot.slack import conversations
from bot.store import Head, Published
from bot.store.heads import SHORT
from bot.wire.schemas import DOCUMENTS, schema_text
from scripts.write_readme import with_ways

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCING = str(Path(sys.executable).with_name("sourcing"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_files_are_those_of_the_types(name: str) -> None:
    file = ROOT / "docs" / "schema" / f"{name}.json"
    assert file.exists(), f"docs/schema/{name}.json is missing: run make schemas"
    same = file.read_text(encoding="utf-8") == schema_text(name)
    assert same, f"docs/schema/{name}.json does not say what the types in bot/wire say: run make schemas"


@pytest.mark.parametrize(
    ("arguments", "given", "schema"),
    [
        (["classify"], {"id": 1, "text": "Payroll to a vendor in Kraków", "home_country": "GB"}, "classify-out"),
        (["classify"], {"id": "a"}, "error-out"),
        (["recommend"], {"id": 1, "answers": {"export_control": "military", "scale": "5_49"}}, "recommend-out"),
        (["ask", "Payroll to a vendor in Kraków", "--json", "--no-log"], None, "ask-out"),
        (["policy", "show", "--json"], None, "policy-show-out"),
        (["policy", "check", "--json"], None, "policy-check-out"),
    ],
)
def test_what_comes_out_fits_its_schema(tmp_path: Path, arguments: list[str], given: object, schema: str) -> None:
    done = subprocess.run(
        [SOURCING, *arguments],
        input=json.dumps(given),
        env=os.environ | {"SOURCING_DATABASE": str(tmp_path / "decisions.db")},
        capture_output=True,
        text=True,
        check=True,
    )
    Draft202012Validator(json.loads(schema_text(schema))).validate(json.loads(done.stdout))


def test_the_readme_has_every_setting_with_its_default() -> None:
    table = dict(re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| ([^|]*) \|$", README, flags=re.MULTILINE))
    assert set(table) == {name.upper() for name in Settings.model_fields}
    assert table["SOURCING_HOME_COUNTRY"].strip() == f"`{Settings.model_fields['sourcing_home_country'].default}`"


def test_the_readme_names_every_command_and_no_other() -> None:
    named = set(
        re.findall(
            r"(?<![/\w])sourcing ([a-z]+)\b", "\n".join(re.findall(r"`[^`\n]+`|^    .*$", README, flags=re.MULTILINE))
        )
    )
    with click.Context(main) as context:
        assert named == set(main.list_commands(context))


def test_the_readme_says_what_can_be_typed_in_slack() -> None:
    same = with_ways(README) == README
    assert same, "README.md does not say what the subcommands say: run make readme"


def test_the_changelog_begins_with_what_is_unreleased_and_then_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    unreleased, released, *_ = re.findall(r"^## (.+)$", changelog, flags=re.MULTILINE)
    assert unreleased == "Unreleased"
    assert re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", released)


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    texts = (
        README
        + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        + (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    )
    assert set(re.findall(r"\bmake ([a-z]+)\b", texts)) <= targets


def test_contributing_says_what_happens_on_each_floor_of_the_import_contract() -> None:
    contracts = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    floors = next(each["layers"] for each in contracts if each.get("containers") == ["bot"])
    table = Path("CONTRIBUTING.md").read_text(encoding="utf-8").partition("| floor |")[2].partition("\n\n")[0]
    rows = [set(re.findall(r"`(?:bot/)?([a-z_]+)(?:\.py)?`", row)) for row in table.splitlines()[2:]]
    named = [module for row in rows for module in row]
    missing = {module for floor in floors for module in floor.split(" | ")} - set(named)
    assert not missing, f"CONTRIBUTING.md does not say what happens in {missing}"


def test_every_module_that_the_words_of_the_searches_name_exists() -> None:
    named = set(re.findall(r"`([a-z_/]+\.py)`", (ROOT / "docs" / "search.md").read_text(encoding="utf-8")))
    missing = {name for name in named if not (ROOT / "rules" / name).exists()}
    assert named
    assert not missing, f"docs/search.md names what is not in rules: {missing}"


def test_the_readme_says_of_digests_what_the_program_does() -> None:
    section = README.partition("\n## Weekly digest\n")[2].partition("\n## ")[0]
    grace = Settings.model_fields["sourcing_digest_grace_hours"].default
    assert f"within `SOURCING_DIGEST_GRACE_HOURS` ({grace})" in section
    published = Published(Head(1204, "9f3ac2d177e0"), datetime(2026, 11, 30, 8, tzinfo=UTC), since=36)
    assert f"    {found_in_words(published)}" in section
    assert (sender._SURE_AFTER_NO_ANSWER, sender._SURE_AFTER) == (60.0, 6.0)
    assert "a minute after the bot hung up on it or was killed, and six seconds after a connection" in section
    assert f"more than {digest_posting._FIRST_PAGES * conversations._PAGE:,} messages" in section
    assert f"{4 * SHORT} bits of the hash" in section
