"""A person uses an app, over either transport, and both behave as in Slack."""

import json

from bot.playground.stand_in.journal import Sent
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel


async def test_a_command_is_answered_in_its_acknowledgement(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    exchange = await alice.command("/lunch", general)

    assert "*Lunch*" in alice.sees()
    assert "[Order]" in alice.sees()
    assert alice.ephemerals()[0].text == "Lunch is ready"
    assert exchange is not None
    assert exchange.acknowledgement.seconds < slack.ack_limit
    bob = Person(slack, "bob")
    bob.looks_at(general)
    assert bob.sees() == ""
    assert not slack.faults


async def test_a_button_reaches_the_app_and_the_response_url_removes_the_card(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch", general)
    exchange = await alice.click("Order")
    assert exchange is not None
    assert exchange.delivery.payload["actions"][0]["value"] == "42"
    assert exchange.delivery.payload["container"]["is_ephemeral"] is True

    assert await alice.click("Discard", confirm=False) is None
    assert alice.asked == ["Sure?: It is gone then."]
    await alice.click("Discard")
    await slack.until(lambda: not alice.messages())
    assert not slack.faults


async def test_a_form_is_filled_in_and_submitted(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    await alice.command("/lunch order", general)
    assert alice.title == "Order"
    assert alice.values["dish"]["text"]["value"] == "Pie"
    assert alice.values["place"]["pick"]["selected_conversation"] == general.id

    await alice.fill("Dish", "Goulash")
    await alice.choose("Drink", "Tea")
    exchange = await alice.submit()

    assert not alice.title
    assert exchange is not None
    payload = exchange.delivery.payload
    assert payload["view"]["state"]["values"]["dish"]["text"] == {"type": "plain_text_input", "value": "Goulash"}
    assert payload["view"]["state"]["values"]["drink"]["pick"]["selected_option"]["value"] == "tea"
    assert payload["view"]["state"]["values"]["size"]["pick"]["selected_option"] is None
    assert payload["view"]["private_metadata"] == "draft 7"
    assert payload["response_urls"][0]["channel_id"] == general.id
    assert not slack.faults


async def test_errors_stand_at_their_fields_until_the_next_submission(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch order", general)
    await alice.fill("Dish", "")
    assert await alice.submit() is None, "Slack itself asks for required fields"
    assert alice.errors == {"dish": "Please complete this required field."}

    await alice.fill("Dish", "Soup")
    await alice.submit()
    assert alice.errors == {"dish": "No soup today."}
    assert "! No soup today." in alice.sees()

    await alice.fill("Dish", "Stew")
    await alice.submit()
    assert not alice.title
    assert not slack.faults


async def test_an_update_keeps_values_only_where_block_and_action_are_unchanged(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch order", general)
    await alice.fill("Dish", "Goulash")
    await alice.choose("Drink", "Tea")
    await alice.click("Large")

    assert alice.title == "Larger"
    assert alice.values["dish"]["text"]["value"] == "Goulash"
    assert alice.values["size"]["pick"]["selected_option"]["value"] == "large"
    assert alice.values["drink again"]["pick"]["selected_option"] is None
    assert not slack.faults


async def test_submissions_update_push_and_clear(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    stack = slack.workspace.stacks
    await alice.command("/lunch order", general)
    await alice.fill("Dish", "Menu")
    await alice.submit()
    assert [view.title for view in stack[alice.id]] == ["Page two"]

    for _ in range(2):
        await alice.fill("Dish", "Help")
        await alice.submit()
    assert [view.title for view in stack[alice.id]] == ["Page two", "Help", "Help"]
    assert not slack.faults

    await alice.fill("Dish", "Help")
    await alice.submit()
    assert slack.take_fault_kinds() == ["push_limit_reached"]
    assert "trouble connecting" in alice.sees()

    await alice.fill("Dish", "Nothing")
    await alice.submit()
    assert not alice.title
    assert not slack.faults


async def test_closing_tells_the_app_what_was_closed(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    await alice.command("/lunch order", general)
    await alice.fill("Dish", "Help")
    await alice.submit()
    root = slack.workspace.stacks[alice.id][0]

    cancelled = await alice.cancel()
    assert cancelled is not None
    assert cancelled.delivery.payload["is_cleared"] is False
    assert alice.modal is root

    closed = await alice.close()
    assert closed is not None
    assert closed.delivery.payload["is_cleared"] is True
    assert closed.delivery.payload["view"]["id"] == root.id
    assert not slack.faults


async def test_a_message_shortcut_carries_the_message(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    message = await alice.say(general, "Fish & chips")
    exchange = await alice.message_shortcut("assess_message", message)
    await alice.waits_for("[Order]")
    assert exchange.delivery.payload["message"]["ts"] == message.ts
    assert alice.values["dish"]["text"]["value"] == "Fish &amp; chips"
    assert not slack.faults


async def test_opening_the_home_tab_shows_what_the_app_publishes(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.open_home()
    await alice.waits_for("Today: pie")
    alice.looks_at(general)
    assert "Today" not in alice.sees()
    assert not slack.faults


async def test_a_mention_reaches_the_app(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    await alice.say(general, "@sourcing what is for lunch?")
    [sent] = [entry for entry in slack.log if isinstance(entry, Sent)]
    assert sent.delivery.payload["event"]["text"] == f"<@{slack.bot.id}> what is for lunch?"
    assert not slack.faults


async def test_the_log_can_be_written_as_json(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    await alice.command("/lunch order", general)
    assert "views.open" in json.dumps([entry.as_json() for entry in slack.log])
