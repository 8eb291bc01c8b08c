"""`sourcing policy check` names what is wrong with a broken policy, and says where, why or for which answers.

Each case breaks the policy that ships by one edit of its text, as somebody would who means well.
"""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from bot.cli import main
from bot.wire.schemas import schema_text
from rules.policy_file import default_policy_text

TEXT = default_policy_text()
ABROAD = '["nearshore_outsourcing", "offshore_outsourcing", "nearshore_captive", "offshore_captive"]'


def rule(name: str, when: str, does: str) -> str:
    """The text with one more combination rule."""
    added = f'[[rules]]\nid = "{name}"\nwhen = {{ {when} }}\n{does}\nbecause = "A reason."\nsource = "team default"\n\n'
    return TEXT.replace("[[rules]]", f"{added}[[rules]]", 1)


def option(name: str, before: str, then: str) -> str:
    """The text with something else in an answer, or in what follows it."""
    start, found, rest = TEXT.partition(f'id = "{name}"')
    assert before in rest
    return start + found + rest.replace(before, then, 1)


def question(*options: str) -> str:
    """The text with one more question."""
    asked = '[[factors]]\nid = "colour"\nquestion = "Which colour?"\nwhy = "Taste."\nsource = "team default"\n\n'
    answers = [
        f'[[factors.options]]\nid = "{name}"\nlabel = "{name}"\n{does}\nbecause = "Taste."\n\n'
        for name, does in zip(("red", "blue"), options, strict=True)
    ]
    return TEXT.replace("[[factors]]", f"{asked}{''.join(answers)}[[factors]]", 1)


EVERYWHERE = ", ".join(
    f"{model} = 2"
    for model in (
        "in_house",
        "domestic_outsourcing",
        "nearshore_outsourcing",
        "offshore_outsourcing",
        "hybrid",
        "nearshore_captive",
        "offshore_captive",
    )
)

