"""What the optimizer works on: float32 masters of the trained weights, whatever the model computes in.

bfloat16 keeps 8 bits of a number: a weight of 1 plus a step of 1e-3 is 1 again. So the model computes with
bfloat16 copies, while gradients are summed and AdamW moves its weights in float32; for adapters and for full
fine-tuning alike. Where the model computes in float32 the masters are its own weights.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from tutortrain.types import Adam


class Weights:
    """The trained weights of `module`, their gradients and AdamW's state; the module computes in `dtype`."""

    def __init__(self, module: nn.Module, dtype: torch.dtype) -> None:
        trained = {name: p for name, p in module.named_parameters() if p.requires_grad}
        self._masters = {
            name: p if dtype == torch.float32 else nn.Parameter(p.detach().clone())
            for name, p in trained.items()
        }
        self._copies = (
            [] if dtype == torch.float32 else [(p, self._masters[name]) for name, p in trained.items()]
        )
        for copy, _ in self._copies:
            copy.data = copy.data.to(dtype)
        self._optimizer = torch.optim.AdamW(self._masters.values(), lr=0.0, fused=True)

    def collect(self) -> None:
        """Adds the module's gradients to the masters' and clears them; due after every backward pass."""
        for copy, master in self._copies:
            if copy.grad is None:
                continue
            if master.grad is None:
                master.grad = copy.grad.float()
            else:
                master.grad += copy.grad
            copy.grad = None

    def step(self, adam: Adam) -> float:
        """One AdamW update (Loshchilov and Hutter 2019) from what was collected; the norm before clipping."""
        norm = clip_grad_norm_(self._masters.values(), adam.grad_clip_norm or float("inf"))
        for group in self._optimizer.param_groups:
            group.update(
                lr=adam.lr, betas=(adam.beta1, adam.beta2), eps=adam.eps, weight_decay=adam.weight_decay
            )
        self._optimizer.step()
        self._optimizer.zero_grad()
        with torch.no_grad():
            for copy, master in self._copies:
                copy.copy_(master)
        return float(norm)

    def values(self) -> dict[str, Tensor]:
        """The masters by their names in the module."""
        return {name: master.detach() for name, master in self._masters.items()}

    def optimizer_state(self) -> dict[str, Any]:
        """AdamW's moments and step counts, for `restore_optimizer`."""
        return self._optimizer.state_dict()

    def restore_optimizer(self, state: dict[str, Any]) -> None:
        """Puts back what `optimizer_state` gave. Raises ValueError if it belongs to other weights."""
        self._optimizer.load_state_dict(state)
