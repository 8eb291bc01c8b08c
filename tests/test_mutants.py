"""A fault in the policy does not go unnoticed; `make bench` tries 200 of them."""

import json
import tomllib
from collections.abc import Mapping

import pytest

from rules.policy import Policy
from rules.policy_file import default_policy_text
from tests.ordeals.mutants import Mutant, caught_by, mutants

DOCUMENT = tomllib.loads(default_policy_text())
ORIGINAL = Policy.model_validate(DOCUMENT)
KINDS = 13


@pytest.mark.parametrize("mutant", list(mutants(KINDS)), ids=lambda mutant: mutant.fault)
def test_a_fault_of_each_kind_is_caught(mutant: Mutant) -> None:
    caught = caught_by(mutant, ORIGINAL)
    assert caught
    assert "proved the same" not in caught


def test_what_is_no_fault_is_proved_to_be_none() -> None:
    caught: Mapping[str, str] = caught_by(Mutant("nothing", DOCUMENT), ORIGINAL)
    assert list(caught) == ["proved the same"]


def test_the_faults_are_all_different_and_the_same_every_time() -> None:
    faults = [json.dumps(mutant.document, default=str) for mutant in mutants(3 * KINDS)]
    assert faults == [json.dumps(mutant.document, default=str) for mutant in mutants(3 * KINDS)]
    assert len(set(faults)) == 3 * KINDS
