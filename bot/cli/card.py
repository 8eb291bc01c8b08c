"""The decision card on a terminal."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.desk import Assessment
from bot.views import sentences
from rules.classification import Classification
from rules.explain import differences, questions
from rules.policy import Policy
from rules.recommend import Recommendation

_REASONS = 4
_QUESTIONS = 2
_LONGEST_QUOTE = 300


def visible(text: str) -> str:
    """Somebody's words with control and direction-changing characters made harmless for a terminal."""
    return "".join(
        character if character == " " or unicodedata.category(character)[0] != "C" else _stand_in(character)
        for character in re.sub(r"[\r\n\t]+", " ", text)
    )


def _stand_in(character: str) -> str:
    # Joiners build emoji and are needed in several scripts; everything else of its kind only hides or reorders.
    return character if character in "\u200c\u200d" else "·"


def print_card(console: Console, assessment: Assessment, decision_id: int | None, recorded_at: datetime | None) -> None:
    """The whole card: described, recommended, how firm, why, ruled out, worth asking, duties."""
    policy = assessment.in_force.policy
    if decision_id is not None and recorded_at is not None:
        console.print(Text(f"Decision {decision_id}, recorded {recorded_at:%Y-%m-%d %H:%M} UTC", style="bold"))
    else:
        console.print(Text("Not recorded", style="bold"))
    console.print(Padding(Text(f"“{_quote(assessment.request.text)}”", style="italic"), (0, 0, 1, 0)))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(min_width=14, no_wrap=True, style="bold")
    rows.add_column()
    for name, lines in _sections(assessment, policy):
        for position, line in enumerate(lines):
            rows.add_row("" if position else name, line)
    console.print(rows)
    console.print(
        Padding(
            Text(
                f"{sentences.WEIGHTS_ARE_OURS} Policy {policy.version}, {policy.sha256[:12]}.",
                style="dim",
            ),
            (1, 0, 0, 0),
        )
    )


def _quote(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE].rstrip()} …"


def _sections(assessment: Assessment, policy: Policy) -> Iterable[tuple[str, list[Text]]]:
    classification, recommendation = assessment.classification, assessment.recommendation
    yield "You describe", [Text(sentences.described(classification, policy)), *_evidence(classification)]
    yield (
        "Recommended",
        [
            Text(sentences.recommended(recommendation, policy), style="bold green"),
            Text(sentences.standing(recommendation, policy)),
        ],
    )
    contrast = sentences.contrast(classification, recommendation, policy)
    if contrast:
        yield "Note", [Text(contrast, style="yellow")]
    if reasons := list(_reasons(recommendation, policy)):
        yield "Why", reasons
    if vetoes := list(_vetoes(recommendation, policy)):
        yield "Ruled out", vetoes
    if asked := list(_questions(recommendation, policy)):
        yield "Worth asking", asked
    if recommendation.flags:
        yield (
            "To do",
            [Text.assemble((flag.label, "bold"), f": {flag.because} [{flag.source}]") for flag in recommendation.flags],
        )


def _evidence(classification: Classification) -> Iterable[Text]:
    for evidence in classification.evidence:
        yield Text(f"“{visible(evidence.text)}”: {evidence.says}", style="dim")
    if classification.ask:
        yield Text(classification.ask)


def _reasons(recommendation: Recommendation, policy: Policy) -> Iterable[Text]:
    if recommendation.model is None or recommendation.runner_up is None:
        return
    found = differences(recommendation)
    if found:
        rival = sentences.in_running_text(sentences.label(recommendation.runner_up, policy))
        yield Text(f"Against the runner-up, {rival}:", style="dim")
    for each in found[:_REASONS]:
        style = "green" if each.points > 0 else "red"
        source = f" [{each.source}]"
        yield Text.assemble((f"{each.points:+3d} ", style), sentences.difference(each, policy), (source, "dim"))
    if len(found) > _REASONS:
        yield Text(
            f"and {sentences.count(len(found) - _REASONS, 'smaller reason')}; --why shows every point", style="dim"
        )


def _vetoes(recommendation: Recommendation, policy: Policy) -> Iterable[Text]:
    for each in sentences.ruled_out(recommendation):
        yield Text.assemble(
            (sentences.labels(each.models, policy), "bold"),
            f": {each.veto.because} [{each.veto.source}]",
        )


def _questions(recommendation: Recommendation, policy: Policy) -> Iterable[Text]:
    for each in questions(recommendation, policy)[:_QUESTIONS]:
        factor = policy.factor[each.factor]
        yield Text(factor.question)
        options = ", ".join(option.id for option in factor.options)
        yield Text(f"--answer {factor.id}=… ({options})", style="dim")


def print_points(console: Console, recommendation: Recommendation, policy: Policy) -> None:
    """Every point of every model, with its rule and source."""
    table = Table(title="Every point", title_justify="left", box=None, padding=(0, 1), pad_edge=False)
    table.add_column("Model", no_wrap=True)
    table.add_column("Points", justify="right")
    table.add_column("Rule", overflow="fold")
    table.add_column("Because")
    for ranked in recommendation.ranking:
        table.add_row(
            Text(sentences.label(ranked.model, policy), style="bold"),
            Text(str(ranked.points), style="bold"),
            Text("ruled out" if ranked.ruled_out else ""),
            Text("; ".join(veto.because for veto in ranked.ruled_out)),
        )
        for reason in recommendation.reasons:
            if reason.model == ranked.model:
                table.add_row("", f"{reason.points:+d}", Text(reason.rule), Text(f"{reason.because} [{reason.source}]"))
    console.print(Padding(table, (1, 0, 0, 0)))
