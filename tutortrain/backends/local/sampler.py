"""Asking a model: completions and log-probabilities from weights that nobody changes any more."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from transformers import PreTrainedModel

from tutortrain.arrays import Floats
from tutortrain.backends.base import Done
from tutortrain.backends.local.attention import enable_packing
from tutortrain.backends.local.border import computing
from tutortrain.backends.local.choosing import uniforms
from tutortrain.backends.local.decoding import decode
from tutortrain.backends.local.packing import Packed, micro_batches, pack, unpack
from tutortrain.backends.local.scoring import target_logprobs, top_logprobs
from tutortrain.backends.local.settings import Settings
from tutortrain.types import Datum, Sample, SamplingParams, TopLogprobs


class LocalSampler:
    """Fills `tutortrain.backends.base.Sampler`; the model must be the sampler's own."""

    def __init__(self, model: PreTrainedModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._budget = settings.micro_batch_tokens if enable_packing(model) else 1

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Done[tuple[tuple[Sample, ...], ...]]:
        drawn: list[list[Sample]] = [[] for _ in prompts]
        by_length = sorted(range(len(prompts)), key=lambda i: -len(prompts[i]))
        wanted = [(prompt, sample) for prompt in by_length for sample in range(count)]
        for start in range(0, len(wanted), self._settings.sampling_batch):
            some = wanted[start : start + self._settings.sampling_batch]
            for (prompt, _), sample in zip(some, self._decode(prompts, some, params), strict=True):
                drawn[prompt].append(sample)
        return Done(tuple(tuple(samples) for samples in drawn))

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Done[tuple[Floats, ...]]:
        rows = [np.zeros(len(sequence), np.float32) for sequence in sequences]
        with computing("Scoring"), torch.inference_mode():
            for indices, packed in self._packed(sequences):
                values = unpack(target_logprobs(self._model, packed)[:, 0], packed)
                for i, row in zip(indices, values, strict=True):
                    rows[i][1:] = row[:-1]
        return Done(tuple(rows))

    def top_logprobs(self, sequences: Sequence[Sequence[int]], count: int) -> Done[tuple[TopLogprobs, ...]]:
        top = [
            TopLogprobs(
                tokens=np.zeros((len(sequence), count), np.int64),
                logprobs=np.zeros((len(sequence), count), np.float32),
            )
            for sequence in sequences
        ]
        with computing("Scoring"), torch.inference_mode():
            for indices, packed in self._packed(sequences):
                tokens, values = top_logprobs(self._model, packed, count)
                rows = zip(indices, unpack(tokens, packed), unpack(values, packed), strict=True)
                for i, ids, logprobs in rows:
                    top[i].tokens[1:] = ids[:-1]
                    top[i].logprobs[1:] = logprobs[:-1]
        return Done(tuple(top))

    def _packed(self, sequences: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Packed]]:
        """The sequences in micro-batches, by index; those in which nothing is predicted are left out."""
        for indices in micro_batches([len(sequence) for sequence in sequences], self._budget):
            packed = pack([_next_tokens(sequences[i]) for i in indices], self._settings.device)
            if len(packed.kept):
                yield indices, packed

    def _decode(
        self, prompts: Sequence[Sequence[int]], wanted: Sequence[tuple[int, int]], params: SamplingParams
    ) -> list[Sample]:
        """The samples `wanted` as (prompt index, sample index), decoded side by side."""
        used = list(dict.fromkeys(prompt for prompt, _ in wanted))
        owners = [used.index(prompt) for prompt, _ in wanted]
        draws = np.stack([uniforms(params, prompt, sample) for prompt, sample in wanted])
        with computing("Sampling"):
            return decode(self._model, [prompts[i] for i in used], owners, draws, params)


def _next_tokens(sequence: Sequence[int]) -> Datum:
    """Every token as the target of the one before it; the last one predicts nothing."""
    inputs = np.asarray(sequence, np.int64)
    weights = np.ones(len(inputs), np.float32)
    weights[-1:] = 0
    return Datum(inputs=inputs, targets=np.roll(inputs, -1), weights=weights)
