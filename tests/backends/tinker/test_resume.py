"""A run that is killed and goes on from the service's checkpoint."""

import os
import signal
from pathlib import Path

import pytest

from tests.backends.tinker.proxy import Proxy
from tests.backends.tinker.runs import ONLY_THERE, SAMPLES, SILENT, assert_same_logs, settings
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, read_json, rows, run, start
from tests.end_to_end.resuming import at_step, completed, wait_for

pytestmark = ONLY_THERE
STEPS = 8
EVERY = 3
METHODS = {"sft": (), "rlvr": SAMPLES}


@pytest.mark.parametrize("method", METHODS)
def test_a_killed_run_trains_no_batch_twice_and_skips_none(method: str, tmp_path: Path, proxy: Proxy) -> None:
    wanted = settings(proxy.url, SILENT, f"method={method}", *METHODS[method], f"training.max_steps={STEPS}",
                      f"training.checkpoint.every={EVERY}", "training.eval_every=0")  # fmt: skip
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    whole = completed(tmp_path / "whole", wanted)
    trained = trainings(proxy)
    assert len(trained) == len(set(trained)) == with_rows(whole, until=STEPS)

    proxy.batches.clear()
    process = start(TRAIN, *wanted, cwd=tmp_path / "killed")
    directory = wait_for(process, tmp_path / "killed", at_step(EVERY + 1))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    saved = rows(directory / "checkpoints.jsonl")[-1]["step"]
    resumed = run(TUTORTRAIN, "resume", str(directory), "--other-code", cwd=tmp_path / "killed")

    assert resumed.returncode == 0, resumed.stderr
    assert saved in (EVERY, 2 * EVERY)
    rest = trained[with_rows(whole, until=saved) :]
    before, after = trainings(proxy)[: -len(rest)], trainings(proxy)[-len(rest) :]
    assert (before, after) == (trained[: len(before)], rest)
    assert_same_logs(directory, whole)
    assert read_json(directory / "run.json")["status"] == "completed"


def trainings(proxy: Proxy) -> list[str]:
    """Digests of the batches that were trained on, in order."""
    return [batch for batch in proxy.batches if "forward" not in batch]


def with_rows(directory: Path, until: int) -> int:
    """Steps that trained on something, for one of RLVR may have nothing to learn from."""
    logged = rows(directory / "metrics.jsonl")[1 : until + 1]
    return sum(row["train/num_rows"] > 0 for row in logged)
