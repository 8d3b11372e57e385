"""Cutting a batch of completions into optimiser steps, and what "mean" means for their summed loss."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tutortrain.config.method import PolicyLossConfig
from tutortrain.types import Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """A completion to learn from: `num_tokens` of it count in a mean, those whose credit is 0 included."""

    datum: Datum
    num_tokens: int


def minibatches(
    data: Sequence[Credited], config: PolicyLossConfig, max_tokens: int, key: Sequence[int]
) -> tuple[tuple[Datum, ...], ...]:
    """`num_epochs` times all data in `num_minibatches` parts, each time in another order that `key` decides.

    Each part's weights are scaled, so that its summed loss is its mean; empty parts are left out.
    """
    parts = []
    for epoch in range(config.num_epochs):
        order = np.random.default_rng([*key, epoch]).permutation(len(data))
        for chosen in np.array_split(order, config.num_minibatches):
            if len(chosen):
                parts.append(_averaged([data[index] for index in chosen], config, max_tokens))
    return tuple(parts)


def _averaged(data: Sequence[Credited], config: PolicyLossConfig, max_tokens: int) -> tuple[Datum, ...]:
    """`token` divides by the tokens of all (DAPO, Yu et al. 2025, arXiv:2503.14476), `sequence` by those of
    each sequence and the number of sequences (GRPO, Shao et al. 2024, arXiv:2402.03300), `constant` by
    max_tokens for each sequence, which favours no length (Dr. GRPO, Liu et al. 2025, arXiv:2503.20783).
    """
    match config.average:
        case "token":
            divisors = [sum(credited.num_tokens for credited in data)] * len(data)
        case "sequence":
            divisors = [credited.num_tokens * len(data) for credited in data]
        case "constant":
            divisors = [max_tokens * len(data)] * len(data)
    return tuple(
        replace(credited.datum, weights=credited.datum.weights / np.float32(divisor))
        for credited, divisor in zip(data, divisors, strict=True)
    )
