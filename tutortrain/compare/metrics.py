"""Final metrics of several runs side by side."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.runs.metrics import lower_is_better

_ELSEWHERE: Final = ("benchmark/", "time/")
"""Scores have intervals and a table of their own; clocks are no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One key with its final value in each run, None where a run has none; `best` is an index into them."""

    key: str
    values: tuple[float | None, ...]
    best: int | None

    @property
    def is_shared(self) -> bool:
        """Whether two runs or more have it."""
        return sum(value is not None for value in self.values) > 1

    @property
    def differences(self) -> tuple[float | None, ...]:
        """Each value less the first run's."""
        first = self.values[0]
        return tuple(None if value is None or first is None else value - first for value in self.values)


def compare_metrics(finals: Sequence[Mapping[str, float]]) -> tuple[Metric, ...]:
    """`finals` as run.json holds them under metrics.final, one a run; keys are sorted."""
    keys = sorted({key for final in finals for key in final if not key.startswith(_ELSEWHERE)})
    return tuple(_metric(key, tuple(final.get(key) for final in finals)) for key in keys)


def best_index(values: Sequence[float | None], higher_is_better: bool | None) -> int | None:
    """Where the best value stands; None for an unknown direction, fewer than two values, or equal ones."""
    known = {
        index: value for index, value in enumerate(values) if value is not None and not math.isnan(value)
    }
    if higher_is_better is None or len(set(known.values())) < 2:
        return None
    return (max if higher_is_better else min)(known, key=known.__getitem__)


def _metric(key: str, values: tuple[float | None, ...]) -> Metric:
    lower = lower_is_better(key)
    return Metric(key=key, values=values, best=best_index(values, None if lower is None else not lower))
