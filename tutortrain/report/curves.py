"""The curves of metrics.jsonl, thinned so that many long runs still fit a small file."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.report.subjects import Run
from tutortrain.runs import metrics
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP

NUM_POINTS: Final = 40_000
"""Points of all curves together: about 0.4 MB."""
FEWEST_COLUMNS: Final = 40
MOST_COLUMNS: Final = 1000
"""More than a screen has room for."""
SHOWN: Final = frozenset(
    {"train/loss", "eval/loss", "rollout/reward", "rollout/verdict/correct", "rollout/teacher_kl"}
)
CLOCKS: Final = "time/"
Points = list[tuple[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One run's values of a key; None where a value was not finite.

    gaps: the first step, then the distance of each step from the one before, which is shorter to write.
    """

    run: int
    gaps: tuple[int, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One key, all runs overlaid; `shown` at first, or only when asked for."""

    key: str
    shown: bool
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """columns: how many pieces a curve's steps were cut into where it was thinned; None if none was."""

    charts: tuple[Chart, ...]
    columns: int | None


def read_charts(runs: Sequence[Run]) -> Charts:
    """Clocks and speeds are left out; a key that most people want stands first."""
    logs = [metrics.read(run.directory.metrics) for run in runs]
    found = [_by_key(rows) for rows in logs]
    keys = sorted({key for one in found for key in one}, key=lambda key: (key not in SHOWN, key))
    num_curves = sum(map(len, found))
    columns = max(FEWEST_COLUMNS, min(MOST_COLUMNS, NUM_POINTS // (2 * max(1, num_curves))))
    thinned = any(len(points) > 2 * columns for one in found for points in one.values())
    return Charts(
        charts=tuple(_chart(key, found, columns) for key in keys), columns=columns if thinned else None
    )


def thin(points: Points, columns: int) -> Points:
    """The lowest and the highest point of each of `columns` equal stretches of steps, and both ends.

    A value that is not finite stays, one a stretch, so that a loss of nan is seen. A curve of at most two
    points a stretch is given back as it is.
    """
    if len(points) <= 2 * columns:
        return points
    first, last = points[0][0], points[-1][0]
    stretches: dict[int, Points] = {}
    for point in points:
        column = min(columns - 1, (point[0] - first) * columns // max(1, last - first))
        stretches.setdefault(column, []).append(point)
    kept = {points[0], points[-1], *(one for stretch in stretches.values() for one in _extremes(stretch))}
    return sorted(kept, key=lambda point: point[0])


def _extremes(stretch: Points) -> Iterator[tuple[int, float]]:
    finite = [point for point in stretch if math.isfinite(point[1])]
    if finite:
        yield min(finite, key=lambda point: point[1])
        yield max(finite, key=lambda point: point[1])
    if len(finite) < len(stretch):
        yield next(point for point in stretch if not math.isfinite(point[1]))


def _by_key(rows: Sequence[Row]) -> dict[str, Points]:
    found: dict[str, Points] = {}
    for row in rows:
        for key, value in row.items():
            if key != STEP and not key.startswith(CLOCKS):
                found.setdefault(key, []).append((row[STEP], value))
    return found


def _chart(key: str, found: Sequence[Mapping[str, Points]], columns: int) -> Chart:
    curves = (_curve(run, thin(one[key], columns)) for run, one in enumerate(found) if key in one)
    return Chart(key=key, shown=key in SHOWN, curves=tuple(curves))


def _curve(run: int, points: Points) -> Curve:
    steps = [step for step, _ in points]
    return Curve(
        run=run,
        gaps=tuple(step - before for before, step in zip([0, *steps], steps, strict=False)),
        values=tuple(float(f"{value:.5g}") if math.isfinite(value) else None for _, value in points),
    )