BROKEN = {
    "several vetoes leave nothing": (
        option("embargoed", ABROAD, f'{ABROAD[:-1]}, "in_house", "hybrid"]'),
        (
            "Every model can be ruled out without a rule that says so: "
            "who_may.own_only and country_risk.embargoed do it between them. "
            "For example when who_may is own_only and country_risk is embargoed."
        ),
    ),
    "a model is always ruled out": (
        question('rules_out = ["hybrid"]', 'rules_out = ["hybrid"]'),
        "hybrid can never win: colour.red and colour.blue always rule it out.",
    ),
    "a model is always behind": (
        question("points = { offshore_captive = -99 }", "points = { offshore_captive = -98 }"),
        "offshore_captive can never win: wherever it is left, in_house is left too and ahead of it.",
    ),
    "a veto is covered by another": (
        rule("cleared_abroad", 'data_sensitivity = ["classified"], scale = ["500_plus"]', f"rules_out = {ABROAD}"),
        (
            "The veto in cleared_abroad never decides anything: "
            "whenever it applies, data_sensitivity.classified rules out nearshore_outsourcing, "
            "offshore_outsourcing, nearshore_captive and offshore_captive already."
        ),
    ),
    "a veto is covered by two others together": (
        rule(
            "risky_export",
            'export_control = ["dual_use"], country_risk = ["high", "embargoed"]',
            f"rules_out = {ABROAD}",
        ),
        (
            "The veto in risky_export never decides anything: "
            "whenever it applies, country_risk.embargoed and dual_use_high_risk rule out nearshore_outsourcing, "
            "offshore_outsourcing, nearshore_captive and offshore_captive already."
        ),
    ),
    "a rule has points only for models that are ruled out": (
        rule(
            "on_site_captive",
            'place = ["here"], labour_share = ["over_60"]',
            "points = { offshore_captive = 3 }",
        ),
        ("on_site_captive gives points to offshore_captive, which is ruled out whenever it applies, by place.here."),
    ),
    "two rules contradict each other": (
        rule(
            "big_but_not_lasting",
            'scale = ["500_plus", "200_499"], duration = ["over_3_years"]',
            "points = { offshore_captive = -2 }",
        ),
        (
            "big_and_lasting and big_but_not_lasting have the same conditions, "
            "and one gives offshore_captive points where the other takes them. "
            "For example when scale is 200_499 and duration is over_3_years."
        ),
    ),
    "a question decides nothing": (
        question("", ""),
        "The question colour never decides anything: every answer to it gives the same result.",
    ),
    "points that every model gets": (
        question(f"points = {{ {EVERYWHERE} }}", ""),
        "The points of colour.red never decide anything: every model gets the same.",
    ),
    "a flag that no result raises": (
        TEXT.replace(
            'id = "cleared_people"', 'id = "cleared_people"\nmodels = ["offshore_outsourcing", "offshore_captive"]', 1
        ),
        (
            "The flag cleared_people can never be raised: "
            "where its conditions hold, none of its models is recommended: data_sensitivity.classified rules them out."
        ),
    ),
    "no lead is ever as large as the margin": (
        # Where one model is the only one left, it is clear whatever the margin: nobody rules out who does the work.
        re.sub(r'(?m)(^id = "(own_only|supplier_only)"\n(?:.+\n)*?)rules_out = .+\n', r"\1", TEXT).replace(
            "margin = 6 ", "margin = 90 ", 1
        ),
        "No result is ever clear: whatever is answered, no lead comes to the margin of 90 points.",
    ),
    "an example that comes out otherwise": (
        TEXT.replace('model = "hybrid"\nfired = ["build_to_keep"', 'model = "in_house"\nfired = ["build_to_keep"', 1),
        (
            'example "An analytics centre abroad that we want to own but cannot build yet is built by a partner": '
            "expected in_house, got hybrid"
        ),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named_with_an_example_or_a_proof(name: str, tmp_path: Path) -> None:
    text, says = BROKEN[name]
    assert text != TEXT
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["policy", "check", str(path)])
    assert done.exit_code == 1
    (line,) = [each for each in done.stderr.splitlines() if says in each]
    told = re.fullmatch(rf"{re.escape(str(path))}:(\d*):? {re.escape(says)}", line)
    assert told
    if place := told[1]:
        assert text.splitlines()[int(place) - 1].startswith("[")
    else:
        assert says.startswith(("Every model", "No result"))


def test_what_is_only_odd_is_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        TEXT.replace(
            '[[factors.options]]\nid = "undecided"',
            '[[factors.options]]\nid = "open"\nlabel = "Open"\n\n[[factors.options]]\nid = "undecided"',
            1,
        ),
        encoding="utf-8",
    )
    done = CliRunner().invoke(main, ["policy", "check", str(path)])
    assert done.exit_code == 0
    assert "daily_direction: open and undecided always lead to the same result and the same flags." in done.stdout


def test_a_sound_policy_is_told_in_a_few_lines() -> None:
    done = CliRunner().invoke(main, ["policy", "check"])
    assert done.exit_code == 0
    assert done.stdout.startswith("default.toml: sound. ")
    proved, _, to_look_up = done.stdout.partition("Seen more than a year ago")
    assert len([line for line in proved.splitlines() if not line.startswith("Remark: ")]) <= 12
    assert len(to_look_up.splitlines()) <= 3


def test_each_claim_can_be_seen_with_its_example() -> None:
    done = CliRunner().invoke(main, ["policy", "check", "--witnesses"])
    assert "hybrid can win. For example when " in done.stdout
    assert "The veto in work_type.goods_or_licence decides: with it nothing is recommended, without it " in done.stdout


def test_the_json_of_a_broken_policy_fits_its_schema_and_says_what_shadows_what(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BROKEN["a veto is covered by another"][0], encoding="utf-8")
    done = CliRunner().invoke(main, ["policy", "check", "--json", str(path)])
    assert done.exit_code == 1
    out = json.loads(done.stdout)
    Draft202012Validator(json.loads(schema_text("policy-check-out"))).validate(out)
    assert not out["sound"]
    (fault,) = [each for each in out["findings"] if each["fault"]]
    assert (fault["claim"], fault["about"], fault["by"]) == (
        "veto_decides",
        "cleared_abroad",
        ["data_sensitivity.classified"],
    )
