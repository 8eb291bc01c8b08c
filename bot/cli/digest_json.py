"""The digests of channels as JSON; loaded only where somebody asks for that."""

from collections.abc import Sequence
from datetime import datetime

from bot.store import KeptDigest
from bot.store.digest_settings import Section
from bot.wire.digests import DigestListOut, SentOut, SetUpOut


def digest_list_out(found: Sequence[KeptDigest], now: datetime) -> DigestListOut:
    """The digests as `sourcing digest list --json` prints them."""
    return DigestListOut(digests=[_set_up(each, now) for each in found])


def _set_up(kept: KeptDigest, now: datetime) -> SetUpOut:
    settings, last = kept.settings, kept.last
    return SetUpOut(
        channel=kept.channel,
        state=kept.state.value,
        weekday=settings.schedule.day,
        at=f"{settings.schedule.at:%H:%M}",
        zone=settings.schedule.zone,
        sections=[each.value for each in Section if each in settings.sections],
        public=settings.public,
        mention=settings.mention,
        quiet_line=settings.quiet_line,
        set_by=kept.set_by or None,
        set_at=kept.set_at,
        paused_because=kept.paused_because,
        last=last and SentOut(week=str(last.week), due_at=last.due_at, late=last.late, ts=last.ts),
        next_due=kept.next_due(now),
    )
