"""One tracker that follows a run, over all attempts at it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP
from tutortrain.runs.strict_json import dumps
from tutortrain.tracking.base import Outcome, TrackedRun, Tracker

BEFORE_FIRST: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a later attempt goes on: the tracker's name for the run, and the last step that it was told."""

    id: str
    step: int


class Follower:
    """Tells a tracker every row of metrics.jsonl once and in order.

    A resumed run repeats the steps after its checkpoint with the same numbers: they are not told again, so
    that of a repeated step the tracker has the clocks of the first time. What an earlier attempt could not
    tell is made up for.
    """

    def __init__(self, opener: Callable[[TrackedRun], Tracker], mark: Path) -> None:
        self._opener = opener
        self._path = mark

    def begin(self, run: TrackedRun, rows: Sequence[Row]) -> None:
        """`rows`: all that the run has logged so far."""
        earlier = Mark(**json.loads(self._path.read_bytes())) if self._path.exists() else None
        self._tracker = self._opener(replace(run, id=earlier.id if earlier else None))
        self._step = earlier.step if earlier else BEFORE_FIRST
        self._write_mark()
        self.tell(rows)

    def tell(self, rows: Sequence[Row]) -> None:
        new = [row for row in rows if row[STEP] > self._step]
        if new:
            self._tracker.log(new)
            self._step = new[-1][STEP]
            self._write_mark()

    def finish(self, outcome: Outcome) -> None:
        self._tracker.finish(outcome)

    def _write_mark(self) -> None:
        write_atomically(self._path, dumps(asdict(Mark(id=self._tracker.id, step=self._step))) + "\n")
