"""The seam of a method: it decides which weighted batch each step trains on, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from tutortrain.backends.base import Sampler, Tokenizer, Trainer
from tutortrain.data.example import Example
from tutortrain.data.render import Rendering
from tutortrain.runs.jsonl import Row
from tutortrain.types import Datum, Loss, Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is known of a run before anything is loaded: enough to refuse what cannot be trained on.

    rendered: the training rows as tokens and weights; a function, for not every method reads the responses.
    """

    examples: Sequence[Example]
    rendered: Callable[[], Rendering]
    tokenizer: Tokenizer
    max_length: int
    batch_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step trains on: one optimiser step for each minibatch; none, and the step changes nothing.

    The method has scaled the weights, so that the summed loss of a minibatch is its mean.
    rollouts: some of the completions behind it, as rows for people to read.
    """

    minibatches: tuple[tuple[Datum, ...], ...]
    metrics: Metrics = field(default_factory=dict)
    rollouts: tuple[Row, ...] = ()


class Models:
    """Models whose weights stay as they are while a run goes on, each loaded when it is first asked for."""

    def __init__(self, start: Callable[[], Sampler]) -> None:
        self._start = start

    @cached_property
    def start(self) -> Sampler:
        """The model that training began with."""
        return self._start()


class Policy:
    """The model as it stands before a step, for methods that train on its own samples, and the fixed ones."""

    def __init__(self, trainer: Trainer, models: Models) -> None:
        self.models = models
        self._trainer = trainer

    @cached_property
    def sampler(self) -> Sampler:
        """A snapshot, taken when it is first asked for in this step."""
        return self._trainer.sampler()


class Method(Protocol):
    """`batch` is a pure function of (seed, step, policy): no state is carried, so a resumed run is exact.

    A method is built from its configuration and the run's `Inputs`, and raises UserErrors then, before a run
    number is spent.
    """

    @property
    def loss(self) -> Loss: ...

    @property
    def on_policy(self) -> bool:
        """Whether a batch depends on the weights; if not, the loop submits ahead of the results."""

    @property
    def num_rows(self) -> int:
        """The rows of one epoch."""

    @property
    def notes(self) -> Mapping[str, int]:
        """How many rows are not used as they stand, by what happened to them."""

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        """What step `step` (from 1) trains on."""
