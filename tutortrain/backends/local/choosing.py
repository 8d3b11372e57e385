"""Which token comes next: random numbers that belong to one sample alone, turned into a choice.

Dimensions: B sequences, V tokens of the vocabulary.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutortrain.types import SamplingParams


def uniforms(params: SamplingParams, prompt: int, sample: int) -> NDArray[np.float64]:
    """[max_tokens] numbers in [0, 1) keyed by (seed, prompt index, sample index) and nothing else."""
    return np.random.default_rng([params.seed, prompt, sample]).random(params.max_tokens)


def choose(logits: Tensor, params: SamplingParams, uniform: Tensor) -> tuple[Tensor, Tensor]:
    """logits [B, V], uniform [B] -> tokens [B], their log-probabilities [B] at temperature 1."""
    logits = logits.float()
    tokens = logits.argmax(dim=1) if params.temperature == 0 else _draw(logits, params, uniform)
    chosen = logits.gather(1, tokens[:, None])[:, 0]
    return tokens, chosen - torch.logsumexp(logits, dim=1)


def _draw(logits: Tensor, params: SamplingParams, uniform: Tensor) -> Tensor:
    """Inverts the cumulative distribution at `uniform`."""
    if not params.top_k and params.top_p >= 1:
        return _invert(torch.softmax(logits / params.temperature, dim=1), uniform)
    size = min(params.top_k or logits.shape[1], logits.shape[1])
    top, order = logits.topk(size, dim=1)
    probabilities = torch.softmax(top / params.temperature, dim=1)
    before = probabilities.cumsum(dim=1) - probabilities
    kept = probabilities.masked_fill(
        before >= params.top_p, 0
    )  # the first always stays: nothing is before it
    return order.gather(1, _invert(kept, uniform)[:, None])[:, 0]


def _invert(probabilities: Tensor, uniform: Tensor) -> Tensor:
    """[B, V] unnormalised, [B] -> the index into whose stretch of the cumulative sum `uniform` falls."""
    cumulative = probabilities.double().cumsum(dim=1)
    target = uniform.to(cumulative) * cumulative[:, -1]
    index = torch.searchsorted(cumulative, target[:, None], right=True)[:, 0]
    last = (probabilities > 0).long().cumsum(dim=1).argmax(dim=1)  # against a sum rounded below `target`
    return index.minimum(last)
