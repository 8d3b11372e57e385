"""Asking weights that never change, at the service."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.backends.tinker import wire
from tutortrain.backends.tinker.border import Pending, calling
from tutortrain.backends.tinker.seeds import seeds
from tutortrain.backends.tinker.settings import Settings
from tutortrain.types import Sample, SamplingParams, TopLogprobs

T = TypeVar("T")
_ONE_TOKEN: Final = SamplingParams(max_tokens=1)
"""Asking about a prompt samples one token after it, which is thrown away."""


class TinkerSampler:
    """Fills `tutortrain.backends.base.Sampler` over one of the SDK's sampling clients.

    Every sample is a request of its own, with a seed of its own: given one seed for a group, services answer
    with the same completion over and over (tinker-feedback #79), and without one cannot repeat themselves.
    """

    def __init__(self, client: Any, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Pending[tuple[tuple[Sample, ...], ...]]:
        """At temperature 0 a prompt is asked once, for all its samples are the same."""
        greedy = params.temperature == 0
        distinct = min(count, 1) if greedy else count

        def read(responses: list[Any]) -> tuple[tuple[Sample, ...], ...]:
            samples = iter([wire.read_sample(response) for response in responses])
            groups = [tuple(next(samples) for _ in range(distinct)) for _ in prompts]
            return tuple(group * count if greedy else group for group in groups)

        def submit() -> list[Any]:
            return [
                self._client.sample(wire.prompt(prompt), 1, wire.sampling(params, seed))
                for index, prompt in enumerate(prompts)
                for seed in seeds(params.seed, index, distinct)
            ]

        return self._ask("Sampling", prompts, submit, read)

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Pending[tuple[Floats, ...]]:
        asked = [sequence for sequence in sequences if len(sequence) > 1]

        def read(answers: list[Any]) -> tuple[Floats, ...]:
            values = iter(answers)
            return tuple(
                wire.read_logprobs(next(values), len(sequence))
                if len(sequence) > 1
                else np.zeros(len(sequence), np.float32)
                for sequence in sequences
            )

        def submit() -> list[Any]:
            return [self._client.compute_logprobs(wire.prompt(sequence)) for sequence in asked]

        return self._ask("Scoring", sequences, submit, read)

    def top_logprobs(
        self, sequences: Sequence[Sequence[int]], count: int
    ) -> Pending[tuple[TopLogprobs, ...]]:
        """BackendError where the service does not tell them, which only its answer shows."""
        params = wire.sampling(_ONE_TOKEN, 0)

        def read(responses: list[Any]) -> tuple[TopLogprobs, ...]:
            pairs = zip(responses, sequences, strict=True)
            return tuple(wire.read_top(response, len(sequence), count) for response, sequence in pairs)

        def submit() -> list[Any]:
            return [
                self._client.sample(
                    wire.prompt(sequence),
                    1,
                    params,
                    include_prompt_logprobs=True,
                    topk_prompt_logprobs=count,
                )
                for sequence in sequences
            ]

        return self._ask("Asking for the likeliest tokens", sequences, submit, read)

    def _ask(
        self,
        doing: str,
        sequences: Sequence[Sequence[int]],
        submit: Callable[[], list[Any]],
        read: Callable[[list[Any]], T],
    ) -> Pending[T]:
        """Submits now; waits and reads when the result is asked for."""
        self._settings.refuse_unknown(sequences)
        with calling(self._settings.service, doing):
            futures = submit()
        return Pending(
            service=self._settings.service,
            doing=doing,
            wait=lambda: [future.result() for future in futures],
            read=read,
        )
