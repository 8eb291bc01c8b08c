"""Runs the tests; where very few failed, those once more by themselves, and names what was unsteady.

What fails twice is broken. What fails once among thousands that are run at the same time, and not by itself, is to be
mended as well, but by whoever reads the name at the end: it holds nobody up.
"""

import subprocess
import sys

import pytest

_FEW = 3
"""More than these did not fail by chance."""


class _Failures:
    """The tests that failed, whichever process ran them."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes what failed before, in or after a test."""
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)


def main(arguments: list[str]) -> int:
    """Pytest's exit status."""
    failures = _Failures()
    status = pytest.main(arguments, plugins=[failures])
    if status != pytest.ExitCode.TESTS_FAILED or len(failures.names) > _FEW:
        return status
    print("\nOnce more, by themselves:", *failures.names, sep="\n  ", flush=True)
    alone = [sys.executable, "-m", "pytest", "-p", "no:xdist", *failures.names]
    again = subprocess.run(alone, check=False)  # noqa: S603 - pytest, with names that it gave
    if again.returncode == 0:
        print("\nunsteady: these failed the first time and passed by themselves; please mend them")
        print(*failures.names, sep="\n", flush=True)
    return again.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
