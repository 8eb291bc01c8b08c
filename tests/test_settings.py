"""What the settings promise: what is written means what it says, or a sentence says what to write instead."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.logs import JsonLines
from bot.paths import database_configured, path_meant
from bot.requests import RequestError, home_country_code
from bot.settings import Settings, problems_before_serving
from bot.store.digests import PUNCTUAL

BRITAIN = ("UK", "uk", "U.K.", "GBR", "gbr", "England", "Royaume-Uni", "\u82f1\u56fd", "London")
GERMANY = ("Deutschland", "germany", "Grmany", "Alemania", "Allemagne", "DEU", "\u30c9\u30a4\u30c4")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        *((each, "GB (United Kingdom)") for each in BRITAIN),
        *((each, "DE (Germany)") for each in GERMANY),
        ("usa", "US (United States)"),
        ("Rum\u00e4nien", "RO (Romania)"),
    ],
)
def test_a_country_that_is_not_written_as_its_code_is_refused_with_the_code(given: str, meant: str) -> None:
    with pytest.raises(RequestError) as refused:
        home_country_code(given)
    assert f"did you mean {meant}?" in str(refused.value)


@pytest.mark.parametrize("given", ["EU", "Europe", "DACH"])
def test_a_region_is_refused_with_the_advice_to_name_one_country(given: str) -> None:
    with pytest.raises(RequestError, match="stands for several countries: name the one that the request comes from"):
        home_country_code(given)


@pytest.mark.parametrize("given", ["gb", " GB ", "Gb"])
def test_a_code_counts_in_any_case(given: str) -> None:
    assert home_country_code(given) == "GB"


@pytest.mark.parametrize("given", ["", "9", "xx", "null", "none", "\ud800", "\x00", "x" * 30_000])
def test_what_is_like_no_country_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(RequestError, match="such as GB or DE"):
        home_country_code(given)


def test_a_path_is_read_as_people_write_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    there = tmp_path / "log.db"
    for written in (
        "~/log.db",
        "$HOME/log.db",
        "${HOME}/log.db",
        f"sqlite:///{there}",
        "sqlite:///~/log.db",
        f" {there}",
        f'"{there}"',
        "'~/log.db'",
    ):
        monkeypatch.setenv("SOURCING_DATABASE", written)
        monkeypatch.setenv("SOURCING_POLICY", written)
        settings = Settings()
        assert (settings.sourcing_database, settings.sourcing_policy) == (there, there)
        assert database_configured() == there
    assert path_meant("sqlite:///log.db") == Path("log.db")


@pytest.mark.parametrize("variables", [{}, {"SOURCING_DATABASE": ""}, {"sourcing_database": "/srv/log.db"}])
def test_who_looks_at_the_record_finds_it_where_all_of_the_settings_have_it(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCING_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert database_configured() == Settings().sourcing_database


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("$NO_SUCH_FOLDER/log.db", "NO_SUCH_FOLDER is not set"),
        ("~no-such-user-here/log.db", "there is no folder of a user for ~no-such-user-here"),
        (":memory:", ":memory: begins no path"),
        ("sqlite:///:memory:", ":memory: begins no path"),
        ("postgresql://host/log", "postgresql:// begins no path"),
        ("file:log.db", "file: begins no path"),
        ("sqlite:///", "the path is empty"),
        ('""', "the path is empty"),
        ("sqlite:////srv/log.db?timeout=3", "has no options here; leave out \\?timeout=3"),
    ],
)
def test_what_names_no_file_is_refused_in_a_sentence(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        path_meant(written)


def problems(token: str) -> list[str]:
    """What stands in the way of serving with a bot token."""
    return problems_before_serving(Settings(slack_bot_token=SecretStr(token), slack_signing_secret=SecretStr("x")))


def test_a_rotated_token_is_a_token_and_a_refresh_token_is_told_apart() -> None:
    assert problems("xoxb-1") == []
    assert problems("xoxe.xoxb-1-abc") == []
    assert "refresh token" in problems("xoxe-1-abc")[0]
    assert "should start with xoxb-" in problems("xoxe.xoxp-1-abc")[0]


@pytest.mark.parametrize("token", ["xoxb-1-abc", "xoxe.xoxb-1-abc", "xoxe-1-abc"])
def test_no_token_stands_in_a_log(token: str) -> None:
    record = logging.LogRecord("bot", logging.INFO, "", 1, "sent with %s, refused", (token,), None)
    assert "sent with (secret), refused" in JsonLines().format(record)


def test_no_grace_is_so_short_that_a_digest_in_time_would_be_too_late() -> None:
    assert Settings(sourcing_digest_grace_hours=PUNCTUAL / timedelta(hours=1)).sourcing_digest_grace_hours == 0.25
    with pytest.raises(ValidationError):
        Settings(sourcing_digest_grace_hours=0)
