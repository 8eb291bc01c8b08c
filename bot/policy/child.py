"""The process in which one policy is checked: `python -m bot.policy.child SECONDS MEGABYTES`, with JSON in and out.

It starts anew and has nothing of the server's in it. What it may take is bounded before it reads anything, and it goes
behind everything else on the machine.
"""

import gc
import os
import resource
import sys

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
    try:
        answer = _answer(sys.stdin.buffer.read())
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer.encode())
    return 0


def _answer(order: bytes) -> str:
    # Loading what it takes is most of the work for most files. What is loaded stays: nothing for the garbage collector.
    gc.disable()
    from pydantic import TypeAdapter

    from bot.policy.review import CurrentText, SentFile, review

    gc.enable()
    what: TypeAdapter[SentFile | CurrentText] = TypeAdapter(SentFile | CurrentText)
    return review(what.validate_json(order)).model_dump_json()


if __name__ == "__main__":
    sys.exit(main())
