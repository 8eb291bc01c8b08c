"""Decisions for many requests at once, with numpy: what `rules.sums` says of each, many times faster.

For notebooks, and for counting over very many requests. It needs the extra `batch`; the server never loads it.

Factors are put together in blocks, tied ones first, and a block has a table with a column of scores for each way to
answer it, missing answers included. So a decision is one look-up and one addition for each block and model, and the
largest of seven numbers, whatever the number of rules. The rules of a group of tied factors that can be answered in
more than `_MOST_COLUMNS` ways are tested one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from rules.policy import MORE_THAN_ANY_POINTS, Answers, Effect, Policy
from rules.ties import groups_of

Codes = npt.NDArray[np.int16]
"""A row for each factor of the policy and a column for each request: 0 where the answer is missing, otherwise the
option's place among its factor's options, counted from 1."""
Places = npt.NDArray[np.int64]
"""For each request the winner's place in the policy's order; -1 where every model is ruled out."""

_Scores = npt.NDArray[np.int64]
"""A row for each model: eight times its points, less MORE_THAN_ANY_POINTS for each veto."""

_MOST_COLUMNS = 4096
"""A larger table would not stay near the processor."""
_AT_ONCE = 16_384
"""Requests worked out together, for the same reason."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Factors, by their rows, and the scores for each way to answer them: the last factor's answer changes fastest."""

    rows: tuple[int, ...]
    scores: _Scores


class Batch:
    """A policy as tables."""

    def __init__(self, policy: Policy) -> None:
        """Worked out once, in a few milliseconds."""
        self._policy = policy
        self._row = {factor.id: row for row, factor in enumerate(policy.factors)}
        self._code = [{option: code for code, option in enumerate(factor.option, 1)} for factor in policy.factors]
        # The place from the end is added, so no two models can tie.
        self._start: _Scores = np.arange(len(policy.order) - 1, -1, -1, dtype=np.int64)[:, np.newaxis]
        self._alone: list[Effect] = []
        blocks = []
        for group in groups_of(policy):
            rows = [self._row[factor] for factor in group.factors]
            rules = [policy.combinations[place] for place in group.rules]
            if prod(len(self._code[row]) + 1 for row in rows) <= _MOST_COLUMNS:
                blocks.append(self._block(rows, rules))
            else:
                blocks += [self._block([row], []) for row in rows]
                self._alone += rules
        self._blocks = _put_together(blocks)

    def coded(self, requests: Sequence[Answers]) -> Codes:
        """Requests as numbers. Raises KeyError for an answer that the policy does not know."""
        codes = np.zeros((len(self._row), len(requests)), dtype=np.int16)
        for column, answers in enumerate(requests):
            for factor, option in answers.items():
                row = self._row[factor]
                codes[row, column] = self._code[row][option]
        return codes

    def winners(self, codes: Codes) -> Places:
        """The model that leads on points among those not ruled out, for each request."""
        found = [self._some(codes[:, at : at + _AT_ONCE]) for at in range(0, codes.shape[1], _AT_ONCE)]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def _some(self, codes: Codes) -> Places:
        total = np.repeat(self._start, codes.shape[1], axis=1)
        for block in self._blocks:
            column = codes[block.rows[0]]
            for row in block.rows[1:]:
                column = column * np.int16(len(self._code[row]) + 1) + codes[row]
            total += block.scores.take(column, axis=1)
        for rule in self._alone:
            total += _column(rule) * self._holds(rule, codes)
        best = total.max(axis=0)
        return np.where(best < -MORE_THAN_ANY_POINTS // 2, -1, len(total) - 1 - (best & 7))

    def _holds(self, rule: Effect, codes: Codes) -> npt.NDArray[np.bool_]:
        holds = np.ones(codes.shape[1], dtype=np.bool_)
        for factor, options in rule.when:
            row = self._row[factor]
            holds &= self._listed(row, options)[codes[row]]
        return holds

    def _listed(self, row: int, options: frozenset[str]) -> npt.NDArray[np.bool_]:
        """For each code of a factor whether its option is one of those; a missing answer never is."""
        return np.array([False, *(option in options for option in self._code[row])])

    def _block(self, rows: list[int], rules: Sequence[Effect]) -> _Block:
        """Factors with the rules that tie them."""
        sizes = [len(self._code[row]) + 1 for row in rows]
        codes = np.zeros((len(self._row), prod(sizes)), dtype=np.int16)
        codes[rows] = np.indices(sizes).reshape(len(rows), -1)
        scores = np.zeros((len(self._start), codes.shape[1]), dtype=np.int64)
        for row in rows:
            scores += self._own(row).take(codes[row], axis=1)
        for rule in rules:
            scores += _column(rule) * self._holds(rule, codes)
        return _Block(tuple(rows), scores)

    def _own(self, row: int) -> _Scores:
        """What each answer to a factor does by itself, and nothing where it is missing."""
        factor = self._policy.factors[row]
        effects = [self._policy.option_effects.get((factor.id, option)) for option in factor.option]
        nothing = np.zeros_like(self._start)
        return np.hstack([nothing, *(_column(effect) if effect else nothing for effect in effects)])


def _column(effect: Effect) -> _Scores:
    """What an effect adds to the score of each model."""
    scores = [8 * each - MORE_THAN_ANY_POINTS * (effect.mask >> place & 1) for place, each in enumerate(effect.points)]
    return np.array(scores, dtype=np.int64)[:, np.newaxis]


def _put_together(blocks: Sequence[_Block]) -> list[_Block]:
    """Fewer blocks: each with the next as long as the table does not become too large."""
    found: list[_Block] = []
    for block in sorted(blocks, key=lambda each: each.scores.shape[1]):
        last = found[-1] if found else None
        if last and last.scores.shape[1] * block.scores.shape[1] <= _MOST_COLUMNS:
            scores = last.scores[:, :, np.newaxis] + block.scores[:, np.newaxis, :]
            found[-1] = _Block(last.rows + block.rows, scores.reshape(len(scores), -1))
        else:
            found.append(block)
    return found
