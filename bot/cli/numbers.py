"""The number of a decision, as people write it on the command line."""

import click


class Number(click.ParamType[int]):
    """The number of a decision, with a # before it or without."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        digits = str(value).strip().removeprefix("#")
        if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:20]) < 1 << 63):
            self.fail(f'"{value}" is not the number of a decision; `sourcing log` lists them', param, ctx)
        return int(digits)
