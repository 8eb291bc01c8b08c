"""The menus over the recent decisions on somebody's Home: each shows what is chosen, and one button clears them all."""

from collections.abc import Iterator, Mapping, Sequence

from bot import ids
from bot.views import blocks
from bot.views.blocks import Element, Option
from bot.views.by_letter import Group, by_letter, countries_by_letter
from bot.views.looking import Looking, Since
from rules.decision_status import Status
from rules.grid import Model


def filter_menus(looking: Looking, models: Mapping[Model, str], works: Sequence[tuple[str, str]]) -> Iterator[Element]:
    """What stands in the row of menus."""
    yield _menu("status", "Any state", [(status, state_in_words(status)) for status in Status], looking.status)
    yield _menu("model", "Any model", list(models.items()), looking.model)
    if works:
        yield _long_menu("work", "Any kind of work", by_letter(works), looking.work)
    yield _long_menu("country", "Any country", countries_by_letter(), looking.country)
    yield _menu("since", "Any time", [(since, since.label) for since in Since], looking.since)
    yield blocks.person_menu(f"{ids.HOME_FILTER}person", looking.person, "Anybody")
    if looking.is_filtered:
        yield blocks.button(ids.HOME_CLEAR, "Show all", "all")


def state_in_words(status: Status) -> str:
    """What people call where a decision stands: what is only on the record is waiting."""
    return "Waiting" if status is Status.RECORDED else status.capitalize()


def _menu(name: str, any_of_them: str, choices: Sequence[tuple[str, str]], chosen: str | None) -> Element:
    options = [_any(any_of_them), *(blocks.option(value, label) for value, label in choices)]
    return blocks.menu(f"{ids.HOME_FILTER}{name}", options, chosen or ids.AS_IT_IS, "Choose")


def _long_menu(name: str, any_of_them: str, groups: Sequence[Group], chosen: str | None) -> Element:
    whole = [("All", [_any(any_of_them)]), *groups]
    return blocks.grouped_menu(f"{ids.HOME_FILTER}{name}", whole, chosen or ids.AS_IT_IS, "Choose")


def _any(label: str) -> Option:
    return blocks.option(ids.AS_IT_IS, label)
