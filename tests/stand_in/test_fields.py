"""Fields hold what Slack would put into `state.values`, and Slack's own checks come before the app's."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.choosing import Choice, NotOnScreenError
from bot.playground.stand_in.methods.views import checked, put_on_stack
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel
from tests.stand_in.blocks import CARD, Json, option, section, words

A, B, C = option("A"), option("B"), option("C")
GROUPS = [{"label": words("First"), "options": [A, B]}, {"label": words("Second"), "options": [C]}]


def opened(slack: SlackStandIn, person: Person, *blocks: Json) -> None:
    """Put a modal in front of the person without any app."""
    view = {"type": "modal", "title": words("Form"), "submit": words("Send"), "blocks": list(blocks)}
    put_on_stack(slack.slack, person.id, checked(view, "modal"), None)


def labelled(element: Json, **more: Any) -> Json:
    block = {"type": "input", "block_id": "b", "label": words("Field"), "element": {"action_id": "a", **element}}
    return block | more


CHOICES: list[tuple[Json, Choice, Json]] = [
    ({"type": "static_select", "options": [A, B]}, "B", {"selected_option": B}),
    ({"type": "static_select", "options": [A], "initial_option": A}, None, {"selected_option": None}),
    ({"type": "static_select", "option_groups": GROUPS}, "C", {"selected_option": C}),
    ({"type": "radio_buttons", "options": [A, B]}, "A", {"selected_option": A}),
    ({"type": "checkboxes", "options": [A, B], "initial_options": [A]}, "B", {"selected_options": [A, B]}),
    ({"type": "checkboxes", "options": [A, B], "initial_options": [A]}, "A", {"selected_options": []}),
    ({"type": "multi_static_select", "options": [A, B, C]}, ["A", "C"], {"selected_options": [A, C]}),
    ({"type": "datepicker"}, "2026-11-30", {"selected_date": "2026-11-30"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, "1800000000", {"selected_date_time": 1_800_000_000}),
]


@pytest.mark.parametrize(("element", "choice", "held"), CHOICES)
async def test_a_choice_is_held_as_slack_holds_it(
    bare_slack: SlackStandIn, alice: Person, element: Json, choice: Choice, held: Json
) -> None:
    opened(bare_slack, alice, labelled(element))
    await alice.choose("Field", choice)
    assert alice.values["b"]["a"] == {"type": element["type"], **held}


async def test_people_and_conversations_are_chosen_by_name(
    bare_slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    hidden = bare_slack.channel("hidden", private=True)
    people = labelled({"type": "multi_users_select"}, block_id="people", label=words("People"))
    opened(bare_slack, alice, people, labelled({"type": "conversations_select"}))
    await alice.choose("People", ["@alice", "sourcing"])
    await alice.choose("Field", "#general")
    assert alice.values["people"]["a"]["selected_users"] == [alice.id, bare_slack.bot.id]
    assert alice.values["b"]["a"]["selected_conversation"] == general.id
    with pytest.raises(NotOnScreenError, match="hidden"):
        await alice.choose("Field", hidden.name)


async def test_only_what_is_offered_can_be_chosen(bare_slack: SlackStandIn, alice: Person) -> None:
    opened(bare_slack, alice, labelled({"type": "static_select", "options": [A, B]}))
    with pytest.raises(NotOnScreenError, match="among: A, B"):
        await alice.choose("Field", "Z")
    with pytest.raises(NotOnScreenError, match="nothing called 'Elsewhere'"):
        await alice.choose("Elsewhere", "A")
    with pytest.raises(NotOnScreenError, match="type into a static_select"):
        await alice.fill("Field", "A")


COMPLAINTS: list[tuple[Json, str, str]] = [
    ({"type": "plain_text_input"}, "", "required"),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3"),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "less than 4"),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "a number"),
    ({"type": "number_input", "is_decimal_allowed": True, "max_value": "9"}, "9.5", "at most 9"),
    ({"type": "email_text_input"}, "alice", "email"),
    ({"type": "url_text_input"}, "example.com", "URL"),
]


@pytest.mark.parametrize(("element", "text", "complaint"), COMPLAINTS)
async def test_slack_itself_checks_a_field_before_anything_is_sent(
    bare_slack: SlackStandIn, alice: Person, element: Json, text: str, complaint: str
) -> None:
    opened(bare_slack, alice, labelled(element))
    await alice.fill("Field", text)
    assert await alice.submit() is None
    assert complaint in alice.errors["b"]
    assert not bare_slack.log


@pytest.mark.parametrize(
    ("moments", "press_enter", "heard"),
    [(None, False, False), (None, True, True), (["on_character_entered"], False, True)],
)
async def test_typing_reaches_the_app_when_it_asked_for_it(
    bare_slack: SlackStandIn, alice: Person, moments: list[str] | None, press_enter: bool, heard: bool
) -> None:
    element: Json = {"type": "plain_text_input"}
    if moments is not None:
        element["dispatch_action_config"] = {"trigger_actions_on": moments}
    opened(bare_slack, alice, labelled(element, dispatch_action=True))
    exchange = await alice.fill("Field", "hello", press_enter=press_enter)
    assert (exchange is not None) == heard
    if exchange is not None:
        assert exchange.delivery.payload["actions"][0]["value"] == "hello"
        assert exchange.delivery.payload["view"]["state"]["values"]["b"]["a"]["value"] == "hello"


async def test_an_overflow_menu_and_a_select_in_a_message_send_what_was_chosen(
    bare_slack: SlackStandIn, alice: Person, general: Channel, client: AsyncWebClient
) -> None:
    menu = section("More", accessory={"type": "overflow", "action_id": "more", "options": [A, B]})
    select = {"type": "static_select", "action_id": "pick", "placeholder": words("Pick one"), "options": [A, B]}
    blocks = [menu, {"type": "actions", "block_id": "row", "elements": [select]}, *CARD]
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=blocks)

    chosen = await alice.click("B")
    assert chosen is not None
    assert chosen.delivery.payload["actions"][0]["selected_option"] == B
    chosen = await alice.choose("Pick one", "A")
    assert chosen is not None
    payload = chosen.delivery.payload
    assert payload["state"]["values"] == {"row": {"pick": {"type": "static_select", "selected_option": A}}}
    assert payload["message"]["ts"] == payload["container"]["message_ts"] == posted["ts"]

    await client.chat_update(channel=general.id, ts=posted["ts"], text="x", blocks=blocks[1:])
    [message] = alice.messages()
    assert message.values_for(alice.id)["row", "pick"]["selected_option"] == A
    bare_slack.take_faults("dispatch_failed")
    assert not bare_slack.faults


async def test_the_home_of_an_app_is_used_like_a_message(
    alice: Person, general: Channel, client: AsyncWebClient
) -> None:
    await client.views_publish(user_id=alice.id, view={"type": "home", "blocks": CARD})
    await alice.open_home()
    exchange = await alice.click("Order")
    assert exchange is not None
    assert exchange.delivery.payload["view"]["type"] == "home"
    alice.looks_at(general)
    with pytest.raises(NotOnScreenError):
        await alice.click("Order")
