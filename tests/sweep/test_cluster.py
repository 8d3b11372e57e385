"""A sweep over two machines, one of which is lost."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN
from tests.end_to_end.resuming import at_step, last_step, wait_for
from tests.sweep.conftest import ONE_STEP
from tests.sweep.network import Machine, two_machines
from tutortrain.runs import sweep as sweeps

pytestmark = pytest.mark.slow

SWEEP = Path("multirun/sft/sft_001_x")
HEAD = "10.99.0.1:6399"
RAY = [sys.executable, "-m", "ray.scripts.scripts", "start", "--num-cpus=1", "--block"]


def start_node(machine: Machine, folder: Path, *arguments: str) -> None:
    """Waits until it has joined the cluster."""
    log = folder / f"{machine.name}.log"
    with log.open("w") as file:
        address = f"--node-ip-address={machine.address}"
        machine.start([*RAY, address, *arguments], stdout=file, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 120
    while "Ray runtime started" not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Machine, Machine]]:
    """A head and a second node, with one processor each."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
    with (
        TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as short,
        two_machines() as (head, node),
    ):
        monkeypatch.setenv("RAY_TMPDIR", short)  # sockets may not have the long names of tests' folders
        start_node(head, tmp_path, "--head", "--port=6399", "--include-dashboard=false")
        start_node(node, tmp_path, f"--address={HEAD}")
        yield head, node


def test_a_sweep_over_two_machines_loses_one_and_is_completed_by_resume(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    head, node = machines
    steps = [one for one in ONE_STEP if "max_steps" not in one]
    asked = [*steps, "training.max_steps=100", "training.checkpoint.every=5", "seed=0,1,2,3"]
    ray = ["hydra/launcher=ray", f"hydra.launcher.address={HEAD}"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path}
    process = head.start([*TRAIN, "-m", *asked, *ray], **pipes)
    for job in ("0_seed0", "1_seed1"):
        wait_for(process, tmp_path / SWEEP / job, at_step(1))
    node.lose()
    _, errors = process.communicate()
    assert process.returncode == 1, errors
    (lost,) = [job for job in sweeps.read(tmp_path / SWEEP).jobs if job.status != "completed"]
    assert lost.status == "killed"
    assert f"{lost.directory}  killed  its worker died (NodeDiedError)" in errors
    assert last_step(tmp_path / SWEEP / lost.directory) < 100
    resumed = head.start([*TUTORTRAIN, "resume", str(SWEEP), "--other-code"], **pipes)
    _, errors = resumed.communicate()
    assert resumed.returncode == 0, errors
    assert "3 of 4 jobs are complete and stay as they are" in errors
    assert {job.status for job in sweeps.read(tmp_path / SWEEP).jobs} == {"completed"}
