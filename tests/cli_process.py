"""`sourcing` in a process of its own that need not load it: forked from one that has, which saves a second each time.

It is the program as people run it, from its arguments to its exit status. What loading it takes, and what it does with
a terminal and with other encodings, is tried in processes that are begun from nothing: tests/test_start_up.py,
test_cli_terminal.py and test_cli_streams.py.
"""

import json
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

_LONGEST_CALL = 1 << 20


def sourcing(
    arguments: Sequence[str], given: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the program with these bytes on its standard input, and waits for its end."""
    with TemporaryFile() as given_file, TemporaryFile() as out, TemporaryFile() as errors:
        given_file.write(given)
        given_file.seek(0)
        call = json.dumps([list(arguments), dict(os.environ if environment is None else environment), str(Path.cwd())])
        line = _line_to_the_loaded_program()
        socket.send_fds(line, [call.encode()], [each.fileno() for each in (given_file, out, errors)])
        status = int(line.recv(16))
        texts = []
        for each in (out, errors):
            each.seek(0)
            texts.append(each.read().decode("utf-8"))
    return subprocess.CompletedProcess(list(arguments), status, *texts)


@cache
def _line_to_the_loaded_program() -> socket.socket:
    """One for each process that runs tests; it ends with the line."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        theirs.set_inheritable(True)
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", "from tests.cli_process import serve; serve()", str(theirs.fileno())],
            {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            ],
        )
    return ours


def serve() -> None:
    """Loads the program, then runs it in a fork for each call."""
    from rules.policy_file import default_policy
    from rules.reading.reader import classify

    for command in ("ask", "history", "policy", "record"):
        import_module(f"bot.cli.{command}")
    classify("Move payroll to Manila", "GB")
    default_policy()
    line = socket.socket(fileno=int(sys.argv[1]))
    while True:
        call, streams, _, _ = socket.recv_fds(line, _LONGEST_CALL, 3)
        if not call:
            return
        child = os.fork()
        if child == 0:
            line.close()
            arguments, environment, folder = json.loads(call)
            _become(arguments, environment, folder, streams)
        for each in streams:
            os.close(each)
        _, status = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(arguments: list[str], environment: dict[str, str], folder: str, streams: Sequence[int]) -> None:
    from bot.cli import main

    for wanted, each in enumerate(streams):
        os.dup2(each, wanted)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["sourcing", *arguments]
    status = 1
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as Python ends a program
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)
