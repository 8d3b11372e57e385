"""A run that is killed and goes on from the service's checkpoint."""

import os
import signal
from pathlib import Path

import pytest

from tests.backends.tinker.proxy import Proxy
from tests.backends.tinker.runs import ONLY_THERE, SILENT, settings
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, read_json, rows, run, start
from tests.end_to_end.resuming import at_step, completed, wait_for

pytestmark = ONLY_THERE
STEPS = 8
EVERY = 3


def test_a_killed_run_trains_no_batch_twice_and_skips_none(tmp_path: Path, proxy: Proxy) -> None:
    wanted = settings(proxy.url, SILENT, f"training.max_steps={STEPS}", f"training.checkpoint.every={EVERY}",
                      "training.eval_every=0")  # fmt: skip
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    whole = completed(tmp_path / "whole", wanted)
    trained = [batch for batch in proxy.batches if "forward" not in batch]
    assert len(trained) == len(set(trained)) == STEPS

    process = start(TRAIN, *wanted, cwd=tmp_path / "killed")
    directory = wait_for(process, tmp_path / "killed", at_step(EVERY + 1))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    proxy.batches.clear()
    saved = rows(directory / "checkpoints.jsonl")[-1]["step"]
    resumed = run(TUTORTRAIN, "resume", str(directory), "--other-code", cwd=tmp_path / "killed")

    assert resumed.returncode == 0, resumed.stderr
    assert saved in (EVERY, 2 * EVERY)
    assert [batch for batch in proxy.batches if "forward" not in batch] == trained[saved:]
    assert_same_logs(directory, whole)
    assert read_json(directory / "run.json")["status"] == "completed"


def assert_same_logs(directory: Path, expected: Path) -> None:
    """Every key of every step, losses within what a server that batches otherwise may differ."""
    ours, theirs = rows(directory / "metrics.jsonl"), rows(expected / "metrics.jsonl")
    assert [row["step"] for row in ours] == [row["step"] for row in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-5)
