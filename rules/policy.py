"""What a policy is: models, factors with their options, combination rules, flags and examples.

The language is small on purpose: option sets, conjunctions, whole-number points and vetoes. That is what
makes exact explanations and proofs cheap. Everything is immutable once read.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from rules.grid import Location, Model, Ownership
from rules.organisation import Organisation
from rules.policy_values import (
    Address,
    Countries,
    CpvPrefix,
    Day,
    ExpectedStanding,
    Heading,
    Id,
    Needed,
    OneToHundred,
    Phrase,
    Points,
    SchemaVersion,
    ShortPhrase,
    SlackId,
    SourceName,
    Text,
    UpToHundred,
    Version,
    WithArticle,
    YesOrNo,
)
from rules.retention import Retention

TEAM_DEFAULT = "team default"
"""The `source` of a statement that nobody has published: the team chose it and may change it."""

MOST_FACTORS = 100
MOST_OPTIONS = 200
"""Of one factor."""
MOST_RULES = 500
MOST_FLAGS = 200
MOST_EXAMPLES = 1_000
MOST_WORKS = 600
MOST_LAWS = 500
MOST_SOURCES = 500
MOST_APPROVALS = 50
MOST_NAMED = 50
"""People and groups in one approval."""
"""How much one policy may have in it: several times what anybody asks of a requester or keeps in mind. With more, every
request would be judged slowly."""

MOST_IN_A_LAW = 100
"""Kinds of work, or words, that one law names."""

MORE_THAN_ANY_POINTS = 1 << 24
"""What a veto counts where it stands among points: beyond any lead, also one that is counted eightfold."""

Answers = Mapping[str, str]
"""Factor id to option id. A factor that is absent has not been answered."""

Conditions = Annotated[dict[Id, Annotated[tuple[Id, ...], Field(min_length=1)]], Field(min_length=1)]
"""All factors must hold; a factor holds when its answer is one of the options listed."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one option, or one combination rule, does to the models when its conditions hold."""

    rule: str
    """A combination rule's id, or `factor.option`."""
    when: tuple[tuple[str, frozenset[str]], ...]
    points: tuple[int, ...]
    """One number for each model, in the policy's order."""
    rules_out: frozenset[Model]
    mask: int
    """`rules_out` as bits, by the model's place in the policy's order."""
    because: str
    source: str
    as_of: date | None

    def fires(self, answers: Answers) -> bool:
        """An unanswered factor never satisfies a condition."""
        return all(answers.get(factor) in options for factor, options in self.when)

    def waits(self, answers: Answers) -> bool:
        """Whether it can still fire: some of its conditions have no answer yet, and the others hold."""
        given = [answers[factor] in options for factor, options in self.when if factor in answers]
        return len(given) < len(self.when) and all(given)


@dataclass(frozen=True, slots=True)
class Trade:
    """How a sentence speaks of a kind of work."""

    task: str
    """The work itself: `office cleaning`."""
    supplier: str | None
    """Who does it for a living: `a cleaning company`."""
    premises: str | None
    """What a site of one's own for it is: `a plant`."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    def __copy__(self) -> Self:
        """Without what has been worked out from the fields: `model_copy` may change them."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class ModelText(_Part):
    """A model as people read it: what it is, what it gives, and what stays with you."""

    label: Text
    ownership: Ownership
    location: Location | None = None
    """Where the work is done; absent for a model that can be anywhere (hybrid)."""
    summary: Text
    benefits: tuple[Text, ...] = Field(min_length=1)
    duties: tuple[Text, ...] = Field(min_length=1)
    watch_outs: tuple[Text, ...] = Field(min_length=1)
    next_steps: tuple[Text, ...] = Field(min_length=1)
    fits_when: Text
    """One sentence: the situation in which this model is usually the right one."""


class Option(_Part):
    """One answer to a factor's question, and what it does to the models."""

    id: Id
    label: Text
    short: ShortPhrase | None = None
    """The answer in two or three words, as one of a list: `many suppliers`."""
    phrase: Phrase | None = None
    """The answer as a clause that can follow "unless" and "because": `the work needs a full day's overlap`."""
    points: dict[Model, Points] = Field(default_factory=dict)
    rules_out: tuple[Model, ...] = ()
    because: Text | None = None
    source: Text | None = None
    prior: OneToHundred = 1
    """How often this answer is given, against the others of its factor. It adds no points: it says how likely a result
    is to stay, which
    change is the most plausible and which question is the most worth asking."""
    undecided: YesOrNo = False
    """Whether the answer only says that nobody knows yet: no sentence advises that."""


