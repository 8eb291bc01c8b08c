"""Who may see a decision: what was said in a private channel stays there.

A person sees their own decisions, those posted in the very channel in which they ask, since whoever asks there can read
what is posted there, and those posted in a public channel, as far as they can read it: not everybody can (guests), and
a channel that was public when a card was posted may be private now. On their Home, which nobody else sees, they see
those posted in private channels that they are in, too.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from bot.store.columns import json_column, text_column
from bot.store.facets import Facet


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, and from where."""

    who: str
    """Their identifier, as in a decision's `who`."""
    channel: str | None
    """The channel in which they ask, and which they are therefore a member of; None where it is no channel."""
    public: bool = True
    """Whether they can read public channels in which they do not ask."""
    closed: AbstractSet[str] = field(default_factory=frozenset)
    """Channels that were public when a card was posted there, and that they cannot read now."""
    inside: AbstractSet[str] = field(default_factory=frozenset)
    """Private channels that they are in, where nobody else sees what they are shown: on their Home."""

    @property
    def near(self) -> list[str]:
        """Channels whose decisions they see, public or not."""
        return sorted({*self.inside, *([self.channel] if self.channel else [])})


_NEARBY = "posts.channel IN (SELECT value FROM json_each(:near))"

NEAR = f"""
(
    decisions.who = :viewer
    OR EXISTS (SELECT 1 FROM posts WHERE posts.decision_id = decisions.id AND {_NEARBY})
)
"""  # noqa: S608 - a constant of ours
"""Of those: their own, and what was posted where they ask, or where they are."""

OPEN = "(posts.private = 0 AND posts.channel NOT IN (SELECT value FROM json_each(:closed)))"
"""An SQL condition on a row of `posts`: whoever reads public channels can read it."""

VISIBLE = f"""
(
    :everything
    OR {NEAR}
    OR (:public AND EXISTS (SELECT 1 FROM posts WHERE posts.decision_id = decisions.id AND {OPEN}))
)
"""  # noqa: S608 - constants of ours
"""An SQL condition on a row of `decisions`; `sight` gives its parameters."""


def seen_by_number(number: str) -> str:
    """The same as a condition on the number of a decision, for somebody who does not see everything."""
    return f"""(
        EXISTS (SELECT 1 FROM facets WHERE facet = '{Facet.ASKER}' AND value = :viewer AND decision_id = {number})
        OR EXISTS (SELECT 1 FROM posts WHERE posts.decision_id = {number} AND {_NEARBY})
        OR (:public AND EXISTS (SELECT 1 FROM posts WHERE posts.decision_id = {number} AND {OPEN}))
    )"""  # noqa: S608 - names of ours


def sight(viewer: Viewer | None) -> dict[str, Any]:
    """The parameters of VISIBLE. None is the operator of the command line, who sees everything."""
    return {
        "everything": viewer is None,
        "viewer": viewer and text_column(viewer.who),
        "near": json_column(viewer.near if viewer else []),
        "public": viewer is not None and viewer.public,
        "closed": json_column(sorted(viewer.closed) if viewer else []),
    }
