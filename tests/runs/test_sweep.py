"""sweep.json says what a sweep consists of; the jobs themselves say how they are."""

from pathlib import Path

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.errors import RunError
from tutortrain.runs import manifest as manifests
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.metrics import Summary
from tutortrain.runs.sweep import SweepJob, SweepManifest

JOBS = tuple(
    SweepJob(number=n, directory=f"{n}_seed{n}", overrides=(f"seed={n}",), fingerprint=f"{n}" * 8)
    for n in range(3)
)
SWEEP = SweepManifest(
    name="sft_001_x",
    created="2026-11-26T07:00:00+00:00",
    status="running",
    overrides=("seed=0,1,2",),
    hydra=("hydra/launcher=joblib",),
    objective="eval/loss",
    jobs=JOBS,
)


def test_a_sweep_reads_back_equal(tmp_path: Path) -> None:
    sweeps.write(tmp_path, SWEEP)
    with locked(RunDirectory(tmp_path)):
        assert sweeps.read(tmp_path) == SWEEP
    assert sweeps.is_sweep(tmp_path)


def test_jobs_are_as_their_own_manifests_say(tmp_path: Path) -> None:
    sweeps.write(tmp_path, SWEEP)
    for job, status, loss in ((JOBS[0], "completed", 0.5), (JOBS[1], "running", 0.75)):
        folder = tmp_path / job.directory
        folder.mkdir()
        manifest = make_manifest(status=status, metrics=Summary(final={"eval/loss": loss}, best={}))
        manifests.write(folder / "run.json", manifest)
    read = sweeps.read(tmp_path)
    assert read.status == "killed"
    assert [(job.status, job.objective) for job in read.jobs] == [
        ("completed", 0.5),
        ("killed", 0.75),
        ("waiting", None),
    ]


def test_a_folder_without_a_sweep_and_a_damaged_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"is not a sweep: it has no sweep\.json"):
        sweeps.read(tmp_path)
    (tmp_path / "sweep.json").write_text('{"schema": 1}')
    with pytest.raises(RunError, match="expected a JSON object with name, created, status"):
        sweeps.read(tmp_path)
