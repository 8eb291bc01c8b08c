"""What stands in a digest's form, read: whatever it holds, it is settings or says what is wrong at the field."""

from typing import Any

import pytest

from bot import ids
from bot.handlers.answers import OutdatedError
from bot.handlers.digest_form import Filled, about_digest, filled, sent
from bot.slack.payloads import State, View
from bot.store.digest_settings import Section

FORM: dict[str, Any] = {
    ids.DIGEST_STATE: {"selected_option": {"value": "on"}},
    ids.DIGEST_WEEKDAY: {"selected_option": {"value": "4"}},
    ids.DIGEST_TIME: {"selected_time": "16:30"},
    ids.DIGEST_ZONE: {"selected_option": {"value": "Europe/Madrid"}},
    ids.DIGEST_SECTIONS: {"selected_options": [{"value": "new"}, {"value": "gossip"}]},
    ids.DIGEST_ALSO: {"selected_options": [{"value": "mention"}]},
}


def state(**changed: Any) -> State:
    """What the form holds, with another value in a field; the names are those of the constants."""
    held = FORM | {getattr(ids, name): value for name, value in changed.items()}
    return State.model_validate({"values": {name: {name: value} for name, value in held.items()}})


def view(metadata: str, holds: State) -> View:
    """The form as it is sent."""
    return View(id="V1", type="modal", callback_id=ids.DIGEST, private_metadata=metadata, state=holds)


def read(**changed: Any) -> Filled:
    """What is read of it."""
    return filled(state(**changed))


def test_what_is_filled_in_is_what_it_is_set_to() -> None:
    found = read()
    assert found.on
    assert found.settings is not None
    assert str(found.settings.schedule) == "4 16:30 Europe/Madrid"
    assert found.settings.sections == {Section.NEW}
    assert (found.settings.public, found.settings.mention, found.settings.quiet_line) == (False, True, False)


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "a\x00b",
        "x" * 5_000,
        "Europe/Mordor",
        "UTC; drop table",
        "\ud800",
    ],
)
def test_a_zone_that_is_none_is_said_at_its_field(zone: str) -> None:
    found = read(DIGEST_ZONE={"value": zone})
    assert found.settings is None
    assert list(found.errors) == [ids.DIGEST_ZONE]
    assert len(found.errors[ids.DIGEST_ZONE]) < 300


@pytest.mark.parametrize("at", ["24:00", "9:00", "", "09:00:00", "noon"])
def test_a_time_that_is_none_is_said_at_its_field(at: str) -> None:
    assert read(DIGEST_TIME={"selected_time": at}).errors == {ids.DIGEST_TIME: "Choose a time."}


@pytest.mark.parametrize("day", ["7", "-1", "Monday", "٣"])
def test_a_day_that_is_none_is_said_at_its_field(day: str) -> None:
    assert read(DIGEST_WEEKDAY={"selected_option": {"value": day}}).errors == {ids.DIGEST_WEEKDAY: "Choose a day."}


def test_of_a_digest_that_is_turned_off_nothing_has_to_be_right() -> None:
    off = read(DIGEST_STATE={"selected_option": {"value": "off"}}, DIGEST_ZONE={"value": "Europe/Mordor"})
    assert (off.on, off.errors) == (False, {})


@pytest.mark.parametrize("metadata", ["", "C1", "C1|1|2", "c1|1", "C1|one", "C1|" + "9" * 40])
def test_a_form_that_names_no_channel_is_out_of_date(metadata: str) -> None:
    with pytest.raises(OutdatedError):
        about_digest(view(metadata, state()))


def test_a_form_without_its_fields_is_out_of_date() -> None:
    with pytest.raises(OutdatedError):
        sent(view("C1|", State()))
    assert about_digest(view("C1|", state())) == ("C1", 0)
    assert about_digest(view("C1|12", state())) == ("C1", 12)
