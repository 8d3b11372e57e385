"""The seam of a method: it decides which weighted batch each step trains on, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from tutortrain.backends.base import Sampler, Tokenizer, Trainer
from tutortrain.config.training import TrainingConfig
from tutortrain.data.example import Example
from tutortrain.data.render import Rendering
from tutortrain.methods.expected import Expected
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.jsonl import Row
from tutortrain.types import Datum, Loss, Metrics


class FixedModel(Protocol):
    """A model whose weights stay as they are while a run goes on."""

    @property
    def name(self) -> str:
        """What the user called it."""

    @property
    def base_model(self) -> str:
        """Its folder or hub id before any training, under which prices are listed."""

    @property
    def tokenizer(self) -> Tokenizer: ...

    @property
    def sampler(self) -> Sampler:
        """The weights are loaded when it is first asked for."""

    def fingerprint(self) -> str:
        """Hex digest of all that decides what it replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is known of a run before anything is loaded: enough to refuse what cannot be trained on.

    rendered: the training rows as tokens and weights; a function, for not every method reads the responses.
    start: the model that training begins with.
    model: another one by its name, as `backends.named.find_model` knows it; raises UserError if it is not
        there.
    """

    examples: Sequence[Example]
    rendered: Callable[[], Rendering]
    tokenizer: Tokenizer
    max_length: int
    batch_size: int
    start: FixedModel
    model: Callable[[str], FixedModel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a method may use when its run has a directory, before the first step.

    shared: a folder in which runs leave what others can use again.
    progress: called with what is being done, how much of it has been done, and how much there is; it raises
        Interrupted where the user wants to stop.
    check: raises Interrupted in the same case.
    note: one line for whoever watches.
    """

    seed: int
    directory: RunDirectory
    shared: Path
    progress: Callable[[str, int, int], None]
    check: Callable[[], None]
    note: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step trains on: one optimiser step for each minibatch; none, and the step changes nothing.

    The method has scaled the weights, so that the summed loss of a minibatch is its mean.
    rollouts: some of the completions behind it, as rows for people to read.
    """

    minibatches: tuple[tuple[Datum, ...], ...]
    metrics: Metrics = field(default_factory=dict)
    rollouts: tuple[Row, ...] = ()


class Policy:
    """The model as it stands before a step, for methods that train on its own samples."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    @cached_property
    def sampler(self) -> Sampler:
        """A snapshot, taken when it is first asked for in this step."""
        return self._trainer.sampler()


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


class Recipe(Protocol):
    """A method as it was configured. It is built from its configuration and the run's `Inputs`, and raises
    UserErrors then, before a run number is spent.
    """

    @property
    def notes(self) -> Mapping[str, int]:
        """How many rows are not used as they stand, by what happened to them."""

    def expect(self, training: TrainingConfig, seed: int) -> Expected:
        """What a run with these settings is going to take."""

    def begin(self, workspace: Workspace) -> Method:
        """The method, ready for its first step, or to go on; what it had to make for that is kept in the
        workspace. A method that needs nothing is its own recipe.
        """
