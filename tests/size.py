"""How much a test tries: in the suite a little, and always the same; under `make ordeals` all of it, and at random.

What is drawn anew each time finds more, but on a day that nobody chose, in a change that has nothing to do with it.
"""

import os

ORDEALS = os.environ.get("ORDEALS") == "1"
_PART = 5


def many(cases: int) -> int:
    """How many of so many cases are tried now."""
    return cases if ORDEALS else max(8, cases // _PART)
