"""What a command loads before it answers: no more than it needs, because somebody waits for it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.cli.groups import Sentences

_TELLING = (
    "import atexit, sys; from bot.cli import main; "
    "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main(prog_name='sourcing')"
)
SLACK = {"slack_bolt", "slack_sdk", "aiohttp"}
SLOW = {"pydantic", "sqlite_utils", "numpy", "rules.policy", "rules.reading", "bot.views", "bot.wire", "bot.settings"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with one decision."""
    path = tmp_path_factory.mktemp("log") / "decisions.db"
    loaded(path, "ask", "Move our help desk to Manila", "--home", "GB")
    return path


def loaded(log: Path, *arguments: str) -> set[str]:
    """The modules that a run of `sourcing` has loaded by its end."""
    program = [sys.executable, "-c", _TELLING, *arguments]
    environment = {"SOURCING_DATABASE": str(log), "PYTHONUTF8": "1", "PATH": ""}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["policy", "--help"], ["--version"]])
def test_help_loads_nothing_but_the_command_line(arguments: list[str], tmp_path: Path) -> None:
    modules = loaded(tmp_path / "decisions.db", *arguments)
    assert not modules & (SLACK | SLOW | {"rich", "asyncio", "bot.store"})


@pytest.mark.parametrize("arguments", [["log"], ["log", "help"], ["show", "1"], ["log", "--help"]])
def test_who_looks_at_the_record_waits_for_nothing_but_the_record(arguments: list[str], log: Path) -> None:
    assert not loaded(log, *arguments) & (SLACK | SLOW)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "Payroll to Spain"],
        ["classify", "Payroll to Spain"],
        ["policy", "check"],
        ["compare", "hybrid"],
        ["verify"],
    ],
)
def test_a_command_that_needs_no_slack_loads_nothing_of_it(arguments: list[str], log: Path) -> None:
    assert not loaded(log, *arguments) & SLACK


def every(group: Sentences) -> Iterator[tuple[Sentences, str, click.Command]]:
    """Every command of a group and of the groups in it: its group, its name, and itself."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield group, name, command
        if isinstance(command, Sentences):
            yield from every(command)


def test_every_command_can_be_loaded_by_the_name_that_help_gives_it() -> None:
    assert isinstance(main, Sentences)
    commands = list(every(main))
    assert len(commands) > 10
    for _, name, command in commands:
        assert command.name == name
        assert command.help


def test_help_gives_each_command_one_line_that_is_not_cut() -> None:
    assert isinstance(main, Sentences)
    for group in {each for each, _, _ in every(main)}:
        text = click.Context(group, info_name="sourcing", terminal_width=80).get_help().partition("Commands:\n")[2]
        names = group.list_commands(click.Context(group))
        assert [line.split()[0] for line in text.splitlines()] == names
        assert all(line.endswith(".") and not line.endswith("..") for line in text.splitlines())


def test_the_process_that_checks_a_policy_loads_no_database_library_and_no_slack() -> None:
    program = "import sys, bot.policy.review; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {*SLACK, "sqlite_utils", "numpy"}
