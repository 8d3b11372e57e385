"""Losses as functions of the targets' log-probabilities; each is a SUM over weighted tokens.

Names and formulas are those of the Tinker API. Dimensions: M positions, K targets a position.
"""

from torch import Tensor

from tutortrain.backends.local.packing import Packed
from tutortrain.types import Loss


def summed_loss(logprobs: Tensor, packed: Packed, loss: Loss) -> Tensor:
    """logprobs [M, K] -> scalar. Raises ValueError if a policy loss lacks the sampling log-probabilities."""
    if loss.name == "cross_entropy":
        return -(packed.weights * logprobs).sum()
    if packed.sampled is None:
        raise ValueError(f"{loss.name} needs the log-probabilities under which the targets were sampled")
    ratio = (logprobs - packed.sampled[:, None]).exp()
    clipped = ratio.clamp(1 - loss.clip_low, 1 + loss.clip_high)
    if loss.name == "importance_sampling":
        return -(packed.weights * ratio).sum()
    if loss.name == "ppo":
        return -(packed.weights * ratio).minimum(packed.weights * clipped).sum()
    return -(packed.weights * clipped.detach() * logprobs).sum()
