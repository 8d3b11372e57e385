"""A display that others can look at: what it is told also stands in the run's progress.json."""

import socket
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from tutortrain.display.base import Display
from tutortrain.runs import progress
from tutortrain.runs.progress import Stage
from tutortrain.types import Metrics

SECONDS_BETWEEN_REPORTS: Final = 1.0


class Reporting:
    """Passes everything on to the display that the user sees."""

    def __init__(self, shown: Display, path: Path) -> None:
        self._shown = shown
        self._path = path
        self._host = socket.gethostname()
        self._stages: list[Stage] = []

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        self._shown.begin(stage, total, done)
        now = time.time()
        begun = Stage(name=stage, first=done, done=done, total=total, begun=now, updated=now)
        self._report([*self._stages, begun])

    def advance(self, done: int, metrics: Metrics | None = None) -> None:
        self._shown.advance(done, metrics)
        if not self._stages:
            return
        stage, now = self._stages[-1], time.time()
        if done >= stage.total or now - stage.updated >= SECONDS_BETWEEN_REPORTS:
            self._report([*self._stages[:-1], replace(stage, done=done, updated=now)])

    def note(self, text: str) -> None:
        self._shown.note(text)

    def _report(self, stages: list[Stage]) -> None:
        self._stages = stages
        with suppress(OSError):  # nobody looks on then, and the run itself goes on
            progress.write(self._path, self._host, stages)
