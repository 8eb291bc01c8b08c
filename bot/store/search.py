"""What somebody looks for on the record, beside words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.store.columns import text_column
from bot.store.facets import Facet
from rules.decision_status import Status

Has = tuple[Facet, str]
"""A value of a facet, as the index holds it."""
AnyOf = tuple[Has, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the decisions have in common; None is whatever it may be."""

    status: Status | tuple[Status, ...] | None = None
    """One of them."""
    person: str | None = None
    """Who asked for it, or decided it, by their identifier."""
    asked_by: str | None = None
    not_asked_by: str | None = None
    """Whoever asked is somebody else."""
    decided_by: str | None = None
    """Who decided it as it stands, approved before that, or was acted for."""
    model: str | tuple[str, ...] | None = None
    """What is recommended, or what was accepted or chosen instead, is one of them."""
    works: tuple[str, ...] = ()
    """The kind of work is one of these, by id; none is whatever it may be."""
    country: str | None = None
    """Where the request comes from, or would have the work done, as ISO 3166-1 alpha-2."""
    channel: str | None = None
    """Where a card of it was posted."""
    since: datetime | None = None
    """Recorded at that time or later."""
    until: datetime | None = None
    """Recorded before that time."""
    before: int | None = None
    """The number of a decision: only smaller ones, that come after it in a list that begins with the newest."""
    after: int | None = None
    """The number of a decision: only larger ones."""

    def conditions(self) -> Iterator[AnyOf]:
        """What has to be there of each: one of its values."""
        match self.status:
            case None:
                pass
            case Status() as status:
                yield ((Facet.STATUS, str(status)),)
            case statuses:
                yield tuple((Facet.STATUS, str(status)) for status in statuses)
        if self.person is not None:
            person = text_column(self.person)
            yield (Facet.ASKER, person), (Facet.DECIDER, person)
        if self.asked_by is not None:
            yield ((Facet.ASKER, text_column(self.asked_by)),)
        if self.decided_by is not None:
            yield ((Facet.DECIDER, text_column(self.decided_by)),)
        if self.model is not None:
            models = (self.model,) if isinstance(self.model, str) else self.model
            yield tuple((facet, model) for facet in (Facet.RECOMMENDED, Facet.CHOSEN) for model in models)
        if self.works:
            yield tuple((Facet.WORK, work) for work in self.works)
        if self.country is not None:
            yield ((Facet.COUNTRY, self.country),)
        if self.channel is not None:
            yield ((Facet.CHANNEL, self.channel),)


ALL = Filters()
