"""Keys and values of a batch that grows by one token a step and loses rows on the way."""

import torch
from torch import Tensor
from transformers import DynamicCache, PreTrainedConfig
from transformers.cache_utils import DynamicLayer

_SLACK = 64
"""Tokens by which a full buffer grows."""


class GrowingLayer(DynamicLayer):  # type: ignore[misc]
    """Appends by writing into spare room; transformers' own layer copies all it holds for every token."""

    keys: Tensor
    values: Tensor

    def __init__(self) -> None:
        super().__init__()
        self._buffers: tuple[Tensor, Tensor] | None = None

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: object, **kwargs: object
    ) -> tuple[Tensor, Tensor]:
        """Both [B, H, new, D] -> all of them so far [B, H, T, D], as views of the buffers."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start, stop = self.get_seq_length(), self.get_seq_length() + key_states.shape[2]
        if self._buffers is None or self._buffers[0].shape[2] < stop:
            self._buffers = (_roomier(self.keys, key_states, stop), _roomier(self.values, value_states, stop))
        for buffer, new in zip(self._buffers, (key_states, value_states), strict=True):
            buffer[:, :, start:stop] = new
        self.keys, self.values = (buffer[:, :, :stop] for buffer in self._buffers)
        return self.keys, self.values

    def batch_select_indices(self, indices: Tensor) -> None:
        """Keeps these rows, in this order; unless the batch grows, only rows that change place are copied."""
        if self._buffers is None or len(indices) > len(self._buffers[0]):
            super().batch_select_indices(indices)
            self._buffers = None
            return
        length = self.get_seq_length()
        moved = (indices != torch.arange(len(indices), device=indices.device)).nonzero()[:, 0]
        for buffer in self._buffers:
            buffer[moved, :, :length] = buffer[indices[moved], :, :length]
        self._buffers = (self._buffers[0][: len(indices)], self._buffers[1][: len(indices)])
        self.keys, self.values = (buffer[:, :, :length] for buffer in self._buffers)


def growing_cache(config: PreTrainedConfig) -> DynamicCache:
    """An empty cache for this model; layers that are not plain attention stay transformers' own."""
    cache = DynamicCache(config=config)
    cache.layers = [GrowingLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    if not cache.layers:
        cache.layer_class_to_replicate = GrowingLayer
    return cache


def _roomier(old: Tensor, new: Tensor, length: int) -> Tensor:
    """A buffer like `new` [B, H, _, D] with room for `length` tokens and some more, beginning with `old`."""
    batch, heads, _, size = new.shape
    buffer = torch.empty(batch, heads, length + _SLACK, size, dtype=new.dtype, device=new.device)
    if old.numel():
        buffer[:, :, : old.shape[2]] = old
    return buffer
