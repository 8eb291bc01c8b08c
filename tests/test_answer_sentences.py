"""The answer: one sentence that a person would say, for real requests from real places."""

import pytest

from bot.current_policy import CurrentPolicy
from bot.desk import assess
from bot.requests import Request
from bot.views.answer import answer

POLICY = CurrentPolicy(None).loaded()


def sentence(home: str, text: str) -> str:
    """The answer to a request from a country."""
    found = assess(Request(text=text, home_country=home, who="dana", where="terminal"), POLICY)
    return answer(found.recommendation, found.policy, found.classification)


@pytest.mark.parametrize(
    ("home", "text", "said"),
    [
        ("GB", "translate our website", "Too early: tell me one thing."),
        (
            "GB",
            "buy 200 laptops",
            "This is a purchase, not a decision about who does work and where; use the normal purchasing route.",
        ),
    ],
)
def test_the_answer_is_what_a_person_would_say(home: str, text: str, said: str) -> None:
    assert sentence(home, text) == said
