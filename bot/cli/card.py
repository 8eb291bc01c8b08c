"""The decision card on a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.assessing import Assessment
from bot.cli.pieces import pieces_lines
from bot.cli.streams import visible
from bot.provenance import Provenance, grouped
from bot.views import explanations, guarantees, sentences
from bot.views.card_parts import WORTH_ASKING, Layout, Part, parts
from bot.views.citations import citation_as_text
from bot.views.clauses import clause
from bot.views.origins import as_text
from rules.explaining.deciding import deciding
from rules.policy import Flag, Policy
from rules.recommend import Reason, Recommendation, Veto
from rules.sources import as_of

_LONGEST_QUOTE = 300


def print_card(
    console: Console,
    assessment: Assessment,
    decision_id: int | None,
    recorded_at: datetime | None,
    *,
    presumes_home: bool = False,
    before: str | None = None,
) -> None:
    """The whole card: the answer, how firm it is, what was read, why, what is assumed, to be checked and asked.

    `before` is what was decided before about work like this, in a line.

    `presumes_home` is whether nobody said from where the request comes; the card says how to change that then.
    """
    policy = assessment.policy
    if decision_id is not None and recorded_at is not None:
        console.print(Text(f"Decision {decision_id}, recorded {recorded_at:%Y-%m-%d %H:%M} UTC", style="bold"))
    else:
        console.print(Text("Not recorded", style="bold"))
    console.print(Padding(Text(f"“{_quote(assessment.request.text)}”", style="italic"), (0, 0, 1, 0)))
    if about := list(pieces_lines(assessment.classification, assessment.request.home_country)):
        console.print(Padding(Text("\n".join(about)), (0, 0, 1, 0)), soft_wrap=True)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(min_width=11, no_wrap=True, style="bold")
    rows.add_column()
    home = assessment.request.home_country
    for part in parts(assessment.classification, assessment.recommendation, policy, home):
        if part.layout is Layout.OPENING:
            _print_opening(console, part, presumes_home=presumes_home)
            continue
        for position, line in enumerate(_lines(part, assessment)):
            rows.add_row("" if position else part.heading, line)
    if before:
        rows.add_row("Before", Text(before))
    console.print(rows)
    console.print(
        Padding(
            Text(
                f"{sentences.WEIGHTS_ARE_OURS} --why shows the points. Policy {policy.version}, {policy.sha256[:12]}.",
                style="dim",
            ),
            (1, 0, 0, 0),
        )
    )


def _quote(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE].rstrip()} …"


def _print_opening(console: Console, part: Part, *, presumes_home: bool) -> None:
    first, *rest = map(visible, part.lines)
    console.print(Text(first, style="bold green"))
    if rest and presumes_home:
        rest[-1] = f"{rest[-1].removesuffix('.')} (--home changes that)."  # it ends with where it is seen from
    console.print(Padding(Text("\n".join(rest)), (0, 0, 1, 0)))


def _lines(part: Part, assessment: Assessment) -> Iterator[Text]:
    """A part's lines, with what only a terminal adds."""
    said = [visible(each) for each in part.lines]
    if part.layout is Layout.IN_A_ROW:
        said = [" · ".join(said)]
    yield Text(said[0], style="bold" if part.name == WORTH_ASKING else "")
    if part.name == WORTH_ASKING:
        yield from _how_to_answer(assessment.recommendation, assessment.policy)
    yield from map(Text, said[1:])


def _how_to_answer(recommendation: Recommendation, policy: Policy) -> Iterator[Text]:
    for each in deciding(recommendation, policy)[:1]:
        factor = policy.factor[each.factor]
        yield Text(f"--answer {factor.id}=… ({', '.join(option.id for option in factor.options)})", style="dim")


def print_reasoning(
    console: Console, recommendation: Recommendation, policy: Policy, provenance: Mapping[str, Provenance]
) -> None:
    """What could still come out and when, what guarantees the result, every duty, answer and point of every model."""
    for heading, said in (
        ("What would change it", explanations.ways_to_win(recommendation, policy)),
        ("If that changes: what was said, said otherwise", explanations.every_flip(recommendation, policy)),
        ("What guarantees it", list(_proofs(recommendation, policy))),
        ("To do", [_duty(flag, policy) for flag in recommendation.flags]),
        ("Answers", list(answer_lines(recommendation, provenance, policy))),
    ):
        if said:
            print_lines(console, heading, said)
    _print_points(console, recommendation, policy)


def print_lines(console: Console, heading: str, lines: Iterable[str]) -> None:
    """The lines under their heading."""
    console.print(Text(f"\n{heading}", style="bold"))
    for line in lines:
        console.print(Padding(Text(line), (0, 2)))


def _proofs(recommendation: Recommendation, policy: Policy) -> Iterable[str]:
    for proof in (guarantees.guarantee(recommendation, policy), guarantees.behind(recommendation, policy)):
        if proof:
            yield proof.claim
            yield from (f"- {clause(*each, policy)}" for each in proof.answers)


def answer_lines(recommendation: Recommendation, provenance: Mapping[str, Provenance], policy: Policy) -> Iterator[str]:
    """Every answer that counts, under a heading for each origin, to whoever asked."""
    found = {**recommendation.answers, **recommendation.presumed}
    for heading, answers in grouped(found, provenance, to_requester=True):
        yield f"{heading}:"
        yield from (f"- {visible(as_text(*each, provenance.get(each[0]), policy))}" for each in answers)


def _duty(flag: Flag, policy: Policy) -> str:
    return f"{flag.label}: {flag.because} {citation_as_text(flag.source, policy, flag.as_of)}"


def _cited(by: Veto | Reason, policy: Policy) -> str:
    return citation_as_text(by.source, policy, as_of(by.rule, policy))


def _print_points(console: Console, recommendation: Recommendation, policy: Policy) -> None:
    table = Table(title="Every point", title_justify="left", box=None, padding=(0, 1), pad_edge=False)
    table.add_column("Model", no_wrap=True)
    table.add_column("Points", justify="right")
    table.add_column("Rule", overflow="fold")
    table.add_column("Because", overflow="fold")
    for ranked in recommendation.ranking:
        table.add_row(
            Text(sentences.label(ranked.model, policy), style="bold"),
            Text(str(ranked.points), style="bold"),
            Text("ruled out" if ranked.ruled_out else ""),
            Text("; ".join(f"{veto.because} {_cited(veto, policy)}" for veto in ranked.ruled_out)),
        )
        for reason in recommendation.reasons:
            if reason.model == ranked.model:
                table.add_row(
                    "", f"{reason.points:+d}", Text(reason.rule), Text(f"{reason.because} {_cited(reason, policy)}")
                )
    console.print(Padding(table, (1, 0, 0, 0)))
