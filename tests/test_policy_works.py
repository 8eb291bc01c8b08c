"""What is said to mistakes in the kinds of work of a policy, and what each family of the policy that ships leads to."""

import re

import pytest

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.requests import Request
from rules.cases import case_of
from rules.grid import Model
from rules.judging import judge
from rules.policy_file import PolicyMistakesError, default_policy, default_policy_text, parse_policy
from rules.usual_models import usual_model
from rules.works import kinds_of

DEFAULT = default_policy()

EXAMPLES = {
    "advisory": "Hire a management consultancy to review how our purchasing department is organised",
    "back_office": "Key in 3,000 paper claim forms a week",
    "contact_centre": "Answer the phones of our customer hotline in the evenings",
    "education": "Teach our new supervisors a two-day leadership course",
    "engineering": "Draw up the structural engineering design for a footbridge",
    "fam_construction": "Re-roof the gym of the primary school",
    "fam_culture": "Run the sound and lights at our summer festival",
    "fam_environment": "Collect the household waste of the town twice a week",
    "fam_equipment": "Maintain the packaging machines of our bakery",
    "fam_facilities": "Clean the windows and floors of our head office every night",
    "fam_health": "Provide nurses for the night shift of our care home",
    "fam_land": "Thin the spruce forest above the village",
    "fam_mfg": "Make our circuit boards to our own design",
    "fam_own_plants": "Set up an assembly plant of our own abroad",
    "fam_public": "Fire brigade cover for our district",
    "fam_transport": "Haul our pallets by lorry from the depot to the shops",
    "fam_utilities": "Read the water meters of 9,000 households",
    "finance": "Process our supplier invoices and pay them on time",
    "financial_services": "Insure our fleet of vans",
    "hr": "Recruitment of sales staff",
    "it_build": "Build a mobile app for our field technicians",
    "it_run": "Run our servers and watch them round the clock",
    "it_security": "Do a penetration test of our web shop",
    "language_services": "Translate our user manuals into Polish",
    "legal": "Represent us in a dispute before the labour court",
    "library_archive": "Records management for our paper archive",
    "marketing": "A marketing campaign for our new yoghurt",
    "payroll": "Run the monthly payroll for 300 employees",
    "public_admin": "Issue parking permits to residents of the borough",
    "real_estate": "Property management for our office buildings",
    "science": "Laboratory testing of food samples",
}
"""For each family of kinds of work a request that is about one of them."""


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
    "no article": (work("moon_11", 'like = "office_cleaning"\nsupplier = "moon men"'), "moon men", "write it with its"),
    "a sentence": (work("moon_12", 'like = "office_cleaning"\ntask = "We mow."'), "We mow", "no full stop"),
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


def test_each_family_has_an_example() -> None:
    assert set(EXAMPLES) == {kind.family for kind in kinds_of(DEFAULT).values()}


@pytest.mark.parametrize("family", EXAMPLES)
def test_a_request_about_work_of_a_family_is_known_as_such_and_nothing_laughable_is_recommended(family: str) -> None:
    loaded = CurrentPolicy(None).loaded()
    asked = Request(text=EXAMPLES[family], home_country="GB", who="ana", where="terminal")
    assessment = assess(asked, loaded)
    assert assessment.classification.work
    kind = kinds_of(DEFAULT)[assessment.classification.work.kind]
    assert kind.family == family
    found = assessment.recommendation
    assert not {found.named, found.close_to} & kind.never


_ELSEWHERE = re.compile(r"\b(abroad|elsewhere|anywhere|worldwide)\b")
_HERE = {"in_house", "domestic_outsourcing"}


def test_why_a_kind_of_work_is_usually_done_here_begins_with_what_keeps_it_here() -> None:
    here = [kind for kind in kinds_of(DEFAULT).values() if kind.usual and set(map(str, kind.usual[0])) <= _HERE]
    assert len(here) > 100
    assert not [kind.id for kind in here if _ELSEWHERE.search(kind.because.partition(";")[0])]
