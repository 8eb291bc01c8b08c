"""Approvals in a policy file: what can be written, and what each mistake says."""

import pytest

from rules.judging import judge
from rules.policy_file import PolicyMistakesError, default_policy, default_policy_text, parse_policy
from rules.recommend import UnknownAnswerError

START = default_policy_text()
FOUR_EYES = """
[[approvals]]
id = "four_eyes"
when = { yearly_value = ["over_1m"], data_sensitivity = ["special_category"] }
models = ["offshore_outsourcing"]
countries = ["EU", "US"]
works = ["payroll"]
flags = ["exit_plan", "transfer_assessment"]
needed = 2
from = ["S0614TZR7", "U024BE7LH"]
because = "What costs a million is agreed by two."
"""


def mistake(text: str) -> str:
    """The only mistake of the policy that ships with this after it, without the line, which has to be in the text."""
    with pytest.raises(PolicyMistakesError) as error:
        parse_policy(f"{START}\n{text}")
    (found,) = error.value.mistakes
    assert found.line > START.count("\n"), found
    return found.message


def test_an_approval_can_ask_for_all_that_a_decision_has() -> None:
    (approval,) = parse_policy(START + FOUR_EYES).approvals
    assert (approval.needed, approval.from_, approval.extra) == (2, ("S0614TZR7", "U024BE7LH"), False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"over_1m"', '"over_2m"', 'factor "yearly_value" has no option "over_2m"; did you mean "over_1m"?'),
        (
            'yearly_value = ["over_1m"]',
            'yearly_valu = ["over_1m"]',
            'unknown factor "yearly_valu"; did you mean "yearly',
        ),
        ('"offshore_outsourcing"', '"ofshore_outsourcing"', 'unknown model "ofshore_outsourcing"; did you mean'),
        ('"EU", "US"', '"EU", "XX"', "XX"),
        ('"payroll"', '"payrol"', 'unknown kind of work "payrol"; did you mean "payroll"?'),
        ('"exit_plan"', '"exit_plans"', 'unknown flag "exit_plans"; did you mean "exit_plan"?'),
        ("needed = 2", "needed = 0", "needed: input should be greater than or equal to 1"),
        ("needed = 2", "needed = 10", "needed: input should be less than or equal to 9"),
        ("needed = 2", 'needed = "2"', "needed: write a whole number without quotes, such as 3"),
        ("needed = 2", "needed = 2\nextra = 1", "extra: write true or false, without quotes"),
        (
            '"S0614TZR7", "U024BE7LH"',
            '"@dana", "U1"',
            "from: write the id of a Slack user or user group",
        ),
        (
            '"S0614TZR7", "U024BE7LH"',
            '"U024BE7LH"',
            "2 have to agree, and only 1 may; name more",
        ),
        (
            'id = "four_eyes"',
            'id = "reviewers"',
            '"reviewers" is taken: the one reviewer of every',
        ),
        ("needed = 2", "need = 2", 'unknown key "need"; did you mean "needed"?'),
        ('because = "What costs a million is agreed by two."', "", '"because" is missing'),
    ],
)
def test_a_mistake_in_an_approval_has_its_line_and_says_what_to_do(old: str, new: str, said: str) -> None:
    assert old in FOUR_EYES
    assert said in mistake(FOUR_EYES.replace(old, new))


def test_there_are_at_most_fifty_approvals() -> None:
    many = "".join(FOUR_EYES.replace("four_eyes", f"a{number}") for number in range(51))
    assert mistake(many) == "approvals: there may be 50 of these, and here are more"


def test_what_decides_who_has_to_agree_decides_nothing_else() -> None:
    beside = 'because = "So."\nsource = "team default"'
    rule = f'[[rules]]\nid = "r"\nwhen = {{ yearly_value = ["over_1m"] }}\npoints = {{ hybrid = 1 }}\n{beside}'
    assert mistake(rule) == '"yearly_value" only decides who has to agree; nothing but approvals can look at it'
    options = (
        '[[approval_factors.options]]\nid = "a"\nlabel = "A"\n[[approval_factors.options]]\nid = "b"\nlabel = "B"\n'
    )
    asked = f'[[approval_factors]]\nid = "%s"\nquestion = "Q?"\nwhy = "W."\nsource = "team default"\n{options}'
    assert "so its answers have no points" in mistake(f"{asked % 'urgent'}points = {{ hybrid = 1 }}")
    assert mistake(asked % "scale") == 'there is a second factor "scale"; each needs an id of its own'


def test_an_answer_that_only_decides_who_has_to_agree_changes_no_judgement() -> None:
    policy = default_policy()
    assert "yearly_value" not in policy.factor
    answers = {"work": "payroll", "scale": "5_49"}
    without = judge(answers, policy, {})
    for option in policy.answerable["yearly_value"].option:
        assert judge({**answers, "yearly_value": option}, policy, {}) == without
    with pytest.raises(UnknownAnswerError, match='has no option "plenty"'):
        judge({**answers, "yearly_value": "plenty"}, policy, {})
