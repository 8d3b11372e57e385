"""Runs that are followed by trackers, as a user starts them."""

import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, only_run, read_json, rows, run
from tests.end_to_end.resuming import at_step, kill_and_resume
from tests.tracking.reading import READERS
from tutortrain.tracking import TRACKERS
from tutortrain.tracking.base import TrackedRun

ALL = f"tracking=[{','.join(TRACKERS)}]"
OFFLINE = "tracking.wandb.mode=offline"
SETTINGS = [*SHORT, "training.max_steps=12", "training.checkpoint.every=4", ALL, OFFLINE]
INSTALLED = all(map(find_spec, TRACKERS))
needs_libraries = pytest.mark.skipif(not INSTALLED, reason="`make stacks` has the trackers' libraries")


@pytest.fixture(autouse=True)
def nothing_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path / "trackio"))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.delenv("WANDB_SERVICE", raising=False)  # where W&B was used in this process already
    if INSTALLED:
        monkeypatch.setattr("trackio.sqlite_storage.TRACKIO_DIR", tmp_path / "trackio")


def assert_all_hold_the_log(directory: Path, folder: Path) -> None:
    """But for the clocks: of a step that was repeated after a kill, trackers have the first time's."""
    place, shared = directory / "tracking", folder / "outputs"
    told = TrackedRun(name=directory.name, sweep=None, config={}, place=place, shared=shared)
    logged = {row.pop("step"): row for row in rows(directory / "metrics.jsonl")}
    assert sorted(logged) == list(range(13))
    for name, read in READERS.items():
        held = read(told, read_json(place / f"{name}.json")["id"])
        assert {step: without_clocks(held[step]) for step in held} == {
            step: pytest.approx(logged[step], rel=1e-6 if name == "tensorboard" else 0) for step in logged
        }, name


def without_clocks(values: dict[str, float]) -> dict[str, float]:
    return {key: value for key, value in values.items() if not key.startswith("time/")}


def settings_refused(folder: Path, arguments: Sequence[str]) -> str:
    """What is said of settings that start nothing."""
    process = run(TRAIN, *arguments, cwd=folder)
    assert process.returncode == 2, process.stderr
    assert not (folder / "outputs").exists()
    return process.stderr


def between_two_tellings(directory: Path) -> bool:
    """W&B has written what it was told, and has not been told of more yet."""
    marks = list((directory / "tracking").glob("*.json"))
    return at_step(6)(directory) and 0.5 < time.time() - max(m.stat().st_mtime for m in marks) < 1.5


@needs_libraries
def test_four_trackers_at_once_hold_what_a_run_logged(tmp_path: Path) -> None:
    process = run(TRAIN, *SETTINGS, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    directory = only_run(tmp_path)
    assert_all_hold_the_log(directory, tmp_path)
    assert read_json(directory / "run.json")["tracking"] == dict.fromkeys(TRACKERS)


@needs_libraries
def test_a_run_that_was_killed_and_resumed_is_one_run_in_each(tmp_path: Path) -> None:
    assert_all_hold_the_log(kill_and_resume(tmp_path, SETTINGS, [between_two_tellings]), tmp_path)


@needs_libraries
def test_an_mlflow_server_that_is_gone_costs_the_run_seconds(tmp_path: Path) -> None:
    gone = "tracking.mlflow.tracking_uri=http://127.0.0.1:9"
    process = run(TRAIN, *SHORT, "training.max_steps=2", "tracking=[mlflow,tensorboard]", gone, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    assert process.stderr.count("tracking=mlflow was given up; the run goes on") == 1
    tracking: dict[str, Any] = read_json(only_run(tmp_path) / "run.json")["tracking"]
    assert tracking["tensorboard"] is None
    assert "127.0.0.1" in tracking["mlflow"]


@needs_libraries
def test_wandb_without_a_key_is_refused_before_the_run(tmp_path: Path) -> None:
    assert "tracking=wandb knows no key" in settings_refused(tmp_path, ["tracking=wandb"])


@pytest.mark.skipif(INSTALLED, reason="the libraries are there")
def test_missing_libraries_are_one_mistake_before_the_run(tmp_path: Path) -> None:
    told = settings_refused(tmp_path, [ALL])
    assert told.startswith("error: tracking=tensorboard needs tensorboard; tracking=wandb needs wandb;")
    assert told.count("pip install 'tutortrain[track]'") == told.count("\n") == 1


def test_no_tracker_is_imported_before_a_run_has_chosen_it() -> None:
    code = "import sys, tutortrain.train, tutortrain.cli, tutortrain.job, tutortrain.tracking; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert set(TRACKERS).isdisjoint(loaded)
