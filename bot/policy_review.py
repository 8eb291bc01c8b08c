"""What there is to know about a policy before it is put in force. Takes a while: never on the event loop."""

from functools import lru_cache

from bot.views.policy import Checks
from rules.checks import failed_examples, untried_effects
from rules.policy import Policy
from rules.policy_file import Mistake, PolicyMistakesError, example_line, parse_policy

LARGEST = 256 * 1024
"""Bytes of a policy file; the policy that ships has 60,000."""


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
    return Checks(examples=len(policy.examples), untried=untried_effects(policy))
