"""The seam between what is trained on and what computes: four protocols that every backend fills.

The names follow the Tinker SDK. Calls take effect in the order in which they were made; a backend that
computes at once returns a future that is already done. All errors a backend raises are `tutortrain.errors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from tutortrain.arrays import Floats
from tutortrain.types import (
    Adam,
    Checkpoint,
    Datum,
    Loss,
    Messages,
    Metrics,
    Pass,
    Rendered,
    Sample,
    SamplingParams,
    TopLogprobs,
)

T_co = TypeVar("T_co", covariant=True)


class Future(Protocol[T_co]):
    """A result that may still be computing."""

    def result(self) -> T_co:
        """Waits for the value, or raises the error that stands in its place."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """A future that needs no waiting."""

    value: T_co

    def result(self) -> T_co:
        return self.value


class Tokenizer(Protocol):
    """Text to tokens and back, by the model's own vocabulary and chat template."""

    @property
    def stop_tokens(self) -> tuple[int, ...]:
        """The tokens that end an assistant's turn."""

    def encode(self, text: str) -> tuple[int, ...]:
        """Plain text to tokens; no special tokens are added."""

    def decode(self, tokens: Sequence[int]) -> str:
        """Tokens to text; special tokens are left out."""

    def render(self, messages: Messages) -> Rendered:
        """A whole conversation with the span of each message."""

    def lengths(self, conversations: Sequence[Messages]) -> tuple[int, ...]:
        """How many tokens `render` gives each, in less time."""

    def prompt(self, messages: Messages) -> tuple[int, ...]:
        """The conversation up to where the assistant's next turn begins."""


class Sampler(Protocol):
    """Weights that never change: whatever is trained afterwards, a sampler answers as it did."""

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Future[tuple[tuple[Sample, ...], ...]]:
        """`count` completions for each prompt, in the order of the prompts."""

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Future[tuple[Floats, ...]]:
        """For each sequence of T tokens, [T] natural log-probabilities; the first token's is 0."""

    def top_logprobs(self, sequences: Sequence[Sequence[int]], count: int) -> Future[tuple[TopLogprobs, ...]]:
        """The `count` likeliest tokens at every place of each sequence.

        Raises BackendError where the backend cannot tell as many.
        """


class Trainer(Protocol):
    """Weights in training, with their optimizer and gradients."""

    def forward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        """The loss without gradients: dropout off, nothing accumulated."""

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        """Adds the gradient of the summed loss to what has accumulated since the last step."""

    def optim_step(self, adam: Adam) -> Future[Metrics]:
        """One update from the accumulated gradient, which is then cleared; gives `grad_norm` if known."""

    def sampler(self) -> Sampler:
        """A snapshot after all earlier calls."""

    def save(self, name: str) -> Checkpoint:
        """Weights, optimizer and random state, complete on disk (or on the service) when this returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Weights that an OpenAI client can ask: `url` is its base URL, and the checkpoint's path its model."""

    url: str
    checkpoint: Checkpoint


@runtime_checkable
class Publisher(Protocol):
    """What a `Trainer` is beside that where a service serves the weights to others."""

    def publish(self, name: str) -> Published | None:
        """The weights after all earlier calls, kept like a checkpoint; None where nobody serves them."""


class Backend(Protocol):
    """A place where a model can be trained and asked."""

    def tokenizer(self) -> Tokenizer: ...

    def trainer(self, resume: Checkpoint | None = None) -> Trainer:
        """A learner at the starting model, or exactly where `resume` was saved."""

    def sampler(self, checkpoint: Checkpoint | None = None) -> Sampler:
        """The starting model, or what a checkpoint holds."""

    def fingerprint(self, checkpoint: Checkpoint | None = None) -> str:
        """Hex digest that changes with the starting model's weights and tokenizer, with what the checkpoint
        adds to them, and with what may change the replies: the kind of backend, the device and the precision.
        """

    def delete(self, checkpoint: Checkpoint) -> None:
        """Forgets a checkpoint; one that is already gone is no error."""
