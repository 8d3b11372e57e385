"""The training stage over a learner that can be checked by hand: what it logs, keeps and goes on from."""

import io
import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.backends.bigram import BigramBackend, CharacterTokenizer
from tests.methods.rows import inputs, rows
from tutortrain.backends.metered import Meter
from tutortrain.benchmark.plan import Plan
from tutortrain.compose.jobs import compose_job
from tutortrain.data.dataset import Dataset
from tutortrain.data.render import Rendering
from tutortrain.display.plain import PlainDisplay
from tutortrain.errors import Interrupted
from tutortrain.job.models import Meters
from tutortrain.job.prepare import Job
from tutortrain.job.stop import Stop
from tutortrain.job.training import Training
from tutortrain.methods import build_recipe
from tutortrain.runs.checkpoints import CheckpointLog
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Metrics

SETTINGS = ["training.lr=0.05", "training.batch_size=2", "training.max_steps=12", "training.eval_every=4",
            "training.checkpoint.every=3", "training.checkpoint.keep_last=2"]  # fmt: skip


def rendering(start: int, stop: int) -> Rendering:
    data = rows()[start:stop]
    return Rendering(data=data, num_truncated=0, num_dropped=0)


def job(*overrides: str) -> Job:
    config = compose_job([*SETTINGS, *overrides])
    return Job(
        config=config,
        tokenizer=CharacterTokenizer(),
        dataset=Dataset(train=(), held_out=(), num_left_out=0, files={}),
        recipe=build_recipe(
            config.method,
            replace(inputs(batch_size=config.training.batch_size), rendered=lambda: rendering(0, 5)),
        ),
        meters=Meters(Meter),
        held_out=rendering(5, 7),
        benchmark=Plan(suites=()),
    )


class StopsAt(PlainDisplay):
    """Sends this process a signal as soon as a step is shown."""

    def __init__(self, step: int, number: signal.Signals) -> None:
        super().__init__(Console(file=io.StringIO()))
        self._at, self._number = step, number

    def advance(self, done: int, metrics: Metrics | None = None) -> None:
        super().advance(done, metrics)
        if done == self._at:
            os.kill(os.getpid(), self._number)


def run(folder: Path, of: Job, display: PlainDisplay | None = None) -> RunDirectory:
    folder.mkdir(exist_ok=True)
    directory = RunDirectory(folder)
    shown = display or PlainDisplay(Console(file=io.StringIO()))
    with Stop() as stop:
        backend = BigramBackend(directory.checkpoints)
        Training(
            job=of, directory=directory, backend=backend, display=shown, stop=stop,
            on_logged=lambda row: None, on_saved=lambda: None,
        ).run()  # fmt: skip
    return directory


def logged(directory: RunDirectory) -> list[dict[str, Any]]:
    parsed = [json.loads(line) for line in directory.metrics.read_text().splitlines()]
    return [{key: value for key, value in row.items() if not key.startswith("time/")} for row in parsed]


def test_there_is_a_row_for_every_step_and_one_before_the_first(tmp_path: Path) -> None:
    log = logged(run(tmp_path, job()))
    assert [row["step"] for row in log] == list(range(13))
    assert set(log[0]) == {"step", "eval/loss"}
    assert [row["step"] for row in log if "eval/loss" in row] == [0, 4, 8, 12]
    assert log[12]["eval/loss"] < log[0]["eval/loss"]


def test_the_newest_and_the_best_checkpoints_stay(tmp_path: Path) -> None:
    directory = run(tmp_path, job())
    records = CheckpointLog(directory.checkpoint_log).records()
    assert [record.step for record in records] == [3, 6, 9, 12]
    assert [record.step for record in records if record.kept] == [9, 12]
    assert sorted(path.name for path in directory.checkpoints.iterdir()) == ["step_000009", "step_000012"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("step", [5, 8])
def test_a_signal_saves_and_the_run_goes_on_exactly(
    tmp_path: Path, number: signal.Signals, step: int
) -> None:
    whole = run(tmp_path / "whole", job())
    with pytest.raises(Interrupted, match=number.name):
        run(tmp_path / "stopped", job(), StopsAt(step, number))
    stopped = RunDirectory(tmp_path / "stopped")
    last = CheckpointLog(stopped.checkpoint_log).records()[-1]
    assert last.step == logged(stopped)[-1]["step"] < 12
    assert logged(run(tmp_path / "stopped", job())) == logged(whole)
    final = [
        Path(directory.checkpoints, "step_000012", "bigram.json").read_text()
        for directory in (whole, stopped)
    ]
    assert final[0] == final[1]


def test_without_held_out_rows_there_is_no_held_out_loss(tmp_path: Path) -> None:
    of = job()
    bare = Job(config=of.config, tokenizer=of.tokenizer, dataset=of.dataset, recipe=of.recipe,
               held_out=rendering(0, 0), benchmark=of.benchmark, meters=of.meters)  # fmt: skip
    assert all("eval/loss" not in row for row in logged(run(tmp_path, bare)))
