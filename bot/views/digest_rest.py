"""What a digest's message leaves out, for its thread: the decisions that it only counts, with their links.

Slack takes about 12,000 characters of blocks in one message, whatever the single block may hold, and does not say how
it counts them. So there is room for so much here, shared out among the parts, and each says how many it leaves out.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.store.digest_settings import Section
from bot.views import blocks, digest_sentences, digest_words
from bot.views.blocks import Block, Message
from bot.views.digest_content import Digest, DigestLine, Part
from bot.views.digest_sentences import TITLES
from bot.views.markup import Mrkdwn, lines, link, mrkdwn

_ROOM = 9_000
"""Code points, markup and addresses among them."""
_IN_A_BLOCK = 3_000
MOST_DRIFTS = 2
"""That the message itself names besides the first."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What goes into the thread."""

    message: Message
    about: tuple[int, ...]
    """The decisions whose words or people it repeats."""


@dataclass(frozen=True, slots=True)
class _List:
    """One part of it, line by line."""

    section: str
    head: Mrkdwn
    lines: Sequence[Mrkdwn]
    numbers: Sequence[int]
    """Of the decisions, one for each line; none where the lines are not about decisions."""
    count: int
    """How many lines there would be."""


def rest(digest: Digest, *, in_table: int) -> Rest | None:
    """What is left out; None where nothing is. The table in the message has so many rows."""
    lists = list(_lists(digest, in_table))
    if not lists:
        return None
    kept = _shared_out(lists)
    said = mrkdwn("The rest of the week, {period}", period=digest_sentences.period(digest))
    shown = [block for each, count in zip(lists, kept, strict=True) for block in _drawn(each, count)]
    about = {number for each, count in zip(lists, kept, strict=True) for number in each.numbers[:count]}
    return Rest(blocks.message(said, shown), tuple(sorted(about)))


def _lists(digest: Digest, in_table: int) -> Iterator[_List]:
    shown = digest.settings.sections
    drifts = digest_sentences.more_drifts(digest)[MOST_DRIFTS:]
    if drifts:
        said = [mrkdwn("• {said}", said=each) for each in drifts]
        yield _List("drift", mrkdwn("*Drift* besides"), said, (), len(said))
    if Section.NEW in shown and not digest_sentences.names_all_new(digest.new):
        yield _decisions(Section.NEW, digest.new, digest)
    if Section.DECIDED in shown and digest.decided.count > in_table:
        yield _decisions(Section.DECIDED, digest.decided, digest)
    if Section.WAITING in shown and digest.waiting.count > 1:
        yield _decisions(Section.WAITING, digest.waiting, digest)
    if Section.OVERRIDES in shown and Section.DECIDED not in shown and digest.overridden.count > 1:
        yield _decisions(Section.OVERRIDES, digest.overridden, digest)
    if Section.POLICY in shown and len(digest.policies) > 1:
        policies = [mrkdwn("• {said}", said=digest_sentences.policy(each, digest)) for each in digest.policies]
        yield _List(Section.POLICY, _head(Section.POLICY, len(policies)), policies, (), len(policies))


def _decisions(section: Section, part: Part, digest: Digest) -> _List:
    said = [mrkdwn("• {said}", said=line(section, each, digest)) for each in part.lines]
    numbers = [each.number for each in part.lines]
    return _List(section, _head(section, part.count), said, numbers, part.count)


def _head(section: Section, count: int) -> Mrkdwn:
    return mrkdwn("*{title}* {count}", title=TITLES[section], count=count)


def line(section: Section, found: DigestLine, digest: Digest) -> Mrkdwn:
    """One decision in the list of a section, its number a link to its card."""
    number = str(found.number)
    opens = link(found.address, number) if found.address else mrkdwn("{number}", number=number)
    return mrkdwn("{opens} {said}", opens=opens, said=digest_words.of_list(section, found, digest))


def _shared_out(lists: Sequence[_List]) -> list[int]:
    """How many lines of each are kept: the short lists whole, and the long ones as much as these leave."""
    room, kept = _ROOM, [0] * len(lists)
    by_size = sorted(range(len(lists)), key=lambda index: _size(lists[index].lines))
    for place, index in enumerate(by_size):
        ends = list(accumulate(len(each.source) + 1 for each in lists[index].lines))
        kept[index] = bisect_right(ends, room // (len(lists) - place))
        room -= ends[kept[index] - 1] if kept[index] else 0
    return kept


def _size(found: Sequence[Mrkdwn]) -> int:
    return sum(len(each.source) + 1 for each in found)


def _drawn(found: _List, kept: int) -> Iterator[Block]:
    left = found.count - kept
    more = [mrkdwn("… and {left} more: `/sourcing history`", left=left)] if left else []
    for number, chunk in enumerate(_chunks([found.head, *found.lines[:kept], *more])):
        yield blocks.section(f"digest.rest.{found.section}.{number}", lines(chunk))


def _chunks(found: Sequence[Mrkdwn]) -> Iterator[list[Mrkdwn]]:
    """As many lines in each as one block holds."""
    chunk: list[Mrkdwn] = []
    for each in found:
        if _size([*chunk, each]) > _IN_A_BLOCK:
            yield chunk
            chunk = []
        chunk.append(each)
    yield chunk
