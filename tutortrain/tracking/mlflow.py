"""MLflow, through its client alone: no global run, and nothing of the machine or the command line."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient

from tutortrain.config.tracking import MlflowConfig
from tutortrain.runs.jsonl import Row
from tutortrain.runs.lock import waiting_for
from tutortrain.runs.metrics import STEP
from tutortrain.tracking.base import Outcome, TrackedRun

T = TypeVar("T")
FOLDER: Final = "mlflow"
URI_VARIABLE: Final = "MLFLOW_TRACKING_URI"
MAX_PARAMS: Final = 100
MAX_METRICS: Final = 1000
"""In one request (MLflow's REST API, `runs/log-batch`)."""
LONGEST_PARAM: Final = 6000
STATUSES: Final = {"completed": "FINISHED", "interrupted": "KILLED"}


class MlflowRun:
    """A run of an experiment, which is a sweep or, for all that belong to none, `experiment`."""

    def __init__(self, config: MlflowConfig, run: TrackedRun) -> None:
        self._client, experiment = _open(config, run)
        if run.id is not None:
            self.id = run.id
            self._client.update_run(self.id, status="RUNNING")
            return
        self.id = self._client.create_run(experiment, run_name=run.name).info.run_id
        params = [Param(key, _shown(value)) for key, value in run.config.items()]
        for some in _chunks(params, MAX_PARAMS):
            self._client.log_batch(self.id, params=some)

    def log(self, rows: Sequence[Row]) -> None:
        self._log([(row[STEP], key, value) for row in rows for key, value in row.items() if key != STEP])

    def finish(self, outcome: Outcome) -> None:
        self._log([(outcome.step, key, value) for key, value in outcome.scores.items()])
        if outcome.report is not None:
            self._client.log_artifact(self.id, str(outcome.report))
        self._client.set_terminated(self.id, status=STATUSES.get(outcome.status, "FAILED"))

    def _log(self, values: Sequence[tuple[int, str, float]]) -> None:
        now = int(1000 * time.time())
        metrics = [Metric(key, value, now, step) for step, key, value in values]
        for some in _chunks(metrics, MAX_METRICS):
            self._client.log_batch(self.id, metrics=some)


def _open(config: MlflowConfig, run: TrackedRun) -> tuple[MlflowClient, str]:
    """The client, and the experiment's id; one run at a time makes them, for MLflow trips over itself."""
    folder = (run.shared / FOLDER).resolve()
    uri = config.tracking_uri or os.environ.get(URI_VARIABLE)
    with waiting_for(folder, check=lambda: None, on_wait=lambda: None):
        client = MlflowClient(uri or f"sqlite:///{folder / 'mlflow.db'}")
        name = run.sweep or config.experiment
        if found := client.get_experiment_by_name(name):
            return client, found.experiment_id
        artifacts = None if uri else Path(folder, "artifacts").as_uri()
        return client, client.create_experiment(name, artifact_location=artifacts)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text[:LONGEST_PARAM]


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
