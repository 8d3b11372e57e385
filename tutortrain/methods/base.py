"""The seam of a method: it decides which weighted batch each step trains on, and nothing else."""

from dataclasses import dataclass, field
from typing import Protocol

from tutortrain.backends.base import Sampler, Trainer
from tutortrain.types import Datum, Loss, Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step trains on: one optimiser step for each minibatch.

    The method has scaled the weights, so that the summed loss of a minibatch is its mean per trained token.
    """

    minibatches: tuple[tuple[Datum, ...], ...]
    metrics: Metrics = field(default_factory=dict)


class Policy:
    """The model as it stands before a step, for methods that train on its own samples."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._sampler: Sampler | None = None

    def sampler(self) -> Sampler:
        """A snapshot, taken when it is first asked for in this step."""
        if self._sampler is None:
            self._sampler = self._trainer.sampler()
        return self._sampler


class Method(Protocol):
    """`batch` is a pure function of (seed, step, policy): no state is carried, so a resumed run is exact."""

    @property
    def loss(self) -> Loss: ...

    @property
    def on_policy(self) -> bool:
        """Whether a batch depends on the weights; if not, the loop submits ahead of the results."""

    @property
    def num_rows(self) -> int:
        """The rows of one epoch."""

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        """What step `step` (from 1) trains on."""
