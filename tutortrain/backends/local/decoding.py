"""Decoding side by side: a prompt is read once for all its samples, and a finished sample leaves the batch.

Dimensions: P prompts, S samples asked for, B sequences still in the batch, T positions so far.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import PreTrainedModel

from tutortrain.backends.local.cache import growing_cache
from tutortrain.backends.local.choosing import choose
from tutortrain.types import Sample, SamplingParams, StopReason

_COMPACT_BELOW: Final = 0.8
"""The batch is copied without its finished sequences when less than this share of it is still going."""


class Batch:
    """Sequences in the model's cache, padded on the left so that all of them grow at the same place."""

    def __init__(self, model: PreTrainedModel, prompts: Sequence[Sequence[int]]) -> None:
        self._model = model
        self._cache = growing_cache(model.config)
        longest = max(len(prompt) for prompt in prompts)
        padded = [[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        mask = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        self._mask = torch.tensor(mask, device=model.device)
        self.logits = self._read(torch.tensor(padded, device=model.device))

    def extend(self, tokens: Tensor) -> None:
        """tokens [B]: one more for each sequence; `logits` [B, V] then tell what may follow."""
        self._mask = torch.cat([self._mask, self._mask.new_ones(len(tokens), 1)], dim=1)
        self.logits = self._read(tokens[:, None])

    def select(self, rows: Tensor) -> None:
        """Keeps these sequences, in this order; one that occurs twice is there twice."""
        self._cache.batch_select_indices(rows)
        self._mask = self._mask[rows]
        self.logits = self.logits[rows]

    def _read(self, tokens: Tensor) -> Tensor:
        positions = (self._mask.cumsum(dim=1) - 1).clamp(min=0)[:, -tokens.shape[1] :]
        return self._model(  # type: ignore[no-any-return]
            input_ids=tokens,
            attention_mask=self._mask,
            position_ids=positions,
            past_key_values=self._cache,
            logits_to_keep=1,
            use_cache=True,
        ).logits[:, -1]


@torch.inference_mode()
def decode(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    owners: Sequence[int],
    uniform: NDArray[np.float64],
    params: SamplingParams,
) -> list[Sample]:
    """One sample for each of `owners`, which are indices of `prompts`; uniform [S, max_tokens] decides the draws."""
    device = model.device
    batch, draws = Batch(model, prompts), torch.as_tensor(uniform, device=device)
    batch.select(torch.tensor(owners, device=device))
    rows = torch.arange(len(owners), device=device)  # [B] which sample each row of the batch is
    done = torch.zeros(len(owners), dtype=torch.bool, device=device)
    stop = torch.tensor(params.stop, dtype=torch.long, device=device)
    tokens = torch.zeros(len(owners), params.max_tokens, dtype=torch.long, device=device)
    logprobs = torch.zeros(len(owners), params.max_tokens, device=device)
    for step in range(params.max_tokens):
        chosen, logprobs[rows, step] = choose(batch.logits, params, draws[rows, step])
        tokens[rows, step] = chosen
        done |= torch.isin(chosen, stop)
        going = int((~done).sum())
        if going == 0 or step + 1 == params.max_tokens:
            break
        if going < _COMPACT_BELOW * len(done):
            keep = (~done).nonzero()[:, 0]
            batch.select(keep)
            rows, done, chosen = rows[keep], done[keep], chosen[keep]
        batch.extend(chosen)
    return _samples(tokens.tolist(), logprobs.tolist(), params)


def _samples(tokens: list[list[int]], logprobs: list[list[float]], params: SamplingParams) -> list[Sample]:
    """Cuts every row behind its first stop token; what was decoded after it, while it waited to leave, is dropped."""
    samples = []
    for row, values in zip(tokens, logprobs, strict=True):
        end = next((i + 1 for i, token in enumerate(row) if token in params.stop), None)
        cut = len(row) if end is None else end
        reason: StopReason = "length" if end is None else "stop"
        samples.append(Sample(tokens=tuple(row[:cut]), logprobs=tuple(values[:cut]), stop_reason=reason))
    return samples
