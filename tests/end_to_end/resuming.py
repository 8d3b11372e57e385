"""Killing a run at some moment and going on with it, and what has to come of that: the same, bit for bit."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, only_run, read_json, rows, run, start

Moment = Callable[[Path], bool]
"""Whether a run has got that far, by its directory."""


def completed(folder: Path, settings: Sequence[str]) -> Path:
    """The directory of a run in `folder` that nothing disturbed."""
    process = run(TRAIN, *settings, cwd=folder)
    assert process.returncode == 0, process.stderr
    return only_run(folder)


def last_step(directory: Path) -> int:
    log = directory / "metrics.jsonl"
    return log.read_text().count("\n") - 1 if log.exists() else -1


def at_step(step: int) -> Moment:
    """When the log has got that far."""
    return lambda directory: last_step(directory) >= step


def wait_for(process: subprocess.Popen[str], folder: Path, moment: Moment) -> Path:
    """The run's directory, as soon as the moment has come."""
    while process.poll() is None:
        for manifest in folder.rglob("run.json"):
            if moment(manifest.parent):
                return manifest.parent
        time.sleep(0.01)
    raise AssertionError(f"the run ended before its moment: {process.communicate()[1]}")


def kill_and_resume(folder: Path, settings: Sequence[str], moments: Sequence[Moment]) -> Path:
    """The directory of a run that was killed at each moment and resumed after each."""
    process = start(TRAIN, *settings, cwd=folder)
    for moment in moments:
        directory = wait_for(process, folder, moment)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert read_json(directory / "run.json")["status"] == "running"
        process = start(TUTORTRAIN, "resume", str(directory), "--other-code", cwd=folder)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    return directory


def final_weights(directory: Path) -> dict[str, str]:
    """The digest of every file of the last checkpoint."""
    newest = max((directory / "checkpoints").iterdir())
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(newest.glob("*.safetensors"))
    }


def assert_same_result(directory: Path, expected: Path) -> None:
    assert rows(directory / "metrics.jsonl") == rows(expected / "metrics.jsonl")
    assert final_weights(directory) == final_weights(expected) != {}
    assert read_json(directory / "run.json")["status"] == "completed"
