"""The trackers of one attempt at a run."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tutortrain.runs.jsonl import Row
from tutortrain.tracking.base import Outcome, TrackedRun
from tutortrain.tracking.following import Follower

SECONDS_BETWEEN: Final = 2.0
"""Telling MLflow's database takes 10 ms; a step of a small model takes little more."""


class Trackers:
    """Nothing that goes wrong in a tracker leaves here: `on_failure` is told once, and it no more."""

    def __init__(
        self, followers: Mapping[str, Follower], on_failure: Callable[[str, Exception], None]
    ) -> None:
        self._followers = dict(followers)
        self._on_failure = on_failure
        self._untold: list[Row] = []
        self._next = 0.0

    def begin(self, run: TrackedRun, rows: Sequence[Row]) -> None:
        """`rows`: all that earlier attempts have left in metrics.jsonl."""
        self._each(lambda follower: follower.begin(run, rows))

    def log(self, row: Row) -> None:
        """A row that stands in metrics.jsonl; told at once or with those of the next seconds."""
        self._untold.append(row)
        if time.monotonic() >= self._next:
            self._tell()

    def finish(self, outcome: Outcome) -> None:
        self._tell()
        self._each(lambda follower: follower.finish(outcome))

    def _tell(self) -> None:
        rows, self._untold = self._untold, []
        self._each(lambda follower: follower.tell(rows))
        self._next = time.monotonic() + SECONDS_BETWEEN

    def _each(self, call: Callable[[Follower], None]) -> None:
        for name, follower in list(self._followers.items()):
            try:
                call(follower)
            except Exception as error:  # noqa: BLE001 - whatever it is, the run is worth more
                del self._followers[name]
                self._on_failure(name, error)
