"""`/sourcing` with a sentence, with a subcommand, and with nothing."""

import asyncio
import threading

import pytest

from bot import assessing
from bot.handlers.sourcing import SUBCOMMANDS, WAYS
from bot.handlers.subcommands import NewRequest, Subcommand, read_command
from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.person import Person
from bot.views.replies import reply_text
from rules.classification import Classification, Reply
from tests.slack.conftest import HELP_DESK, Office, eventually


async def test_a_sentence_is_answered_in_the_acknowledgement_itself_and_logged_before(office: Office) -> None:
    async with office.bot():
        called_before = len(office.slack.log)
        assert await office.alice.command(f"/sourcing {HELP_DESK}")
        seen = office.alice.sees()
        for words in ("Decision 1", "Read as", "in Manila", "“Manila”", "Seen from", "Points are"):
            assert words in seen
        assert "More questions" in seen
        assert office.bob.ephemerals() == []
        assert not [each for each in office.slack.log[called_before:] if type(each).__name__ == "ApiCall"]
    assert [decision.text for decision in office.decisions()] == [HELP_DESK]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("help", "Where should this work be done"),
        ("compare in_house offshore_captive", "Own centre far away"),
        ("history", "No decision"),
        ("history payroll", "No decision that you can see has “payroll”"),
        ("history payroll in Leeds", "say it in a sentence that begins with another word"),
        ("history payroll Kraków vendor 2026 tender", "No decision that you can see"),
        ("show 7", "There is no decision 7 that you may see"),
        ("show #7.", "There is no decision 7 that you may see"),
        ("hlep", "Did you mean"),
        ("show", "Did you mean `/sourcing show 12`?"),
        ("Compare", "Did you mean `/sourcing compare domestic_outsourcing offshore_captive`?"),
        ("--help", "Did you mean `/sourcing help`"),
        ("compare offshore_captve hybrid", "Did you mean `/sourcing compare offshore_captive hybrid`? Here it is"),
        ("compare Outsourcing here, Hybrid", "What stays with you"),
        ("compare in-house own centre far away", "What stays with you"),
        ("compare outsourcing offshoring", "What stays with you"),
        ("compare Outsorcing here, hybrid", "Did you mean `/sourcing compare Outsourcing here, hybrid`? Here it is"),
        ("shwo 12", "There is no decision 12 that you may see"),
    ],
)
async def test_a_subcommand_answers_and_logs_nothing(office: Office, typed: str, says: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        assert says in office.alice.sees()
        await office.alice.command("/sourcing history")
    assert office.decisions() == []


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("What is a flurble in sourcing?", Reply.TERM),
        ("How do you weigh the points of each model?", Reply.METHOD),
        ("We need to buy 25 monitors", Reply.PURCHASE),
        ("Renew 40 licences for Figma", Reply.LICENCE),
        ("Does this bot answer in German too?", Reply.COMMAND),
        ("We are looking for a senior accountant, permanent, full time", Reply.HIRING),
        ("good morning everybody in here", Reply.TALK),
        ("just testing, please ignore this", Reply.TEST),
    ],
)
async def test_what_places_no_work_is_answered_to_the_requester_alone_and_logs_nothing(
    office: Office, typed: str, reply: Reply
) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        assert reply_text(reply) in office.alice.sees()
        assert "Decision" not in office.alice.sees()
        assert office.bob.ephemerals() == []
        assert office.decisions() == []
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 1" in office.alice.sees()


EACH = pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=[each.name for each in SUBCOMMANDS])


