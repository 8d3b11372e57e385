"""Rows that somebody wrote, learned by their likelihood.

loss = -(1/N) sum_t log p(token_t | tokens before it),  over the N weighted tokens of a batch
"""

from collections.abc import Sequence
from dataclasses import replace

from tutortrain.config.training import TrainingConfig
from tutortrain.data.batches import batch_rows
from tutortrain.methods.base import Batch, Policy
from tutortrain.methods.counting import of_rows
from tutortrain.methods.expected import Expected
from tutortrain.types import Datum, Loss


class Likelihood:
    """Every row once an epoch, in an order that the seed decides; the last batch of an epoch may be short."""

    loss = Loss(name="cross_entropy")
    on_policy = False

    def __init__(self, rows: Sequence[Datum], batch_size: int) -> None:
        self._rows = rows
        self._batch_size = batch_size

    @property
    def num_rows(self) -> int:
        return len(self._rows)

    def expect(self, training: TrainingConfig, seed: int) -> Expected:
        return of_rows(self._rows, training, seed)

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        chosen = batch_rows(len(self._rows), self._batch_size, seed, step)
        return Batch(minibatches=(mean_per_token([self._rows[index] for index in chosen]),))


def mean_per_token(rows: Sequence[Datum]) -> tuple[Datum, ...]:
    """The rows with their weights scaled, so that the summed loss is the mean over the weighted tokens."""
    total = sum(float(row.weights.sum()) for row in rows)
    return tuple(replace(row, weights=row.weights / total) for row in rows)
