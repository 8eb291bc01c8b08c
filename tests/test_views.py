"""What the bot shows in Slack is acceptable to Slack, and harmless whatever somebody typed."""

import json
import unicodedata

import pytest

from bot.playground.stand_in.limits import check_message, check_view, mentions
from tests.drawn import (
    ACTOR,
    CHANNEL,
    HOSTILE,
    REQUEST,
    REQUESTER,
    every_payload,
    everything,
    payload,
    texts,
)


def _steers(character: str) -> bool:
    """Whether it is a control character, half of a broken one, or changes the direction of what follows."""
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    steering = unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
    return steering or unicodedata.bidirectional(character) in directions


@pytest.mark.parametrize("kind", HOSTILE)
class TestWhateverSomebodyTyped:
    def test_slack_accepts_every_message_and_view(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            check = check_view if "type" in shown else check_message
            assert [str(problem) for problem in check(shown)] == [], name

    def test_only_those_who_asked_or_acted_are_mentioned(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert {mention.target for mention in mentions(shown)} <= {REQUESTER, ACTOR, CHANNEL}, name

    def test_nothing_reorders_or_hides_what_stands_around_it(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert [each for each in "".join(texts(shown)) if _steers(each)] == [], name

    def test_it_travels_as_json(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert json.loads(json.dumps(shown, ensure_ascii=False).encode()) == shown, name

    def test_every_block_has_an_id(self, kind: str) -> None:
        for name, shown in every_payload(kind):
            assert all(block["block_id"] for block in shown["blocks"]), name


def test_the_same_state_gives_the_same_json() -> None:
    assert [json.dumps(payload(shown)) for _, shown in everything(REQUEST)] == [
        json.dumps(payload(shown)) for _, shown in everything(REQUEST)
    ]
