"""`sourcing erase`: taking words and names out of the record, where somebody may ask for that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

import click

from bot.cli import streams, surroundings
from bot.cli.history import FIELDS_IN_WORDS
from bot.cli.numbers import Number
from bot.cli.streams import visible
from bot.excerpts import excerpt
from bot.store import NobodyToEraseError, Reader, RecordedDecision, Status, Store, erasing, retention
from bot.store.driver import Database
from bot.store.erasing import FIELDS, Traces
from bot.views.sentences import count

_MENTION = re.compile(r"<?@?([^<>@|]+)(?:\|[^<>]*)?>?")
_LONGEST_EXCERPT = 80
_MOST_NUMBERS = 12
_AT_ONCE = 20
"""Decisions that are erased in one transaction: a server that writes waits for it."""


class Fields(click.ParamType[AbstractSet[str]]):
    """What to erase of a decision, with commas between."""

    name = "fields"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> AbstractSet[str]:
        """The names."""
        if isinstance(value, frozenset):
            return value
        named = frozenset(filter(None, (each.strip() for each in str(value).split(","))))
        for each in sorted(named - FIELDS):
            self.fail(f'"{each}" cannot be erased; these can: {", ".join(sorted(FIELDS))}', param, ctx)
        if not named:
            self.fail(f"name at least one of {', '.join(sorted(FIELDS))}", param, ctx)
        return named


@click.command()
@click.option(
    "--decision", "numbers", type=Number(), multiple=True, metavar="N", help="Erase this decision; may be repeated."
)
@click.option("--user", metavar="U…", type=streams.words, help="Erase this person: a Slack user's id, or a name.")
@click.option(
    "--fields",
    type=Fields(),
    metavar="A,B",
    help=f"Only these of the decision; all without it: {', '.join(sorted(FIELDS))}.",
)
@click.option("--reason", type=streams.words, help="Why. It stays on the record, so name nobody in it.")
@click.option("--due", is_flag=True, help="What the policy says is to be erased by now: prints it, and erases nothing.")
@click.option("--apply", "applies", is_flag=True, help="With --due: erases it.")
@click.option("--yes", is_flag=True, help="Erase without asking; needed where nobody sits at a terminal.")
@surroundings.database_option
def erase(
    *,
    numbers: tuple[int, ...],
    user: str | None,
    fields: AbstractSet[str] | None,
    reason: str | None,
    due: bool,
    applies: bool,
    yes: bool,
    database: Path | None,
) -> None:
    """Erase the words and the names in a decision, or of a person, and keep the record verifiable.

    Says first what that would be. Cards and messages in Slack are brought up to date by the running server.

    \b
        sourcing erase --decision 12 --reason "Asked for on 30 November"
        sourcing erase --decision 12 --fields text,words --reason "A patient was named"
        sourcing erase --user U024BE7LH --reason "Left, and asked for it"
        sourcing erase --due
    """
    if due:
        if numbers or user or fields or reason:
            raise click.UsageError("--due goes by the policy alone; it takes only --apply")
        _by_policy(database, applies=applies)
        return
    if applies:
        raise click.UsageError("--apply goes with --due")
    if bool(numbers) == bool(user):
        raise click.UsageError("name either the decisions, with --decision, or a person, with --user; or use --due")
    if user and fields:
        raise click.UsageError("--fields goes with --decision; of a person everything is erased")
    if not (reason or "").strip():
        raise click.UsageError('say why, with --reason "…"; it stays on the record')
    who = _identifier(user) if user else ""
    with surroundings.read_log(database) as log:
        summary = list(_of_person(log, who) if user else _of_decisions(log, numbers, fields or FIELDS))
    for line in summary:
        click.echo(line)
    _confirm(yes=yes)
    with surroundings.open_log(database) as store:
        _erase(store, numbers, who, fields or FIELDS, str(reason).strip())
    for line in told_after(database):
        click.echo(line)


def _erase(store: Store, numbers: Sequence[int], who: str, fields: AbstractSet[str], reason: str) -> None:
    actor = surroundings.who()
    if who:
        store.erase_person(who, actor=actor, reason=reason)
        click.echo(f"{visible(who)} is erased.")
        return
    several = sorted(set(numbers))

    def work(db: Database, at: datetime) -> None:
        for number in several:
            erasing.erase_and_close(db, at, number, fields, actor=actor, reason=reason)

    store.erasing(work)
    for number in several:
        click.echo(f"Decision {number} is erased.")


def _by_policy(database: Path | None, *, applies: bool) -> None:
    """What the policy says is not to be kept any longer."""
    from bot.cli import configured  # whoever names decisions or a person needs no policy
    from bot.retention import reason

    policy = configured.loaded_policy(None, database).policy
    if not policy.retention.digest:
        click.echo("The policy keeps everything: it has no [retention] that erases anything.")
        return
    click.echo(f"Policy {policy.version}: {policy.retention.in_words}.")
    cutoffs = policy.retention.cutoffs(surroundings.now())
    with surroundings.read_log(database) as log:
        due = log.to_be_erased(cutoffs)
        for number in due:
            decision = log.decision(number)
            click.echo(f"  {number}, {decision.recorded_at:%Y-%m-%d}, {decision.status}: {_asked(decision)}")
    if not due:
        click.echo("Nothing is due.")
    elif not applies:
        click.echo(f"{count(len(due), 'decision')} due; nothing is erased. --apply does it, and the server each night.")
    else:
        with surroundings.open_log(database) as store:
            for first in range(0, len(due), _AT_ONCE):
                _erase_still_due(store, cutoffs, due[first : first + _AT_ONCE], reason(policy))
        click.echo(f"Erased: {count(len(due), 'decision')}.")
        for line in told_after(database):
            click.echo(line)


def _erase_still_due(store: Store, cutoffs: Mapping[Status, datetime], numbers: Sequence[int], why: str) -> None:
    actor = surroundings.who()

    def work(db: Database, at: datetime) -> None:
        for number in retention.still_due(db, cutoffs, numbers):
            erasing.erase_and_close(db, at, number, FIELDS, actor=actor, reason=why)

    store.erasing(work)


def _confirm(*, yes: bool) -> None:
    """Goes on only where somebody says so."""
    if yes:
        return
    if not surroundings.stdin_is_terminal():
        raise click.UsageError("nothing is erased yet: nobody sits at a terminal to confirm it, so add --yes")
    if not click.confirm("This cannot be undone. Erase it?"):
        click.echo("Nothing is erased.")
        raise click.exceptions.Exit(1)


def _identifier(user: str) -> str:
    """The person as the record has them, from whatever somebody copies: U024BE7LH, @U024BE7LH, <@U024BE7LH>."""
    found = _MENTION.fullmatch(user.strip())
    if found is None:
        raise click.UsageError(f'"{visible(user)}" is neither the id of a Slack user, such as U024BE7LH, nor a name')
    return found[1].strip()


def _of_decisions(log: Reader, numbers: Sequence[int], fields: AbstractSet[str]) -> Iterator[str]:
    for number in sorted(set(numbers)):
        decision = log.decision(number)
        named = ", ".join(FIELDS_IN_WORDS.get(each, each) for each in sorted(fields))
        yield f"Decision {number}, {decision.recorded_at:%Y-%m-%d}, {decision.status}: {_asked(decision)}"
        yield f"  erases: {named}"
        if decision.status is Status.RECORDED and "text" in fields:
            yield "  withdraws it: it waits for somebody to decide, and nobody could read it"
    yield _STAYS


def _asked(decision: RecordedDecision) -> str:
    if "text" in decision.erased:
        return "its words are erased already"
    return f"“{excerpt(visible(decision.text), _LONGEST_EXCERPT)}”"


def _of_person(log: Reader, who: str) -> Iterator[str]:
    found = log.traces(who)
    if not found.anything:
        raise NobodyToEraseError(who)
    yield f"Of {visible(who)} there is:"
    for line in _traces(found):
        yield f"  {line}"
    yield f"From then on every surface says “someone (erased)” of {visible(who)}. {_STAYS}"


def _traces(found: Traces) -> Iterator[str]:
    if found.asked:
        yield f"{_numbered('decision', found.asked)} that they asked for: words, answers and name are erased"
    if found.quoted:
        yield f"{_numbered('decision', found.quoted)} that others asked for in their words: those are erased"
    if found.acted_on:
        yield f"{_numbered('decision', found.acted_on)} of others: what they typed and their name are erased"
    if found.drafts or found.notices:
        waiting = f"{count(found.notices, 'message')} that would be sent to them"
        yield f"{count(found.drafts, 'questionnaire')} begun and {waiting}: removed"
    if found.digests:
        yield f"weekly digests, set up or asked for {count(found.digests, 'time')}: they go on, without the name"
    if found.uploads:
        yield f"{count(found.uploads, 'policy file')} that they sent: removed; a policy in force stays"
    if found.named_in:
        numbers = _numbered("decision", found.named_in)
        yield f"left as it is: {numbers} in which others name them; --decision with --fields text erases those words"


def _numbered(noun: str, numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _MOST_NUMBERS} more" if len(numbers) > _MOST_NUMBERS else ""
    return f"{count(len(numbers), noun)} ({', '.join(map(str, numbers[:_MOST_NUMBERS]))}{more})"


_STAYS = (
    "What stays: what was recommended, what was decided and when, and the hashes that keep the record verifiable. "
    "The id of whoever did something is part of those hashes and stays in the file; no surface shows it."
)


def told_after(database: Path | None) -> Iterator[str]:
    """What the operator has to know once something is erased."""
    path = surroundings.log_path(database)
    copies = sorted(path.parent.glob(f"{path.name}.v*.backup"))
    yield "The server brings cards and messages in Slack up to date, in a second or two where it runs."
    yield "What Slack showed to one person alone, as a list they asked for, is not kept and cannot be changed."
    yield "Backups keep what was erased until you delete them: your own, and what was exported or copied from Slack."
    for each in copies:
        yield f"  also {each}, from before an update of this program"
