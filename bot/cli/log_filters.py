"""The filters of `sourcing log`, as options; what is looked up in a policy or a gazetteer is loaded when asked."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.store import Filters, Status

_STATUSES: Mapping[str, Status | tuple[Status, ...]] = {
    "waiting": Status.RECORDED,
    "open": Status.RECORDED,
    "decided": (Status.ACCEPTED, Status.OVERRIDDEN),
    **{str(each): each for each in Status},
}
"""What can be asked for; waiting is what nobody has decided."""


class _Day(click.ParamType[datetime]):
    """A day, a month or a year, today or yesterday, or a moment; taken as UTC unless it says otherwise."""

    name = "date"

    def __init__(self, *, over: bool) -> None:
        self._over = over

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment when it begins, or is over."""
        from bot import named

        written = str(value)
        if "T" in written.upper():
            try:
                moment = datetime.fromisoformat(written)
            except ValueError:
                pass
            else:
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        try:
            return (named.until if self._over else named.since)(written, datetime.now(UTC).date())
        except named.NotNamedError as error:
            self.fail(str(error), param, ctx)


_OPTIONS = (
    click.option(
        "--status",
        type=click.Choice(list(_STATUSES), case_sensitive=False),
        help="Only decisions of this status; waiting is what nobody has decided, decided what somebody has.",
    ),
    click.option("--who", metavar="NAME", help="Only what this person asked for or decided: a name, or a Slack id."),
    click.option("--from", "asker", metavar="NAME", help="Only what this person asked for."),
    click.option("--by", "decider", metavar="NAME", help="Only what this person decided, as it stands."),
    click.option("--kind", metavar="WORK", help="Only this kind of work, and those that count as one of it."),
    click.option("--model", metavar="MODEL", help="Only what recommends this model, or where it was chosen."),
    click.option("--country", metavar="COUNTRY", help="Only what comes from this country, or is for it."),
    click.option("--since", type=_Day(over=False), help="Only decisions from then on: 2026-11-23, 2026-11, yesterday."),
    click.option("--until", type=_Day(over=True), help="Only decisions until the end of that day, month or year."),
    click.option("--before", type=click.IntRange(1), metavar="N", help="Only decisions with a smaller number."),
    click.option("--after", type=click.IntRange(0), metavar="N", help="Only the next decisions with a larger number."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options that `filters_of` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filters_of(given: dict[str, Any], database: Path | None) -> Filters:
    """What the options say; raises UsageError for what they name that there is not."""
    return Filters(
        status=_STATUSES[given["status"]] if given["status"] else None,
        person=_person(given["who"]),
        asked_by=_person(given["asker"]),
        decided_by=_person(given["decider"]),
        since=given["since"],
        until=given["until"],
        before=given["before"],
        after=given["after"],
        **_named(given, database),
    )


def _person(given: str | None) -> str | None:
    return given and given.removeprefix("@")


def _named(given: dict[str, Any], database: Path | None) -> dict[str, Any]:
    kind, model, country = given["kind"], given["model"], given["country"]
    if kind is None and model is None and country is None:
        return {}
    from bot import named  # whoever names none does not wait for it
    from bot.cli import configured
    from rules.model_names import labels_of
    from rules.policy_file import parse_past_policy
    from rules.works import kinds_of

    try:
        found: dict[str, Any] = {"country": named.country(country)} if country else {}
        if kind or model:
            policy = parse_past_policy(configured.policy_text(None, database).text)
            found |= {"model": named.models(model, labels_of(policy))} if model else {}
            found |= {"works": named.kinds(kind, kinds_of(policy))} if kind else {}
    except named.NotNamedError as error:
        raise click.UsageError(str(error)) from None
    return found
