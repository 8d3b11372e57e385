"""A softmax over yes-or-no features, and the small file that its weights lie in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tutortrain.curriculum.taxonomy import cluster_of

Array = NDArray[np.float32]
_STEPS: Final = 127
"""Weights are rounded to so many steps on each side of zero, each class by itself."""


@dataclass(frozen=True, kw_only=True)
class Linear:
    """classes: codes [C]; vocabulary: a feature's row in `weights` [V, C]; bias [C].

    shift: what is added to the log-odds of a confidence, for problems of collections never seen.
    """

    classes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    weights: Array
    bias: Array
    shift: float

    @cached_property
    def clusters(self) -> Mapping[str, NDArray[np.int64]]:
        """The clusters of the classes, each with its classes' columns."""
        found = defaultdict(list)
        for column, code in enumerate(self.classes):
            found[cluster_of(code)].append(column)
        return {cluster: np.array(columns) for cluster, columns in found.items()}

    def known(self, features: Iterable[str]) -> list[int]:
        """The rows of those features that have one, in order: sums then come out alike in every process."""
        rows = map(self.vocabulary.get, features)
        return sorted(row for row in rows if row is not None)

    def probabilities(self, rows: Sequence[Sequence[int]]) -> Array:
        """[B, C], of as many problems, each given as rows of `weights`."""
        scores: Array = np.stack([self.weights[each].sum(axis=0) for each in rows]) + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def save(self, path: Path) -> None:
        """An archive of arrays without any Python objects in it; a few hundred kilobytes."""
        scale = np.maximum(np.abs(self.weights).max(axis=0), 1e-9) / _STEPS
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            weights=np.round(self.weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=self.bias.astype(np.float32),
            shift=np.array(self.shift),
        )


def load_linear(path: Path) -> Linear:
    """What `save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        names = file["vocabulary"].tobytes().decode().split("\n")
        return Linear(
            classes=tuple(map(str, file["classes"])),
            vocabulary={name: row for row, name in enumerate(names)},
            weights=file["weights"].astype(np.float32) * file["scale"],
            bias=file["bias"],
            shift=float(file["shift"]),
        )
