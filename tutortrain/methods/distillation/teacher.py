"""Who answers: a model on the run's backend, or one behind an address."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from tutortrain.backends.base import Tokenizer
from tutortrain.backends.endpoint import Endpoint, Failed, Reply
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.config.method import DistillationConfig, SamplingConfig
from tutortrain.errors import ConfigError
from tutortrain.methods.base import FixedModel, Inputs
from tutortrain.methods.questions import Question
from tutortrain.methods.rollouts import Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking: a reply, or `failure`, which says why there is none."""

    reply: str = ""
    num_tokens: int = 0
    truncated: bool = False
    failure: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.failure is None and not self.truncated


class Teacher(Protocol):
    """Answers questions; `base_model` is None where it is no model of the run's backend."""

    @property
    def base_model(self) -> str | None: ...

    def identity(self) -> str:
        """Hex digest of what decides the answers, as far as it can be known."""

    def answer(self, questions: Sequence[Question], key: Sequence[int]) -> list[list[Answer]]:
        """[P][G] answers to P questions; `key` decides every draw."""


def choose_teacher(config: DistillationConfig, inputs: Inputs) -> Teacher:
    """Raises UserError for a model that is not there, ConfigError for a key that is not set and for what an
    address cannot be told.
    """
    endpoint = config.teacher.endpoint
    if endpoint is not None:
        if config.sampling.top_k:
            raise ConfigError(
                "method.sampling.top_k: a chat endpoint cannot be told of it; set it to 0, or leave out "
                "method.teacher.url"
            )
        return ServedTeacher(endpoint, config.sampling, inputs.tokenizer)
    return ModelTeacher(inputs.model(config.teacher.model), config.sampling)


class ModelTeacher:
    """A model that the run's backend opens; it reads the questions with its own tokenizer."""

    def __init__(self, model: FixedModel, sampling: SamplingConfig) -> None:
        self._model = model
        self._drawing = Drawing(config=sampling, tokenizer=model.tokenizer)

    @property
    def base_model(self) -> str:
        return self._model.base_model

    def identity(self) -> str:
        return self._model.fingerprint()

    def answer(self, questions: Sequence[Question], key: Sequence[int]) -> list[list[Answer]]:
        read = [replace(one, prompt=self._model.tokenizer.prompt(one.messages)) for one in questions]
        return [
            [
                Answer(
                    reply=rollout.reply.strip(),
                    num_tokens=len(rollout.sample.tokens),
                    truncated=rollout.is_truncated,
                )
                for rollout in group
            ]
            for group in self._drawing.draw(self._model.sampler, read, key)
        ]


class ServedTeacher:
    """A model behind an OpenAI-compatible address; whether it answers alike twice is the server's to say."""

    base_model = None

    def __init__(self, endpoint: EndpointConfig, sampling: SamplingConfig, tokenizer: Tokenizer) -> None:
        self._endpoint = Endpoint(endpoint)
        self._sampling = sampling
        self._tokenizer = tokenizer

    def identity(self) -> str:
        config = self._endpoint.config
        return hashlib.sha256(f"endpoint\0{config.url}\0{config.model}".encode()).hexdigest()

    def answer(self, questions: Sequence[Question], key: Sequence[int]) -> list[list[Answer]]:
        sampling = self._sampling
        requests = [one.messages for one in questions for _ in range(sampling.group_size)]
        seeds = np.random.SeedSequence(list(key)).generate_state(len(requests), np.uint32) >> np.uint32(1)
        outcomes = self._endpoint.complete(
            requests,
            max_tokens=sampling.max_tokens,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            seed=seeds.tolist(),
        )
        answers = [self._answer(outcome) for outcome in outcomes]
        groups = range(0, len(answers), sampling.group_size)
        return [answers[start : start + sampling.group_size] for start in groups]

    def _answer(self, outcome: Reply | Failed) -> Answer:
        """Tokens are the student's where the server does not count them."""
        if isinstance(outcome, Failed):
            return Answer(failure=outcome.reason)
        counted = outcome.num_completion_tokens
        return Answer(
            reply=outcome.text.strip(),
            num_tokens=len(self._tokenizer.encode(outcome.text)) if counted is None else counted,
            truncated=outcome.stop_reason == "length",
        )
