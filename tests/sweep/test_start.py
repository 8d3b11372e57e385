"""A sweep goes on until every job is complete, and loses neither a job nor a failure."""

import json
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.command_line import TUTORTRAIN, run
from tests.sweep.conftest import ONE_STEP
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.cli import main as tutortrain
from tutortrain.compose.jobs import compose_job
from tutortrain.runs import manifest as manifests
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.directory import RunDirectory
from tutortrain.sweep.task import Task, run_task
from tutortrain.train import main as train

SWEEP = "multirun/sft/sft_001_x"


def statuses() -> dict[str, str]:
    return {job.directory: job.status for job in sweeps.read(Path(SWEEP)).jobs}


def modified(folder: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}


def write_rows(folder: Path, prompt: str) -> None:
    rows = [
        json.dumps({"prompt": prompt.format(n), "response": f"Add {n}.", "id": str(n)}) for n in range(30)
    ]
    (folder / "rows.jsonl").write_text("\n".join(rows))


def resume(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(tutortrain(["resume", *arguments]))
    return int(str(ended.value.code))


def test_one_wrong_value_starts_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(["-m", *ONE_STEP, "training.batch_size=2,0"]) == 2
    assert "(job 1: training.batch_size=0)" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_job_that_raises_stops_no_other_and_is_named_at_the_end(
    here: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(["-m", *ONE_STEP, f"model.base_model={broken},{EMBEDDED_FOLDER}", "seed=0"]) == 1
    lines = capsys.readouterr().err.splitlines()
    row = next(line for line in lines if line.startswith("0_base-model-broken"))
    assert row.split(maxsplit=2)[1:] == ["failed", row.split(maxsplit=2)[2]]
    assert "cannot be loaded as a causal language model" in row
    assert lines[-1] == (
        f"error: 1 of 2 jobs are not complete (1 failed); `tutortrain resume {SWEEP}` goes on"
    )
    assert list(statuses().values()) == ["failed", "completed"]
    assert "Traceback" in (here / SWEEP / "0_base-model-broken" / "train.log").read_text()
    assert sweeps.read(Path(SWEEP)).status == "failed"


def test_a_job_goes_on_with_the_settings_that_it_was_begun_with(here: Path, broken: str) -> None:
    assert train(["-m", *ONE_STEP, f"model.base_model={broken}", "training.lr=1e-3", "seed=0,1"]) == 1
    shutil.copy(EMBEDDED_FOLDER / "model.safetensors", here / broken)
    job = Path(SWEEP) / sweeps.read(Path(SWEEP)).jobs[0].directory
    today = compose_job([*ONE_STEP, f"model.base_model={broken}", "training.lr=2e-3"])
    outcome = run_task(Task(here=here, directory=job, config=today, overrides=(), other_code=True))
    assert outcome.error is None
    manifest = manifests.read(job / "run.json")
    assert manifest.config["training.lr"] == manifest.metrics.final["train/lr"] == 1e-3


def test_what_is_missing_or_failed_is_run_and_nothing_else(
    here: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(["-m", *ONE_STEP, f"model.base_model={broken},{EMBEDDED_FOLDER}", "seed=0,1"]) == 1
    done, lost = sorted(path.name for path in (here / SWEEP).glob("[23]_*"))
    shutil.rmtree(here / SWEEP / lost)
    before = modified(here / SWEEP / done)
    shutil.copy(EMBEDDED_FOLDER / "model.safetensors", here / broken)
    capsys.readouterr()
    assert resume("sft_001_x", "--other-code") == 0
    said = capsys.readouterr().err.splitlines()
    assert said[:4] == [
        f"{SWEEP}: 1 of 4 jobs are complete and stay as they are",
        "  0_base-model-broken_seed0: failed; begins again",
        "  1_base-model-broken_seed1: failed; begins again",
        f"  {lost}: to run",
    ]
    assert set(statuses().values()) == {"completed"}
    assert modified(here / SWEEP / done) == before
    assert resume(SWEEP) == 0
    assert capsys.readouterr().err.splitlines() == [f"{SWEEP}: 4 of 4 jobs are complete and stay as they are"]


def test_further_values_make_further_jobs_and_touch_no_finished_one(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(["-m", *ONE_STEP, "seed=0,1"]) == 0
    said = capsys.readouterr().out.splitlines()
    (best,) = (line.split()[0] for line in said if " has the lowest eval.loss of 2 runs, " in line)
    seed = best[-1]
    assert best == f"{SWEEP}/{seed}_seed{seed}"
    assert said[-1].split() == ["python", "-m", "tutortrain.train", *ONE_STEP, f"seed={seed}"]
    before = modified(here / SWEEP / "0_seed0") | modified(here / SWEEP / "1_seed1")
    assert resume(SWEEP, "seed=1,2") == 0
    assert statuses() == dict.fromkeys(["0_seed0", "1_seed1", "2_seed2"], "completed")
    assert modified(here / SWEEP / "0_seed0") | modified(here / SWEEP / "1_seed1") == before
    sweep = sweeps.read(Path(SWEEP))
    assert (sweep.status, sweep.objective) == ("completed", "eval/loss")
    assert all(job.objective is not None for job in sweep.jobs)
    assert resume(SWEEP, "seed=-3") == 2


def test_a_damaged_job_is_named_and_can_be_run_anew(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(["-m", *ONE_STEP, "seed=0,1"]) == 0
    (here / SWEEP / "0_seed0" / "run.json").write_text("{")
    assert resume(SWEEP) == 1
    said = capsys.readouterr().err
    assert "  0_seed0: its run.json cannot be read; restore it, or remove the job's directory" in said
    shutil.rmtree(here / SWEEP / "0_seed0")
    assert resume(SWEEP) == 0
    assert set(statuses().values()) == {"completed"}


def test_a_job_that_goes_on_elsewhere_is_waited_for(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert train(["-m", *ONE_STEP, "seed=0"]) == 0
    (job,) = (here / SWEEP).glob("0_*")
    looks: list[bool] = []

    def heard_from(directory: RunDirectory) -> bool:
        looks.append(True)
        return len(looks) < 3

    monkeypatch.setattr("tutortrain.sweep.task.is_alive", heard_from)
    config = compose_job([*ONE_STEP])
    outcome = run_task(Task(here=here, directory=job, config=config, overrides=(), other_code=False))
    assert (outcome.error, len(looks)) == (None, 3)


def test_a_sweep_that_became_no_grid_is_made_again_with_all_its_jobs(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine" / "experiment").mkdir(parents=True)
    (here / "mine" / "experiment" / "small.yaml").write_text("# @package _global_\ntraining:\n  warmup: 0\n")
    assert train(["-m", "--config-dir", "mine", *ONE_STEP, "experiment=small", "seed=0,1"]) == 0
    assert "python -m tutortrain.train --config-dir mine " in capsys.readouterr().out
    assert resume(SWEEP, "training.lr=2e-3") == 0
    names = ["0_seed0", "1_seed1", "2_seed0_lr2e-3", "3_seed1_lr2e-3"]
    assert list(statuses()) == names
    assert tutortrain(["rerun", "sft_001", "training.warmup=0.5"]) == 0
    again = sweeps.read(here / "multirun/sft/sft_002_x")
    assert [(job.status, job.directory) for job in again.jobs] == [("completed", name) for name in names]
    assert again.config_dir == "mine"
    rates = {tuple(one for one in job.overrides if "lr" in one) for job in again.jobs}
    assert rates == {(), ("training.lr=0.002",)}
    assert all("training.warmup=0.5" in job.overrides for job in again.jobs)
    assert tutortrain(["rerun", f"{SWEEP}/2_seed0_lr2e-3", "seed=9"]) == 0
    assert tutortrain(["benchmark", f"{SWEEP}/0_seed0", "--suite", "solve", "benchmark.num_items=4"]) == 0


def test_other_data_than_it_was_begun_with_is_refused(here: Path) -> None:
    write_rows(here, "What is 2 + {}?")
    settings = [*ONE_STEP, "data=jsonl", "data.train_file=rows.jsonl"]
    assert train(["-m", *settings, "seed=0,1"]) == 0
    write_rows(here, "What is 3 + {}?")
    refused = run(TUTORTRAIN, "resume", SWEEP, cwd=here)  # this process remembers the rows
    assert refused.returncode == 2
    assert refused.stderr.startswith(
        f"error: {SWEEP} was begun with other inputs:\n  0_seed0: settings in conf/, or the data\n"
    )
