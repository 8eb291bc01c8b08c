"""How a text was read, told like a colleague would: the words marked, what each says, and what was set aside."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.cli.streams import visible
from bot.views import sentences
from rules.classification import Classification, NotAModel
from rules.grid import Model
from rules.policy import Policy

_LONGEST = 2_000


def print_explanation(console: Console, name: str, text: str, read: Classification, policy: Policy) -> None:
    """The text with its evidence numbered and what was not counted in brackets, the verdict, and the reasons."""
    if name:
        console.print(Text(visible(name), style="bold"))
    console.print(_marked(text, read))
    console.print(Text(f"  {_verdict(read, policy)}", style="green" if read.sure else "yellow"))
    for line in _reasons(read, policy):
        console.print(Text(f"  {line}"))
    console.print()


def _marked(text: str, read: Classification) -> Text:
    """Evidence as [words]1, words that were set aside as (words)."""
    marks = [(each.start, each.end, "[", f"]{number}") for number, each in enumerate(read.evidence, start=1)]
    marks += [(each.start, each.end, "(", ")") for each in read.set_aside]
    shown, at = Text("  "), 0
    for start, end, opening, closing in sorted(marks):
        if start < at or end > _LONGEST:
            continue
        shown.append(visible(text[at:start]))
        style = "bold" if opening == "[" else "dim"
        shown.append(f"{opening}{visible(text[start:end])}{closing}", style=style)
        at = end
    shown.append(visible(text[at:_LONGEST]))
    return shown if len(text) <= _LONGEST else shown.append(" …")


def _verdict(read: Classification, policy: Policy) -> str:
    if read.model is NotAModel.UNCLEAR:
        return sentences.described(read, policy) + "."
    if not isinstance(read.model, Model):
        return "Not a request to place work." if read.sure else "Probably not a request to place work."
    return f"{sentences.label(read.model, policy)} ({read.model}), {'sure' if read.sure else 'not sure'}."


def _reasons(read: Classification, policy: Policy) -> Iterator[str]:
    for number, each in enumerate(read.evidence, start=1):
        yield f"{number}. “{visible(each.text)}”: {each.says}."
    for aside in read.set_aside:
        yield f"Set aside: “{visible(aside.text)}”: {aside.why}."
    for answer in read.read_answers:
        factor = policy.factor.get(answer.factor)
        option = factor.option.get(answer.option) if factor else None
        label = option.label if option else answer.option
        yield f"Settles {answer.factor}: {label} (“{visible(answer.text)}”)."
    if read.ask:
        yield f"Would ask: {read.ask}"
