"""A backend that counts the tokens which pass through it, as a service would bill them.

What is sampled is counted when its result is there; until then nobody knows how long it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tutortrain.arrays import Floats
from tutortrain.backends.base import (
    Backend,
    Future,
    Published,
    Publisher,
    Sampler,
    Tokenizer,
    Trainer,
)
from tutortrain.types import (
    Adam,
    Checkpoint,
    Datum,
    Loss,
    Metrics,
    Pass,
    Sample,
    SamplingParams,
    TopLogprobs,
)
from tutortrain.usage import Usage

Samples = tuple[tuple[Sample, ...], ...]


@dataclass(slots=True)
class Meter:
    """Counts up from what has been used before."""

    usage: Usage = field(default_factory=Usage)

    def add(self, *, prefill: int = 0, sampled: int = 0, trained: int = 0) -> None:
        self.usage += Usage(prefill=prefill, sampled=sampled, trained=trained)


@dataclass(frozen=True, slots=True)
class MeteredBackend:
    """Fills `Backend` over another one."""

    backend: Backend
    meter: Meter

    def tokenizer(self) -> Tokenizer:
        return self.backend.tokenizer()

    def trainer(self, resume: Checkpoint | None = None) -> "MeteredTrainer":
        return MeteredTrainer(self.backend.trainer(resume), self.meter)

    def sampler(self, checkpoint: Checkpoint | None = None) -> "MeteredSampler":
        return MeteredSampler(self.backend.sampler(checkpoint), self.meter)

    def fingerprint(self, checkpoint: Checkpoint | None = None) -> str:
        return self.backend.fingerprint(checkpoint)

    def delete(self, checkpoint: Checkpoint) -> None:
        self.backend.delete(checkpoint)


@dataclass(frozen=True, slots=True)
class MeteredTrainer:
    """Fills `Trainer`: what goes forward alone is read, what goes back as well is trained on."""

    trainer: Trainer
    meter: Meter

    def forward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        self.meter.add(prefill=_num_tokens(batch))
        return self.trainer.forward(batch, loss)

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        self.meter.add(trained=_num_tokens(batch))
        return self.trainer.forward_backward(batch, loss)

    def optim_step(self, adam: Adam) -> Future[Metrics]:
        return self.trainer.optim_step(adam)

    def sampler(self) -> "MeteredSampler":
        return MeteredSampler(self.trainer.sampler(), self.meter)

    def save(self, name: str) -> Checkpoint:
        return self.trainer.save(name)

    def publish(self, name: str) -> Published | None:
        """As the trainer beneath; None where that is no `Publisher`."""
        return self.trainer.publish(name) if isinstance(self.trainer, Publisher) else None


@dataclass(frozen=True, slots=True)
class MeteredSampler:
    """Fills `Sampler`: a prompt is read once for each of its completions."""

    inner: Sampler
    meter: Meter

    def sample(self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams) -> Future[Samples]:
        self.meter.add(prefill=count * sum(len(prompt) for prompt in prompts))
        return _Counted(self.inner.sample(prompts, count, params), self.meter)

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Future[tuple[Floats, ...]]:
        self.meter.add(prefill=sum(len(sequence) for sequence in sequences))
        return self.inner.logprobs(sequences)

    def top_logprobs(self, sequences: Sequence[Sequence[int]], count: int) -> Future[tuple[TopLogprobs, ...]]:
        self.meter.add(prefill=sum(len(sequence) for sequence in sequences))
        return self.inner.top_logprobs(sequences, count)


@dataclass(slots=True)
class _Counted:
    """Samples that are counted once, whoever asks for them how often."""

    future: Future[Samples]
    meter: Meter
    is_counted: bool = False

    def result(self) -> Samples:
        samples = self.future.result()
        if not self.is_counted:
            self.is_counted = True
            self.meter.add(sampled=sum(len(one.tokens) for group in samples for one in group))
        return samples


def _num_tokens(batch: Sequence[Datum]) -> int:
    return sum(datum.num_tokens for datum in batch)
