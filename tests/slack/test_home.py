"""App Home: what waits for somebody, what is theirs, and what they may see; always as it is now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import ids
from bot.current_policy import CurrentPolicy
from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel
from bot.store import Post, Store, posts, waits
from bot.store.driver import Database
from tests.sample_decisions import START, keep, request, ticking
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.test_who_may import SUPPLIER, joined

CLEANING = "Have the cleaning of our Leeds office done by a local firm"
NEW = "Say what work you want to place"


async def posted(office: Office, channel: Channel, text: str = HELP_DESK, person: Person | None = None) -> int:
    """Somebody has posted a card there, and the log says where; the decision's number."""
    asker = person or office.alice
    await asker.command(f"/sourcing {text}", channel)
    number = office.decisions()[0].id
    await asker.click(("card.actions", ids.POST_TO_CHANNEL), asker.ephemerals(channel)[-1])
    await eventually(lambda: channel.id in {post.channel for post in office.posts_of(number)})
    return number


def on_record(office: Office, askers: Sequence[Person]) -> None:
    """So many decisions were posted to the general channel before, by these people in turn."""
    kept = CurrentPolicy(None, None).loaded().kept
    with Store.open(office.database, clock=ticking()) as store:
        keep(store, kept)
        for number, asker in enumerate(askers, 1):
            new = request(f"{CLEANING}, site {number}", asker.id)
            store.record(replace(new, policy_version=kept.version, policy_sha256=kept.sha256))
            card = Post(number, office.general.id, f"{number}.000100", None, private=False, posted_at=START)

            def write(db: Database, at: datetime, card: Post = card) -> None:
                posts.add(db, card)
                waits.look_again(db, at, card.decision_id, afresh=False)

            store.write(write)


def listed(person: Person, place: str) -> list[int]:
    """The numbers of the decisions in one of the lists on their Home."""
    found = [block["block_id"].rpartition(".") for block in (person.home.blocks if person.home else ())]
    return [int(number) for name, _, number in found if name == place and number.isdigit()]


def published(office: Office) -> int:
    """How often a Home was published."""
    return sum(isinstance(entry, ApiCall) and entry.method == "views.publish" for entry in office.slack.log)


async def opens_home(office: Office, person: Person) -> str:
    """They open their Home, and it is drawn anew; what stands on it."""
    before = published(office)
    await person.open_home()
    await office.slack.until(lambda: published(office) > before and person.home is not None)
    return person.sees()


async def shows(office: Office, person: Person, place: str, numbers: Sequence[int]) -> None:
    """Their Home comes to list these."""
    await office.slack.until(lambda: listed(person, place) == list(numbers))


async def test_somebody_new_is_told_what_to_do_and_can_ask_from_there(office: Office) -> None:
    async with office.bot():
        assert NEW in await opens_home(office, office.alice)
        await office.alice.click("New request")
        await office.alice.waits_for("Your home country")


