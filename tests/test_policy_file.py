"""What reading a policy file promises: every mistake, each with its line."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.current_policy import CurrentPolicy
from rules.checks import failed_examples, untried_effects
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import (
    MOST_TOLD,
    PolicyMistakesError,
    default_policy,
    default_policy_text,
    parse_past_policy,
    parse_policy,
    read_policy_text,
)
from rules.policy_names import policy_names
from rules.toml_lines import DEEPEST, lines_of

TEXT = default_policy_text()


def mistakes(text: str) -> list[str]:
    """The mistakes of a policy text, one line each."""
    with pytest.raises(PolicyMistakesError) as error:
        parse_policy(text)
    return str(error.value).splitlines()


def line_of(fragment: str, text: str = TEXT) -> int:
    """The line on which a fragment first stands."""
    return text[: text.index(fragment)].count("\n") + 1


def test_the_default_policy_has_the_seven_models_and_passes_its_own_examples() -> None:
    policy = default_policy()
    assert set(policy.models) == set(Model)
    assert list(failed_examples(policy)) == [], "an example at the end of default.toml comes out otherwise"
    untried = untried_effects(policy)
    assert untried == (), f"no example at the end of default.toml tries {', '.join(untried)}: add one"


def test_every_effect_of_the_default_policy_says_why_and_where_that_comes_from() -> None:
    policy = default_policy()
    for factor in policy.factors:
        for option in factor.options:
            if option.points or option.rules_out:
                assert option.because, f"{factor.id}.{option.id}"
                assert option.source or factor.source


def test_a_part_with_a_mistake_is_not_said_to_be_missing() -> None:
    start, _, rest = TEXT.partition("[[factors]]")
    one = f"{start}[[factors]]{rest.partition('[[factors]]')[0]}"
    only = one.replace("\nsource = ", "\nsauce = ", 1)
    assert {each.split(": ", 1)[1] for each in mistakes(only)} == {
        '"source" is missing',
        'unknown key "sauce"; did you mean "source"?',
    }


def test_a_misspelt_model_is_named_with_its_line_and_the_likely_name() -> None:
    line = line_of("offshore_captive = ", TEXT)
    text = TEXT.replace("offshore_captive = ", "ofshore_captive = ", 1)
    assert mistakes(text) == [f'policy.toml:{line}: unknown model "ofshore_captive"; did you mean "offshore_captive"?']


def test_a_phrase_that_cannot_stand_inside_a_sentence_is_refused() -> None:
    phrase = 'phrase = "it is a service that recurs"'
    text = TEXT.replace(phrase, 'phrase = "You need a service."')
    (mistake,) = mistakes(text)
    assert mistake.startswith(f"policy.toml:{line_of(phrase)}: phrase: it stands inside a sentence: no full stop")


def test_all_mistakes_come_at_once_in_the_order_of_their_lines() -> None:
    text = TEXT.replace("margin", "margni", 1).replace('because = "', 'becuase = "', 1)
    text += '\n[[rules]]\nid = "odd"\nwhen = { scael = ["500_plus"], duration = ["over_3_yaers"] }\n'
    text += 'points = { hybrid = 1 }\nbecause = "x"\nsource = "team default"\n'
    found = mistakes(text)
    lines = [int(where) for where in (each.split(":")[1] for each in found) if where.isdigit()]
    assert lines == sorted(lines)
    assert len(lines) == len(found) - 1, "only what is missing from the file as a whole has no line"
    assert any('"margin" is missing' in each for each in found)
    assert any('unknown key "margni"; did you mean "margin"?' in each for each in found)
    assert any('unknown key "becuase"; did you mean "because"?' in each for each in found)
    assert any('unknown factor "scael"; did you mean "scale"?' in each for each in found)
    assert any('has no option "over_3_yaers"; did you mean "over_3_years"?' in each for each in found)


@pytest.mark.parametrize(
    ("addition", "says"),
    [
        ('[[rules]]\nid="x"\nwhen={scale=["5_49"]}\nbecause="b"\nsource="s"\n', 'rule "x" does nothing'),
        ('[[rules]]\nid="x"\nwhen={}\npoints={hybrid=1}\nbecause="b"\nsource="s"\n', "at least 1 item"),
        ('[[rules]]\nid="x"\nwhen={regulated=["no","not_critical","critical"]}\nbecause="b"\nsource="s"\n', "every"),
        (
            (
                '[[factors]]\nid="x"\nquestion="q"\nwhy="w"\nsource="s"\n'
                'together=[{options=["a","c"],phrase="p"}]\noptions=[{id="a",label="A"},{id="b",label="B"}]\n'
            ),
            'factor "x" has no option "c"',
        ),
        (
            (
                '[[factors]]\nid="x"\nquestion="q"\nwhy="w"\nsource="s"\n'
                'together=[{options=["a","a"],phrase="p"}]\noptions=[{id="a",label="A"},{id="b",label="B"}]\n'
            ),
            "an answer is listed twice",
        ),
        ('[[examples]]\nname="x"\ngiven={scale="huge"}\nexpect={}\n', 'factor "scale" has no option "huge"'),
        ('[[examples]]\nname="x"\ngiven={scale="5_49"}\nexpect={model="in_hose"}\n', 'did you mean "in_house"?'),
        ('[[examples]]\nname="x"\ngiven={scale="5_49"}\nexpect={flags=["nope"]}\n', 'unknown flag "nope"'),
    ],
)
def test_a_mistake_of_meaning_is_found(addition: str, says: str) -> None:
    found = mistakes(f"{TEXT}\n{addition}")
    assert any(says in each for each in found)
    assert all(int(each.split(":")[1]) > TEXT.count("\n") for each in found)


def test_an_option_with_an_effect_must_say_why() -> None:
    start = TEXT.index("\nrules_out = [")
    at = TEXT.index("because", start)
    end = TEXT.index("\n", at)
    (found,) = mistakes(TEXT[:at] + TEXT[end:])
    assert 'has an effect but no "because"' in found


def test_what_is_not_toml_is_told_with_its_line() -> None:
    (found,) = mistakes("schema = 1\nversion = \n")
    assert found.startswith("policy.toml:2: this is not TOML: invalid value")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.mkdir(), "this is a folder"),
        (Path.exists, "there is no such file"),
        (lambda path: path.write_bytes(b"version = '\xff'"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / "policy.toml"
    make(path)
    with pytest.raises(PolicyMistakesError, match=says):
        read_policy_text(path)


@pytest.mark.parametrize(
    ("hostile", "says"),
    [
        ("a = " + "[" * 3_000, "too deep in one another"),
        ("b = " + "{b = " * 700, "too deep in one another"),
        ("margin = " + "9" * 5_000, "more than 4,000 characters"),
        ("version = 1\n[" + ".".join("a" * 50_000) + "]", "policy.toml:2: this line has more than"),
    ],
)
def test_a_hostile_text_is_refused_in_a_sentence(hostile: str, says: str) -> None:
    with pytest.raises(PolicyMistakesError, match=says):
        parse_policy(hostile)


WRONG_TYPES = {
    "schema = 2": "schema = true",
    'version = "2026.11"': "version = 2026.11",
    'title = "Default sourcing policy"': 'title = ["Default"]',
    "margin = 6": "margin = true",
    "enough_answers = 3": "enough_answers = 3.0",
    'ownership = "internal"': "ownership = 1",
    'location = "domestic"': "location = true",
    "fixed = true": 'fixed = "no"',
    "screening = true": "screening = 1",
    "undecided = true": 'undecided = "yes"',
    "prior = 2": "prior = true",
    "as_of = 2026-06-20": "as_of = 20260620",
    "points = { in_house = 2": "points = { in_house = true",
}


@pytest.mark.parametrize("written", WRONG_TYPES)
def test_a_value_of_another_type_is_a_mistake_with_its_line(written: str) -> None:
    start = TEXT.index(f"\n{written}") + 1
    wrong = TEXT[:start] + WRONG_TYPES[written] + TEXT[start + len(written) :]
    (mistake,) = mistakes(wrong)
    line = TEXT[:start].count("\n") + 1
    key = "in_house" if "in_house" in written else written.split(" = ")[0]
    assert mistake.startswith(f"policy.toml:{line}: {key}: ")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("version = '  '", "version: there is nothing to read in it; write some words"),
        ("version = '\u200b'", "version: there is nothing to read in it; write some words"),
        ('version = "1\\n2"', "version: write it in one line"),
        ('version = "1\\u001b[31m"', "version: it has the control character U+001B"),
        ('version = "1\\r2"', "version: it has the control character U+000D"),
        ('version = "1\\u0085"', "version: it has the control character U+0085"),
        ("version = '1\u202e'", "it has the control character U+202E"),
        ("version = '1' # \x9b31m", "it has the control character U+009B"),
    ],
)
def test_a_text_that_nobody_can_read_is_a_mistake_with_its_line(wrong: str, says: str) -> None:
    text = TEXT.replace('version = "2026.11"', wrong, 1)
    (mistake,) = mistakes(text)
    assert mistake.startswith(f"policy.toml:{line_of(wrong, text)}: {says}")


def test_no_mistake_carries_a_control_character_to_the_terminal() -> None:
    rule = '[[rules]]\nid = "\\u009b"\nwhen = { "\\u202e" = ["x"] }\n'
    told = mistakes(f'"a\\u001b[2J\\nb" = 1\n{TEXT}\n{rule}')
    assert len(told) > 3
    assert all(each.isprintable() for each in told)
    assert any('unknown key "aU+001B[2J b"' in each for each in told)


def test_of_thousands_of_mistakes_the_first_are_named_and_the_others_counted() -> None:
    with pytest.raises(PolicyMistakesError) as error:
        parse_policy("[[rules]]\n" * 25_000)
    assert len(error.value.mistakes) == MOST_TOLD
    assert error.value.more > 25_000
    assert str(error.value).endswith("more mistakes; mend these first")


def test_a_key_of_many_parts_is_refused_before_it_is_read_and_dots_in_texts_are_none() -> None:
    deep = ".".join("a" * (DEEPEST + 2))
    (mistake,) = mistakes(f"title = '{deep}' # {deep}\n'a'.\"b\" . {deep} = 1")
    assert mistake == f"policy.toml:2: this key has more than {DEEPEST} parts"
    assert any('unknown key "b"' in each for each in mistakes(f'title = """\n{deep} "" {deep}\\""""\nb = 1'))


def test_a_policy_of_another_day_is_read_as_it_was_then() -> None:
    text = TEXT.replace("margin = 6", "margin = true", 1).replace('label = "In-house"', 'label = "\\u001b[31mIn"', 1)
    with pytest.raises(PolicyMistakesError):
        parse_policy(text)
    past = parse_past_policy(text)
    assert past.margin == 1
    assert past.models[Model.IN_HOUSE].label == "·[31mIn"


def test_more_of_a_kind_than_a_policy_may_have_is_a_mistake() -> None:
    many = "".join(f'[[examples]]\nname = "{number}"\ngiven = {{}}\nexpect = {{}}\n' for number in range(1_001))
    (mistake,) = mistakes(TEXT + many)
    assert mistake.endswith(": examples: there may be 1,000 of these, and here are more")


def test_the_bot_keeps_running_on_the_last_good_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT, encoding="utf-8")
    source = CurrentPolicy(path)
    good = source.loaded().policy
    path.write_text(TEXT.replace("margin", "margni", 1), encoding="utf-8")
    assert source.loaded().policy == good
    assert source.mistakes is not None
    path.write_text(TEXT.replace("margin = 6", "margin = 4", 1), encoding="utf-8")
    assert source.loaded().policy.margin == 4
    assert source.mistakes is None


def test_the_hash_is_of_the_text_that_was_in_force() -> None:
    assert parse_policy(TEXT).sha256 != parse_policy(f"{TEXT}\n# a note\n").sha256
    assert parse_policy(TEXT).sha256 == default_policy().sha256


def test_every_path_of_the_default_policy_has_a_line() -> None:
    assert set(paths(tomllib.loads(TEXT))) == set(lines_of(TEXT))


_key = st.text("abc", min_size=1, max_size=2)
_value = st.recursive(
    st.sampled_from(["7", '"a"', "'b'", '"""x\ny"""', "'''\nz'''", '"\\"#]"', "true", "1979-05-27"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[\n" + ",\n".join(each) + " # note\n]"),
        st.dictionaries(_key, inner, max_size=2).map(
            lambda each: "{ " + ", ".join(f"{key} = {value}" for key, value in each.items()) + " }"
        ),
    ),
    max_leaves=6,
)


@given(tables=st.lists(st.tuples(st.sampled_from(["[[t]]", "[[t.u]]", "[v.{}]", ""]), st.dictionaries(_key, _value))))
def test_every_path_of_any_toml_text_has_a_line(tables: list[tuple[str, dict[str, str]]]) -> None:
    text = ""
    for number, (header, pairs) in enumerate(tables):
        text += header.format(number) + "\n" + "".join(f"{key} = {value}  # c\n" for key, value in pairs.items())
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(paths(document)) == set(lines_of(text))


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every key, table and array element of a TOML document."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*path, index))
    return found


def test_policies_are_the_same_only_if_they_agree_in_everything_the_order_of_the_models_included() -> None:
    policy = default_policy()
    document = policy.model_dump(by_alias=True)
    same = Policy.model_validate({**document, "sha256": policy.sha256})
    assert same == policy
    assert hash(same) == hash(policy)
    reordered = Policy.model_validate(
        {**document, "models": dict(reversed(document["models"].items())), "sha256": policy.sha256}
    )
    assert reordered != policy
    assert policy.model_copy(update={"margin": policy.margin + 1}) != policy


def test_a_changed_copy_of_a_policy_keeps_nothing_that_was_worked_out_before() -> None:
    policy = default_policy()
    assert policy.combinations
    assert not policy.model_copy(update={"rules": ()}).combinations


def test_a_decision_is_shown_with_the_names_that_its_policy_gives() -> None:
    names, policy = policy_names(TEXT), default_policy()
    assert names.models == {model: text.label for model, text in policy.models.items()}
    answers = {(factor.id, option.id): option.label for factor in policy.factors for option in factor.options}
    assert names.answers.items() >= answers.items()


@pytest.mark.parametrize("text", ["", "models", "models = 1", "[models]\nhybrid = 1", TEXT.replace("label", "lable")])
def test_a_text_without_names_is_no_policy(text: str) -> None:
    with pytest.raises(ValueError, match=r"no policy|Expected|found|Invalid"):
        policy_names(text)
