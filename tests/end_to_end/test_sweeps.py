"""Many runs: a sweep with -m, and processes that start at the same moment."""

import os
import signal
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, SHORT, TRAIN, TUTORTRAIN, read_json, run, start
from tests.end_to_end.resuming import assert_same_result, at_step, wait_for

ONE_STEP = [*SHORT, "training.max_steps=1"]


def test_a_sweep_runs_every_combination_in_a_directory_of_its_own(tmp_path: Path) -> None:
    process = run(TRAIN, "-m", *ONE_STEP, "training.lr=1e-4,1e-3", "seed=0,1", cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    (sweep,) = (tmp_path / "multirun" / "sft").glob("sft_001_*")
    jobs = sorted(path.name for path in sweep.iterdir() if path.is_dir())
    assert jobs == ["0_lr1e-4_seed0", "1_lr1e-4_seed1", "2_lr1e-3_seed0", "3_lr1e-3_seed1"]
    assert (sweep / "report.html").read_text().count('"took": ') == 4
    settings = [read_json(sweep / job / "run.json")["config"] for job in jobs]
    assert [(job["training.lr"], job["seed"]) for job in settings] == [
        (1e-4, 0),
        (1e-4, 1),
        (1e-3, 0),
        (1e-3, 1),
    ]
    compared = run(TUTORTRAIN, "compare", str(sweep / jobs[0]), str(sweep / jobs[3]), cwd=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert "training.lr" in compared.stdout
    assert "training.batch_size" not in compared.stdout


def test_a_sweep_over_methods_takes_each_with_its_own_defaults_and_can_be_compared(tmp_path: Path) -> None:
    asked = ["method=sft,rlvr,distillation", "training.max_steps=1", "data.num_train=16", "data.num_eval=8",
             "benchmark.num_items=4", "~benchmark.suites.hint", ALONE]  # fmt: skip
    process = run(TRAIN, "-m", *asked, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    (sweep,) = (tmp_path / "multirun" / "mixed").glob("mixed_001_*")
    jobs = sorted(path for path in sweep.iterdir() if path.is_dir())
    assert [job.name for job in jobs] == ["0_method-sft", "1_method-rlvr", "2_method-distillation"]
    settings = [read_json(job / "run.json")["config"] for job in jobs]
    assert [one["training.batch_size"] for one in settings] == [16, 32, 32]
    assert [one.get("method.sampling.group_size") for one in settings] == [None, 8, 4]
    compared = run(TUTORTRAIN, "compare", *map(str, jobs), cwd=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert "distillation" in compared.stdout


GRID = [*SHORT, "training.checkpoint.every=2", "training.max_steps=8", "training.lora.dropout=0.1",
        "description=x"]  # fmt: skip
SWEEP = "multirun/sft/sft_001_x"


def kill_and_resume(folder: Path, asked: list[str], job: str, step: int) -> Path:
    """A sweep whose only process was killed after a step of a job, and that then went on."""
    process = start(TRAIN, "-m", *GRID, *asked, cwd=folder)
    wait_for(process, folder / SWEEP / job, at_step(step))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    resumed = run(TUTORTRAIN, "resume", SWEEP, "--other-code", cwd=folder)
    assert resumed.returncode == 0, resumed.stderr
    assert f"{job}: killed; goes on after step" in resumed.stderr
    return folder / SWEEP


def assert_same_sweep(sweep: Path, expected: Path) -> None:
    jobs = sorted(path.name for path in expected.iterdir() if path.is_dir())
    assert [path.name for path in sorted(sweep.iterdir()) if path.is_dir()] == jobs
    for job in jobs:
        assert_same_result(sweep / job, expected / job)


def complete_sweep(folder: Path, asked: list[str]) -> Path:
    process = run(TRAIN, "-m", *GRID, *asked, cwd=folder)
    assert process.returncode == 0, process.stderr
    return folder / SWEEP


def two_folders(folder: Path) -> tuple[Path, Path]:
    for name in ("disturbed", "undisturbed"):
        (folder / name).mkdir()
    return folder / "disturbed", folder / "undisturbed"


def test_a_sweep_whose_process_was_killed_ends_bit_for_bit_like_one_that_was_not(tmp_path: Path) -> None:
    disturbed, undisturbed = two_folders(tmp_path)
    sweep = kill_and_resume(disturbed, ["seed=0,1"], "1_seed1", 5)
    assert_same_sweep(sweep, complete_sweep(undisturbed, ["seed=0,1"]))
    assert [job["status"] for job in read_json(sweep / "sweep.json")["jobs"]] == ["completed"] * 2


@pytest.mark.slow
def test_a_grid_of_12_that_was_killed_ends_like_one_that_was_not_and_grows_to_16(tmp_path: Path) -> None:
    disturbed, undisturbed = two_folders(tmp_path)
    sweep = kill_and_resume(disturbed, ["training.lr=1e-4,1e-3,1e-2", "seed=0,1,2,3"], "6_lr1e-3_seed2", 5)
    assert_same_sweep(sweep, complete_sweep(undisturbed, ["training.lr=1e-4,1e-3,1e-2", "seed=0,1,2,3"]))
    before = {path: path.stat().st_mtime_ns for path in sweep.glob("*/*")}
    grown = run(TUTORTRAIN, "resume", SWEEP, "training.lr=3e-3", "--other-code", cwd=disturbed)
    assert grown.returncode == 0, grown.stderr
    assert len(list(sweep.glob("*/run.json"))) == 16
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {job["status"] for job in read_json(sweep / "sweep.json")["jobs"]} == {"completed"}


@pytest.mark.slow
def test_two_sweeps_and_four_runs_started_at_once_do_not_meet(tmp_path: Path) -> None:
    sweeps = [["-m", *ONE_STEP, "output_root=outputs", "seed=0,1"] for _ in range(2)]
    processes = [start(TRAIN, *asked, cwd=tmp_path) for asked in [*sweeps, *[ONE_STEP] * 4]]
    for process in processes:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    places = [path.parent.relative_to(tmp_path) for path in tmp_path.rglob("run.json")]
    assert len([place for place in places if place.parts[0] == "outputs"]) == 4
    assert sorted(place.parts[2][:7] + place.name for place in places if place.parts[0] == "multirun") == [
        *("sft_0010_seed0", "sft_0011_seed1", "sft_0020_seed0", "sft_0021_seed1")
    ]
    assert {read_json(path)["status"] for path in tmp_path.rglob("run.json")} == {"completed"}


def start_at_once(count: int, folder: Path) -> None:
    processes = [start(TRAIN, *ONE_STEP, cwd=folder) for _ in range(count)]
    for process in processes:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    manifests = [read_json(path) for path in folder.rglob("run.json")]
    numbers = sorted(manifest["name"][:7] for manifest in manifests)
    assert numbers == [f"sft_{number:03d}" for number in range(1, count + 1)]
    assert {manifest["status"] for manifest in manifests} == {"completed"}


def test_runs_started_at_once_do_not_meet(tmp_path: Path) -> None:
    start_at_once(4, tmp_path)


@pytest.mark.slow
def test_24_runs_started_at_once_do_not_meet(tmp_path: Path) -> None:
    start_at_once(24, tmp_path)
