"""One answer more to a recorded decision: judged as the whole request would be, by the policy it was made under."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assessing import assess
from bot.current_policy import CurrentPolicy, LoadedPolicy
from bot.recording import give_answer, put_on_record
from bot.requests import Request
from bot.store import RecordedDecision, Store, Verified
from rules.policy_file import default_policy_text, parse_policy
from rules.recommend import UnknownAnswerError
from tests.sample_decisions import ticking

HELP_DESK = "Somebody has to answer the phones of our help desk"


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "log.db", clock=ticking()) as store:
        yield store


@pytest.fixture(name="loaded", scope="module")
def fixture_loaded() -> LoadedPolicy:
    return CurrentPolicy(None).loaded()


def asked(text: str, **answers: str) -> Request:
    return Request(text=text, home_country="GB", who="U1", where="C1", answers=answers)


def give(
    store: Store, loaded: LoadedPolicy, number: int, factor: str, option: str | None, actor: str = "U2"
) -> RecordedDecision:
    return store.write(lambda db, at: give_answer(db, at, number, factor, option, actor=actor, current=loaded.policy))


def what_holds(found: RecordedDecision) -> tuple[object, ...]:
    return dict(found.answers), found.recommended, found.standing, found.flags, found.ranking


@pytest.mark.parametrize("factor", ["where_may", "language", "work_type", "data_sensitivity"])
def test_an_answer_given_since_counts_as_one_given_at_once(store: Store, loaded: LoadedPolicy, factor: str) -> None:
    option = loaded.policy.factor[factor].options[-1].id
    number = put_on_record(assess(asked(HELP_DESK), loaded), store).id
    at_once = put_on_record(assess(asked(HELP_DESK, **{factor: option}), loaded), store)
    now = give(store, loaded, number, factor, option)
    assert what_holds(now) == what_holds(at_once)
    assert now.answered[factor].by == "U2"


def test_what_was_said_or_presumed_holds_again_once_an_answer_is_taken_back(store: Store, loaded: LoadedPolicy) -> None:
    first = put_on_record(assess(asked(f"{HELP_DESK}, about 30 agents"), loaded), store)
    assert first.answers["scale"] == "5_49"
    for factor in ("scale", "supplier_market"):
        give(store, loaded, first.id, factor, loaded.policy.factor[factor].options[-1].id)
    assert what_holds(store.decision(first.id)) != what_holds(first)
    for factor in ("scale", "supplier_market"):
        give(store, loaded, first.id, factor, None)
    assert what_holds(store.decision(first.id)) == what_holds(first)
    assert isinstance(store.verify(), Verified)


def test_a_decision_is_judged_by_the_policy_that_it_was_made_under(store: Store, loaded: LoadedPolicy) -> None:
    number = put_on_record(assess(asked(HELP_DESK), loaded), store).id
    text = default_policy_text().replace("enough_answers = 3", "enough_answers = 20")
    later = LoadedPolicy(parse_policy(text), text)
    assert assess(asked(HELP_DESK, where_may="here_only"), later).recommendation.named is None
    now = give(store, later, number, "where_may", "here_only")
    at_once = put_on_record(assess(asked(HELP_DESK, where_may="here_only"), loaded), store)
    assert now.recommended is not None
    assert what_holds(now) == what_holds(at_once)


@pytest.mark.parametrize(
    ("factor", "option"),
    [("where_may", "the_moon"), ("weather", "fine"), ("work", "payroll"), ("plan", "nearshore"), ("law_x", "applies")],
)
def test_what_the_policy_does_not_ask_is_no_answer(
    store: Store, loaded: LoadedPolicy, factor: str, option: str
) -> None:
    before = put_on_record(assess(asked(HELP_DESK), loaded), store)
    with pytest.raises(UnknownAnswerError):
        give(store, loaded, before.id, factor, option)
    assert store.decision(before.id) == before
