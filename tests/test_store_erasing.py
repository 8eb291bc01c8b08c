"""What the store promises about erasing: words and names are gone, and what is left verifies."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.store import (
    EventKind,
    NobodyToEraseError,
    Status,
    Store,
    Verified,
    deciding,
    delegations,
    drafts,
    erasing,
    events,
    homes,
    outbox,
)
from bot.store.deciding import Verdict
from bot.store.driver import Database
from bot.store.erased import PEOPLE, SOMEONE
from bot.store.erasing import FIELDS
from bot.store.words import WORDS
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.delegation import Delegation
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import START, move, open_store, request

DANA, CAROL, ERIK = "U0DANA", "U0CAROL", "U0ERIK"


def named(store: Store, decision_id: int) -> set[str]:
    """Everybody whom the history of a decision names."""
    return {event.actor for event in store.history(decision_id)}


def begin(store: Store, who: str) -> None:
    """Somebody has a questionnaire open, and is to be told something."""

    def work(db: Database, at: datetime) -> None:
        drafts.create(db, at, who=who, text="payroll", home_country="GB")
        outbox.enqueue_notice(db, at, who, {"text": "t", "blocks": []})

    store.write(work)


def decide(store: Store, who: str, words: str) -> None:
    """Somebody chooses otherwise, and says why."""
    choice, seen = Choice(Model.IN_HOUSE, ReadyReason.LAW, words), store.course(1).version

    def gate(*_: object) -> Verdict:
        return Verdict(Capacity(Role.REVIEWER), suffices=True)

    store.write(lambda db, at: deciding.choose(db, at, 1, who, choice, seen=seen, gate=gate))


def close(store: Store, number: int, field: str) -> None:
    """A field of a decision is erased, as the command line does it."""
    erase = erasing.erase_and_close
    store.erasing(lambda db, at: erase(db, at, number, {field}, actor="root", reason="asked for"))


def post(store: Store, number: int) -> None:
    """The card of a decision stands in a channel of its own."""

    def work(db: Database, at: datetime) -> None:
        outbox.enqueue_card(db, at, number, f"C{number}", None, "U0ASKER")
        row = outbox.claim_next(db, at)
        assert row is not None
        outbox.mark_sent(db, at, row, f"{number}.0", private=False)

    store.write(work)


def test_an_erased_person_is_someone_wherever_events_are_read_and_their_words_are_gone(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request("Move payroll to Kraków", who=DANA))
        store.record(request("Clean the offices", who=ERIK))
        move(store, 1, Status.ACCEPTED, actor=CAROL)
        move(store, 2, Status.OVERRIDDEN, actor=DANA, reason="They asked me to", model=Model.IN_HOUSE)
        found = store.erase_person(DANA, actor="root", reason="asked for")
        assert (found.asked, found.acted_on) == ([1], [2])
        erased = store.decision(1)
        assert (erased.text, erased.who, erased.answers) == ("", "", {})
        assert named(store, 1) == {SOMEONE, CAROL, "root"}
        assert named(store, 2) == {ERIK, SOMEONE, "root"}
        decided = store.course(2).decided
        assert decided is not None
        assert (decided.by, decided.words, decided.words_erased) == (SOMEONE, "", True)
        assert decided.model is Model.IN_HOUSE
        assert isinstance(store.verify(), Verified)


def test_what_an_erased_person_does_later_is_theirs_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))
        store.erase_person(DANA, actor="root", reason="asked for")
        store.record(request(who=DANA))
        assert named(store, 2) == {DANA}
        assert store.decision(2).who == DANA


def test_erasing_a_person_of_whom_there_is_nothing_says_so_and_changes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))
        store.erase_person(DANA, actor="root", reason="asked for")
        head = store.verify()
        for who in (DANA, "U0NOBODY"):
            with pytest.raises(NobodyToEraseError, match=who):
                store.erase_person(who, actor="root", reason="again")
        assert store.verify() == head


def test_all_of_a_decision_takes_the_names_of_everybody_who_acted_and_what_they_typed(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))
        move(store, 1, Status.OVERRIDDEN, actor=CAROL, reason="The works council", model=Model.IN_HOUSE)
        store.erase(1, FIELDS, actor="root", reason="three years")
        *_, moved, erased = store.history(1)
        assert named(store, 1) == {SOMEONE, "root"}
        assert "reason" not in moved.details
        assert (erased.kind, erased.actor, erased.details["reason"]) == (EventKind.FIELDS_ERASED, "root", "three years")
        assert isinstance(store.verify(), Verified)


def test_who_acted_stays_where_only_the_request_is_erased(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))
        move(store, 1, Status.OVERRIDDEN, actor=CAROL, reason="The works council", model=Model.IN_HOUSE)
        store.erase(1, FIELDS - {PEOPLE, WORDS}, actor="root", reason="asked for")
        decided = store.course(1).decided
        assert decided is not None
        assert (decided.by, decided.words) == (CAROL, "The works council")
        assert named(store, 1) == {SOMEONE, CAROL, "root"}


def test_words_of_somebody_that_another_asked_about_go_with_them(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        asked = request("Could somebody else run payroll?", who=ERIK)
        store.record(replace(asked, origin={"author": DANA, "permalink": "https://x.slack.com/a"}))
        found = store.erase_person(DANA, actor="root", reason="asked for")
        assert found.quoted == [1]
        left = store.decision(1)
        assert (left.text, left.origin, left.who) == ("", {}, ERIK)


def test_drafts_and_messages_of_an_erased_person_are_removed_and_others_stay(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        for who in (DANA, ERIK):
            begin(store, who)
        found = store.erase_person(DANA, actor="root", reason="asked for")
        assert (found.drafts, found.notices) == (1, 1)
        assert store.latest_open_draft(DANA) is None
        assert store.latest_open_draft(ERIK) is not None
        waiting = store.write(lambda db, _: db.execute("SELECT channel FROM outbox").fetchall())
        assert waiting == [(ERIK,)]


def test_no_byte_of_what_was_erased_is_left_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        store.record(request("Zwiebelfisch wants payroll elsewhere", who=DANA))
        store.record(request("Clean the offices", who=ERIK))
        store.erase_person(DANA, actor="root", reason="asked for")
        kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"wiebelfisch" not in kept
    assert b"Clean the offices" in kept


def test_the_cards_that_name_somebody_erased_are_brought_up_to_date(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        for who in (DANA, ERIK, ERIK):
            post(store, store.record(request(who=who)).id)
        move(store, 2, Status.ACCEPTED, actor=DANA)
        store.erase_person(DANA, actor="root", reason="asked for")
        sql = "SELECT decision_id FROM outbox WHERE kind = 'refresh' ORDER BY 1"
        assert store.write(lambda db, _: db.execute(sql).fetchall()) == [(1,), (2,)]


def test_what_nobody_can_read_any_more_waits_for_nobody(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        fields = ("who", "text", "answers", "classification")
        for number, field in enumerate(fields, start=1):
            store.record(request(who=DANA))
            close(store, number, field)
        withdrawn = Status.WITHDRAWN
        found = [store.decision(number).status for number in range(1, len(fields) + 1)]
        assert found == [Status.RECORDED, withdrawn, withdrawn, withdrawn]
        assert store.course(2).waiting_since is None
        assert isinstance(store.verify(), Verified)


def test_reasons_that_an_erased_person_typed_are_gone_from_the_file_and_those_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        store.record(request(who=ERIK))
        for who, words in ((DANA, "Zwiebelfisch said no"), (CAROL, "The works council agreed")):
            decide(store, who, words)
        store.erase_person(DANA, actor="root", reason="asked for")
        first, second = [move for move in store.course(1).moves if move.choice]
        assert (first.by, first.words, first.words_erased) == (SOMEONE, "", True)
        assert (second.by, second.words, second.words_erased) == (CAROL, "The works council agreed", False)
        assert isinstance(store.verify(), Verified)
        kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"wiebelfisch" not in kept


def test_what_an_erased_person_handed_over_ends_and_no_home_is_set_to_them(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))
        first = START.date()

        def work(db: Database, at: datetime) -> None:
            delegations.add(db, at, Delegation(DANA, CAROL, first, first, "UTC"))
            homes.opened(db, at, ERIK, f"person={DANA}")

        store.write(work)
        store.erase_person(DANA, actor="root", reason="asked for")
        assert store.write(delegations.current) == []
        assert store.home_of(ERIK) == ""
        assert isinstance(store.verify(), Verified)


def test_a_reason_that_an_earlier_release_put_into_the_chain_is_shown_no_more(tmp_path: Path) -> None:
    told = {"status": Status.ACCEPTED, "before": Status.RECORDED, "reason": "Dana asked me to"}
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who=DANA))

        def as_it_was(db: Database, at: datetime) -> None:
            db.execute("UPDATE decisions SET status = 'accepted'")
            events.append(db, at, kind=EventKind.STATUS_CHANGED, actor=CAROL, details=told, decision_id=1)

        store.write(as_it_was)
        assert store.course(1).moves[-1].words == "Dana asked me to"
        store.erase(1, FIELDS, actor="root", reason="asked for")
        (moved,) = [each for each in store.course(1).moves if each.status is Status.ACCEPTED and each.verb == "accept"]
        assert (moved.by, moved.words, moved.words_erased) == (SOMEONE, "", True)
        assert isinstance(store.verify(), Verified)
