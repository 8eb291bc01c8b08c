"""What a request describes, as read from its text: never a recommendation, and possibly something forbidden."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from rules.grid import Location, Model, Ownership
from rules.organisation import Organisation


class NotAModel(StrEnum):
    """What a text can be instead of one of the seven models."""

    NONE = "none"
    """Not a request to place work: a purchase of goods, a question about a term, small talk."""
    UNCLEAR = "unclear"
    """Perhaps a request, but the text does not say enough: ask."""


class Reply(StrEnum):
    """What answers a text that places no work."""

    TERM = "term"
    """A question about a term."""
    METHOD = "method"
    """A question how recommendations are made."""
    LAW = "law"
    """A question of law or duty."""
    PURCHASE = "purchase"
    """Goods."""
    LICENCE = "licence"
    """Licences and subscriptions."""
    COMMAND = "command"
    """What the bot itself can do, or has on record."""
    HIRING = "hiring"
    """A position to be filled, or one person to be employed."""
    COMPANY = "company"
    """Buying or selling a company."""
    NEWS = "news"
    """Talk about the subject: news, a study, an event."""
    MATTER = "matter"
    """A question about something else, such as an invoice or a trip; a paper or a message."""
    TALK = "talk"
    """Small talk."""
    TEST = "test"
    """Only a test."""
    OTHER = "other"
    """Another subject, a slip of the keyboard."""


class Axis(StrEnum):
    """What a piece of evidence speaks to."""

    OWNERSHIP = "ownership"
    LOCATION = "location"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that decided something. `start` and `end` count characters of the text exactly as it was given."""

    start: int
    end: int
    text: str
    says: str
    """What the words were taken to mean, as a plain phrase: "another company does the work"."""
    axis: Axis


@dataclass(frozen=True, slots=True)
class SetAside:
    """Words that would have been evidence but were not counted, and why not."""

    start: int
    end: int
    text: str
    why: str
    """Plain phrase: "negated", "in the past", "rejected alternative", "a vendor's nationality"."""


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer to a factor's question that the text settles, with the words that settle it."""

    factor: str
    option: str
    start: int
    end: int
    text: str
    by_nature: bool = False
    """Whether it only follows from the name of the work: nobody said it."""


@dataclass(frozen=True, slots=True)
class NamedWork:
    """A kind of work that the text names, and the words that do."""

    kind: str
    """The id of a kind, as policies have them."""
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """How far away the requester's own site is, or the place where somebody must be admitted, and the words for it."""

    location: Location
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Asker:
    """What kind of organisation asks, and the words for it."""

    kind: Organisation
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One of several pieces of work that a text wants placed."""

    kind: str
    """The id of a kind, as policies have them."""
    start: int
    end: int
    text: str
    """The words that say what it is: "help desk to Manila"."""
    clause: str
    """The text without what belongs to other pieces, as a request of its own: "We want to move the help desk to …"."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The described model, ownership and location apart, and the words that say so."""

    model: Model | NotAModel
    ownership: Ownership | None
    location: Location | None
    sure: bool
    """True only when it should be trusted without asking."""
    language: str | None
    """ISO 639-1 code of the language it was read as; None where it could not be read."""
    evidence: tuple[Evidence, ...] = ()
    """In the order in which it mattered."""
    set_aside: tuple[SetAside, ...] = ()
    read_answers: tuple[ReadAnswer, ...] = ()
    """At most one for each factor."""
    question: Literal["request", "ownership", "location", "language"] | None = None
    """When not sure: what to ask first."""
    ask: str | None = None
    """That question in words that a requester understands."""
    places: tuple[str, ...] = field(default=())
    """ISO 3166-1 codes of the countries where the work would be done, as far as the text names them."""

    spot: Spot | None = None
    """Where work would be done that can only be done on the spot."""
    site: str | None = None
    """That place as a sentence names it: `Madrid`, `the Netherlands`."""
    destination: str | None = None
    """The place where the request would have the work done, in the same way."""
    works: tuple[NamedWork, ...] = ()
    """The kinds of work that the text names, the one that it is about first."""
    organisation: Asker | None = None
    """Who asks, where the text says so."""
    reply: Reply | None = None
    """What answers a text that is no request; None where it is one."""
    terms: tuple[str, ...] = ()
    """The terms of the glossary that such a text names, by id."""
    weighed: bool = False
    """What is described is only weighed: one of two alternatives, somebody else's idea, or how it is done today."""
    pieces: tuple[Piece, ...] = ()
    """Where the text wants several pieces of work placed: the first of them, in its order, the one that everything else
    here is about at their head. Empty where it is about one."""
    further_pieces: int = 0
    """How many more there are."""

    @property
    def unread(self) -> bool:
        """Whether it is in a language that is not read: a few words that look familiar are no request.

        Then no kind of work, no plan and no answer is taken from it; only the countries that it names count.
        """
        return self.question == "language"

    @property
    def answers(self) -> dict[str, str]:
        """Factor id to option id, for what the text settles, said or by the nature of the work."""
        return {answer.factor: answer.option for answer in self.read_answers}

    @property
    def said(self) -> dict[str, str]:
        """Factor id to option id, for what the text says."""
        return {answer.factor: answer.option for answer in self.read_answers if not answer.by_nature}

    @property
    def by_nature(self) -> dict[str, str]:
        """Factor id to option id, for what only follows from the name of the work."""
        return {answer.factor: answer.option for answer in self.read_answers if answer.by_nature}

    @property
    def work(self) -> NamedWork | None:
        """The kind of work that the text is about."""
        return self.works[0] if self.works else None

    @property
    def work_words(self) -> str | None:
        """The words that name it."""
        return self.works[0].text if self.works else None

    @property
    def plan(self) -> str | None:
        """The model that the text asks for, or as much of one as it says: who does the work, or where."""
        if self.weighed or self.unread:
            return None
        if isinstance(self.model, Model):
            return self.model
        return self.ownership or self.location