class Together(_Part):
    """What several answers to one question are called together: "fewer than 50 people" for two steps of a scale."""

    options: tuple[Id, ...] = Field(min_length=2, max_length=MOST_OPTIONS)
    phrase: Phrase
    """As the phrase of an option: `the work takes fewer than 50 people`."""


class Factor(_Part):
    """One question about the work. `fixed` marks a fact: it is never proposed as a change of mind."""

    id: Id
    question: Text
    why: Text
    source: Text
    fixed: YesOrNo = False
    screening: YesOrNo = False
    """Part of the short first round of questions."""
    together: tuple[Together, ...] = Field(default=(), max_length=MOST_OPTIONS)
    """Words for several of the answers. They decide nothing: without them the answers are named one by one."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=MOST_OPTIONS)

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """The options by id."""
        return {option.id: option for option in self.options}


class Rule(_Part):
    """What a combination of answers does beyond what each answer does alone."""

    id: Id
    when: Conditions
    points: dict[Model, Points] = Field(default_factory=dict)
    rules_out: tuple[Model, ...] = ()
    because: Text
    source: Text
    as_of: Day | None = None


class Flag(_Part):
    """A duty that follows from the answers, whatever the model: a review, a consultation, a plan."""

    id: Id
    label: Text
    when: Conditions
    models: tuple[Model, ...] = ()
    """Raised only when one of these is recommended; empty means whatever is recommended."""
    because: Text
    source: Text
    as_of: Day | None = None


class Work(_Part):
    """A kind of work, as the file has it. What is absent, it has from the kind that it is `like`."""

    id: Id
    label: Text
    task: ShortPhrase | None = None
    """What the work is called inside a sentence, without an article where it reads so: `office cleaning`."""
    supplier: WithArticle | None = None
    """Who does it for a living: `a cleaning company`."""
    premises: WithArticle | None = None
    """What a site of one's own for it is, where that is no centre: `a plant`."""
    like: Id | None = None
    cpv: tuple[CpvPrefix, ...] = ()
    """Prefixes of the EU's Common Procurement Vocabulary, Regulation (EC) 213/2008."""
    presume: dict[Id, Id] = Field(default_factory=dict)
    """Answers taken as given until somebody says otherwise: factor to option."""
    usual: tuple[Annotated[tuple[Model, ...], Field(min_length=1)], ...] | None = None
    """The models that are usual, best first; those in one list are equally so."""
    never: tuple[Model, ...] | None = None
    """Models that nobody who knows the work would propose; empty means none."""
    because: Text
    source: Text


