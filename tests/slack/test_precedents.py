"""What was decided before, on somebody's own cards and while they answer: what they may see, and no words that stay."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.conftest import HELP_DESK, Office
from tests.slack.deciding import overrides, posts
from tests.slack.policies import answers
from tests.slack.test_questionnaire import begun, through
from tests.slack.test_talking import mentions, says, shown

BEFORE = "*Decided before*"
pytestmark = pytest.mark.usefixtures("steady")


@pytest.fixture
async def decided(office: Office) -> AsyncIterator[Office]:
    """Alice's request in #general, which Bob has overridden for the law."""
    office.general.members.add(office.slack.bot.id)
    async with office.bot():
        await posts(office)
        office.bob.looks_at(office.general)
        await overrides(office.bob, office)
        await office.slack.until(lambda: "You overrode decision 1" in str(office.bob.ephemerals(office.general)))
        await office.slack.until(lambda: "overrode" in str(answers(office, office.alice)))
        yield office


async def test_the_answer_to_a_mention_says_what_was_decided_about_what_stands_there(decided: Office) -> None:
    said = shown(await mentions(decided, decided.bob, f"@Sourcing {HELP_DESK}"))
    assert f"{BEFORE}: “{HELP_DESK[:30]}" in said
    assert "overridden to in-house (law), in decision 1" in said


async def test_a_card_in_a_direct_message_stays_and_repeats_no_words_of_an_earlier_request(decided: Office) -> None:
    (line,) = [each for each in _lines(await says(decided, decided.alice, HELP_DESK)) if BEFORE in each]
    assert "overridden to in-house (law), in decision 1" in line
    assert "“" not in line


async def test_in_a_direct_message_nothing_is_said_of_what_others_asked(decided: Office) -> None:
    assert BEFORE not in shown(await says(decided, decided.bob, HELP_DESK))


async def test_the_result_of_a_questionnaire_says_what_was_decided_before_and_so_does_its_card(
    decided: Office,
) -> None:
    alice = await begun(decided)
    await through(alice)
    assert "Decided before" in alice.sees()
    assert "overridden to in-house (law), in decision 1" in alice.sees()
    cards = len(alice.ephemerals(decided.general))
    await alice.submit()
    await decided.slack.until(lambda: len(alice.ephemerals(decided.general)) > cards)
    assert BEFORE in shown(alice.ephemerals(decided.general)[-1])


def _lines(card: object) -> list[str]:
    blocks = getattr(card, "blocks", [])
    return [element["text"] for each in blocks if each["type"] == "context" for element in each["elements"]]
