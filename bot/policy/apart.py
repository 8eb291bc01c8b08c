"""Checking a policy apart from the server: in a process of its own, which is ended when it passes its limits."""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass

from bot.policy.child import OUT_OF_MEMORY
from bot.policy.review import CurrentText, Review, SentFile

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a check may take."""

    seconds: int = 10
    """Of the processor; on a busy machine it is ended after twice as many on the clock."""
    megabytes: int = 256


LIMITS = Limits()
_MOST_FRAMES = 8
_SECRET = ("SLACK_", "SOURCING_")
"""How the settings begin that are none of the process's business."""


class PassedLimitError(Exception):
    """The process took more than it may; the text says of what, in a sentence for who sent the file."""


class ApartError(Exception):
    """The process could not be begun, or ended in a way that nobody expected; the log says how."""


async def reviewed_apart(what: SentFile | CurrentText) -> Review:
    """What is said to a policy. A task that is cancelled ends the process with it.

    Raises PassedLimitError, and ApartError for anything else that went wrong.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    limits = LIMITS
    # -P: modules are found where the bot's are, never in the folder that it happened to be started in.
    program = (sys.executable, "-P", "-m", "bot.policy.child", str(limits.seconds), str(limits.megabytes))
    try:
        process = await asyncio.create_subprocess_exec(*program, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment)
    except OSError as error:  # no memory, no processes or no files left for another one
        log.error("a check could not be begun", extra={"fields": {"error": str(error)}})
        raise ApartError from error
    try:
        async with asyncio.timeout(2 * limits.seconds):
            answer, told = await process.communicate(what.model_dump_json().encode())
    except TimeoutError:
        raise _too_long(limits) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    if process.returncode == -signal.SIGXCPU:
        raise _too_long(limits)
    if process.returncode in (OUT_OF_MEMORY, -signal.SIGABRT):  # the second is how compiled code runs out of memory
        raise PassedLimitError(f"checking it took more than the {limits.megabytes} MB of memory that a file may take.")
    if process.returncode:
        # Where it went wrong and not in whose words: the message of an error may quote the file.
        frames = [line.strip() for line in told.decode(errors="replace").splitlines() if line.startswith("  File ")]
        where = {"status": process.returncode, "where": frames[-_MOST_FRAMES:]}
        log.error("a check ended", extra={"fields": where})
        raise ApartError
    return Review.model_validate_json(answer)


def _too_long(limits: Limits) -> PassedLimitError:
    return PassedLimitError(
        f"checking it took longer than the {limits.seconds} seconds that a file may take, so I stopped."
    )
