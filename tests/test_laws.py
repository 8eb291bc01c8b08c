"""What the law bars is out with its source; what it demands, or nobody looked up, is only to be checked."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assessing import Assessment, assess
from bot.cli import main
from bot.current_policy import LoadedPolicy
from bot.requests import Request
from bot.views.card_parts import parts
from bot.views.policy.comparisons import summary
from rules.cases import case_of
from rules.comparing.compare_policies import compare
from rules.comparing.policy_edits import policy_edits
from rules.explaining.certificates import sufficient
from rules.explaining.flips import flips
from rules.grid import Model
from rules.judging import judge
from rules.laws import APPLIES, MOST_AT_ONCE, OPEN, UNCHECKED, Facts, laws_on, laws_speaking, old_laws
from rules.organisation import Organisation
from rules.policy import MOST_LAWS, Policy
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy
from rules.reading import classify
from rules.recommend import Recommendation, recommend
from tests.random_policies import MODEL_TEXT
from tests.size import many
from tests.small_policies import completions, plain_winner

TEXT = default_policy_text()
DEFAULT = parse_policy(TEXT)
LOADED = LoadedPolicy(DEFAULT, TEXT)
FAR = {Model.OFFSHORE_OUTSOURCING, Model.OFFSHORE_CAPTIVE}
ABROAD = FAR | {Model.NEARSHORE_OUTSOURCING, Model.NEARSHORE_CAPTIVE}


def assessed(text: str, home: str, **answers: str) -> Assessment:
    return assess(Request(text=text, home_country=home, who="U1", where="C1", answers=answers), LOADED)


def barred_by(recommendation: Recommendation, law: str) -> set[Model]:
    return {each.model for each in recommendation.ranking if any(veto.rule == f"law_{law}" for veto in each.ruled_out)}


def card(assessment: Assessment) -> str:
    said = parts(assessment.classification, assessment.recommendation, assessment.policy)
    return "\n".join(line for part in said for line in (part.heading, *part.lines))


def test_what_a_law_bars_is_out_and_the_card_says_where_the_rule_stands() -> None:
    found = assessed("Helpdesk for the State of New Jersey, a vendor in Cebu with 40 seats", "US")
    assert barred_by(found.recommendation, "us_nj_state") == ABROAD
    assert found.recommendation.named not in ABROAD
    assert "52:34-13.2" in card(found)
    assert found.recommendation.answers["law_us_nj_state"] == APPLIES


def test_a_law_of_another_country_says_nothing() -> None:
    text = "Helpdesk for the State of New Jersey, a vendor in Cebu with 40 seats"
    assert not any(factor.startswith("law_us_") for factor in assessed(text, "CA").recommendation.answers)


def test_a_law_says_nothing_of_work_that_it_does_not_name() -> None:
    law = "law_us_customs_place"
    assert law in assessed("Customs clearance of our imports by a broker in Manila", "US").recommendation.answers
    assert law not in assessed("Translation of our manuals by an agency in Manila", "US").recommendation.answers


def test_a_bar_on_some_countries_rules_out_only_as_far_away_as_the_one_that_is_named() -> None:
    far = assessed("Die Krankenkasse will Leistungsanträge von einem Dienstleister in Indien erfassen lassen", "DE")
    assert barred_by(far.recommendation, "de_sozialdaten") == FAR
    near = assessed("Die Krankenkasse will Leistungsanträge von einem Dienstleister in Polen erfassen lassen", "DE")
    assert not barred_by(near.recommendation, "de_sozialdaten")
    assert "law_de_sozialdaten" not in near.recommendation.answers


def test_where_no_country_is_named_a_bar_on_some_countries_is_only_to_be_checked() -> None:
    found = assessed("Die Krankenkasse will die Datenerfassung der Leistungsanträge auslagern, irgendwo offshore", "DE")
    assert found.recommendation.answers["law_de_sozialdaten"] == OPEN
    assert not barred_by(found.recommendation, "de_sozialdaten")


def facts(organisation: Organisation | None) -> Facts:
    return Facts("", "US", "sovereign_tasks", organisation, (), None, None, {})


def test_who_does_not_say_what_they_are_is_told_to_look_and_barred_from_nothing() -> None:
    assert laws_speaking(facts(Organisation.PUBLIC_BODY), DEFAULT)["law_us_inherently_gov"] == APPLIES
    assert "law_us_inherently_gov" not in laws_speaking(facts(Organisation.BANK), DEFAULT)
    unknown = laws_speaking(facts(None), DEFAULT)
    assert unknown["law_us_inherently_gov"] == OPEN
    judged = judge({"work": "sovereign_tasks", **unknown}, DEFAULT, {})
    assert not barred_by(judged.recommendation, "us_inherently_gov")


def test_what_the_words_name_is_to_be_checked_where_the_kind_of_work_is_not_known() -> None:
    of_work = Facts("Zerlegung im Schlachthof", "DE", "food_copacking", None, (), None, None, {})
    of_none = Facts("Zerlegung im Schlachthof", "DE", None, None, (), None, None, {})
    of_another = Facts("Zerlegung im Schlachthof", "DE", "office_cleaning", None, (), None, None, {})
    assert laws_speaking(of_work, DEFAULT)["law_de_gsa_fleisch"] == APPLIES
    assert laws_speaking(of_none, DEFAULT)["law_de_gsa_fleisch"] == OPEN
    assert "law_de_gsa_fleisch" not in laws_speaking(of_another, DEFAULT)


def test_what_nobody_looked_up_rules_nothing_out_and_is_no_citation() -> None:
    found = assessed("Site guards for our depot in Lyon by a security firm", "FR")
    flags = {flag.id: flag for flag in found.recommendation.flags}
    assert flags["law_guards"].label.startswith("Check first: ")
    assert flags["law_guards"].source == UNCHECKED
    assert not barred_by(found.recommendation, "guards_fr_sub")


def test_no_law_from_memory_has_a_citation_or_a_day_on_which_it_was_seen() -> None:
    unseen = [law for law in DEFAULT.laws if law.confidence != "high"]
    assert unseen
    assert {law.source for law in unseen} == {"from memory", "second hand, in part"}
    assert not [law.id for law in unseen if law.as_of]


def test_a_card_names_two_laws_to_check_and_the_details_have_all() -> None:
    found = assessed(
        "Our bank wants to move core banking operations to a vendor in Pune",
        "DE",
        data_sensitivity="special_category",
        affected_employees="redundancies",
    )
    labels = [flag.label for flag in found.recommendation.flags if flag.id.startswith("law_")]
    said = card(found)
    assert len(labels) > 2
    assert [label for label in labels if label.removeprefix("Check first: ") in said] == labels[:2]
    assert re.search(r"\band \d+ more\b", said)
    assert sum(each.startswith("law_") for each in found.recommendation.answers) <= MOST_AT_ONCE


def test_a_law_is_on_the_record_so_a_decision_is_judged_again_without_its_text() -> None:
    found = assessed("Helpdesk for the State of Ohio, a vendor in Cebu with 40 seats", "US")
    again = judge(found.recommendation.answers, DEFAULT, found.classification.by_nature)
    assert again.recommendation == found.recommendation


def test_a_law_that_the_policy_no_longer_has_is_no_answer() -> None:
    found = assessed("Helpdesk for the State of Ohio, a vendor in Cebu with 40 seats", "US")
    without = DEFAULT.model_copy(update={"laws": ()})
    again = judge(found.recommendation.answers, without, found.classification.by_nature).recommendation
    assert "law_us_oh_state" not in again.answers
    assert not barred_by(again, "us_oh_state")


def test_laws_are_read_anew_and_never_given_by_hand() -> None:
    found = assessed("Cleaning of our office in Derby", "GB", law_us_nj_state=APPLIES)
    assert "law_us_nj_state" not in found.recommendation.answers


def test_a_policy_without_laws_tells_nobody_of_any() -> None:
    bare = DEFAULT.model_copy(update={"laws": ()})
    found = assess(
        Request(text="Payroll to a vendor in Pune", home_country="DE", who="U1", where="C1"), LoadedPolicy(bare, TEXT)
    )
    assert not [factor for factor in found.recommendation.answers if factor.startswith("law_")]


@pytest.mark.parametrize(
    ("text", "home", "meant"),
    [
        ("Our borough council needs a firm for the street lights", "GB", Organisation.PUBLIC_BODY),
        ("Das Landratsamt sucht eine Firma für den Winterdienst", "DE", Organisation.PUBLIC_BODY),
        ("La mairie cherche une société de nettoyage", "FR", Organisation.PUBLIC_BODY),
        ("El ayuntamiento busca una empresa de jardinería", "ES", Organisation.PUBLIC_BODY),
        ("市役所の清掃を委託したい", "JP", Organisation.PUBLIC_BODY),
        ("Speisenversorgung für das Kreiskrankenhaus", "DE", Organisation.HOSPITAL),
        ("La compagnie d'assurance veut externaliser la paie", "FR", Organisation.INSURER),
        ("Wäscherei unseres Klinikums", "DE", Organisation.HOSPITAL),
        ("Wäscherei einer Tierklinik", "DE", None),
        ("Als Bank lagern wir den Betrieb aus", "DE", Organisation.BANK),
        ("The works council wants to be heard about payroll", "DE", None),
        ("Our bank details have to be typed into a new form", "GB", None),
        ("Cleaning of our office in Derby", "GB", None),
    ],
)
def test_who_asks_is_read_where_the_text_says_so(text: str, home: str, meant: Organisation | None) -> None:
    found = classify(text, home).organisation
    assert (found.kind if found else None) == meant
    assert found is None or text[found.start : found.end] == found.text


LAWS = """
[[laws]]
id = "stay"
label = "the books stay here"
home = ["FR"]
works = ["fam_facilities"]
when = { scale = ["5_49"] }
effect = "bars"
models = ["offshore_outsourcing"]
because = "Books stay here."
source = "Code, art. 1"
confidence = "high"
as_of = 2026-01-02
"""


def without(line: str, *, more: str = "") -> str:
    return TEXT + "".join(each for each in LAWS.splitlines(keepends=True) if not each.startswith(line)) + more


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (without("source"), '"source" is missing'),
        (without("as_of"), "was seen, so say when"),
        (without("models"), '"models" is missing'),
        (without("works", more='works = ["fam_facilites"]\n'), 'did you mean "fam_facilities"'),
        (without("home", more='home = ["UK"]\n'), "did you mean GB"),
        (without("home", more='home = ["France"]\n'), "home"),
        (without("effect", more='effect = "forbids"\n'), "effect"),
        (without("when", more='when = { scale = ["huge"] }\n'), 'factor "scale" has no option "huge"'),
        (without("home", more='abroad = ["IN"]\noutside = ["EU"]\n'), "not both"),
        (without("label", more=f'label = "{"x" * 81}"\n'), "label"),
        (TEXT + LAWS + LAWS, 'there is a second law "stay"'),
        (TEXT + LAWS * (MOST_LAWS + 1), "laws: there may be 500 of these"),
    ],
)
def test_a_mistake_in_a_law_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(PolicyMistakesError) as refused:
        parse_policy(text)
    mistake = next(each for each in refused.value.mistakes if said in each.message)
    assert mistake.line >= TEXT.count("\n") or "laws:" in said


def test_all_mistakes_in_laws_are_named_at_once() -> None:
    with pytest.raises(PolicyMistakesError) as refused:
        parse_policy(without("source", more='named = [""]\nabroad = ["QQ"]\n'))
    assert len(refused.value.mistakes) == 3


def test_what_begins_like_a_law_is_no_id_of_a_flag() -> None:
    taken = TEXT.replace('id = "exit_plan"', 'id = "law_exit_plan"')
    with pytest.raises(PolicyMistakesError, match="law_exit_plan"):
        parse_policy(taken)


def test_a_check_names_the_laws_that_were_seen_more_than_a_year_ago(tmp_path: Path) -> None:
    aged = parse_policy(TEXT + LAWS)
    assert "stay" not in [law.id for law in old_laws(aged, date(2027, 1, 2))]
    assert "stay" in [law.id for law in old_laws(aged, date(2027, 1, 3))]
    file = tmp_path / "policy.toml"
    file.write_text(TEXT + LAWS.replace("2026-01-02", "2020-01-02"), encoding="utf-8")
    checked = CliRunner().invoke(main, ["policy", "check", str(file)])
    assert checked.exit_code == 0
    line = next(each for each in checked.stdout.splitlines() if each.startswith("Seen more than a year ago"))
    assert "stay" in line


def test_the_works_command_prints_the_laws_that_name_the_work() -> None:
    assert "us_customs_place" in [law.id for law in laws_on("customs_clearance", DEFAULT)]
    shown = CliRunner().invoke(main, ["works", "customs clearance"])
    assert "19 CFR 111.1" in " ".join(shown.stdout.split())


def test_a_diff_says_which_laws_are_new_gone_or_changed() -> None:
    changed = parse_policy(TEXT + LAWS.replace('"offshore_outsourcing"', '"hybrid"'))
    added = parse_policy(TEXT + LAWS)
    assert policy_edits(DEFAULT, added).rules == (
        "law stay added: “the books stay here”; rules out offshore_outsourcing",
    )
    assert policy_edits(added, changed).rules == ("law stay: models",)
    assert policy_edits(added, DEFAULT).rules == ("law stay removed",)


def test_a_diff_claims_no_sameness_for_requests_to_which_a_changed_law_speaks() -> None:
    found = compare(DEFAULT, parse_policy(TEXT + LAWS), requests=10)
    assert found.laws_differ
    assert not found.identical
    assert "by its answers alone: proved. Laws are changed" in summary(found)


@st.composite
def cases_with_laws(draw: st.DrawFn) -> tuple[Policy, dict[str, str]]:
    """A small policy with two laws, and the answers of a case in which both speak."""
    models = st.lists(st.sampled_from(Model), min_size=1, max_size=5, unique=True)
    points = st.dictionaries(st.sampled_from(Model), st.integers(-3, 3), max_size=7)
    factors = [
        {
            "id": f"f{number}",
            "question": "A question?",
            "why": "It matters.",
            "source": "team default",
            "options": [
                {"id": f"o{each}", "label": "An answer", "points": draw(points), "because": "It matters."}
                for each in range(2)
            ],
        }
        for number in range(3)
    ]
    laws = [
        {
            "id": f"l{number}",
            "label": "a rule",
            "works": ["kind"],
            "when": draw(st.sampled_from([{}, {"f0": ["o1"]}, {"f1": ["o0"], "f2": ["o1"]}])),
            "effect": draw(st.sampled_from(["bars", "bars", "duty"])),
            "models": draw(models),
            "because": "It is the law.",
            "source": "Code, art. 1",
            "confidence": draw(st.sampled_from(["high", "high", "low"])),
            "as_of": date(2026, 1, 2),
        }
        for number in range(2)
    ]
    kind = {"id": "kind", "label": "Work", "usual": [draw(models)], "because": "Why.", "source": "team default"}
    policy = Policy.model_validate(
        {
            "schema": 2,
            "version": "small",
            "title": "A small policy",
            "margin": 2,
            "enough_answers": 0,
            "models": dict.fromkeys(Model, MODEL_TEXT),
            "factors": factors,
            "works": [kind],
            "laws": laws,
        }
    )
    answers = {"work": "kind", "law_l0": APPLIES, "law_l1": draw(st.sampled_from([APPLIES, OPEN]))}
    for number in draw(st.sets(st.integers(0, 2))):
        answers[f"f{number}"] = draw(st.sampled_from(["o0", "o1"]))
    return policy, answers


@given(drawn=cases_with_laws())
@settings(max_examples=many(150))
def test_what_can_still_come_out_is_exact_with_laws_in_the_case(drawn: tuple[Policy, dict[str, str]]) -> None:
    policy, answers = drawn
    case = case_of(answers, policy)
    found = recommend(answers, case)
    reached = {plain_winner(complete, case) for complete in completions(answers, case)}
    assert set(found.outcomes.possible) == reached - {None}
    assert found.outcomes.all_ruled_out == (None in reached)
    for law, option in (("l0", APPLIES), ("l1", answers["law_l1"])):
        written = next(each for each in policy.laws if each.id == law)
        holds = all(answers.get(factor) in options for factor, options in written.when.items())
        out = set(written.models) if written.forbids and option == APPLIES and holds else set()
        assert barred_by(found, law) == out


@given(drawn=cases_with_laws())
@settings(max_examples=many(60))
def test_certificates_and_flips_hold_with_laws_in_the_case(drawn: tuple[Policy, dict[str, str]]) -> None:
    policy, answers = drawn
    case = case_of(answers, policy)
    found = recommend(answers, case)
    certificate = sufficient(found, case)
    if certificate is not None:
        kept = {factor: answers[factor] for factor in certificate.factors}
        assert {plain_winner(complete, case) for complete in completions(kept, case)} == {found.model}
    for flip in flips(found, case):
        changed = answers | {each.factor: each.after for each in flip.changes}
        assert recommend(changed, case).model == flip.to
        assert not any(each.factor.startswith("law_") for each in flip.changes)
