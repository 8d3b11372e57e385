"""Trackers that a run has chosen: they hold what its log holds, and it does not depend on them."""

import io
import signal
from pathlib import Path

import pytest
from rich.console import Console

from tests.backends.bigram import BigramBackend
from tests.job.test_training import StopsAt, job
from tests.tracking.notebook import Notebook
from tutortrain.display.plain import PlainDisplay
from tutortrain.errors import Interrupted
from tutortrain.job.stop import Stop
from tutortrain.job.tracking import tracked
from tutortrain.job.training import Training
from tutortrain.runs import manifest
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.jsonl import Row, read_rows
from tutortrain.runs.manifest import flatten
from tutortrain.runs.record import Record
from tutortrain.tracking import TRACKERS, Kind

NAME = "tensorboard"


@pytest.fixture(autouse=True)
def notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRACKERS, NAME, Kind(open="tests.tracking.notebook:Notebook", packages=()))
    monkeypatch.setattr(Notebook, "fails", None)


def run(folder: Path, display: PlainDisplay | None = None) -> RunDirectory:
    """A run, or what is left of it, that is followed and leaves a score and a report."""
    folder.mkdir(exist_ok=True)
    directory, of = RunDirectory(folder), job(f"tracking={NAME}")
    if directory.manifest.exists():
        record = Record.reopen(directory, started=0.0)
    else:
        record = Record.begin(directory, config=flatten(of.config), overrides=[], started=0.0)
    shown = display or PlainDisplay(Console(file=io.StringIO()))
    with tracked(of.config, record) as trackers, record, Stop() as stop:
        Training(
            job=of, directory=directory, backend=BigramBackend(directory.checkpoints), display=shown, stop=stop,
            on_logged=trackers.log, on_saved=lambda: record.update(scores={"benchmark/solve/accuracy": 0.5}),
        ).run()  # fmt: skip
        directory.report.write_text("a report")
    return directory


def noted(directory: RunDirectory) -> tuple[list[Row], list[Row]]:
    """The rows that the tracker was told, and what it was told at the ends of attempts."""
    told = read_rows(directory.tracking / "notebook.jsonl")
    return [row for row in told if "step" in row], [row for row in told if "step" not in row]


def test_a_tracker_holds_the_log_the_scores_and_the_report(tmp_path: Path) -> None:
    directory = run(tmp_path)
    rows, ends = noted(directory)
    assert rows == read_rows(directory.metrics)
    assert len(rows) == 13
    scores = {"benchmark/solve/accuracy": 0.5}
    assert ends == [{"status": "completed", "id": "page 1", "report": "report.html", "scores": scores}]
    assert manifest.read(directory.manifest).tracking == {NAME: None}


@pytest.mark.parametrize("call", ["open", "log", "finish"])
def test_a_tracker_that_fails_costs_no_run_and_no_metric(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Notebook, "fails", call)
    directory = run(tmp_path)
    recorded = manifest.read(directory.manifest)
    assert recorded.status == "completed"
    assert recorded.tracking == {NAME: "OSError: [Errno 28] No space left on device"}
    assert [row["step"] for row in read_rows(directory.metrics)] == list(range(13))
    assert capsys.readouterr().err.count("tracking=tensorboard was given up; the run goes on") == 1


def test_a_resumed_run_is_the_same_run_in_its_tracker(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        run(tmp_path / "stopped", StopsAt(5, signal.SIGINT))
    rows, ends = noted(run(tmp_path / "stopped"))
    assert [row["step"] for row in rows] == list(range(13))
    assert rows == read_rows(tmp_path / "stopped" / "metrics.jsonl")
    assert [(end["id"], end["status"]) for end in ends] == [
        ("page 1", "interrupted"),
        ("page 1", "completed"),
    ]