@EACH
async def test_each_subcommand_stands_in_help_and_answers_its_example_and_a_slip_of_it(
    office: Office, subcommand: Subcommand
) -> None:
    name, space, arguments = subcommand.example.partition(" ")
    # With a slip in the name of "history" its words may as well be work.
    slip = name[0] + name[2] + name[1] + name[3:] + (space + arguments if subcommand.meant(arguments.split()) else "")
    async with office.bot():
        await office.alice.command("/sourcing help")
        assert f"`/sourcing {subcommand.example}` {subcommand.does}" in office.alice.sees()
        before = office.alice.sees()
        await office.alice.command(f"/sourcing {subcommand.example}")
        await office.slack.until(lambda: office.alice.sees() != before)
        assert "is no command" not in office.alice.sees()
        answered, form = office.alice.ephemerals()[-1], office.alice.title
        if form:
            await office.alice.cancel()
        await office.alice.command(f"/sourcing {slip}")
        await office.alice.waits_for(f"Did you mean `/sourcing {subcommand.name}")
        if form:
            await office.slack.until(lambda: office.alice.title == form)
        elif arguments == "" or subcommand.meant(arguments.split()):
            assert office.alice.ephemerals()[-1].blocks[1:] == answered.blocks, "what was meant is done at once"
    assert office.decisions() == []


@EACH
async def test_a_subcommand_with_what_it_does_not_take_is_no_decision(office: Office, subcommand: Subcommand) -> None:
    wrong = next(each for each in ("", "abc?") if subcommand.call(each.split()) is None)
    async with office.bot():
        await office.alice.command(f"/sourcing {subcommand.name} {wrong}")
        assert f"Did you mean `/sourcing {subcommand.example}`? It {subcommand.does}." in office.alice.sees()
        assert "Nothing was recorded" in office.alice.sees()
    assert office.decisions() == []


