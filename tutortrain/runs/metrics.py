"""metrics.jsonl: one row a step, and what a run comes down to.

A key is `train/loss`, `eval/loss`, `rollout/...`; clocks and speeds stand under `time/` and are no result.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import NoneType
from typing import Final

from tutortrain.closing import Closing
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import Appender, Row, read_rows, write_rows
from tutortrain.runs.strict_json import nan_for_null
from tutortrain.runs.typed_json import Number, stored

STEP = "step"
_KINDS: Final = frozenset({int, float, NoneType})
BENCHMARK = "benchmark/"
"""Final metrics under this prefix are scores, which metrics.jsonl does not hold."""


@stored
class Best:
    """The best value that a key ever had, and when."""

    value: float
    step: int


@stored
class Summary:
    """The last value of every key, and the best of those for which it is known which way is better."""

    final: Mapping[str, Number]
    best: Mapping[str, Best]


class MetricsLog(Closing):
    """The log of a run in progress; each row is in the file when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._appender = Appender(path)

    def write(self, step: int, values: Mapping[str, float]) -> Row:
        """Returns the row as it was written."""
        row = {STEP: step, **values}
        self._appender.write(row)
        return row

    def close(self) -> None:
        self._appender.close()


def read(path: Path) -> list[Row]:
    """All rows of a log; a last line torn by a kill is left out, and no file is no rows.

    A value that was not finite is nan. Raises DataError for a row that is none.
    """
    rows = read_rows(path, allow_torn_end=True)
    for number, row in enumerate(rows, start=1):
        if not is_sound(row):
            raise DataError(f"{path}:{number}: expected a step, and numbers by name. The file was changed.")
    return [nan_for_null(row) for row in rows]


def is_sound(row: Row) -> bool:
    """Whether it has a step, and nothing but numbers."""
    return type(row.get(STEP)) is int and _KINDS.issuperset(map(type, row.values()))


def cut_back(path: Path, step: int) -> None:
    """Removes every row after `step` from any log whose rows have one, by rename; a torn end goes too."""
    if path.exists():
        write_rows(path, (row for row in read_rows(path, allow_torn_end=True) if row[STEP] <= step))


def lower_is_better(key: str) -> bool | None:
    """Which way is up for a key: held-out losses are better low; None where it is not known.

    What a training loss means is its method's own: one that weighs samples by their advantages may even rise.
    """
    return True if key.startswith("eval/") and "loss" in key else None


def summarise(rows: Iterable[Row]) -> Summary:
    """Final and best values of a log's rows; a best is finite, and the earliest of equals."""
    final: dict[str, float] = {}
    best: dict[str, Best] = {}
    for row in rows:
        for key in row.keys() - {STEP}:
            final[key] = row[key]
            if lower_is_better(key) and _improves(row[key], best.get(key)):
                best[key] = Best(value=row[key], step=row[STEP])
    return Summary(final=dict(sorted(final.items())), best=dict(sorted(best.items())))


def _improves(value: float, best: Best | None) -> bool:
    return math.isfinite(value) and (best is None or value < best.value)
