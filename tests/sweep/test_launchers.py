"""Wherever jobs run: one that raises stops no other, and one that is killed is run again."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import Any, cast

import pytest

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, run, start
from tests.runs.manifests import make_manifest
from tests.sweep.conftest import ONE_STEP
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.compose.jobs import compose_job
from tutortrain.compose.sweeps import compose_sweep
from tutortrain.config.launching import RayConfig
from tutortrain.errors import ConfigError
from tutortrain.runs import manifest as manifests
from tutortrain.runs import sweep as sweeps
from tutortrain.sweep import launchers
from tutortrain.sweep.launchers.base import at_most, num_cores, threads_each
from tutortrain.sweep.launchers.ray import RayLauncher
from tutortrain.sweep.task import Outcome, Task

SWEEP = Path("multirun/sft/sft_001_x")
STEPS = [one for one in ONE_STEP if "max_steps" not in one]
TOGETHER = ["joblib", "submitit_local", "ray"]
"""Launchers that run several jobs at a time."""


def statuses(folder: Path) -> list[str]:
    return [job.status for job in sweeps.read(folder).jobs]


def tasks(here: Path) -> list[Task]:
    """Of jobs that are complete, or whose manifest cannot be read: nothing is left to do for either."""
    config = compose_job([])
    for number in range(4):
        (here / str(number)).mkdir()
        manifests.write(here / str(number) / "run.json", make_manifest())
    (here / "1" / "run.json").write_text("[")
    return [
        Task(here=here, directory=Path(str(number)), config=config, overrides=(), other_code=False)
        for number in range(4)
    ]


@pytest.mark.parametrize(
    "launcher", ["basic", "joblib", "submitit_local", pytest.param("ray", marks=pytest.mark.slow)]
)
def test_every_launcher_gives_each_task_its_outcome(launcher: str, here: Path) -> None:
    asked = compose_sweep([f"hydra/launcher={launcher}"])
    launched = launchers.open_launcher(asked.launching.launcher).launch(tasks(here), here / "logs")
    outcomes = {str(outcome.directory): outcome for outcome in launched}
    assert sorted(outcomes) == list("0123")
    assert [outcomes[name].error for name in "023"] == [None] * 3
    assert "1/run.json" in str(outcomes["1"].error)
    assert not any(outcome.stopped for outcome in outcomes.values())


@pytest.mark.parametrize(
    ("launcher", "message"),
    [
        (["hydra/launcher=submitit_slurm"], "hydra/launcher=submitit_slurm: .*srun"),
        (
            ["hydra/launcher=submitit_local", "+hydra.launcher.parameters.typo=1"],
            "hydra/launcher=submitit_local: .*typo",
        ),
    ],
    ids=["no Slurm", "unknown parameter"],
)
def test_what_submitit_refuses_is_told_before_a_directory_is_claimed(
    launcher: list[str], message: str, here: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        launchers.open_launcher(compose_sweep(launcher).launching.launcher)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:{free}"])
def test_a_cluster_that_is_not_there_is_told_before_a_directory_is_claimed(address: str, here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    address = address.format(free=free)
    asked = compose_sweep(["hydra/launcher=ray", f'hydra.launcher.address="{address}"'])
    with pytest.raises(ConfigError, match=rf"^hydra\.launcher\.address={address}: "):
        RayLauncher(cast(RayConfig, asked.launching.launcher))


@pytest.mark.slow
def test_what_this_machine_has_not_got_is_not_waited_for(here: Path) -> None:
    wanted = ["hydra/launcher=ray", "hydra.launcher.cpus_per_job=1000"]
    process = run(TRAIN, "-m", *ONE_STEP, "seed=0,1", *wanted, cwd=here)
    assert process.returncode == 1
    assert "error: no machine has what a job asks for: hydra.launcher.cpus_per_job=1000" in process.stderr


@pytest.mark.slow
@pytest.mark.parametrize("launcher", TOGETHER)
def test_a_job_that_raises_stops_no_other_and_its_traceback_is_in_its_own_log(
    launcher: str, here: Path, broken: str
) -> None:
    models = f"model.base_model={broken},{EMBEDDED_FOLDER}"
    asked = ["-m", *ONE_STEP, models, "seed=0,1", f"hydra/launcher={launcher}"]
    process = run(TRAIN, *asked, cwd=here)
    assert process.returncode == 1, process.stderr
    assert statuses(here / SWEEP) == ["failed", "failed", "completed", "completed"]
    rows = [line.split(maxsplit=2) for line in process.stderr.splitlines() if "  failed  " in line]
    assert [row[0] for row in rows] == ["0_base-model-broken_seed0", "1_base-model-broken_seed1"]
    assert all("cannot be loaded as a causal language model" in row[2] for row in rows)
    assert "2 of 4 jobs are not complete (2 failed)" in process.stderr.splitlines()[-1]
    assert "Traceback" in (here / SWEEP / "0_base-model-broken_seed0" / "train.log").read_text()
    assert "training 1/1" in (here / SWEEP / "2_base-model-model_seed0" / "console.log").read_text()


def worker_of(directory: Path) -> int:
    """The process that holds a run's directory."""
    lock = str(directory / ".lock")
    for files in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(files.readlink()) == lock:
                return int(files.parts[2])
        except OSError:
            continue
    raise AssertionError(f"nobody holds {directory}")


