"""What the service leaves unsummed: the loss of a batch from its targets' log-probabilities.

Formulas of the Tinker API, as in `tutortrain.types.Loss`. Services differ in which sums they return (the
hosted one `loss:sum`, others a loss a token, some a mean), so the sum is always taken here, in float64.
"""

import numpy as np
from numpy.typing import NDArray

from tutortrain.types import Datum, Loss


def summed_loss(datum: Datum, logprobs: NDArray[np.floating], loss: Loss) -> float:
    """logprobs, like the datum's targets [T] or [T, K] -> the sum over all weighted targets."""
    kept = datum.weights != 0
    weights, now = datum.weights[kept].astype(np.float64), logprobs[kept].astype(np.float64)
    if loss.name == "cross_entropy":
        return -float(weights @ now)
    assert datum.logprobs is not None  # refused when the batch was submitted
    ratio = np.exp(now - datum.logprobs[kept])
    clipped = ratio.clip(1 - loss.clip_low, 1 + loss.clip_high)
    if loss.name == "importance_sampling":
        return -float(weights @ ratio)
    if loss.name == "ppo":
        return -float(np.minimum(weights * ratio, weights * clipped).sum())
    return -float((weights * clipped) @ now)
