"""Draws that come out the same every time, so that the same policy always gives the same examples and estimates."""

from random import Random

_SEED = 20_261_101


def same_draws() -> Random:
    """A source of draws at its beginning."""
    return Random(_SEED)  # noqa: S311 - nothing secret: the draws have to be the same every time
