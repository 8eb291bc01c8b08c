"""The kinds of organisation that laws tell apart."""

from enum import StrEnum


class Organisation(StrEnum):
    """Who asks, where that decides which rules hold."""

    PUBLIC_BODY = "public_body"
    """The state and its parts: a council, a ministry, a police force, a public school."""
    HOSPITAL = "hospital"
    """Whoever treats or looks after people, public or private."""
    BANK = "bank"
    """A bank, a lender or a payment institution."""
    INSURER = "insurer"
    """An insurer, a health insurer or a pension fund."""
    DEFENCE = "defence"
    """A maker or maintainer of arms."""
    TELECOM = "telecom"
    """An operator of public networks."""
