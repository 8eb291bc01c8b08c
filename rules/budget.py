"""A bound on searches whose time cannot be bounded otherwise."""


class BudgetSpentError(Exception):
    """A search has taken as many steps as it may."""


class Budget:
    """Steps that a search may still take."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int = 1) -> None:
        """Takes some; raises BudgetSpentError where there are not as many left."""
        self._left -= steps
        if self._left < 0:
            raise BudgetSpentError
