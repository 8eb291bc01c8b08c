"""Many decisions at once are the same decisions, and the server does without numpy."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import batch
from rules.batch import Batch
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.sums import sums_of
from tests.size import many
from tests.small_policies import answered, plain_winner, policies

DEFAULT = default_policy()
RUNTIME = Path(__file__).parent.parent / "requirements" / "runtime.lock"


@given(data=st.data(), policy=policies(), columns=st.sampled_from([4, 64, 4096]))
@settings(max_examples=many(150))
def test_each_winner_is_the_one_that_is_found_alone(data: st.DataObject, policy: Policy, columns: int) -> None:
    requests = data.draw(st.lists(answered(policy), max_size=8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_MOST_COLUMNS", columns)  # few columns: rules are tested one by one
        patch.setattr(batch, "_AT_ONCE", 3)
        tables = Batch(policy)
        places = tables.winners(tables.coded(requests)).tolist()
    assert [policy.order[place] if place >= 0 else None for place in places] == [
        plain_winner(answers, policy) for answers in requests
    ]


def test_so_it_is_for_ten_thousand_requests_to_the_default_policy() -> None:
    rng = random.Random(1)
    requests = [
        {each.id: rng.choice(each.options).id for each in DEFAULT.factors if rng.random() < 0.85}
        for _ in range(many(10_000))
    ]
    tables = Batch(DEFAULT)
    places = tables.winners(tables.coded(requests)).tolist()
    winners = [DEFAULT.order[place] if place >= 0 else None for place in places]
    assert winners == [sums_of(DEFAULT).winner(answers) for answers in requests]


def test_random_requests_can_be_drawn_as_numbers() -> None:
    tables = Batch(DEFAULT)
    codes = np.array([[1, 0, len(factor.options)] for factor in DEFAULT.factors], dtype=np.int16)
    requests = [
        {each.id: each.options[0].id for each in DEFAULT.factors},
        {},
        {each.id: each.options[-1].id for each in DEFAULT.factors},
    ]
    assert (tables.coded(requests) == codes).all()


def test_an_answer_that_the_policy_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        Batch(DEFAULT).coded([{"work_type": "magic"}])


def test_the_server_and_the_command_line_do_without_numpy() -> None:
    without = (
        "import sys; sys.modules['numpy'] = None; import bot.server, bot.cli; sys.exit('rules.batch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", without], check=False).returncode == 0
    assert "numpy" not in RUNTIME.read_text()
