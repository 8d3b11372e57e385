"""A tracker in a file of JSON lines, which keeps the protocol of the others and can be made to fail."""

from collections.abc import Sequence
from pathlib import Path

from tutortrain.runs.jsonl import Row, append_rows
from tutortrain.tracking.base import Outcome, TrackedRun


class Notebook:
    """A tracker in a file; it fails at the call that `fails` names, as long as that is set."""

    fails: str | None = None

    def __init__(self, _config: object, run: TrackedRun) -> None:
        self._run = run
        self.id = run.id or "page 1"
        self._check("open")

    def log(self, rows: Sequence[Row]) -> None:
        self._check("log")
        append_rows(self._path, rows)

    def finish(self, outcome: Outcome) -> None:
        self._check("finish")
        report = None if outcome.report is None else outcome.report.name
        end = {"status": outcome.status, "id": self.id, "report": report, "scores": dict(outcome.scores)}
        append_rows(self._path, [end])

    @property
    def _path(self) -> Path:
        return self._run.place / "notebook.jsonl"

    def _check(self, call: str) -> None:
        if call == self.fails:
            raise OSError(28, "No space left on device")
