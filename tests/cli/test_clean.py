"""clean, on runs that were made for it."""

import json
from pathlib import Path

import pytest

from tutortrain.runs import sweep as sweeps
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.sweep import SweepJob, SweepManifest
from tutortrain.types import Checkpoint


def save(path: Path, *steps: int) -> None:
    directory = RunDirectory(path)
    for step in steps:
        folder = directory.checkpoints / f"step_{step}"
        folder.mkdir(parents=True)
        (folder / "weights").write_bytes(b"x" * 1_000_000)
        checkpoint = Checkpoint(name=folder.name, path=str(folder))
        CheckpointLog(directory.checkpoint_log).add(Saved(step=step, checkpoint=checkpoint, eval_loss=None))


def change(path: Path, **parts: object) -> None:
    manifest = json.loads((path / "run.json").read_text())
    (path / "run.json").write_text(json.dumps({**manifest, **parts}))


@pytest.fixture
def two(make_run) -> tuple[Path, Path]:
    made = make_run("outputs/sft/sft_001_low", lr=1e-5), make_run("outputs/sft/sft_002_high", lr=1e-3)
    for path in made:
        save(path, 1, 2)
    return made


def test_checkpoints_go_by_the_conditions_of_ls_after_they_were_shown(tutortrain, two):
    low, high = two
    done = tutortrain("clean", "checkpoints", "--where", "lr > 1e-4", "--keep-last", "1", "--yes")
    assert done.returncode == 0, done.stderr
    header, row, last = done.stdout.splitlines()
    assert header.split() == ["run", "status", "created", "size", "what"]
    assert row.split()[0] == str(high)
    assert row.endswith("1.0 MB  1 checkpoint: step_1")
    assert last == "Removed checkpoints of 1 run, 1.0 MB."
    assert done.stderr == "note: 1 of 2 runs are not as --where wants them, and kept\n"
    assert [path.name for path in (high / "checkpoints").iterdir()] == ["step_2"]
    assert len(list((low / "checkpoints").iterdir())) == 2


def test_nothing_goes_without_a_yes(tutortrain, two):
    done = tutortrain("clean", "runs", "outputs")
    assert done.returncode == 1
    assert "Remove 2 runs, 4.0 MB, for good? [y/N]:" in done.stdout
    assert all((path / "checkpoints" / "step_1" / "weights").exists() for path in two)


def test_nothing_is_meant_where_nothing_is_said(tutortrain, two):
    done = tutortrain("clean", "runs", "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: say which runs: name them or give --where")
    assert all(path.exists() for path in two)


def test_a_run_that_goes_on_stays_whole_whatever_was_asked(tutortrain, two):
    low, high = two
    change(high, status="running")
    with locked(RunDirectory(high)):
        for what in ("checkpoints", "runs"):
            done = tutortrain("clean", what, "outputs", "--yes")
            assert done.returncode == 0
            assert f"note: {high} is kept: it is running\n" in done.stderr
    assert not low.exists()
    assert len(list((high / "checkpoints").iterdir())) == 2


def test_a_teacher_stays_until_the_one_who_learns_from_it_has_completed(tutortrain, two, make_run):
    low, _ = two
    pupil = make_run("outputs/distillation/dist_001_x")
    config = {"method.kind": "distillation", "method.teacher.model": "sft_001_low"}
    change(pupil, status="interrupted", config=config)
    done = tutortrain("clean", "runs", "sft_001", "--yes")
    assert done.stdout == "There is nothing to remove.\n"
    assert done.stderr == f"note: {low} is kept: {pupil} learns from it and has not completed\n"
    change(pupil, status="completed")
    assert tutortrain("clean", "runs", "sft_001", "--yes").returncode == 0
    assert not low.exists()


