"""A run that was stopped or killed goes on as if nothing had happened."""

import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, TUTORTRAIN, read_json, run, start
from tests.end_to_end.resuming import (
    assert_same_result,
    at_step,
    completed,
    kill_and_resume,
    last_step,
    wait_for,
)

SETTINGS = [*SHORT, "training.max_steps=24", "training.checkpoint.every=4", "training.eval_every=6",
            "training.lora.dropout=0.1"]  # fmt: skip


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return completed(tmp_path_factory.mktemp("uninterrupted"), SETTINGS)


def test_a_run_killed_twice_ends_bit_for_bit_like_one_that_was_not(
    tmp_path: Path, uninterrupted: Path
) -> None:
    directory = kill_and_resume(tmp_path, SETTINGS, [at_step(7), at_step(15)])
    assert_same_result(directory, uninterrupted)
    assert read_json(directory / "run.json")["attempts"] == 3


@pytest.mark.slow
def test_five_kills_at_random_steps_change_nothing(tmp_path: Path, uninterrupted: Path) -> None:
    draw = random.Random(20261123)
    moments = [at_step(step) for step in sorted(draw.sample(range(2, 23), 5))]
    directory = kill_and_resume(tmp_path, SETTINGS, moments)
    assert_same_result(directory, uninterrupted)


def stop(process: subprocess.Popen[str], folder: Path, step: int, number: signal.Signals) -> Path:
    """Sends the signal after a step, and looks at what is said and left; the run's directory."""
    directory = wait_for(process, folder, at_step(step))
    process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert errors.splitlines()[-1].startswith(f"stopped by {number.name}; `tutortrain resume")
    manifest = read_json(directory / "run.json")
    assert (manifest["status"], manifest["error"]["type"]) == ("interrupted", "Interrupted")
    newest = (directory / "checkpoints.jsonl").read_text().splitlines()[-1]
    assert f'"step": {last_step(directory)}' in newest
    return directory


def test_a_signal_leaves_a_valid_run_that_can_go_on_and_be_stopped_again(
    tmp_path: Path, uninterrupted: Path
) -> None:
    directory = stop(start(TRAIN, *SETTINGS, cwd=tmp_path), tmp_path, 3, signal.SIGINT)
    resume = "resume", str(directory)
    stop(start(TUTORTRAIN, *resume, cwd=tmp_path), tmp_path, last_step(directory) + 2, signal.SIGTERM)
    resumed = run(TUTORTRAIN, *resume, cwd=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    assert_same_result(directory, uninterrupted)


def test_a_completed_run_is_not_run_again(tmp_path: Path, uninterrupted: Path) -> None:
    process = run(TUTORTRAIN, "resume", str(uninterrupted), cwd=tmp_path)
    assert process.returncode == 2
    assert "complete" in process.stderr
