"""A bound on searches whose time cannot be bounded otherwise. A step is about a microsecond."""


class BudgetSpentError(Exception):
    """A search has taken as many steps as it may."""


class Budget:
    """Steps that a search may still take, in all or as a part of a longer one."""

    def __init__(self, steps: int, within: "Budget | None" = None) -> None:
        self._left = steps
        self._within = within

    @property
    def spent(self) -> bool:
        """Whether more was asked for than there was."""
        return self._left < 0

    def spend(self, steps: int = 1) -> None:
        """Takes some; raises BudgetSpentError where there are not as many left."""
        self._left -= steps
        if self._left < 0:
            raise BudgetSpentError
        if self._within is not None:
            self._within.spend(steps)