def test_a_base_stays_as_long_as_what_started_from_it_and_may_go_with_it(tutortrain, two, make_run):
    low, _ = two
    later = make_run("outputs/rlvr/rlvr_001_x")
    change(later, config={"method.kind": "rlvr", "model.base_model": f"{low}/checkpoints/step_2"})
    done = tutortrain("clean", "runs", "sft_001", "--yes")
    assert done.stdout == "There is nothing to remove.\n"
    assert done.stderr == f"note: {low} is kept: {later} starts from it\n"
    assert tutortrain("clean", "runs", str(low), str(later), "--yes").returncode == 0
    assert not low.exists()
    assert not later.exists()


def test_a_teacher_in_another_place_is_kept_for_a_pupil_there(tutortrain, make_run):
    teacher = make_run("elsewhere/sft/sft_001_low")
    pupil = make_run("elsewhere/distillation/dist_001_x")
    change(teacher, config={"output_root": "elsewhere"})
    change(pupil, status="failed", config={"method.teacher.model": str(teacher)})
    done = tutortrain("clean", "runs", str(teacher), "--yes")
    assert f"{teacher} is kept: " in done.stderr
    assert teacher.exists()


def test_what_can_then_only_begin_anew_is_said(tutortrain, two):
    change(two[0], status="interrupted")
    done = tutortrain("clean", "checkpoints", "outputs", "-y")
    assert "1 of these have not completed: without a checkpoint, resuming begins anew" in done.stderr


def test_the_jobs_of_a_sweep_stay_while_it_goes_on_and_it_goes_with_the_last(tutortrain, make_run):
    sweep = Path("multirun/sft/sft_001_x")
    make_run(f"{sweep}/0_seed0")
    job = SweepJob(number=0, directory="0_seed0", overrides=(), fingerprint="")
    manifest = SweepManifest(name=sweep.name, created="", status="running", overrides=(), jobs=(job,))
    sweeps.write(sweep, manifest)
    with locked(RunDirectory(sweep)):
        done = tutortrain("clean", "runs", "sft_001", "--yes")
    assert done.stderr == f"note: the jobs of {sweep} are kept: it goes on\n"
    assert (sweep / "0_seed0" / "run.json").exists()
    done = tutortrain("clean", "runs", "sft_001", "--yes")
    assert done.stdout.splitlines()[-1] == f"Removed {sweep}, a sweep without jobs."
    assert list(sweep.parent.iterdir()) == []


def test_a_sweep_goes_with_its_last_job_whenever_the_others_went(tutortrain, make_run):
    sweep = Path("multirun/sft/sft_001_x")
    jobs = []
    for n in (0, 1):
        make_run(f"{sweep}/{n}_seed{n}")
        named = SweepJob(number=n, directory=f"{n}_seed{n}", overrides=(), fingerprint="", status="completed")
        jobs.append(named)
    manifest = SweepManifest(name=sweep.name, created="", status="completed", overrides=(), jobs=tuple(jobs))
    sweeps.write(sweep, manifest)
    assert tutortrain("clean", "runs", f"{sweep}/0_seed0", "--yes").returncode == 0
    assert sweep.exists()
    assert tutortrain("clean", "runs", f"{sweep}/1_seed1", "--yes").returncode == 0
    assert not sweep.exists()


def test_a_sweep_whose_other_jobs_have_not_begun_stays(tutortrain, make_run):
    sweep = Path("multirun/sft/sft_001_x")
    make_run(f"{sweep}/0_seed0")
    jobs = tuple(
        SweepJob(number=n, directory=f"{n}_seed{n}", overrides=(f"seed={n}",), fingerprint=str(n))
        for n in (0, 1)
    )
    manifest = SweepManifest(name=sweep.name, created="", status="interrupted", overrides=(), jobs=jobs)
    sweeps.write(sweep, manifest)
    done = tutortrain("clean", "runs", str(sweep), "--yes")
    assert done.stdout.splitlines()[-1].startswith("Removed 1 run, ")
    assert [job.directory for job in sweeps.read(sweep).jobs] == ["0_seed0", "1_seed1"]
