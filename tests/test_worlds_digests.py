"""Nobody reads in a channel's digest of a decision whose channel they could not read: hundreds of small companies."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.digest.digests import Digests
from bot.digest.public_channels import MOST_MEMBERS, PublicChannels
from bot.roster import Roster
from bot.slack.conversation_ids import is_direct
from bot.slack.names import Names
from bot.slack.people import Membership
from bot.store import DigestSettings, KeptPolicy, Section
from bot.store import digests as store_digests
from bot.store.driver import Database
from bot.views.digest import digest_message
from bot.views.digest_lists import list_view
from bot.weeks import Schedule
from rules.policy_file import parse_policy
from tests.sample_decisions import START, keep, open_store, request
from tests.slack.steady import STEADY_TEXT
from tests.worlds import (
    ALIKE,
    Asked,
    Channel,
    ReadersHere,
    SlackSays,
    SlackSaysOfPeople,
    World,
    WriterHere,
    built,
    marked,
    world,
)

STEADY = parse_policy(STEADY_TEXT)
WORLDS = 480
_NOW = START + timedelta(hours=1)
_SETTINGS = DigestSettings(Schedule(0, time(9), "Europe/Madrid"))


class Called(Names):
    """Everybody is called the same."""

    def __init__(self) -> None:
        """Nobody is asked."""

    async def of(self, people: Iterable[str]) -> Mapping[str, str]:
        """As Slack would say it."""
        return dict.fromkeys(people, "Sam")


async def _anyone() -> Roster:
    return Roster(base=None)


def digests_in(found: World, db: Database) -> Digests:
    """The digests of a company."""
    readers, people = ReadersHere(db), SlackSaysOfPeople(found)
    return Digests(
        writer=WriterHere(db),
        readers=readers,
        public_channels=PublicChannels(SlackSays(found), people, readers),
        names=Called(),
        roster=_anyone,
        policy=lambda: STEADY,
        now=lambda: _NOW,
    )


async def test_whoever_reads_a_digest_could_read_of_each_decision_that_it_tells_of(tmp_path: Path) -> None:
    told: Counter[str] = Counter()
    sample = replace(request(), policy_version=STEADY.version, policy_sha256=STEADY.sha256)
    with open_store(tmp_path / "decisions.db") as store:
        keep(store, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        for first in range(0, WORLDS, ALIKE):
            with built(store, world(first), sample) as db:
                for seed in range(first, first + ALIKE):
                    told += await _told_in(world(seed), db)
    # A digest that told of nothing would prove nothing, and neither would one that told nothing of other channels.
    assert min(told[each] for each in ("its own", "another", "to a guest", "in a list")) > WORLDS / 100


async def _told_in(found: World, db: Database) -> Counter[str]:
    """How often digests tell of a decision, and where its card is; each is for whoever reads the digest to see."""
    rng, told, digests = Random(found.seed), Counter[str](), digests_in(found, db)
    channel = rng.choice([each for each in found.channels if not is_direct(each)])
    own, wider = [replace(_SETTINGS, public=public) for public in (False, True)]
    for settings in (own, wider):
        digest = await digests.preview(channel, settings=settings, who="U900")
        drawn = digest_message(digest)
        for number in _numbers_in(found, digest, drawn):
            is_here = channel in found.asked[number].posted_in
            told["its own" if is_here else "another"] += 1
            assert is_here or settings is wider, f"{found}: decision {number} is told in {channel}"
            for who, kind in found.people.items():
                if found.can_read(who, channel):
                    assert found.may_see(who, number), f"{found}: {who} reads of decision {number} in {channel}"
                    told["to a guest"] += kind is Membership.GUEST
        assert digest.new.count == len({each.number for each in digest.new.lines})
    who = rng.choice([each for each in found.people if found.can_read(each, channel)] or [""])
    if who:
        store_digests.set_up(db, _NOW, channel, wider, "U900")
        listed = await digests.press(channel, wider.schedule.week_at(START).after(1), Section.NEW, who)
        for number in _numbers_in(found, listed, list_view(listed, Section.NEW)):
            assert found.may_see(who, number), f"{found}: {who} is shown decision {number} from {channel}"
            told["in a list"] += 1
    return told


def _numbers_in(found: World, *said: object) -> list[int]:
    """The decisions of which something says anything."""
    return [number for number in found.asked if marked(number) in str(said)]


_EVERYBODY = {
    "U100": Membership.COLLEAGUE,
    "U200": Membership.COLLEAGUE,
    "U300": Membership.GUEST,
    "U400": Membership.OUTSIDER,
}


def company(members: Iterable[str], *, other_is_private: bool = False) -> World:
    """Two channels with a decision each; these people are in the first."""
    channels = [
        Channel("C100", was_private=False, is_private=True, members=frozenset(members)),
        Channel("C200", was_private=False, is_private=other_is_private, members=frozenset()),
    ]
    asked = {
        number: Asked("U200", f"Move payroll {number}", (each.id,), None, "U200")
        for number, each in enumerate(channels, start=1)
    }
    return World(0, _EVERYBODY, {each.id: each for each in channels}, asked)


async def numbers_told(tmp_path: Path, found: World) -> list[int]:
    """The decisions of which the digest of the first channel tells, set to tell of public channels, too."""
    sample = replace(request(), policy_version=STEADY.version, policy_sha256=STEADY.sha256)
    with open_store(tmp_path / "decisions.db") as store:
        keep(store, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        with built(store, found, sample) as db:
            digest = await digests_in(found, db).preview("C100", settings=replace(_SETTINGS, public=True))
    return _numbers_in(found, digest, digest_message(digest))


async def test_among_colleagues_a_digest_tells_of_public_channels_too(tmp_path: Path) -> None:
    assert await numbers_told(tmp_path, company(["U100", "U200"])) == [1, 2]


async def test_a_channel_that_has_turned_private_disappears_from_other_digests(tmp_path: Path) -> None:
    assert await numbers_told(tmp_path, company(["U100", "U200"], other_is_private=True)) == [1]


@pytest.mark.parametrize("members", [["U100", "U300"], ["U100", "U400"], []])
async def test_where_not_all_are_known_to_be_colleagues_a_digest_tells_of_its_own_channel_alone(
    tmp_path: Path, members: list[str]
) -> None:
    assert await numbers_told(tmp_path, company(members)) == [1]


async def test_of_very_many_members_it_is_not_found_out_who_they_are(tmp_path: Path) -> None:
    many = [f"U{number}000" for number in range(MOST_MEMBERS + 1)]
    found = company(many)
    everybody = {**_EVERYBODY, **dict.fromkeys(many, Membership.COLLEAGUE)}
    assert await numbers_told(tmp_path, replace(found, people=everybody)) == [1]
