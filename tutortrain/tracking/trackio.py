"""Trackio's database on this machine.

It is written through `SQLiteStorage`, as Trackio's own importers do: `trackio.init` asks the hub who is
logged in, keeps rows in a thread of its own for a while, and turns what goes wrong there into a warning.
"""

import secrets
from collections.abc import Sequence
from typing import Final

from trackio import SQLiteStorage

from tutortrain.config.tracking import TrackioConfig
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP
from tutortrain.tracking.base import Outcome, TrackedRun

ID_BYTES: Final = 16


class TrackioRun:
    """Scores are a row of their own at the last step. There is no report: Trackio takes files into a hub."""

    def __init__(self, config: TrackioConfig, run: TrackedRun) -> None:
        self.id = run.id or secrets.token_hex(ID_BYTES)
        self._project = config.project
        self._name = run.name
        self._config = {**run.config, "_Group": run.sweep}

    def log(self, rows: Sequence[Row]) -> None:
        SQLiteStorage.bulk_log(
            self._project,
            self._name,
            [{key: value for key, value in row.items() if key != STEP} for row in rows],
            steps=[row[STEP] for row in rows],
            config=self._config,
            run_id=self.id,
        )

    def finish(self, outcome: Outcome) -> None:
        if outcome.scores:
            self.log([{STEP: outcome.step, **outcome.scores}])
