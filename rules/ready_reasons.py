"""The reasons for which people decide otherwise than the policy recommends: few, so that they can be counted."""

from enum import StrEnum


class ReadyReason(StrEnum):
    """What a sentence in somebody's own words is about."""

    PRICE = "price"
    LAW = "law"
    CAPACITY = "capacity"
    TIMING = "timing"
    KNOWLEDGE = "knowledge"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    ReadyReason.PRICE: "price",
    ReadyReason.LAW: "law",
    ReadyReason.CAPACITY: "capacity",
    ReadyReason.TIMING: "timing",
    ReadyReason.KNOWLEDGE: "we know something the form does not ask",
}
