"""What is said to a text that places no work, in Slack, on the terminal and as JSON alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import ids
from bot.slips import Errand, Slip
from bot.views import blocks, sentences
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, joined, lines, link, mrkdwn
from bot.views.messages import assess_anyway, with_assess_anyway
from rules.classification import Classification, Reply
from rules.glossary import Term, models_side_by_side, terms
from rules.grid import Model
from rules.law_questions import LawAnswer, Said, law_answer
from rules.policy import Policy
from rules.reading.asked import priorities_for

_SAID = {
    Reply.TERM: "I do not know that term. I can explain those of sourcing, such as captive, BOT, EOR or TUPE.",
    Reply.METHOD: "Each answer to the policy's questions gives points to the seven models, hard rules and laws take "
    "models out, and the rest are ranked; what open answers could still change is counted, not guessed. The points are "
    "defaults that your policy can change, and How it was worked out in a decision's details shows its sum.",
    Reply.LAW: "I don't know, and I do not guess law.",
    Reply.PURCHASE: "This buys things, and sourcing arrangements are for work: purchasing buys them, and if they are "
    "to be fitted, run or repaired, say what is to be done, who should do it and where.",
    Reply.LICENCE: "This buys licences or subscriptions, which purchasing or the licence manager does; if somebody is "
    "to run or look after the software, say who and where.",
    Reply.COMMAND: "I say which sourcing arrangement fits a request, and keep the record; help lists what can be "
    "typed, and history finds earlier requests.",
    Reply.HIRING: "This fills a position of your own, which is for HR; if another company could do the work instead, "
    "say what work it is and where.",
    Reply.COMPANY: "This buys or sells a company, which is for corporate development and counsel; if work moves with "
    "it, say which work, who would do it and where.",
    Reply.NEWS: "This talks about sourcing and places no work; if it is about work of yours, say what is to be done, "
    "who should do it and where.",
    Reply.MATTER: "This asks about another matter, which I know nothing of: I have sourcing requests on record, and "
    "history finds them.",
    Reply.TALK: "Good to hear from you; whenever there is work to place, say in a sentence what it is, who should do "
    "it and where.",
    Reply.TEST: "It works, and nothing was recorded; a real request reads like this: Move our help desk to Manila.",
    Reply.OTHER: "This does not read as work to be placed, so nothing was recorded; if it is, say what is to be done, "
    "who should do it and where.",
}
_BENEFITS = 3
"""Benefits of a model that are told of each."""


@dataclass(frozen=True, slots=True)
class ModelInShort:
    """A model beside others, in the policy's words."""

    model: Model
    label: str
    who_and_where: str
    stands_for: str
    """The term among several that it stands for; empty where it is only beside others."""
    gives: tuple[str, ...]
    stays: str
    """What stays with whoever buys."""


