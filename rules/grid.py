"""The seven sourcing models, and the two questions whose answers tell them apart.

Who employs and directs the people is one question, *ownership*; where the work is done is the other,
*location*. "Outsourcing" is about the first, "offshoring" about the second.
"""

from enum import StrEnum


class Ownership(StrEnum):
    """Who employs and directs the people who do the work."""

    INTERNAL = "internal"
    THIRD_PARTY = "third_party"
    HYBRID = "hybrid"


class Location(StrEnum):
    """Where the work is done after the decision, seen from the requester's home country."""

    DOMESTIC = "domestic"
    NEARSHORE = "nearshore"
    OFFSHORE = "offshore"


class Model(StrEnum):
    """A place on the grid: who does the work, and how far away."""

    IN_HOUSE = "in_house"
    DOMESTIC_OUTSOURCING = "domestic_outsourcing"
    NEARSHORE_OUTSOURCING = "nearshore_outsourcing"
    OFFSHORE_OUTSOURCING = "offshore_outsourcing"
    NEARSHORE_CAPTIVE = "nearshore_captive"
    OFFSHORE_CAPTIVE = "offshore_captive"
    HYBRID = "hybrid"


MODEL_AT: dict[tuple[Ownership, Location], Model] = {
    (Ownership.INTERNAL, Location.DOMESTIC): Model.IN_HOUSE,
    (Ownership.INTERNAL, Location.NEARSHORE): Model.NEARSHORE_CAPTIVE,
    (Ownership.INTERNAL, Location.OFFSHORE): Model.OFFSHORE_CAPTIVE,
    (Ownership.THIRD_PARTY, Location.DOMESTIC): Model.DOMESTIC_OUTSOURCING,
    (Ownership.THIRD_PARTY, Location.NEARSHORE): Model.NEARSHORE_OUTSOURCING,
    (Ownership.THIRD_PARTY, Location.OFFSHORE): Model.OFFSHORE_OUTSOURCING,
    # A joint venture, a build-operate-transfer or a split is its own arrangement wherever it is.
    (Ownership.HYBRID, Location.DOMESTIC): Model.HYBRID,
    (Ownership.HYBRID, Location.NEARSHORE): Model.HYBRID,
    (Ownership.HYBRID, Location.OFFSHORE): Model.HYBRID,
}
