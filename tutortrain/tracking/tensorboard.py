"""TensorBoard's event files, written without TensorFlow and without torch."""

import os
import socket
import time
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.text.summary_v2 import text_pb
from tensorboard.summary.writer.record_writer import RecordWriter

from tutortrain.config.tracking import TensorBoardConfig
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP
from tutortrain.tracking.base import Outcome, TrackedRun

FOLDER: Final = "tensorboard"
FORMAT: Final = "brain.Event:2"


class EventFile:
    """Each attempt is another file of the folder, which TensorBoard reads as one; the folder is the run.

    Scalars are 32-bit numbers there. It takes no files, so it has no report.
    """

    def __init__(self, _config: TensorBoardConfig, run: TrackedRun) -> None:
        self.id = FOLDER
        folder = run.place / FOLDER
        folder.mkdir(exist_ok=True)
        stem = f"events.out.tfevents.{time.time():.0f}.{socket.gethostname()}.{os.getpid()}"
        path = next(name for number in count() if not (name := folder / f"{stem}.{number}").exists())
        self._file = path.open("xb")
        self._writer = RecordWriter(self._file)
        self._write(file_version=FORMAT)
        if run.id is None:
            self._write(step=0, summary=text_pb("config", _table(run.config)))
        self._file.flush()

    def log(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._scalars(row[STEP], {key: value for key, value in row.items() if key != STEP})
        self._file.flush()

    def finish(self, outcome: Outcome) -> None:
        self._scalars(outcome.step, outcome.scores)
        self._file.close()

    def _scalars(self, step: int, values: Any) -> None:
        scalars = [Summary.Value(tag=key, simple_value=value) for key, value in values.items()]
        self._write(step=step, summary=Summary(value=scalars))

    def _write(self, **fields: Any) -> None:
        self._writer.write(Event(wall_time=time.time(), **fields).SerializeToString())


def _table(config: Any) -> str:
    """Markdown, which TensorBoard shows."""
    return "\n".join(["| setting | value |", "|---|---|", *(f"| {k} | {v} |" for k, v in config.items())])
