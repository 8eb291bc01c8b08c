"""A fault in the policy does not go unnoticed; `make bench` tries 200 of them."""

import json
import tomllib
from collections.abc import Mapping

from rules.policy import Policy
from rules.policy_file import default_policy_text
from tests.ordeals.mutants import Mutant, caught_by, mutants

DOCUMENT = tomllib.loads(default_policy_text())
ORIGINAL = Policy.model_validate(DOCUMENT)
KINDS = 13


def test_a_fault_of_each_kind_is_caught_or_proved_to_be_none() -> None:
    caught = {mutant.fault: caught_by(mutant, ORIGINAL) for mutant in mutants(KINDS)}
    unnoticed = [fault for fault, by in caught.items() if not by]
    assert not unnoticed, f"neither noticed nor proved to change nothing: {'; '.join(unnoticed)}"
    harmless = [fault for fault, by in caught.items() if "proved the same" in by]
    assert len(harmless) <= KINDS // 4, f"too many change nothing to show what is caught: {'; '.join(harmless)}"


def test_what_is_no_fault_is_proved_to_be_none() -> None:
    caught: Mapping[str, str] = caught_by(Mutant("nothing", DOCUMENT), ORIGINAL)
    assert list(caught) == ["proved the same"]


def test_the_faults_are_all_different_and_the_same_every_time() -> None:
    faults = [json.dumps(mutant.document, default=str) for mutant in mutants(3 * KINDS)]
    assert faults == [json.dumps(mutant.document, default=str) for mutant in mutants(3 * KINDS)]
    assert len(set(faults)) == 3 * KINDS
