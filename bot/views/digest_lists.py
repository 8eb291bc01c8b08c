"""What *Show* opens: one section of a digest as the record is now, to the person alone who pressed it."""

from collections.abc import Iterator
from typing import Any

from bot import ids
from bot.store.digest_settings import Section
from bot.views import blocks, days, digest_sentences
from bot.views.blocks import Block
from bot.views.digest_content import Digest, Part
from bot.views.digest_rest import line
from bot.views.digest_sentences import TITLES
from bot.views.markup import Mrkdwn, mrkdwn

_NONE = {
    Section.NEW: mrkdwn("Nothing that you can see came in."),
    Section.DECIDED: mrkdwn("Nothing that you can see was decided."),
    Section.WAITING: mrkdwn("Nothing that you can see waits any more."),
    Section.OVERRIDES: mrkdwn("Nothing that you can see was overridden."),
    Section.POLICY: mrkdwn("No policy was put in force."),
    Section.CHART: mrkdwn("Nothing that you can see was decided."),
}
_HOW = mrkdwn(
    "As the record is now. A number opens its card; `/sourcing show 12` shows one whose card is gone, "
    "`/sourcing history` all."
)


def list_view(digest: Digest, section: Section) -> dict[str, Any]:
    """The decisions of this section; the digest holds what this person may see."""
    count = len(digest.policies) if section is Section.POLICY else part_of(digest, section).count
    when = days.span(digest.since, digest.until, digest.settings.schedule.rules)
    title = mrkdwn("*{title}* {count} · {when}", title=TITLES[section], count=count, when=when)
    return blocks.modal(
        ids.DIGEST_LIST,
        "Weekly digest",
        [blocks.section("digest.list.title", title), *_rows(digest, section), blocks.context("digest.list.how", _HOW)],
    )


def _rows(digest: Digest, section: Section) -> Iterator[Block]:
    said = list(_said(digest, section))
    if not said:
        yield blocks.section("digest.list.none", _NONE[section])
    for number, each in enumerate(said):
        yield blocks.section(f"digest.list.{number}", each)
    part = part_of(digest, section)
    if left := part.count - len(part.lines):
        more = mrkdwn("… and {left} more: `/sourcing history`", left=left)
        yield blocks.section("digest.list.more", more)


def _said(digest: Digest, section: Section) -> Iterator[Mrkdwn]:
    if section is Section.POLICY:
        for each in digest.policies[:50]:
            yield mrkdwn("{said}", said=digest_sentences.policy(each, digest))
    for found in part_of(digest, section).lines:
        yield line(section, found, digest)


def part_of(digest: Digest, section: Section) -> Part:
    """The decisions of a section; none for policies, which are no decisions."""
    match section:
        case Section.NEW:
            return digest.new
        case Section.WAITING:
            return digest.waiting
        case Section.OVERRIDES:
            return digest.overridden
        case Section.DECIDED | Section.CHART:
            return digest.decided
        case Section.POLICY:
            return Part()
