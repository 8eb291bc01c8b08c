"""What the command line promises of what comes in and goes out: no terminal and no line can stop it halfway."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store
from rules.policy_file import default_policy_text

SOURCING = str(Path(sys.executable).with_name("sourcing"))
SAID = "Payroll → “Kraków” 日本 goes to a vendor"


def run(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One run of the program, piped, with its log in a folder."""
    database = str(folder / "decisions.db")
    return subprocess.run(
        [SOURCING, *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, "SOURCING_DATABASE": database, **environment},
        timeout=300,
        check=False,
    )


def answers_to(folder: Path, *given: bytes, command: str = "classify") -> list[dict[str, Any]]:
    """What comes out for each line; the last line that goes in is a sound one, and is always answered."""
    sound = b'{"id":"last","text":"Move testing to our subsidiary in Pune","answers":{}}'
    done = run(folder, command, given=b"\n".join((*given, sound)))
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert out[-1]["id"] == "last"
    assert "error" not in out[-1]
    return out[:-1]


EVERY_KIND = [["log"], ["show", "1"], ["classify", "--explain", SAID], ["compare", "in_house", "hybrid"]]


@pytest.mark.parametrize(("encoding", "commands"), [("ascii", EVERY_KIND), ("cp1252", EVERY_KIND[:1])])
def test_a_terminal_that_cannot_show_a_character_shows_the_nearest_to_it(
    tmp_path: Path, encoding: str, commands: list[list[str]]
) -> None:
    asked = run(tmp_path, "ask", SAID, PYTHONIOENCODING=encoding)
    assert asked.returncode == 0, asked.stderr
    shown = asked.stdout.decode(encoding)
    assert "Decision 1, recorded" in shown
    assert ('"Payroll -> "Krakow" ??' if encoding == "ascii" else "“Payroll -> “Kraków” ??") in shown
    with Store.read(tmp_path / "decisions.db") as store:
        assert store.decisions()[0].text == SAID
    for arguments in commands:
        done = run(tmp_path, *arguments, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
        done.stdout.decode(encoding)


def test_the_locale_of_a_bare_machine_is_enough(tmp_path: Path) -> None:
    asked = run(tmp_path, "ask", SAID, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert asked.returncode == 0, asked.stderr
    assert "Krakow" in asked.stdout.decode("ascii")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_is_valid_on_every_terminal(tmp_path: Path, encoding: str) -> None:
    read = run(tmp_path, "classify", "A vendor in Kraków", PYTHONIOENCODING=encoding)
    assert "Kraków" in [each["text"] for each in json.loads(read.stdout.decode("utf-8"))["evidence"]]


@pytest.mark.parametrize(
    "arguments", [["compare", "é→"], ["--é"], ["log", "--since", "“é”"], ["ask", "x", "--home", "日本x"]]
)
def test_a_mistake_is_told_on_every_terminal(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert b"Error: " in done.stderr
    done.stderr.decode("ascii")


def test_the_policy_file_is_printed_as_it_is_whatever_the_terminal(tmp_path: Path) -> None:
    printed = run(tmp_path, "policy", "show", "--toml", PYTHONIOENCODING="cp1252").stdout
    assert printed == default_policy_text().encode()


IDS = ["true", "false", "null", "0", "-1", "1.5", "1e3", "12345678901234567890123", '"\\ud800"', '"é\\u0000"', '""']


@pytest.mark.parametrize("command", ["classify", "recommend"])
def test_an_id_comes_back_exactly_as_it_was_given(tmp_path: Path, command: str) -> None:
    sound = [f'{{"id": {identity}, "text": "x", "answers": {{}}}}'.encode() for identity in IDS]
    unsound = [f'{{"id": {identity}, "no": 1}}'.encode() for identity in IDS]
    out = answers_to(tmp_path, *sound, *unsound, command=command)
    assert [repr(each["id"]) for each in out] == [repr(json.loads(identity)) for identity in IDS] * 2
    assert ["error" in each for each in out] == [False] * len(IDS) + [True] * len(IDS)


@pytest.mark.parametrize("command", ["classify", "recommend"])
def test_half_a_character_anywhere_costs_no_other_line(tmp_path: Path, command: str) -> None:
    lines = (
        b'{"id":1,"text":"a \\ud800 vendor","answers":{"scale":"\\ud800"}}',
        b'{"id":2,"text":"x","answers":{"\\ud800":"x"}}',
        b'{"id":3,"text":"x","answers":{},"\\udfff":["\\ud800"]}',
        b'{"id":4,"text":"x","answers":{},"home_country":"\\udfff"}',
    )
    assert [each["id"] for each in answers_to(tmp_path, *lines, command=command)] == [1, 2, 3, 4]


BAD = [
    (b'{"id":NaN,"text":"x"}', "NaN is no number"),
    (b'{"id":-Infinity,"text":"x"}', "-Infinity is no number"),
    (b'{"id":1e400,"text":"x"}', "too large for a number"),
    (b'{"id":' + b"9" * 5_000 + b',"text":"x"}', "more than 1,000 digits"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"a":' * 100_000, "nested too deeply"),
    (b'{"id":1,"id":2,"text":"x"}', '"id" stands more than once'),
    (b'{"id":1,"text":"x","text":"y"}', '"text" stands more than once'),
    (b'{"id":1,"text":"x\x00y"}', "not JSON"),
    (b"\x00" * 50, "not JSON"),
    (b'{"id":1,"text":"\xff"}', "not UTF-8"),
    ('{"id":1,"text":"x"}'.encode("utf-16"), "not UTF-8"),
    (b'{"id":1,"text":"' + b"x" * 1_000_000 + b'"}', "more than 1,000,000 bytes"),
    (b'{"id":[1],"text":"x"}', "an id is a text, a number, true, false or null"),
    (b'{"id":1} {"id":2}', "not JSON"),
    (b"7", "not a JSON object"),
]


def test_a_bad_line_gives_a_sentence_and_the_rest_goes_on(tmp_path: Path) -> None:
    out = answers_to(tmp_path, *(line for line, _ in BAD))
    for answer, (_, says) in zip(out, BAD, strict=True):
        assert answer["id"] is None
        assert says in answer["error"]
        assert len(answer["error"]) < 2_100


def test_byte_order_marks_windows_line_ends_and_empty_lines_are_no_trouble(tmp_path: Path) -> None:
    marked, ended = b'\xef\xbb\xbf{"id":1,"text":"x"}\r', b'{"id":2,"text":"x"}\r'
    out = answers_to(tmp_path, marked, b"", b"  \r", ended)
    assert [each["id"] for each in out] == [1, 2]
    assert not any("error" in each for each in out)


def test_a_reader_that_has_seen_enough_is_not_told_off(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [SOURCING, "classify"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "SOURCING_DATABASE": str(tmp_path / "decisions.db")},
    )
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stderr is not None
    with program, program.stderr:
        program.stdin.write(b'{"text":"x"}\n')
        program.stdin.flush()
        program.stdout.readline()
        program.stdout.close()
        program.stdin.write(b'{"text":"x"}\n' * 10)
        program.stdin.close()
        assert program.stderr.read() == b""
