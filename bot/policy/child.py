"""The process in which one policy is checked: `python -m bot.policy.child SECONDS MEGABYTES`, with JSON in and out.

It starts anew and has nothing of the server's in it. What it may take is bounded before it reads anything, and it goes
behind everything else on the machine.
"""

import os
import resource
import sys

from pydantic import TypeAdapter

from bot.policy.review import CurrentText, SentFile, review

OUT_OF_MEMORY = 3
"""The exit status where the memory was not enough."""
_BEHIND = 5
"""How far other processes go before this one."""


def main() -> int:
    """Answers what stands on standard input; returns the exit status."""
    seconds, megabytes = map(int, sys.argv[1:])
    os.nice(_BEHIND)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000,) * 2)
    order: TypeAdapter[SentFile | CurrentText] = TypeAdapter(SentFile | CurrentText)
    try:
        what = order.validate_json(sys.stdin.buffer.read())
        answer = review(what).model_dump_json()
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