async def test_the_asker_sees_what_is_theirs_and_another_what_waits(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        seen = await opens_home(office, office.alice)
        assert "1 of your requests waits for somebody to decide." in seen
        assert listed(office.alice, "home.mine.waiting") == [1]
        assert listed(office.alice, "home.to_decide") == []
        seen = await opens_home(office, office.bob)
        assert "The oldest has waited less than an hour." in seen
        assert listed(office.bob, "home.to_decide") == [1]
        assert listed(office.bob, "home.mine.waiting") == []
        assert f"/archives/{office.general.id}/p" in str(office.bob.home and office.bob.home.blocks)
        await office.bob.click(("home.recent.1", ids.SHOW_DETAILS))
        await office.slack.until(lambda: office.bob.title == "Decision details")


async def test_what_was_said_in_a_private_channel_stands_on_the_homes_of_those_who_are_in_it(office: Office) -> None:
    carol = Person(office.slack, "carol")
    secret = office.slack.channel("secret", office.alice, carol, private=True)
    async with office.bot():
        await posted(office, secret)
        await opens_home(office, office.alice)
        assert listed(office.alice, "home.mine.waiting") == [1]
        assert listed(office.alice, "home.recent") == [1]
        seen = await opens_home(office, office.bob)
        assert NEW in seen
        assert "help desk" not in seen
        await opens_home(office, carol)
        assert listed(carol, "home.to_decide") == [1]
        await carol.click("Decide")
        await carol.waits_for("Accept own centre far away")
        secret.members.discard(carol.id)
        await carol.click("Accept own centre far away")
        await carol.waits_for("There is no such decision, or it is not yours to change.")
        await carol.close()
        await opens_home(office, carol)
        assert listed(carol, "home.to_decide") == []


async def test_a_channel_that_turned_private_leaves_home(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        await opens_home(office, office.bob)
        assert listed(office.bob, "home.recent") == [1]
        office.general.kind = "private"
        office.general.members.discard(office.bob.id)
        await opens_home(office, office.bob)
        assert listed(office.bob, "home.recent") == []


async def test_a_guest_sees_what_is_theirs_and_the_channels_they_are_in_and_is_told_what_they_may_do(
    office: Office,
) -> None:
    other = office.slack.channel("other", office.alice)
    gus = joined(Person(office.slack, "gus", guest="multi_channel"), other)
    async with office.bot():
        await posted(office, office.general)
        await posted(office, other, CLEANING)
        seen = await opens_home(office, gus)
        assert "You are a guest here" in seen
        assert "Guests decide nothing" in seen
        assert listed(gus, "home.recent") == [2]
        assert listed(gus, "home.to_decide") == []


async def test_somebody_of_another_company_is_told_that_there_is_nothing_for_them(office: Office) -> None:
    olga = joined(Person(office.slack, "olga", team=SUPPLIER), office.general)
    async with office.bot():
        await posted(office, office.general)
        seen = await opens_home(office, olga)
        assert "This bot answers only to people of the company that runs it." in seen
        assert "help desk" not in seen


async def test_where_slack_does_not_say_who_somebody_is_only_what_is_theirs_is_shown(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        office.slack.fail_next("users.info", error="internal_error")
        seen = await opens_home(office, office.bob)
        assert "Slack does not say just now who you are" in seen
        assert "help desk" not in seen


async def test_filters_stay_while_pages_are_turned_and_when_home_is_opened_again(office: Office) -> None:
    on_record(office, [office.alice, office.bob, *[office.alice] * 11])
    async with office.bot():
        await opens_home(office, office.bob)
        await shows(office, office.bob, "home.recent", range(13, 3, -1))
        await office.bob.click("Older")
        await shows(office, office.bob, "home.recent", (3, 2, 1))
        await office.bob.click("Newest")
        await shows(office, office.bob, "home.recent", range(13, 3, -1))
        await office.bob.choose(ids.HOME_FILTER + "person", "bob")
        await shows(office, office.bob, "home.recent", (2,))
        await opens_home(office, office.bob)
        assert listed(office.bob, "home.recent") == [2]
        await office.bob.choose(ids.HOME_FILTER + "status", "Overridden")
        await office.bob.waits_for("No decision that you can see fits these filters.")
        await office.bob.click("Show all")
        await shows(office, office.bob, "home.recent", range(13, 3, -1))


@pytest.mark.parametrize(
    ("name", "choice", "numbers"),
    [
        ("work", "Cleaning of offices and buildings", (2,)),
        ("country", "United Kingdom", (2, 1)),
        ("country", "France", ()),
        ("model", "Own centre far away", (1,)),
        ("since", "Last week", (2, 1)),
        ("status", "Accepted", ()),
        ("person", "alice", (2, 1)),
    ],
)
async def test_recent_decisions_are_filtered(office: Office, name: str, choice: str, numbers: Sequence[int]) -> None:
    async with office.bot():
        await posted(office, office.general)
        await posted(office, office.general, CLEANING)
        await opens_home(office, office.bob)
        await office.bob.choose(ids.HOME_FILTER + name, choice)
        await shows(office, office.bob, "home.recent", numbers)
        await office.bob.waits_for("Show all")


async def test_what_waits_comes_oldest_first_and_can_be_turned_over(office: Office) -> None:
    on_record(office, [office.alice] * 10)
    async with office.bot():
        await opens_home(office, office.bob)
        assert "10 decisions wait" in office.bob.sees()
        assert listed(office.bob, "home.to_decide") == list(range(1, 9))
        await office.bob.click("Next")
        await shows(office, office.bob, "home.to_decide", (9, 10))
        assert "10 decisions wait" in office.bob.sees()
        await office.bob.click("Oldest")
        await shows(office, office.bob, "home.to_decide", range(1, 9))


async def test_what_waits_for_reviewers_waits_for_them_alone(office: Office) -> None:
    carol = joined(Person(office.slack, "carol"), office.general)
    office.reviewers = frozenset({carol.id})
    async with office.bot():
        await posted(office, office.general)
        assert "1 decision waits for you.* The oldest" in await opens_home(office, carol)
        assert listed(carol, "home.to_decide") == [1]
        await carol.click("Stop reminding me")
        await carol.waits_for("You are not reminded of what waits for you; it stands here.")
        await carol.click("Remind me again")
        await carol.waits_for("You are reminded of what waits for you, once a day at most.")
        seen = await opens_home(office, office.bob)
        assert "Nothing waits for you." in seen
        assert "reminded" not in seen
        assert listed(office.bob, "home.to_decide") == []
        assert listed(office.bob, "home.recent") == [1]


async def test_deciding_is_handed_over_and_taken_back_on_home(office: Office) -> None:
    carol = joined(Person(office.slack, "carol"), office.general)
    office.reviewers = frozenset({carol.id})
    today = datetime.now(UTC).date()
    async with office.bot():
        await posted(office, office.general)
        assert "Hand over" not in await opens_home(office, office.bob)
        await opens_home(office, carol)
        await carol.click("Hand over")
        await carol.waits_for("A colleague decides for you on these days.")
        await carol.choose(ids.DELEGATE_TO, "carol")
        await carol.choose(ids.DELEGATE_LAST, (today + timedelta(days=2)).isoformat())
        await carol.submit()
        assert carol.errors == {ids.DELEGATE_TO: "Choose a colleague, not yourself."}
        await carol.choose(ids.DELEGATE_TO, "bob")
        await carol.submit()
        await carol.waits_for("decides for you from")
        await carol.close()
        await carol.waits_for(f"@bob decides for you from {today}")
        await opens_home(office, office.bob)
        await shows(office, office.bob, "home.to_decide", (1,))
        await carol.click("End it")
        await carol.waits_for("While you are away, a colleague can decide for you.")
        await opens_home(office, office.bob)
        await shows(office, office.bob, "home.to_decide", ())


async def test_a_draft_can_be_gone_on_with(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing")
        await office.alice.waits_for("Your home country")
        await office.alice.fill(ids.REQUEST_TEXT, CLEANING)
        await office.alice.submit()
        await office.alice.close()
        assert CLEANING in await opens_home(office, office.alice)
        await office.alice.click("Go on")
        await office.slack.until(lambda: office.alice.modal is not None)


async def test_a_home_that_slack_refuses_gives_way_to_three_blocks_that_say_what_works(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("views.publish", error="view_too_large")
        await office.alice.open_home()
        await office.alice.waits_for("Your Home cannot be shown just now. Nothing is lost.")
        assert office.alice.home is not None
        assert len(office.alice.home.blocks) == 3
        await office.alice.click("Try again")
        await office.alice.waits_for(NEW)


async def test_a_home_that_cannot_be_drawn_gives_way_to_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.bot():
        await posted(office, office.general)
        with monkeypatch.context() as broken:
            broken.setattr("bot.home.MOST_OF_MINE", -1)  # no such page can be read
            await office.alice.open_home()
            await office.alice.waits_for("Your Home cannot be shown just now. Nothing is lost.")
        await office.alice.click("Try again")
        await office.alice.waits_for("1 of your requests waits")


async def test_a_home_is_published_later_where_slack_is_busy(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("views.publish", status=429, retry_after=1)
        await office.alice.open_home()
        await office.alice.waits_for(NEW)


async def test_a_button_of_another_release_on_home_says_so_and_draws_it_anew(office: Office) -> None:
    async with office.bot():
        await opens_home(office, office.alice)
        pressed = await office.alice.click("New request")
        assert pressed is not None
        await office.alice.waits_for("Your home country")
        await office.alice.close()
        before, payload = published(office), pressed.delivery.payload
        unknown = {**payload["actions"][0], "action_id": "home.unheard_of.v9"}
        trigger = office.slack.triggers.issue(office.alice.id, None)
        await office.slack.deliver("interactive", {**payload, "actions": [unknown], "trigger_id": trigger})
        await office.slack.until(lambda: published(office) > before and office.alice.modal is not None)


async def test_home_changes_with_whatever_is_done(office: Office) -> None:
    async with office.bot():
        await opens_home(office, office.bob)
        await opens_home(office, office.alice)
        await posted(office, office.general)
        await shows(office, office.alice, "home.mine.waiting", (1,))
        await shows(office, office.bob, "home.to_decide", (1,))
        await office.bob.click("Decide")
        await office.slack.until(lambda: office.bob.title == "Decision")
        await office.bob.click("Accept own centre far away")
        await office.bob.waits_for("You accepted")
        await office.bob.cancel()
        await office.bob.waits_for("Accepted")
        await office.bob.close()
        await shows(office, office.alice, "home.mine.decided", (1,))
        await shows(office, office.bob, "home.to_decide", ())
        assert "Accepted by @bob: own centre far away" in await opens_home(office, office.alice)


async def test_whatever_stands_on_a_card_works_on_one_that_was_opened_from_home(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        await opens_home(office, office.bob)
        await office.bob.click("Decide")
        await office.slack.until(lambda: office.bob.title == "Decision")
        await office.bob.click("Details")
        await office.slack.until(lambda: office.bob.title == "Decision details")
        await office.bob.cancel()
        await office.bob.click("Override")
        await office.bob.waits_for("What do you choose instead?")
        await office.bob.cancel()
        await office.bob.click("Ask a question")
        await office.slack.until(lambda: office.bob.title not in {"", "Decision"})


async def test_an_empty_questionnaire_that_was_closed_is_no_draft(office: Office) -> None:
    async with office.bot():
        await opens_home(office, office.alice)
        await office.alice.click("New request")
        await office.alice.waits_for("Your home country")
        before = published(office)
        await office.alice.close()
        await office.slack.until(lambda: published(office) > before)
        assert NEW in office.alice.sees()


async def test_homes_nobody_opened_are_not_published(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
    assert published(office) == 0
    with Store.read(office.database) as log:
        assert log.home_of(office.alice.id) is None
