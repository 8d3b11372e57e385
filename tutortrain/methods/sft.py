"""Supervised fine-tuning: maximise the likelihood of the tutor's turns.

loss = -(1/N) sum_t log p(token_t | tokens before it),  over the N tutor tokens of a batch
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tutortrain.config.method import SftConfig
from tutortrain.data.batches import batch_rows
from tutortrain.methods.base import Batch, Inputs, Policy
from tutortrain.types import Datum, Loss


class Sft:
    """Every row once an epoch, in an order that the seed decides; the last batch of an epoch may be short."""

    loss = Loss(name="cross_entropy")
    on_policy = False

    def __init__(self, _config: SftConfig, inputs: Inputs) -> None:
        rendering = inputs.rendered()
        self._rows = rendering.data
        self._batch_size = inputs.batch_size
        self.notes: Mapping[str, int] = {
            "rows cut at model.max_length": rendering.num_truncated,
            "rows dropped because they are longer than model.max_length": rendering.num_dropped,
        }

    @property
    def num_rows(self) -> int:
        return len(self._rows)

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        chosen = batch_rows(len(self._rows), self._batch_size, seed, step)
        return Batch(minibatches=(mean_per_token([self._rows[index] for index in chosen]),))


def mean_per_token(rows: Sequence[Datum]) -> tuple[Datum, ...]:
    """The rows with their weights scaled, so that the summed loss is the mean over the weighted tokens."""
    total = sum(float(row.weights.sum()) for row in rows)
    return tuple(replace(row, weights=row.weights / total) for row in rows)
