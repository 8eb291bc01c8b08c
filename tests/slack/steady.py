"""A policy without kinds of work whose questions keep their order, whatever the one that ships comes to weigh."""

import re

from rules.grid import Model
from rules.policy_file import default_policy_text, parse_policy

_QUESTION = """
[[factors]]
id = "{id}"
question = "{question}"
why = "It matters."
source = "team default"
"""
_OPTION = """
[[factors.options]]
id = "{id}"
label = "{label}"
because = "It is so."
{effect}
"""
_ABROAD = [model for model in Model if model.name.startswith(("NEARSHORE", "OFFSHORE"))]


def _question(name: str, question: str, *options: tuple[str, str, str]) -> str:
    drawn = (_OPTION.format(id=option, label=label, effect=effect) for option, label, effect in options)
    return _QUESTION.format(id=name, question=question) + "".join(drawn)


def _steady_text() -> str:
    sizes = [
        (f"size_{number}", f"Size {number}", f"points = {{ {model} = 9 }}")
        for number, model in enumerate([Model.HYBRID, Model.DOMESTIC_OUTSOURCING, *_ABROAD])
    ]
    smaller = (
        _question(f"point_{number}", f"Point {number}?", ("yes", "Yes", "points = { hybrid = 1 }"), ("no", "No", ""))
        for number in range(6)
    )
    soon = ("in_four_weeks", "Within four weeks", "points = { domestic_outsourcing = 2 }")
    return "".join(
        (
            default_policy_text().partition("[[factors]]")[0],
            _question(
                "work_type",
                "What do you need?",
                ("recurring_service", "A service that recurs", "points = { domestic_outsourcing = 1 }"),
                ("one_off_task", "A one-off task or project", "points = { hybrid = 1 }"),
                (
                    "goods_or_licence",
                    "Goods, a licence or something else to buy",
                    f"rules_out = {list(map(str, Model))}",
                ),
            ),
            _question(
                "scale", "How many people?", ("5_49", "5 to 49", "points = { in_house = 9 }\nprior = 40"), *sizes
            ),
            _question(
                "place",
                "Must someone be here in person?",
                ("here", "Yes, always", f"rules_out = {list(map(str, _ABROAD))}"),
                ("anywhere", "No", ""),
            ),
            _question("start", "When must it begin?", soon, ("later", "Later", "")),
            *smaller,
        )
    )


def _close_text() -> str:
    """One question, and until it is answered two models that are equally good."""
    head = default_policy_text().partition("[[factors]]")[0]
    return re.sub(r"(?m)^enough_answers = \d+", "enough_answers = 0", head) + _question(
        "who",
        "Who does it?",
        ("us", "We do", "points = { in_house = 3 }"),
        ("them", "They do", "points = { domestic_outsourcing = 3 }"),
    )


STEADY_TEXT = _steady_text()
CLOSE_TEXT = _close_text()
FOUR_EYES = """
[[approvals]]
id = "four_eyes"
needed = 2
because = "A second pair of eyes looks at everything."
"""
STEADY = parse_policy(STEADY_TEXT)
QUESTIONS = {factor.question: factor for factor in STEADY.factors}