@dataclass(frozen=True, slots=True)
class ForPriority:
    """Which of the models serves a priority."""

    priority: str
    label: str
    """The model's."""
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that is said to a text that places no work."""

    kind: Reply
    said: str
    """One or two sentences; empty where the rest says it all."""
    terms: tuple[Term, ...] = ()
    models: tuple[ModelInShort, ...] = ()
    priorities: tuple[ForPriority, ...] = ()
    law: LawAnswer | None = None


def reply_text(reply: Reply) -> str:
    """One or two sentences that help on where nothing more is known."""
    return _SAID[reply]


def answer_to(text: str, read: Classification, home: str, policy: Policy) -> Answer:
    """What answers a text that places no work and comes from a country (ISO 3166-1)."""
    kind = read.reply or Reply.OTHER
    found = tuple(terms()[each] for each in read.terms)
    if kind is Reply.LAW or (kind is Reply.TERM and found and all(term.law for term in found)):
        law = law_answer(text, home, policy)
        return Answer(kind=kind, said="", terms=tuple(term for term in found if term.law), law=law)
    if kind is not Reply.TERM or not found:
        return Answer(kind=kind, said=reply_text(kind))
    models = models_side_by_side(found)
    return Answer(
        kind=kind,
        said="",
        terms=found,
        models=tuple(_in_short(model, policy, found) for model in models),
        priorities=tuple(
            ForPriority(priority.label, policy.models[best[0]].label, best[1])
            for priority in (priorities_for(text) if models else ())
            if (best := priority.best_of(models))
        ),
    )


def _in_short(model: Model, policy: Policy, found: Sequence[Term]) -> ModelInShort:
    text = policy.models[model]
    where = sentences.WHERE[text.location] if text.location else "anywhere"
    meant = [term.term for term in found if term.model is model and term.term != text.label]
    return ModelInShort(
        model=model,
        label=text.label,
        who_and_where=f"{sentences.WHO[text.ownership]}, {where}",
        stands_for=" and ".join(meant) if len(found) > 1 else "",
        gives=tuple(text.benefits[:_BENEFITS]),
        stays=text.duties[0],
    )


def in_plain(answer: Answer) -> str:
    """The answer as text, a paragraph for each part of it."""
    return "\n\n".join("\n".join(part) for part in _parts(answer))


def _parts(answer: Answer) -> Iterator[list[str]]:
    if answer.said:
        yield [answer.said]
    for term in answer.terms:
        yield [f"{term.term}: {term.definition}", f"Stays with you: {term.with_you}"]
    for model in answer.models:
        yield [
            f"{_headed(model)} ({model.who_and_where})",
            *(f"  - {each}" for each in model.gives),
            f"  Stays with you: {model.stays}",
        ]
    if answer.priorities:
        yield ["Which one for which priority", *(f"  {_for_priority(each)}" for each in answer.priorities)]
    if answer.law:
        if answer.law.known:
            yield ["What the policy says", *(f"  {each.text} [{_where(each)}]" for each in answer.law.known)]
        yield list(_on_law(answer.law))
    if answer.terms:
        yield [f"Source: {_source(term)} {term.source.url}" for term in _by_source(answer.terms)]


def _headed(model: ModelInShort) -> str:
    """Its label, and the term that it stands for: `Own centre far away (“Offshoring”)`."""
    return f"{model.label} (“{model.stands_for}”)" if model.stands_for else model.label


def _for_priority(each: ForPriority) -> str:
    return f"{each.priority}: {each.label} ({each.because})"


def _on_law(law: LawAnswer) -> Iterator[str]:
    """What is not known, and whom to ask."""
    if law.duty:
        yield f"Of work that a supplier does for you the policy says that this stays with you: {law.duty}."
    yield from law.unknown
    if not law.known and not law.unknown:
        yield reply_text(Reply.LAW)
    ask = " and ".join(law.ask)
    yield f"This is no legal advice: ask {ask}." if law.known else f"Ask {ask}."


def _where(said: Said) -> str:
    return f"{said.source}, as of {said.as_of.isoformat()}" if said.as_of else said.source


def _source(term: Term) -> str:
    return f"{term.source.title} (read {term.source.seen.isoformat()})"


def _by_source(found: Sequence[Term]) -> Sequence[Term]:
    """One term for each source."""
    return list({term.source.url: term for term in found}.values())


def reply_message(answer: Answer, carried: str) -> Message:
    """The answer, and a button that has the text assessed all the same; `carried` is that button's value."""
    buttons = [assess_anyway(carried)]
    if len(answer.models) > 1:
        models = ",".join(each.model for each in answer.models)
        buttons.insert(0, blocks.button(ids.COMPARE_MODELS, "Compare them", models, style="primary"))
    first = "\n".join(next(_parts(answer)))
    return blocks.message(mrkdwn("{first}", first=first), [*_blocks(answer), blocks.actions("reply.actions", *buttons)])


