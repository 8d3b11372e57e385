"""A run that was stopped or killed goes on as if nothing had happened."""

import hashlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, TUTORTRAIN, only_run, read_json, rows, run, start

SETTINGS = [*SHORT, "training.max_steps=24", "training.checkpoint.every=4", "training.eval_every=6",
            "training.lora.dropout=0.1", "backend.num_threads=1"]  # fmt: skip


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uninterrupted")
    process = run(TRAIN, *SETTINGS, cwd=folder)
    assert process.returncode == 0, process.stderr
    return only_run(folder)


def last_step(directory: Path) -> int:
    log = directory / "metrics.jsonl"
    return log.read_text().count("\n") - 1 if log.exists() else -1


def wait_for_step(process: subprocess.Popen[str], folder: Path, step: int) -> Path:
    """The run's directory, as soon as its log has got that far."""
    while process.poll() is None:
        for manifest in folder.rglob("run.json"):
            if last_step(manifest.parent) >= step:
                return manifest.parent
        time.sleep(0.01)
    raise AssertionError(f"the run ended before step {step}: {process.communicate()[1]}")


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


def kill_and_resume(folder: Path, kills: list[int]) -> Path:
    process = start(TRAIN, *SETTINGS, cwd=folder)
    for step in kills:
        directory = wait_for_step(process, folder, step)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert read_json(directory / "run.json")["status"] == "running"
        process = start(TUTORTRAIN, "resume", str(directory), "--other-code", cwd=folder)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    return directory


def test_a_run_killed_twice_ends_bit_for_bit_like_one_that_was_not(
    tmp_path: Path, uninterrupted: Path
) -> None:
    directory = kill_and_resume(tmp_path, [7, 15])
    assert_same_result(directory, uninterrupted)
    assert read_json(directory / "run.json")["attempts"] == 3


@pytest.mark.slow
def test_five_kills_at_random_steps_change_nothing(tmp_path: Path, uninterrupted: Path) -> None:
    draw = random.Random(20261123)
    directory = kill_and_resume(tmp_path, sorted(draw.sample(range(2, 23), 5)))
    assert_same_result(directory, uninterrupted)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_a_valid_run_that_can_go_on(
    tmp_path: Path, uninterrupted: Path, number: signal.Signals
) -> None:
    process = start(TRAIN, *SETTINGS, cwd=tmp_path)
    directory = wait_for_step(process, tmp_path, 3)
    process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "tutortrain resume" in errors
    manifest = read_json(directory / "run.json")
    assert (manifest["status"], manifest["error"]["type"]) == ("interrupted", "Interrupted")
    newest = (directory / "checkpoints.jsonl").read_text().splitlines()[-1]
    assert f'"step": {last_step(directory)}' in newest
    resumed = run(TUTORTRAIN, "resume", str(directory), cwd=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    assert_same_result(directory, uninterrupted)


def test_a_completed_run_is_not_run_again(tmp_path: Path, uninterrupted: Path) -> None:
    process = run(TUTORTRAIN, "resume", str(uninterrupted), cwd=tmp_path)
    assert process.returncode == 2
    assert "complete" in process.stderr
