"""Somebody's words in a list: the beginning, in one line."""

_BEFORE_A_CUT = ' ,;:.-–—(“"'
"""What does not stand well before the mark that something was cut."""


def excerpt(text: str, longest: int) -> str:
    """The beginning of somebody's words in one line, whole words only where there are spaces between them."""
    whole = " ".join(text.split())
    if len(whole) <= longest:
        return whole
    start = whole[:longest]
    words = whole[: longest + 1].rpartition(" ")[0]
    return f"{(words if len(words) > longest // 2 else start).rstrip(_BEFORE_A_CUT)} …"


def both_ends(text: str, longest: int) -> str:
    """A name with its middle left out, since long names differ in their ends as often as in their beginnings."""
    whole = " ".join(text.split())
    if len(whole) <= longest:
        return whole
    room = longest - 1
    end = whole[-(room // 2) :]
    if whole[-(room // 2) - 1] != " ":
        end = end.partition(" ")[2] or end
    start = whole[: room - len(end)]
    if whole[len(start)] != " ":
        start = start.rpartition(" ")[0] or start
    return f"{start.rstrip(_BEFORE_A_CUT)}…{end}"
