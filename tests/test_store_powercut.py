"""What the decision log promises when the power is cut: what was told is there, and the chain holds."""

from collections.abc import Sequence

import pytest

from tests.ordeals.powercut import Cuts, cut, record_steps
from tests.ordeals.recorded_writes import Step, Told

CUTS = 20


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Step]:
    """What the server's own writer wrote and told while it recorded decisions for many at once."""
    return record_steps(tmp_path_factory.mktemp("power") / "decisions.db", 64)


def test_what_was_told_survives_a_power_cut_at_any_moment(steps: Sequence[Step]) -> None:
    assert sum(isinstance(step, Told) for step in steps) == 64
    found = cut("decisions.db", steps, CUTS)
    assert found.told > 0
    assert found == Cuts(intact=CUTS, lost=0, damaged=0, told=found.told)


def test_the_same_cuts_on_a_disk_that_only_pretends_to_wait_are_noticed(steps: Sequence[Step]) -> None:
    found = cut("decisions.db", steps, CUTS, pretends=True)
    assert found.lost + found.damaged > 0
