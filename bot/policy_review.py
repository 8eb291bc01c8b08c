"""What there is to know about a policy before it is put in force. Takes a while: never on the event loop."""

from functools import lru_cache

from bot.replay import Replay, replay
from bot.store import Reader, Viewer
from bot.views.policy_lines import Checks
from rules.checks import failed_examples, untried_effects
from rules.policy import Policy
from rules.policy_file import Mistake, PolicyMistakesError, example_line, parse_policy
from rules.proofs import prove

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


def sound_policy(text: str, name: str) -> Policy:
    """The policy in a text; raises PolicyMistakesError, also where an example comes out otherwise than expected."""
    policy = parse_policy(text, name=name)
    failures = [Mistake(example_line(text, index), problem) for index, problem in failed_examples(policy)]
    if failures:
        raise PolicyMistakesError(name, failures)
    return policy


@lru_cache(maxsize=8)
def checks_of(policy: Policy) -> Checks:
    """What was found out about a sound policy."""
    return Checks(examples=len(policy.examples), untried=untried_effects(policy), findings=prove(policy))


def judged_anew(policy: Policy, log: Reader, viewer: Viewer | None) -> tuple[Replay, int | None]:
    """The decisions on record that the viewer may see, under another policy; and how many of the newest, if not all."""
    decisions = log.decisions(limit=NEWEST + 1, viewer=viewer)
    return replay(decisions[:NEWEST], policy), NEWEST if len(decisions) > NEWEST else None
