"""What `sourcing ask` does where a text places no work: it answers, or does what was meant."""

from pathlib import Path

import click

from bot.assessing import Assessment
from bot.cli.json_out import print_json
from bot.cli.policy_show import show as show_policy
from bot.cli.record import log, show
from bot.slips import Errand, Slip
from bot.views.replies import Answer, answer_to, in_plain, not_here
from bot.wire.classification import ClassificationOut
from bot.wire.recommendation import AskOut, RepliedOut, ReplyOut, SourceOut, TermOut
from rules.classification import Reply
from rules.glossary import Term


def print_reply(assessment: Assessment, *, as_json: bool) -> None:
    """The answer to the text, as words or as JSON; nothing has been recorded."""
    request, policy = assessment.request, assessment.loaded.policy
    answer = answer_to(request.text, assessment.classification, request.home_country, policy)
    _print(answer, assessment, as_json=as_json)


def _print(answer: Answer, assessment: Assessment, *, as_json: bool) -> None:
    if as_json:
        classification = ClassificationOut.of(assessment.classification, assessment.loaded.policy)
        print_json(AskOut(RepliedOut(classification=classification, recommendation=None, reply=_out(answer))))
        return
    click.echo(in_plain(answer))
    if len(answer.models) > 1:
        click.echo(f"\nCompare them: sourcing compare {' '.join(each.model for each in answer.models)}")
    click.echo("\nNothing was recorded. If it is work to place, ask again with --anyway.")


def do_what_was_meant(slip: Slip, assessment: Assessment, database: Path | None, *, as_json: bool) -> None:
    """What somebody meant who typed a command, or nearly one, where a request stands; nothing is recorded."""
    command = "--help" if slip.errand is Errand.HELP else _TYPED.get(slip.errand, slip.errand)
    typed = f"sourcing {command} {slip.argument}".strip()
    told = slip.errand not in _DONE
    said = not_here(slip, "sourcing ", listing="log") if told else f"That is a command here: {typed}."
    if told or as_json:
        _print(Answer(kind=Reply.COMMAND, said=said), assessment, as_json=as_json)
        return
    click.echo(f"Read as {typed}; nothing was recorded.\n")
    context = click.get_current_context()
    match slip.errand:
        case Errand.SHOW:
            context.invoke(show, number=int(slip.argument), database=database)
        case Errand.HISTORY:
            context.invoke(log, words=tuple(slip.argument.split()), database=database)
        case Errand.POLICY:
            context.invoke(show_policy, database=database)
        case _:
            click.echo(context.find_root().get_help())


_DONE = frozenset({Errand.SHOW, Errand.HISTORY, Errand.POLICY, Errand.HELP})
_TYPED = {Errand.HISTORY: "log", Errand.POLICY: "policy show"}
"""What a command is called here, where that is not what it is called in Slack."""


def _out(answer: Answer) -> ReplyOut:
    terms = [_term_out(term) for term in answer.terms]
    return ReplyOut(
        kind=answer.kind,
        text=in_plain(answer),
        term=terms[0].id if terms else None,
        terms=terms,
        models=[each.model for each in answer.models],
        source=terms[0].source if terms else None,
    )


def _term_out(term: Term) -> TermOut:
    source = SourceOut(title=term.source.title, url=term.source.url, seen=term.source.seen)
    return TermOut(id=term.id, term=term.term, definition=term.definition, with_you=term.with_you, source=source)
