"""`sourcing verify`: whether the record is what was written."""

from pathlib import Path

import click

from bot.cli import surroundings
from bot.cli.streams import visible
from bot.store import Broken, Head, Published
from bot.views.sentences import count

_CHECKED = (
    "that every event follows from the one before it",
    "that decisions, policies and cards are as the events say, and no card that was posted in private counts as public",
    "that every card that was asked for is posted, waiting for its place or given up, as the events say",
    "that what people answered and wrote is what the events say, and that what they did leads to where decisions stand",
    "that digests are set up, and became and count each week, what the events say",
    "that a search finds what the requests say, and every list the decisions that belong to it",
    "that the file's tables, triggers and indexes are those of this version",
    "by SQLite itself, that the file is sound",
)
_HEAD_FOUND = "that the chain contains the head that you gave"
_NOT_CHECKED = (
    "updates of cards and messages to single people that wait to be sent",
    "questionnaires that are being filled in, policy files that are not in force, and which requests came twice",
)
_PUBLISHED_FOUND = "that the chain contains the head that the digest named"
_NO_HEAD = (
    "whether the newest events were cut off, which only a head noted earlier (--head) or named in a digest (--digest) "
    "can show"
)


class HeadInDigest(click.ParamType[Head]):
    """The head of the chain as a digest names it, however it was copied."""

    name = "head"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """The head."""
        try:
            return value if isinstance(value, Head) else Head.read(str(value))
        except ValueError as error:
            self.fail(f'"{visible(str(value)[:60])}": {error}', param, ctx)


@click.command()
@click.option("--head", help="The hash that an earlier run printed: checks that it is still part of the chain.")
@click.option(
    "--digest",
    type=HeadInDigest(),
    metavar="HEAD",
    help="The head that a digest in Slack names in its last line, such as 1204-9f3ac2d177e0: finds it in the record.",
)
@surroundings.database_option
def verify(*, head: str | None, digest: Head | None, database: Path | None) -> None:
    """Check the whole log, and say what exactly was checked.

    Prints the number of decisions and the head of the chain. Keep the head somewhere else: given back with
    --head, it shows that nothing before it was removed or rewritten. Every digest in Slack keeps one for you.
    """
    with surroundings.read_log(database) as store:
        found = store.verify(expected_head=head, published=digest)
    if isinstance(found, Broken):
        raise click.ClickException(found.because)
    checked = [*_CHECKED, *([_HEAD_FOUND] if head else []), *([_PUBLISHED_FOUND] if digest else [])]
    unchecked = [*_NOT_CHECKED, *([] if head or digest else [_NO_HEAD])]
    click.echo(
        f"Intact: {count(found.decisions, 'decision')}, {count(found.events, 'event')}.\n"
        f"{found_in_words(found.published) if found.published else ''}"
        f"Checked: {'; '.join(checked)}.\n"
        f"Not checked: {'; '.join(unchecked)}.\n"
        f"Head: {found.head}"
    )


def found_in_words(published: Published) -> str:
    """The lines about the head that a digest named."""
    head, since = published.head, published.since
    came = f"{count(since, 'event')} {'has' if since == 1 else 'have'}" if since else "Nothing has"
    return (
        f"Digest: {head} is event {head.seq:,} of the record, of {published.at:%Y-%m-%d %H:%M} UTC; up to there, "
        f"nothing was removed or rewritten since the digest. {came} come after it.\n"
    )
