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

from tutortrain.backends.local.attention import PACKED
from tutortrain.backends.local.cache import growing_cache
from tutortrain.backends.local.choosing import choose
from tutortrain.types import Sample, SamplingParams, StopReason

_COMPACT_BELOW: Final = 0.8
"""The batch is copied without its finished sequences when less than this share of it is still going."""


class Batch:
    """Sequences in the model's cache, padded on the left so that all of them grow at the same place.

    `logits` [B, V] tell what may follow each of them.
    """

    def __init__(self, model: PreTrainedModel, prompts: Sequence[Sequence[int]]) -> None:
        self._model = model
        self._cache = growing_cache(model.config)
        longest = max(len(prompt) for prompt in prompts)
        padded = [[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        seen = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        self._seen = torch.tensor(seen, device=model.device)  # [B, T], 0 where padding is
        self._lengths = self._seen.sum(dim=1)
        positions = (self._seen.cumsum(dim=1) - 1).clamp(min=0)
        self.logits = self._read(torch.tensor(padded, device=model.device), positions, self._seen)

    def extend(self, tokens: Tensor) -> None:
        """tokens [B]: one more for each sequence."""
        self._seen = torch.cat([self._seen, self._seen.new_ones(len(tokens), 1)], dim=1)
        self.logits = self._read(tokens[:, None], self._lengths[:, None], self._mask_for_one())
        self._lengths = self._lengths + 1

    def select(self, rows: Tensor) -> None:
        """Keeps these sequences, in this order; one that occurs twice is there twice."""
        self._cache.batch_select_indices(rows)
        self._seen, self._lengths, self.logits = self._seen[rows], self._lengths[rows], self.logits[rows]

    def _mask_for_one(self) -> Tensor:
        """What a single new token attends to; where all layers see everything, as the kernel wants it.

        PyTorch's CPU kernel turns a mask of truths into numbers again in every layer, at half its own cost.
        """
        if self._model.config._attn_implementation != PACKED:
            return self._seen
        dtype = self._model.dtype
        return (1 - self._seen[:, None, None].to(dtype)) * torch.finfo(dtype).min

    def _read(self, tokens: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        output = self._model(
            input_ids=tokens,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=self._cache,
            logits_to_keep=1,
            use_cache=True,
        )
        logits: Tensor = output.logits[:, -1]
        return logits


@torch.inference_mode()
def decode(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    owners: Sequence[int],
    uniform: NDArray[np.float64],
    params: SamplingParams,
) -> list[Sample]:
    """One sample for each of `owners`, indices of `prompts`; uniform [S, max_tokens] decides the draws."""
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
            keep = _survivors(done)
            batch.select(keep)
            rows, done, chosen = rows[keep], done[keep], chosen[keep]
        batch.extend(chosen)
    return _samples(tokens.tolist(), logprobs.tolist(), params)


def _survivors(done: Tensor) -> Tensor:
    """Rows still going, those from behind in the places of finished ones, so that few rows have to move."""
    going = (~done).nonzero()[:, 0]
    keep = torch.arange(len(going), device=done.device)
    keep[done[: len(going)]] = going[going >= len(going)]
    return keep


def _samples(tokens: list[list[int]], logprobs: list[list[float]], params: SamplingParams) -> list[Sample]:
    """Cuts every row behind its first stop token; what it decoded while it waited to leave is dropped."""
    samples = []
    for row, values in zip(tokens, logprobs, strict=True):
        end = next((i + 1 for i, token in enumerate(row) if token in params.stop), None)
        cut = len(row) if end is None else end
        reason: StopReason = "length" if end is None else "stop"
        samples.append(Sample(tokens=tuple(row[:cut]), logprobs=tuple(values[:cut]), stop_reason=reason))
    return samples
