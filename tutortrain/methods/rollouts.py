"""Completions that the model in training drew itself, and how they become data to train on.

Dimensions: P questions, G completions of one question, T tokens of one completion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tutortrain.arrays import Floats, Ints
from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.config.method import SamplingConfig
from tutortrain.methods.questions import Question
from tutortrain.types import Datum, Metrics, Sample, SamplingParams

Values = TypeVar("Values", Floats, Ints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """One completion of one question."""

    question: Question
    sample: Sample
    reply: str

    @property
    def is_truncated(self) -> bool:
        return self.sample.stop_reason == "length"

    @property
    def sequence(self) -> tuple[int, ...]:
        """The prompt and the completion."""
        return self.question.prompt + self.sample.tokens

    @property
    def logprobs(self) -> Floats:
        """[T]: those under which the completion was drawn."""
        return np.asarray(self.sample.logprobs, np.float32)

    def datum(self, credits: Floats) -> Datum:
        """For the policy losses: `credits` [T] on the completion's tokens, nothing on the prompt's."""
        tokens = np.asarray(self.sequence, np.int64)
        return Datum(
            inputs=tokens[:-1],
            targets=tokens[1:],
            weights=self._beside_prompt(credits),
            logprobs=self._beside_prompt(self.logprobs),
        )

    def soft_datum(self, targets: Ints, weights: Floats) -> Datum:
        """For the cross-entropy with several targets [T, K] in place of each of the completion's tokens."""
        return Datum(
            inputs=np.asarray(self.sequence[:-1], np.int64),
            targets=self._beside_prompt(targets),
            weights=self._beside_prompt(weights),
        )

    def of_completion(self, values: Values) -> Values:
        """Values of every token of the sequence -> those of the completion, [T] or [T, K]."""
        return values[len(self.question.prompt) :]

    def _beside_prompt(self, values: Values) -> Values:
        """Below zeros for the prompt, whose first token is no target."""
        prompt = np.zeros((len(self.question.prompt) - 1, *values.shape[1:]), values.dtype)
        return np.concatenate([prompt, values])


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Draws completions as a configuration says; each has a random stream of its own."""

    config: SamplingConfig
    tokenizer: Tokenizer

    def draw(
        self, sampler: Sampler, questions: Sequence[Question], key: Sequence[int]
    ) -> tuple[tuple[Rollout, ...], ...]:
        """[P][G] completions; `key`, such as (seed, step, attempt), decides every draw."""
        params = SamplingParams(
            max_tokens=self.config.max_tokens,
            temperature=self.config.temperature,
            top_p=self.config.top_p,
            top_k=self.config.top_k,
            stop=self.tokenizer.stop_tokens,
            seed=_as_seed(key),
        )
        prompts = [question.prompt for question in questions]
        drawn = sampler.sample(prompts, self.config.group_size, params).result()
        return tuple(
            tuple(self._rollout(question, sample) for sample in samples)
            for question, samples in zip(questions, drawn, strict=True)
        )

    def _rollout(self, question: Question, sample: Sample) -> Rollout:
        return Rollout(question=question, sample=sample, reply=self.tokenizer.decode(sample.tokens))


def score(rollouts: Sequence[Rollout], model: Sampler) -> list[Floats]:
    """[T] for each completion: the log-probabilities of its tokens under a model that did not draw it."""
    scored = model.logprobs([rollout.sequence for rollout in rollouts]).result()
    return [rollout.of_completion(values) for rollout, values in zip(rollouts, scored, strict=True)]


def describe(rollouts: Sequence[Rollout]) -> Metrics:
    """How long the completions are and how sure of itself the model was.

    `rollout/entropy`: nats a token, as the mean of -log p over what was drawn.
    """
    num_tokens = sum(len(rollout.sample.tokens) for rollout in rollouts)
    surprise = -sum(sum(rollout.sample.logprobs) for rollout in rollouts)
    return {
        "rollout/num_completions": len(rollouts),
        "rollout/num_tokens": num_tokens,
        "rollout/length": num_tokens / len(rollouts),
        "rollout/truncated": sum(rollout.is_truncated for rollout in rollouts) / len(rollouts),
        "rollout/entropy": surprise / num_tokens,
    }


def _as_seed(key: Sequence[int]) -> int:
    return int(np.random.SeedSequence(list(key)).generate_state(1, np.uint64)[0] >> np.uint64(1))