class Law(_Part):
    """What a law bars or demands, for some work of some organisations in some countries: see `rules.laws`."""

    id: Annotated[Id, Field(max_length=50)]
    label: Heading
    """What is to be looked at, as a few words after "Check first": "leave of the tax office"."""
    home: Countries = ()
    """Where the request comes from; empty means anywhere. ISO 3166-1 codes, and EU or EEA for all of theirs."""
    works: Annotated[tuple[Id, ...], Field(max_length=MOST_IN_A_LAW)] = ()
    """Kinds of work, or kinds that they are like; empty means any."""
    organisations: tuple[Organisation, ...] = ()
    """Who asks; empty means anybody."""
    named: Annotated[tuple[Heading, ...], Field(max_length=MOST_IN_A_LAW)] = ()
    """Words of which the request has one: "New Jersey". Empty means that the words do not matter."""
    abroad: Countries = ()
    """Where the work would be done: in one of these. Such a law says nothing of other countries."""
    outside: Countries = ()
    """Where the work would be done: abroad, and in none of these."""
    when: dict[Id, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Answers that have to hold as well, as for a combination rule."""
    effect: Literal["bars", "licence", "duty"]
    """It forbids the models, allows them with a permit only, or asks for something to be done."""
    models: tuple[Model, ...] = Field(min_length=1)
    """The models that it is about."""
    because: Text
    source: Text
    confidence: Literal["high", "medium", "low"]
    """High where whoever wrote this saw the rule itself; anything else is a reason to look, and no citation."""
    as_of: Day | None = None
    """When it was seen, or how old what was seen is."""

    @property
    def forbids(self) -> bool:
        """Whether it may rule models out."""
        return self.effect == "bars" and self.confidence == "high"


class Approval(_Part):
    """Who has to agree before a decision stands, where all of its conditions hold: see `rules.approvals`."""

    id: Id
    when: dict[Id, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Answers, as for a combination rule; one that nobody gave counts as met."""
    models: tuple[Model, ...] = ()
    """What is chosen; empty means whatever is."""
    countries: Countries = ()
    """Where the request comes from; empty means anywhere. ISO 3166-1 codes, and EU or EEA for all of theirs."""
    works: Annotated[tuple[Id, ...], Field(max_length=MOST_WORKS)] = ()
    """Kinds of work, or kinds that they are like; empty means any."""
    flags: Annotated[tuple[Id, ...], Field(max_length=MOST_FLAGS)] = ()
    """One of these is raised; empty means that it does not matter."""
    needed: Needed = 1
    """So many people, each another, and none of them the one who asks."""
    from_: Annotated[tuple[SlackId, ...], Field(alias="from", max_length=MOST_NAMED)] = ()
    """Users and user groups of Slack, by id; empty means the reviewers."""
    extra: YesOrNo = False
    """Besides a reviewer, rather than in place of one."""
    because: Text


class Source(_Part):
    """Something that the policy cites by name, and where it can be read."""

    name: SourceName
    """As it stands in a `source`, or how a longer piece of one begins: "GDPR" for "GDPR Art. 46"."""
    url: Address | None = None
    seen: Day | None = None
    """When whoever wrote this saw there what it is cited for."""


class Weights(_Part):
    """Points for what is usual for a kind of work, and for what the request itself proposes."""

    usual: tuple[Points, ...] = Field(default=(32, 18, 8), min_length=1)
    """For the most usual models, the next, and so on; those further down get the last."""
    never: Points = -50
    """For a model that nobody who knows the work would propose."""
    plan: Points = 50
    """For the model that the request describes."""
    part_of_plan: Points = 16
    """For each model that fits, where the request says only who does the work, or only where."""


class Expectation(_Part):
    """What an example must give. Only what is written is checked."""

    model: Id | None = None
    """The recommended model; "none" where every model is ruled out."""
    standing: ExpectedStanding = None
    ruled_out: tuple[Model, ...] | None = None
    """Exactly these are ruled out, in any order."""
    fired: tuple[str, ...] = ()
    """At least these rules fire: a combination rule's id, or `factor.option` of an option with an effect."""
    flags: tuple[Id, ...] = ()
    """At least these flags are raised."""


class Example(_Part):
    """A worked case that stands beside the rules and is run by `policy check`."""

    name: Text
    given: dict[Id, Id]
    expect: Expectation


class Policy(_Part):
    """A team's rules for choosing among the seven models, in one file."""

    schema_: SchemaVersion = Field(alias="schema")
    version: Version
    title: Text
    margin: OneToHundred
    """Points. A lead smaller than this is too close to call: the standing is open."""
    enough_answers: UpToHundred
    """With fewer answers than this too little is known: the standing is open unless settled."""
    models: dict[Model, ModelText] = Field(min_length=len(Model))
    """All seven, most reversible first: the earlier one wins a tie."""
    factors: tuple[Factor, ...] = Field(min_length=1, max_length=MOST_FACTORS)
    approval_factors: tuple[Factor, ...] = Field(default=(), max_length=MOST_FACTORS)
    """Questions that decide who has to agree, and nothing about what is recommended."""
    rules: tuple[Rule, ...] = Field(default=(), max_length=MOST_RULES)
    flags: tuple[Flag, ...] = Field(default=(), max_length=MOST_FLAGS)
    works: tuple[Work, ...] = Field(default=(), max_length=MOST_WORKS)
    """Kinds of work, and what is usual for each. Without any, a request is judged by its answers alone."""
    laws: tuple[Law, ...] = Field(default=(), max_length=MOST_LAWS)
    """What the law bars or demands. Without any, nobody is told of it."""
    approvals: tuple[Approval, ...] = Field(default=(), max_length=MOST_APPROVALS)
    """Who has to agree to what. Without any, one reviewer."""
    sources: tuple[Source, ...] = Field(default=(), max_length=MOST_SOURCES)
    """What is cited, with addresses. A source that is not among them is shown as it is written."""
    weights: Weights = Field(default_factory=Weights)
    retention: Retention = Field(default_factory=Retention)
    """How long words and names are kept. Without it they are for good."""
    examples: tuple[Example, ...] = Field(default=(), max_length=MOST_EXAMPLES)
    sha256: str = Field(default="", exclude=True)
    """Of the file's bytes: which text exactly was in force."""
    _trade: Trade | None = PrivateAttr(default=None)

    @property
    def trade(self) -> Trade | None:
        """The work that a policy for one case is about; None where no kind of work is known."""
        return self._trade

    def __hash__(self) -> int:
        """By everything in it, so that what is worked out for a policy can be kept for it."""
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        """Equal in everything, orders included: that of the models breaks ties."""
        return isinstance(other, Policy) and self._identity == other._identity

    @cached_property
    def _identity(self) -> str:
        """A digest of everything in it: written out, it would take as much memory as the policy's text."""
        return hashlib.sha256(f"{self.sha256}{self.model_dump_json(by_alias=True)}".encode()).hexdigest()

    @cached_property
    def factor(self) -> Mapping[str, Factor]:
        """The factors by id."""
        return {factor.id: factor for factor in self.factors}

    @cached_property
    def answerable(self) -> Mapping[str, Factor]:
        """The factors by id, with those that only decide who has to agree."""
        return {**{factor.id: factor for factor in self.approval_factors}, **self.factor}

    def for_approvals(self, answers: Answers) -> dict[str, str]:
        """Those of the answers that only decide who has to agree."""
        beside = {factor.id for factor in self.approval_factors}
        return {factor: option for factor, option in answers.items() if factor in beside}

    @cached_property
    def order(self) -> tuple[Model, ...]:
        """The models, most reversible first."""
        return tuple(self.models)

    @cached_property
    def option_effects(self) -> Mapping[tuple[str, str], Effect]:
        """What each option does by itself, by factor and option; options without an effect are absent."""
        return self._option_effects(self.factors)

    def _option_effects(self, factors: tuple[Factor, ...]) -> dict[tuple[str, str], Effect]:
        return {
            (factor.id, option.id): self._effect(
                f"{factor.id}.{option.id}",
                {factor.id: (option.id,)},
                option,
                because=option.because or factor.why,
                source=option.source or factor.source,
            )
            for factor in factors
            for option in factor.options
            if option.points or option.rules_out
        }

    @cached_property
    def combinations(self) -> tuple[Effect, ...]:
        """What the combination rules do."""
        return self._combinations(self.rules)

    def _combinations(self, rules: tuple[Rule, ...]) -> tuple[Effect, ...]:
        return tuple(
            self._effect(rule.id, rule.when, rule, because=rule.because, source=rule.source, as_of=rule.as_of)
            for rule in rules
        )

    def for_one_case(
        self,
        name: str,
        *,
        own: tuple[Factor, ...],
        asked: tuple[Factor, ...],
        rules: tuple[Rule, ...],
        flags: tuple[Flag, ...],
        enough: int,
        trade: Trade | None,
    ) -> Self:
        """The policy with factors, rules and flags more, for one kind of request; `name` tells it from its other cases.

        `asked` are the policy's factors, with other priors where the case expects other answers.
        """
        case = self.model_copy(
            update={
                "factors": (*own, *asked),
                "rules": (*self.rules, *rules),
                "flags": (*flags, *self.flags),
                "enough_answers": enough,
                "works": (),
                "laws": (),
                "examples": (),
            }
        )
        # Named, so that it need not be spelt out to be told from others; and no prior changes what an answer does.
        case.__dict__["_identity"] = f"{self._identity} {name}"
        case.__dict__["option_effects"] = {**self._option_effects(own), **self.option_effects}
        case.__dict__["combinations"] = (*self.combinations, *self._combinations(rules))
        case._trade = trade  # noqa: SLF001 - another policy of this class
        return case

    def _effect(
        self,
        rule: str,
        when: Mapping[str, tuple[str, ...]],
        of: Option | Rule,
        *,
        because: str,
        source: str,
        as_of: date | None = None,
    ) -> Effect:
        return Effect(
            rule=rule,
            when=tuple((factor, frozenset(options)) for factor, options in when.items()),
            points=tuple(of.points.get(model, 0) for model in self.order),
            rules_out=frozenset(of.rules_out),
            mask=sum(1 << self.order.index(model) for model in set(of.rules_out)),
            because=because,
            source=source,
            as_of=as_of,
        )
