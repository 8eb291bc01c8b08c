"""What `sourcing ask` prints where a text places no work."""

import click

from bot.cli.json_out import print_json
from bot.desk import Assessment
from bot.views.replies import Answer, answer_to, in_plain
from bot.wire import AskOut, ClassificationOut, RepliedOut, ReplyOut, SourceOut, TermOut
from rules.glossary import Term


def print_reply(assessment: Assessment, *, as_json: bool) -> None:
    """The answer to the text, as words or as JSON; nothing has been recorded."""
    request, policy = assessment.request, assessment.loaded.policy
    answer = answer_to(request.text, assessment.classification, request.home_country, policy)
    if as_json:
        classification = ClassificationOut.of(assessment.classification, policy)
        print_json(AskOut(RepliedOut(classification=classification, recommendation=None, reply=_out(answer))))
        return
    click.echo(in_plain(answer))
    if len(answer.models) > 1:
        click.echo(f"\nCompare them: sourcing compare {' '.join(each.model for each in answer.models)}")
    click.echo("\nNothing was recorded. If it is work to place, ask again with --anyway.")


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
