"""The curves of metrics.jsonl, thinned so that many long runs still fit a small file."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tutortrain.report.subjects import Run
from tutortrain.report.words import CURVES
from tutortrain.runs import metrics
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP

NUM_POINTS: Final = 40_000
"""Points of all curves together: about 0.4 MB."""
FEWEST_COLUMNS: Final = 40
MOST_COLUMNS: Final = 1000
"""More than a screen has room for."""
CLOCKS: Final = "time/"


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
    """One key, all runs overlaid; one without `words` is shown only when asked for."""

    key: str
    words: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """columns: how many stretches a curve was cut into where it was thinned; None if none was."""

    charts: tuple[Chart, ...]
    columns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Logged:
    """All that a run logged of a key, in two lists: a pair for every step would be slow to make."""

    steps: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


def read_charts(runs: Sequence[Run]) -> Charts:
    """Clocks and speeds are left out; a key that most people want stands first."""
    found = [_by_key(metrics.read(run.directory.metrics)) for run in runs]
    others = sorted({key for one in found for key in one} - CURVES.keys())
    keys = [*(key for key in CURVES if any(key in one for one in found)), *others]
    num_curves = sum(map(len, found))
    columns = max(FEWEST_COLUMNS, min(MOST_COLUMNS, NUM_POINTS // (2 * max(1, num_curves))))
    thinned = any(len(logged.steps) > 2 * columns for one in found for logged in one.values())
    return Charts(
        charts=tuple(_chart(key, found, columns) for key in keys), columns=columns if thinned else None
    )


def thin(values: Sequence[float], columns: int) -> Sequence[int]:
    """Where the lowest and the highest of each of `columns` stretches of equal length stand, and both ends.

    A value that is not finite stays, one a stretch, so that a loss of nan is seen. Of at most two values a
    stretch all stay.
    """
    places = range(len(values))
    if len(values) <= 2 * columns:
        return places
    size = math.ceil(len(values) / columns)
    stretches = (places[start : start + size] for start in places[::size])
    extremes = (place for stretch in stretches for place in _extremes(values, stretch))
    return sorted({places[0], places[-1], *extremes})


def _extremes(values: Sequence[float], stretch: range) -> Iterator[int]:
    finite = [place for place in stretch if math.isfinite(values[place])]
    if finite:
        yield min(finite, key=values.__getitem__)
        yield max(finite, key=values.__getitem__)
    if len(finite) < len(stretch):
        yield next(place for place in stretch if not math.isfinite(values[place]))


def _by_key(rows: Sequence[Row]) -> dict[str, _Logged]:
    found: dict[str, _Logged] = defaultdict(_Logged)
    for row in rows:
        for key, value in row.items():
            if key != STEP and not key.startswith(CLOCKS):
                logged = found[key]
                logged.steps.append(row[STEP])
                logged.values.append(value)
    return found


def _chart(key: str, found: Sequence[Mapping[str, _Logged]], columns: int) -> Chart:
    curves = (_curve(run, one[key], columns) for run, one in enumerate(found) if key in one)
    return Chart(key=key, words=CURVES.get(key, ""), curves=tuple(curves))


def _curve(run: int, logged: _Logged, columns: int) -> Curve:
    kept = thin(logged.values, columns)
    steps = [logged.steps[place] for place in kept]
    values = [logged.values[place] for place in kept]
    return Curve(
        run=run,
        gaps=tuple(step - before for before, step in zip([0, *steps], steps, strict=False)),
        values=tuple(value if math.isfinite(value) else None for value in values),
    )
