"""Sequences laid end to end in one row, so that no padding is ever computed.

Dimensions: N tokens of all sequences together, M positions that carry weight, K targets a position.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from tutortrain.types import Datum


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packed:
    """A micro-batch as the model takes it.

    tokens, positions: [1, N]; positions start again at 0 with every sequence.
    lengths: of the sequences, in order; their sum is N.
    kept: [M], places among the N where something is learned.
    targets, weights: [M, K]; sampled: [M] log-probabilities under which the first targets were sampled.
    """

    tokens: Tensor
    positions: Tensor
    lengths: tuple[int, ...]
    kept: Tensor
    targets: Tensor
    weights: Tensor
    sampled: Tensor | None


def micro_batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Indices in groups of at most `budget` tokens; a sequence longer than that goes alone.

    Sorted by length, for attention costs the square of it and similar neighbours make even groups.
    """
    groups: list[list[int]] = []
    room = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not groups or lengths[index] > room:
            groups.append([])
            room = budget
        groups[-1].append(index)
        room -= lengths[index]
    return groups


def pack(batch: Sequence[Datum], device: torch.device) -> Packed:
    """Lays the data end to end. All of them have the same number of targets a token, and all or none
    `logprobs`.

    Raises ValueError if they do not.
    """
    weights = np.concatenate([_columns(datum.weights) for datum in batch])
    kept = np.flatnonzero(weights.any(axis=1))
    targets = np.concatenate([_columns(datum.targets) for datum in batch])
    sampled = [datum.logprobs for datum in batch if datum.logprobs is not None]
    if sampled and len(sampled) < len(batch):
        raise ValueError("some data of the batch have sampling log-probabilities and some have none")
    tensor = torch.as_tensor
    return Packed(
        tokens=tensor(np.concatenate([datum.inputs for datum in batch]), device=device)[None],
        positions=tensor(np.concatenate([np.arange(len(d.inputs)) for d in batch]), device=device)[None],
        lengths=tuple(len(datum.inputs) for datum in batch),
        kept=tensor(kept, device=device),
        targets=tensor(targets[kept], device=device),
        weights=tensor(weights[kept], device=device),
        sampled=tensor(np.concatenate(sampled)[kept], device=device) if sampled else None,
    )


def unpack(values: Tensor, packed: Packed) -> list[np.ndarray]:
    """[M] values of the kept positions to one [T] array a sequence, 0 where nothing was kept; [M, K] to
    [T, K]. Integers stay what they are, all else becomes float32.
    """
    kept = (values.float() if values.is_floating_point() else values).cpu().numpy()
    row = np.zeros((sum(packed.lengths), *kept.shape[1:]), kept.dtype)
    row[packed.kept.cpu().numpy()] = kept
    return np.split(row, np.cumsum(packed.lengths)[:-1])


def _columns(values: np.ndarray) -> np.ndarray:
    """[T] as [T, 1]; [T, K] as it is."""
    return values[:, None] if values.ndim == 1 else values