def wait_for_steps(process: Any, directory: Path, num_steps: int) -> None:
    log = directory / "metrics.jsonl"
    while not (log.exists() and log.read_text().count("\n") > num_steps):
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["basic", *TOGETHER])
def test_a_worker_that_is_killed_costs_no_complete_job(launcher: str, here: Path) -> None:
    asked = [*STEPS, "training.max_steps=40", "seed=0,1,2,3", f"hydra/launcher={launcher}"]
    process = start(TRAIN, "-m", *asked, "training.checkpoint.every=5", cwd=here)
    victim = here / SWEEP / "1_seed1"
    wait_for_steps(process, victim, 8)
    os.kill(worker_of(victim), signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode != 0, errors
    if launcher in ("submitit_local", "ray"):
        assert statuses(here / SWEEP) == ["completed", "killed", "completed", "completed"]
        assert "1_seed1  killed  its " in errors
    done = {job.directory for job in sweeps.read(here / SWEEP).jobs if job.status == "completed"}
    before = {name: (here / SWEEP / name / "run.json").stat().st_mtime_ns for name in done}
    resumed = run(TUTORTRAIN, "resume", str(SWEEP), "--other-code", cwd=here)
    assert resumed.returncode == 0, resumed.stderr
    assert f"{len(done)} of 4 jobs are complete and stay as they are" in resumed.stderr
    assert statuses(here / SWEEP) == ["completed"] * 4
    assert {name: (here / SWEEP / name / "run.json").stat().st_mtime_ns for name in done} == before


def test_a_launcher_that_is_not_installed_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launchers, "lacking", list)
    with pytest.raises(ConfigError, match=r"^hydra/launcher=ray needs the package ray: pip install"):
        launchers.require_library("hydra/launcher=ray", "ray")


def test_cores_are_divided_between_workers() -> None:
    assert threads_each(1) == num_cores()
    assert threads_each(num_cores()) == 1
    assert threads_each(1000) == 1


def test_no_more_tasks_are_taken_than_there_are_workers() -> None:
    taken: list[int] = []
    done: list[int] = []

    def tasks() -> Any:
        for number in range(5):
            taken.append(number)
            assert len(taken) - len(done) <= 2
            yield number

    def collect(task: Any, handle: int) -> Outcome | None:
        done.append(handle)
        return Outcome(directory=Path(str(handle)))

    outcomes = list(at_most(2, tasks(), lambda task: task, collect))
    assert sorted(str(outcome.directory) for outcome in outcomes) == list("01234")
