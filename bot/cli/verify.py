"""`sourcing verify`: whether the record is what was written."""

from pathlib import Path

import click

from bot.cli import surroundings
from bot.store import Broken
from bot.views.sentences import count

_CHECKED = (
    "that every event follows from the one before it",
    "that decisions, policies and cards are as the events say, and no card that was posted in private counts as public",
    "that every card that was asked for is posted, waiting for its place or given up, as the events say",
    "that what people answered and wrote is what the events say, and that what they did leads to where decisions stand",
    "that a search finds what the requests say, and every list the decisions that belong to it",
    "that the file's tables, triggers and indexes are those of this version",
    "by SQLite itself, that the file is sound",
)
_HEAD_FOUND = "that the chain contains the head that you gave"
_NOT_CHECKED = (
    "updates of cards and messages to single people that wait to be sent",
    "questionnaires that are being filled in, policy files that are not in force, and which requests came twice",
)
_NO_HEAD = "whether the newest events were cut off, which only a head noted earlier can show (--head)"


@click.command()
@click.option("--head", help="The hash that an earlier run printed: checks that it is still part of the chain.")
@surroundings.database_option
def verify(*, head: str | None, database: Path | None) -> None:
    """Check the whole log, and say what exactly was checked.

    Prints the number of decisions and the head of the chain. Keep the head somewhere else: given back with
    --head, it shows that nothing before it was removed or rewritten.
    """
    with surroundings.read_log(database) as store:
        found = store.verify(expected_head=head)
    if isinstance(found, Broken):
        raise click.ClickException(found.because)
    click.echo(
        f"Intact: {count(found.decisions, 'decision')}, {count(found.events, 'event')}.\n"
        f"Checked: {'; '.join([*_CHECKED, *([_HEAD_FOUND] if head else [])])}.\n"
        f"Not checked: {'; '.join([*_NOT_CHECKED, *([] if head else [_NO_HEAD])])}.\n"
        f"Head: {found.head}"
    )
