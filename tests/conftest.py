"""Settings that every test shares."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests.size import ORDEALS, many

# No deadline: how long one example takes says more about the machine than about the software.
settings.register_profile("promises", deadline=None, derandomize=not ORDEALS, max_examples=many(100))
settings.load_profile("promises")

_SLOW_FOLDERS = frozenset({"playground", "slack", "stand_in"})
_SLOW = frozenset(
    {
        "test_abuse.py",
        "test_batch.py",
        "test_certificates.py",
        "test_cli.py",
        "test_cli_streams.py",
        "test_cli_terminal.py",
        "test_compare_policies.py",
        "test_current_policy.py",
        "test_explanations.py",
        "test_flips.py",
        "test_joint_outcomes.py",
        "test_mutants.py",
        "test_outages.py",
        "test_policy_diff.py",
        "test_proofs.py",
        "test_recommend.py",
        "test_replay.py",
        "test_store_files.py",
        "test_store_kill.py",
        "test_store_powercut.py",
        "test_store_tampering.py",
        "test_store_visibility.py",
        "test_tables.py",
        "test_worlds.py",
        "test_worlds_digests.py",
        "test_worlds_told.py",
        "test_worth.py",
    }
)


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the tests away from whatever decisions this machine has."""
    folder = tempfile.mkdtemp(prefix="sourcing-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder))
    os.environ["XDG_DATA_HOME"] = folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make check` leaves out."""
    here = Path(__file__).parent
    for each in items:
        path = each.path.relative_to(here)
        if path.parts[0] in _SLOW_FOLDERS or path.name in _SLOW:
            each.add_marker(pytest.mark.slow)
