"""Who may see a decision: what was said in a private channel stays there.

A person sees their own decisions, those posted in a public channel, and those posted in the very channel in which they
ask, since whoever asks there can read what is posted there.
"""

from dataclasses import dataclass
from typing import Any

from bot.store.columns import text_column


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, and from where."""

    who: str
    """Their identifier, as in a decision's `who`."""
    channel: str | None
    """The channel in which they ask, and which they are therefore a member of; None where it is no channel."""


VISIBLE = """
(
    :everything
    OR decisions.who = :viewer
    OR EXISTS (
        SELECT 1 FROM posts
        WHERE posts.decision_id = decisions.id AND (posts.private = 0 OR posts.channel = :viewer_channel)
    )
)
"""
"""An SQL condition on a row of `decisions`; `sight` gives its parameters."""


def sight(viewer: Viewer | None) -> dict[str, Any]:
    """The parameters of VISIBLE. None is the operator of the command line, who sees everything."""
    return {
        "everything": viewer is None,
        "viewer": viewer and text_column(viewer.who),
        "viewer_channel": viewer and viewer.channel,
    }
