"""Attention over packed sequences, plugged into transformers under a name of our own.

transformers lets a model's attention be exchanged (`AttentionInterface`) and hands extra keyword arguments
of the model's call down to it. Ours takes `lengths` and attends within each sequence only, by PyTorch's
fused causal kernel: no mask is built, no padding computed. Without `lengths` it is transformers' own `sdpa`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

PACKED: Final = "tutortrain_packed"
_UNSUPPORTED: Final = ("sliding_window", "softcap", "s_aux", "position_bias")
"""Arguments by which models ask for attention that `lengths` alone does not describe."""


class CannotPackError(ValueError):
    """The model's attention is more than causal attention within a sequence."""


def attend(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    lengths: Sequence[int] | None = None,
    **options: Any,
) -> tuple[Tensor, None]:
    """query [1, H, N, D], key and value [1, key H, N, D] -> [1, N, H, D]; the interface is transformers'."""
    if lengths is None:
        out, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **options)
        return out, None
    if asked := [name for name in _UNSUPPORTED if options.get(name) is not None]:
        raise CannotPackError(f"packed attention knows no {asked[0]}")
    # PyTorch's bfloat16 backward kernel for CPUs takes four times as long as its float32 one.
    dtype = torch.float32 if query.device.type == "cpu" else query.dtype
    parts = [torch.split(each.to(dtype), list(lengths), dim=2) for each in (query, key, value)]
    kernel = partial(
        scaled_dot_product_attention,
        is_causal=True,
        scale=options.get("scaling"),
        dropout_p=options.get("dropout", 0.0),
        enable_gqa=query.shape[1] != key.shape[1],
    )
    out = torch.cat([kernel(*sequence) for sequence in zip(*parts, strict=True)], dim=2)
    return out.to(query.dtype).transpose(1, 2), None


def mask_if_padded(*args: Any, attention_mask: Tensor | None = None, **options: Any) -> Tensor | None:
    """Packed calls pass no mask and need none; padded ones get transformers' own."""
    return None if attention_mask is None else sdpa_mask(*args, attention_mask=attention_mask, **options)


AttentionInterface.register(PACKED, attend)
AttentionMaskInterface.register(PACKED, mask_if_padded)


@torch.no_grad()
def enable_packing(model: PreTrainedModel) -> bool:
    """Switches the model to packed attention if it stays itself under it; says whether it did.

    It does if what lies before a sequence does not change it, which recurrent layers and attention with a
    window fail. Models that cannot be packed are computed one sequence at a time.
    """
    before = model.config._attn_implementation
    model.set_attn_implementation(PACKED)
    try:
        if model.config._attn_implementation == PACKED and _ignores_what_lies_before(model):
            return True
    except (CannotPackError, TypeError):  # TypeError: the model does not hand `lengths` down
        pass
    model.set_attn_implementation(before)
    return False


def _ignores_what_lies_before(model: PreTrainedModel) -> bool:
    """Compares a sequence's logits behind two different ones."""
    device = model.device
    positions = torch.tensor([[0, 1, 2, 0, 1]], device=device)
    both = [
        model(
            input_ids=torch.tensor([[*front, 3, 4]], device=device),
            position_ids=positions,
            lengths=(3, 2),
            use_cache=False,
        ).logits[0, 3:]
        for front in ((1, 2, 3), (4, 3, 2))
    ]
    return torch.allclose(both[0], both[1], rtol=0.02, atol=1e-3)