@pytest.mark.parametrize(
    "word",
    ["whoaim", "-v", "x", "Bitte", "👍", "https://example.com/brief", "who_am_i", "@alice"],
)
async def test_a_word_that_is_neither_subcommand_nor_work_is_no_decision(office: Office, word: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {word}")
        seen = office.alice.sees()
        assert "is no command" in seen
        assert "Nothing was recorded." in seen
        assert f"`{WAYS[0].command}`" in seen or "Did you mean" in seen
    assert office.decisions() == []


@pytest.mark.parametrize(
    "work",
    ["payroll", "Lohnbuchhaltung", "laundry", "Manila", "コールセンター", "客服外包", "콜센터", "ช่วยเรื่องเงินเดือน"],
)
async def test_one_word_that_names_work_or_could_be_a_sentence_is_a_request(office: Office, work: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {work}")
    assert [each.text for each in office.decisions()] == [work]


@pytest.mark.parametrize(
    "request_text",
    [
        "compare vendors for payroll",
        "compare vendors of hybrid car repair for our fleet",
        "show us who could clean the Leeds office",
        "show 12 people how to use the till: training by a vendor",
        "help desk to Manila",
        "policy work for the ministry",
        "History department wants an agency to mark exams",
        "history teachers from an agency in Leeds",
        "History lessons for 40 pupils should come from a vendor next year",
        "history museum guards: outsource?",
    ],
)
async def test_what_only_begins_like_a_subcommand_is_a_request(office: Office, request_text: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {request_text}")
        assert "Decision 1" in office.alice.sees()
    assert office.decisions()[0].text == request_text


async def test_nothing_opens_the_questionnaire_and_the_next_time_offers_to_go_on(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", "Payroll for Spain")
        await alice.submit()
        await alice.close()
    async with office.bot():
        await alice.command("/sourcing")
        assert "You began a request: “Payroll for Spain”" in alice.sees()
        await alice.click("Go on with it")
        await alice.waits_for("Page 1.")
        await alice.close()
        await alice.command("/sourcing")
        await alice.click("Start afresh")
        await alice.waits_for("What do you need done?")
        assert "Payroll for Spain" not in (alice.values or {}).values()
        await alice.close()
        await office.bob.command("/sourcing")
        await office.bob.waits_for("What do you need done?")


async def test_the_same_request_delivered_again_is_one_decision_with_the_same_answer(office: Office) -> None:
    async with office.bot():
        exchange = await office.alice.command(f"/sourcing {HELP_DESK}")
        assert exchange is not None
        again = await office.slack.redeliver(exchange, times=3)
        assert all(each.acknowledgement.body == exchange.acknowledgement.body for each in again)
    assert len(office.decisions()) == 1


async def test_another_workspace_is_turned_away(office: Office) -> None:
    async with office.bot():
        exchange = await office.alice.command(f"/sourcing {HELP_DESK}")
        assert exchange is not None
        foreign = {**exchange.delivery.payload, "team_id": "T0OTHER", "trigger_id": "1.2.other"}
        answer = await office.slack.deliver("slash_commands", foreign)
        assert "another workspace" in str(answer.acknowledgement.body)
    assert len(office.decisions()) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> <!here> everyone look",
        "@channel @here <@U1> <#C1|general>",
        "`` ``` *bold* _it_ ~no~ > quote",
        "\u202egnihtemos ecruostuO \u2066\u2069",
        "🧑‍🚀" * 400,
        "x" * 3000,
        "&lt;!channel&gt; &amp; <https://evil.example|your bank>",
        "<script>alert(1)</script> {{ }} %s ${x}",
    ],
)
async def test_hostile_text_is_only_text(office: Office, hostile: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing Payroll to a vendor in Spain: {hostile}")
        assert "Decision 1" in office.alice.sees()
        await office.alice.click("Details")
        await office.slack.until(lambda: bool(office.alice.title))
        await office.alice.close()
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    assert {each.mention.target for each in office.slack.notified if each.mention.kind != "channel"} <= {
        office.alice.id
    }


async def test_what_was_said_in_a_private_channel_stays_there(office: Office) -> None:
    carol = Person(office.slack, "carol")
    board = office.slack.channel("board", office.alice, office.bob, private=True)
    async with office.bot():
        await office.alice.command("/sourcing Hand the secret merger audit to an agency in Cebu", board)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(board)) == 1)
        await eventually(lambda: bool(office.posts()))
        carol.looks_at(office.general)
        await carol.command("/sourcing history merger", office.general)
        await carol.command("/sourcing show 1", office.general)
        await office.bob.command("/sourcing history merger", office.general)
        assert "secret merger" not in carol.sees()
        assert "There is no decision 1 that you may see" in carol.sees()
        assert "secret merger" not in str([each.blocks for each in office.bob.ephemerals(office.general)])
        await office.bob.command("/sourcing history merger", board)
        assert "secret merger" in str([each.blocks for each in office.bob.ephemerals(board)])


@pytest.mark.parametrize(
    ("typed", "places_work"),
    [
        ("compare " + "offshore_outsorcing " * 1_999, True),
        ("compare " + "offshore_" * 4_400, True),
        ("compar" + "e" * 39_000, True),
        ("show " + "1" * 39_000, False),
        ("hlep" + "p" * 39_000, True),
        ("polcy " + "x " * 19_000, False),
    ],
)
async def test_a_subcommand_is_guessed_only_where_so_few_words_could_be_one(
    office: Office, typed: str, places_work: bool
) -> None:
    assert isinstance(read_command(typed, SUBCOMMANDS, "US"), NewRequest)
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        assert "Did you mean" not in office.alice.sees()
        assert (reply_text(Reply.OTHER) in office.alice.sees()) is not places_work
    assert [each.text for each in office.decisions()] == [typed.strip()] * places_work


@pytest.mark.parametrize("typed", ["help", "compare in_house hybrid", "history payroll", "show 1", "policy"])
async def test_a_long_request_being_read_keeps_nobody_waiting(
    office: Office, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    read = assessing.classified

    def slow(text: str, home_country: str, *, as_request: bool = False) -> Classification:
        if threading.current_thread() is not threading.main_thread():
            go_on.wait(PATIENCE)
        return read(text, home_country, as_request=as_request)

    monkeypatch.setattr("bot.desk.classified", slow)
    async with office.bot():
        long = asyncio.create_task(office.alice.command("/sourcing " + "Move payroll to Manila. " * 1_500))
        answered = await office.bob.command(f"/sourcing {typed}")
        assert answered is not None
        assert answered.acknowledgement.body
        assert not long.done()
        go_on.set()
        await long
    assert len(office.decisions()) == 1
