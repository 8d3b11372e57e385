"""How far the model that learns is from the model that sampled what it learns from."""

from collections.abc import Sequence

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.types import Datum, Metrics, Pass


def drift(minibatches: Sequence[Sequence[Datum]], passes: Sequence[Pass]) -> Metrics:
    """KL(sampler || learner) in nats a token, over all tokens with credit; {} if nothing was sampled.

    `train/kl_sampler`: in the first minibatch, before any update, where only the arithmetic of sampling and
    training can differ; `train/kl_policy`: over all minibatches, so it grows with every update between.
    The estimate is mean(r - 1 - log r) with r = p_learner / p_sampler (Schulman 2020, "Approximating KL
    Divergence"): never negative, and of low variance.
    """
    parts = [_log_ratios(data, result) for data, result in zip(minibatches, passes, strict=True)]
    if not parts or not len(parts[0]):
        return {}
    return {"train/kl_sampler": _kl(parts[0]), "train/kl_policy": _kl(np.concatenate(parts))}


def _log_ratios(data: Sequence[Datum], result: Pass) -> Floats:
    return np.concatenate(
        [np.zeros(0, np.float32)]
        + [
            (logprobs - datum.logprobs)[datum.weights != 0]
            for datum, logprobs in zip(data, result.logprobs, strict=True)
            if datum.logprobs is not None
        ]
    )


def _kl(log_ratios: Floats) -> float:
    return float(np.mean(np.expm1(log_ratios) - log_ratios))
