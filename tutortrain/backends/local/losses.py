"""Losses as functions of the targets' log-probabilities; each is a SUM over weighted tokens.

Names and formulas are those of the Tinker API (docs/losses.mdx of thinking-machines-lab/tinker-cookbook).
Dimensions: M positions, K targets a position; a policy loss learns from the one sampled token, its K is 1.
"""

from torch import Tensor

from tutortrain.backends.local.packing import Packed
from tutortrain.types import Loss


def summed_loss(logprobs: Tensor, packed: Packed, loss: Loss) -> Tensor:
    """logprobs [M, K] -> scalar. Raises ValueError if a policy loss lacks the sampling log-probabilities, or
    has several targets a token.
    """
    return token_losses(logprobs, packed, loss).sum()


def token_losses(logprobs: Tensor, packed: Packed, loss: Loss) -> Tensor:
    """logprobs [M, K] -> what each target adds to the loss, [M, K]. Raises ValueError as `summed_loss`."""
    if loss.name == "cross_entropy":
        return cross_entropy(logprobs, packed.weights)
    ratio = (logprobs - _sampled(packed, loss)).exp()
    clipped = ratio.clamp(1 - loss.clip_low, 1 + loss.clip_high)
    match loss.name:
        case "importance_sampling":
            return importance_sampling(ratio, packed.weights)
        case "ppo":
            return ppo(ratio, clipped, packed.weights)
        case "cispo":
            return cispo(logprobs, clipped, packed.weights)


def cross_entropy(logprobs: Tensor, weights: Tensor) -> Tensor:
    """-w * log p."""
    return -weights * logprobs


def importance_sampling(ratio: Tensor, credit: Tensor) -> Tensor:
    """-A * p / q: unbiased for samples of q; its gradient at p = q is that of REINFORCE (Williams 1992)."""
    return -credit * ratio


def ppo(ratio: Tensor, clipped: Tensor, credit: Tensor) -> Tensor:
    """-min(A * p / q, A * clip(p / q)), Schulman et al. 2017, arXiv:1707.06347.

    A token whose ratio has already left the clip range the way its credit pushes it has no gradient.
    """
    return -(credit * ratio).minimum(credit * clipped)


def cispo(logprobs: Tensor, clipped: Tensor, credit: Tensor) -> Tensor:
    """-A * stop_gradient(clip(p / q)) * log p, MiniMax 2025, arXiv:2506.13585: no token is let go."""
    return -credit * clipped.detach() * logprobs


def _sampled(packed: Packed, loss: Loss) -> Tensor:
    """[M, 1] log-probabilities under which the targets were sampled."""
    if packed.sampled is None:
        raise ValueError(f"{loss.name} needs the log-probabilities under which the targets were sampled")
    if packed.targets.shape[1] > 1:
        raise ValueError(
            f"{loss.name} takes the one target that was sampled, not {packed.targets.shape[1]} a token; "
            "several targets a token belong to cross_entropy"
        )
    return packed.sampled[:, None]
