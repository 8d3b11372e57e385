"""Counting, before the first step, what a run with a certain seed is going to learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.config.method import SamplingConfig
from tutortrain.config.training import TrainingConfig
from tutortrain.data.batches import batch_rows
from tutortrain.methods.expected import Expected
from tutortrain.methods.questions import Question
from tutortrain.methods.schedule import num_steps
from tutortrain.types import Datum
from tutortrain.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions:
    """How many completions a run samples, and the tokens of their prompts; each may be `max_tokens` long."""

    num_rows: int
    num_steps: int
    num: int
    num_prompt_tokens: int
    max_tokens: int

    @property
    def num_sampled(self) -> int:
        return self.num * self.max_tokens

    @property
    def num_tokens(self) -> int:
        """Prompts and completions together."""
        return self.num_prompt_tokens + self.num_sampled

    @property
    def drawing(self) -> Usage:
        """What it takes to draw them."""
        return Usage(prefill=self.num_prompt_tokens, sampled=self.num_sampled)

    @property
    def scoring(self) -> Usage:
        """What it takes to ask another model about all their tokens."""
        return Usage(prefill=self.num_tokens)


def of_rows(rows: Sequence[Datum], training: TrainingConfig, seed: int) -> Expected:
    """Exactly the rows that a run with this seed learns."""
    steps = num_steps(training, len(rows))
    num_weighted = num_read = 0
    for index in _chosen(len(rows), training.batch_size, steps, seed):  # one by one: they may be rendered now
        num_weighted += rows[index].num_trained
        num_read += rows[index].num_tokens
    return Expected(
        num_rows=len(rows),
        num_steps=steps,
        num_weighted=num_weighted,
        learner=Usage(trained=num_read),
        is_exact=True,
    )


def of_questions(
    questions: Sequence[Question], sampling: SamplingConfig, training: TrainingConfig, seed: int
) -> Completions:
    """What a run with this seed samples, where no question is replaced by another."""
    steps = num_steps(training, len(questions))
    chosen = list(_chosen(len(questions), training.batch_size, steps, seed))
    return Completions(
        num_rows=len(questions),
        num_steps=steps,
        num=len(chosen) * sampling.group_size,
        num_prompt_tokens=sum(len(questions[index].prompt) for index in chosen) * sampling.group_size,
        max_tokens=sampling.max_tokens,
    )


def _chosen(num_rows: int, batch_size: int, num_steps: int, seed: int) -> Iterator[int]:
    for step in range(1, num_steps + 1):
        yield from batch_rows(num_rows, batch_size, seed, step)
