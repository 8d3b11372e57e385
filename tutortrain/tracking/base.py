"""The seam between a run and a tracker of somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tutortrain.runs.jsonl import Row
from tutortrain.runs.manifest import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """What a tracker is told of a run before its first row.

    name: with its sweep's before it; sweep: None for a run by itself. config: flat, as in run.json.
    place: the run's own folder for trackers; shared: the output root.
    id: what the tracker called the run in an earlier attempt, which is gone on with; None for a new one.
    """

    name: str
    sweep: str | None
    config: Mapping[str, Any]
    place: Path
    shared: Path
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended. step: the last; scores: `benchmark/...` keys; report: None if there is none."""

    status: Status
    step: int
    scores: Mapping[str, float]
    report: Path | None


class Tracker(Protocol):
    """A run within a tracker. Every method may raise whatever the library does."""

    @property
    def id(self) -> str:
        """Under which the run is found again by the same tracker."""

    def log(self, rows: Sequence[Row]) -> None:
        """Keeps rows of metrics.jsonl, each with its `step`; steps come once and in order.

        They are out of this process when it returns, and on the disk a moment later.
        """

    def finish(self, outcome: Outcome) -> None:
        """Adds what is known only now, and closes; a later attempt may open the run again."""
