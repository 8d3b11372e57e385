"""A LoRA layer's forward and backward pass with as few passes over memory as there can be.

PEFT computes base(x) + B(A(x)) * scaling: beside the products, two walks over the layer's whole output
forward and as many backward, in every linear layer. Here the scaling is applied to the narrow middle and the
sums are part of the matrix products (`addmm`). The result is PEFT's up to rounding; weights, names and
saving stay PEFT's.

Dimensions: N tokens, I inputs, O outputs, R rank.
"""

from functools import partial
from typing import Any

import torch
from peft import PeftModel
from peft.tuners.lora import Linear as LoraLinear
from torch import Tensor


class AdaptedLinear(torch.autograd.Function):
    """x [N, I], weight [O, I], bias [O] or None, a [R, I], b [O, R] -> [N, O]; the base gets no gradient."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, a: Tensor, b: Tensor, scaling: float
    ) -> Tensor:
        narrow = (x @ a.T).mul_(scaling)
        ctx.save_for_backward(x, narrow, weight, a, b)
        ctx.scaling = scaling
        return torch.nn.functional.linear(x, weight, bias).addmm_(narrow, b.T)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, narrow, weight, a, b = ctx.saved_tensors
        grad_narrow = (grad @ b).mul_(ctx.scaling)
        grad_x = (grad @ weight).addmm_(grad_narrow, a) if ctx.needs_input_grad[0] else None
        return grad_x, None, None, grad_narrow.T @ x, grad.T @ narrow, None


def fuse_adapters(model: PeftModel) -> None:
    """Lets LoRA layers over plain linear ones compute by `AdaptedLinear`; for adapters without dropout."""
    for module in model.modules():
        if type(module) is LoraLinear and type(module.get_base_layer()) is torch.nn.Linear:
            module.forward = partial(_forward, module)


def _forward(layer: LoraLinear, x: Tensor) -> Tensor:
    """In place of `LoraLinear.forward`."""
    base, name = layer.get_base_layer(), layer.active_adapters[0]
    flat = x.reshape(-1, x.shape[-1])
    out = AdaptedLinear.apply(  # type: ignore[no-untyped-call]
        flat,
        base.weight,
        base.bias,
        layer.lora_A[name].weight,
        layer.lora_B[name].weight,
        layer.scaling[name],
    )
    return out.view(*x.shape[:-1], -1)  # type: ignore[no-any-return]