def _blocks(answer: Answer) -> Iterator[Block]:
    if answer.said:
        yield blocks.section("reply", mrkdwn("{said}", said=answer.said))
    for term in answer.terms:
        yield blocks.section(
            f"reply.term.{term.id}",
            lines(
                [
                    mrkdwn("*{term}:* {definition}", term=term.term, definition=term.definition),
                    mrkdwn("_Stays with you:_ {duty}", duty=term.with_you),
                ]
            ),
        )
    if answer.models:
        yield blocks.columns("reply.models", [_column(each) for each in answer.models], mrkdwn("*Side by side*"))
    if answer.priorities:
        each = [
            mrkdwn("*{priority}:* {label} ({because})", priority=one.priority, label=one.label, because=one.because)
            for one in answer.priorities
        ]
        yield blocks.section("reply.priorities", lines([mrkdwn("*Which one for which priority*"), *each]))
    if answer.law:
        yield from _law_blocks(answer.law)
    if answer.terms:
        links = [
            mrkdwn("{link}, read {seen}", link=link(term.source.url, term.source.title), seen=str(term.source.seen))
            for term in _by_source(answer.terms)
        ]
        yield blocks.context("reply.sources", mrkdwn("Source: {links}", links=joined(links, " · ")))


def _column(model: ModelInShort) -> Mrkdwn:
    return lines(
        [
            mrkdwn("*{label}*", label=_headed(model)),
            mrkdwn("{where}", where=model.who_and_where),
            *(mrkdwn("• {gives}", gives=each) for each in model.gives),
            mrkdwn("_Stays with you:_ {stays}", stays=model.stays),
        ],
        blocks.LONGEST_FIELD,
    )


def _law_blocks(law: LawAnswer) -> Iterator[Block]:
    if law.known:
        known = [mrkdwn("• {text} [{where}]", text=each.text, where=_where(each)) for each in law.known]
        yield blocks.section("reply.law", lines([mrkdwn("*What the policy says*"), *known]))
    yield blocks.section("reply.ask", lines([mrkdwn("{sentence}", sentence=each) for each in _on_law(law)]))


def meant_note(command: str, carried: str, *, mistyped: bool) -> Block:
    """The line above what was meant with words that are no command, and the button that has them assessed."""
    typed = f"/sourcing {command}"
    note = (
        mrkdwn("That is no command. Did you mean `{typed}`? Here it is; nothing was recorded.", typed=typed)
        if mistyped
        else mrkdwn("Read as `{typed}`; nothing was recorded.", typed=typed)
    )
    return blocks.section("meant", note, assess_anyway(carried))


def not_here_message(slip: Slip, carried: str) -> Message:
    """What there is in place of what somebody looks for."""
    return with_assess_anyway(mrkdwn("{said}", said=not_here(slip, "/sourcing ", listing="history")), carried)


def not_here(slip: Slip, before: str, *, listing: str) -> str:
    """What there is in place of what somebody looks for.

    `before` stands before every command where it is typed; `listing` is the one that lists decisions there.
    """
    number = slip.argument or "12"
    match slip.errand:
        case Errand.UNDO:
            return (
                f"Nothing is deleted from the record, and every step can be taken back: {before}show {number} brings "
                f"decision {number} up, where Undo stands for 15 minutes, and after that Reopen, with a reason."
            )
        case Errand.EXPORT:
            return (
                "Whoever runs the bot exports the record: sourcing log --json prints all of it and "
                f"sourcing show {number} --json one decision; {before}{listing} lists those that you may see."
            )
        case Errand.SETTINGS:
            return (
                "There is nothing to set here: whoever runs the bot sets the home country and who may do what before "
                f"it starts, and {before}policy says how requests are judged and how to change that."
            )
        case Errand.DIGEST:
            return (
                "The weekly digest of a channel is set up in that channel, in Slack: /sourcing digest opens its form. "
                "sourcing digest list shows what is set up."
            )
        case _:
            return f"{before}{slip.command} does that."
