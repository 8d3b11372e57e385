"""Log-probabilities of given tokens: the one forward pass that training and scoring share."""

import torch
from torch import Tensor
from transformers import PreTrainedModel

from tutortrain.backends.local.packing import Packed


def target_logprobs(model: PreTrainedModel, packed: Packed) -> Tensor:
    """[M, K] natural log-probabilities of the targets, in float32 and differentiable.

    The vocabulary projection, the largest matrix of small models, runs on the M kept positions only; it is
    the model's own (`logits_to_keep`), so scaled and capped logits stay what they are.
    """
    logits = _logits(model, packed)
    chosen = logits.gather(1, packed.targets).float()
    return chosen - torch.logsumexp(logits.float(), dim=1, keepdim=True)


def top_logprobs(model: PreTrainedModel, packed: Packed, count: int) -> tuple[Tensor, Tensor]:
    """[M, count] likeliest tokens at the kept positions, the likeliest first, and their log-probabilities."""
    logprobs = torch.log_softmax(_logits(model, packed).float(), dim=1)
    values, tokens = logprobs.topk(count, dim=1)
    return tokens, values


def _logits(model: PreTrainedModel, packed: Packed) -> Tensor:
    """[M, vocabulary] logits of the kept positions."""
    extra = {"lengths": packed.lengths} if len(packed.lengths) > 1 else {}
    output = model(
        input_ids=packed.tokens,
        position_ids=packed.positions,
        logits_to_keep=packed.kept,
        use_cache=False,
        **extra,
    )
    logits: Tensor = output.logits[0]
    return logits
