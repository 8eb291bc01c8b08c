"""What there is to know about a policy before it is put in force. Takes a while: never on the event loop."""

from functools import lru_cache

from bot.replay import Replay, replay
from bot.store import Reader, Viewer
from rules.checks import Checked, check_policy
from rules.policy import Policy
from rules.policy_file import Mistake, PolicyMistakesError

LARGEST = 256 * 1024
"""Bytes of a policy file; the policy that ships has 60,000."""
NEWEST = 5_000
"""Decisions that are judged anew before somebody is answered."""


def readable_policy(content: bytes, name: str) -> str:
    """The text of an uploaded file; raises PolicyMistakesError."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8; save the file as UTF-8 text"
        raise PolicyMistakesError(name, [Mistake(0, problem)]) from None


@lru_cache(maxsize=8)
def checked_policy(text: str) -> Checked:
    """What was found out about a policy; raises PolicyMistakesError where it is none."""
    return check_policy(text)


def judged_anew(policy: Policy, log: Reader, viewer: Viewer | None) -> tuple[Replay, int | None]:
    """The decisions on record that the viewer may see, under another policy; and how many of the newest, if not all."""
    decisions = log.decisions(limit=NEWEST + 1, viewer=viewer)
    return replay(decisions[:NEWEST], policy), NEWEST if len(decisions) > NEWEST else None
