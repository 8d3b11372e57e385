"""Many runs: a sweep with -m, and processes that start at the same moment."""

from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, SHORT, TRAIN, TUTORTRAIN, read_json, run, start

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
