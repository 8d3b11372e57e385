"""What a sweep costs beside its jobs, and what workers save."""

import time
from pathlib import Path

import pytest

from tests.end_to_end.command_line import TRAIN, run
from tests.sweep.conftest import ONE_STEP
from tutortrain.runs.catalogue import find_runs, read_runs
from tutortrain.train import main as train

NUM_JOBS = 6


def seconds_of_jobs(sweep: Path) -> float:
    return sum(run.manifest.seconds for run in read_runs(list(find_runs(sweep))) if run.manifest)


@pytest.mark.timed
def test_a_sweep_costs_less_than_a_third_of_a_second_a_job(here: Path) -> None:
    assert train(["-m", *ONE_STEP, "seed=0"]) == 0  # loads what a process loads once
    begun = time.monotonic()
    assert train(["-m", *ONE_STEP, f"seed={','.join(map(str, range(NUM_JOBS)))}"]) == 0
    whole = time.monotonic() - begun
    assert (whole - seconds_of_jobs(here / "multirun/sft/sft_002_x")) / NUM_JOBS <= 0.3


@pytest.mark.slow
def test_two_workers_are_faster_than_one_process_where_each_job_has_one_thread(here: Path) -> None:
    steps = [one for one in ONE_STEP if "max_steps" not in one]
    asked = ["-m", *steps, "training.max_steps=150", f"seed={','.join(map(str, range(NUM_JOBS)))}"]
    seconds = dict[str, float]()
    for launcher in (["hydra/launcher=basic"], ["hydra/launcher=joblib", "hydra.launcher.num_workers=2"]):
        begun = time.monotonic()
        process = run(TRAIN, *asked, *launcher, cwd=here)
        seconds[launcher[0].partition("=")[2]] = time.monotonic() - begun
        assert process.returncode == 0, process.stderr
    assert seconds["joblib"] < seconds["basic"]
