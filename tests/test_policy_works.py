"""What is said to mistakes in the kinds of work of a policy, and what each family of the policy that ships leads to."""

import pytest

from rules.cases import case_of
from rules.grid import Model
from rules.judging import judge
from rules.policy_file import PolicyMistakesError, default_policy, default_policy_text, parse_policy
from rules.usual_models import usual_model
from rules.works import kinds_of

DEFAULT = default_policy()


def work(name: str, rest: str) -> str:
    """One more kind of work."""
    return f'[[works]]\nid = "{name}"\nlabel = "A kind"\nbecause = "A reason."\nsource = "team default"\n{rest}\n\n'


WRONG = {
    "unknown factor": (work("moon_1", 'like = "office_cleaning"\npresume = { plaec = "here" }'), "plaec", "place"),
    "unknown option": (work("moon_2", 'like = "office_cleaning"\npresume = { place = "heer" }'), "heer", "here"),
    "cpv of letters": (work("moon_3", 'like = "office_cleaning"\ncpv = ["9O91"]'), "9O91", "cpv"),
    "cpv of one digit": (work("moon_4", 'like = "office_cleaning"\ncpv = ["9"]'), '"9"', "cpv"),
    "unknown kind": (work("moon_5", 'like = "office_claening"'), "office_claening", 'did you mean "office_cleaning"'),
    "unknown model": (work("moon_6", 'usual = [["ofshore_captive"]]'), "ofshore_captive", "offshore_captive"),
    "model never": (work("moon_7", 'like = "office_cleaning"\nnever = ["in_hose"]'), "in_hose", "in_house"),
    "circle": (
        work("moon_8", 'like = "moon_9"') + work("moon_9", 'like = "moon_8"'),
        'like = "moon_9"',
        '"moon_8" is like itself, through "moon_9"; break the circle',
    ),
    "like itself": (work("moon_10", 'like = "moon_10"'), 'like = "moon_10"', '"moon_10" is like itself'),
}


def test_all_mistakes_in_kinds_of_work_are_told_at_once_each_with_its_line() -> None:
    text = "\n".join([default_policy_text(), *(wrong for wrong, _, _ in WRONG.values())])
    with pytest.raises(PolicyMistakesError) as error:
        parse_policy(text)
    told = str(error.value).splitlines()
    lines = text.splitlines()
    for name, (_, stands, says) in WRONG.items():
        number = next(number for number, line in enumerate(lines, 1) if stands in line)
        assert [each for each in told if each.startswith(f"policy.toml:{number}: ") and says in each], (name, told)


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_by_itself_is_the_only_one_that_is_told(name: str) -> None:
    with pytest.raises(PolicyMistakesError) as error:
        parse_policy(f"{default_policy_text()}\n{WRONG[name][0]}")
    assert len(error.value.mistakes) == (2 if name == "circle" else 1)


@pytest.mark.parametrize("kind", kinds_of(DEFAULT))
def test_no_kind_of_work_leads_by_itself_to_what_nobody_would_propose_for_it(kind: str) -> None:
    assert usual_model(kind, DEFAULT) not in kinds_of(DEFAULT)[kind].never


def test_a_policy_without_works_still_works_and_knows_no_kind() -> None:
    plain = DEFAULT.model_copy(update={"works": ()})
    assert case_of({"work": "office_cleaning"}, plain) == plain
    answers = {"place": "here", "who_may": "supplier_only", "export_control": "military"}
    found = judge({**answers, "work": "office_cleaning"}, plain, {}).recommendation
    assert dict(found.answers) == answers
    assert found.model in {Model.DOMESTIC_OUTSOURCING, Model.HYBRID}
