"""What is seen of runs that go on."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tutortrain.errors import RunError
from tutortrain.runs import manifest as manifests
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.metrics import MetricsLog
from tutortrain.runs.sweep import SweepJob, SweepManifest
from tutortrain.watch.lookout import Lookout
from tutortrain.watch.picture import picture


def test_a_run_is_seen_with_what_it_logged_since_its_manifest_was_written(tmp_path, make_run):
    final = {"train/loss": 9.0, "eval/loss": 3.0}
    path = make_run("sft_001_a", "running", losses=[2.0, 1.5], stage=("training", 2, 40), final=final)
    lookout = Lookout([str(tmp_path)])
    (seen,) = lookout.look()
    assert (seen.state, seen.losses, seen.num_steps) == ("running", [2.0, 1.5], 2)
    assert seen.entry.manifest is not None
    assert seen.entry.manifest.metrics.final == {
        "train/loss": 1.5,
        "eval/loss": 3.0,
        "time/tokens_per_second": 1234.5,
    }
    assert seen.stage is not None
    assert (seen.stage.done, seen.stage.seconds_left, seen.seconds) == (2, 38.0, 2.0)
    with MetricsLog(path / "metrics.jsonl") as log:
        log.write(3, {"train/loss": 1.25, "eval/loss": 2.0})
    (seen,) = lookout.look()
    assert seen.losses == [2.0, 1.5, 1.25]
    assert seen.entry.manifest is not None
    assert seen.entry.manifest.metrics.final["eval/loss"] == 2.0


def test_runs_that_appear_are_seen_and_what_is_over_is_read_once(tmp_path, make_run):
    first = make_run("sft_001_a")
    lookout = Lookout([str(tmp_path)])
    (before,) = lookout.look()
    make_run("sft_002_b", "failed")
    again, new = lookout.look()
    assert again is before
    assert new.state == "failed"
    manifests.write(first / "run.json", replace(manifests.read(first / "run.json"), status="interrupted"))
    assert [seen.state for seen in lookout.look()] == ["interrupted", "failed"]


def test_a_run_without_a_process_is_killed_and_one_without_a_manifest_damaged(tmp_path, make_run):
    killed = make_run("sft_001_a")
    manifests.write(killed / "run.json", replace(manifests.read(killed / "run.json"), status="running"))
    (make_run("sft_002_b") / "run.json").write_text("{")
    assert [seen.state for seen in Lookout([str(tmp_path)]).look()] == ["killed", "damaged"]


def test_a_sweep_that_cannot_be_read_hides_no_run(tmp_path, make_run):
    make_run("sft_001_x/0_seed0")
    make_run("sft_002_b")
    (tmp_path / "sft_001_x" / "sweep.json").write_text('{"schema": 2}')
    *runs, sweep = Lookout([str(tmp_path)]).look()
    assert [seen.state for seen in (*runs, sweep)] == ["completed", "completed", "damaged"]
    assert "schema is 2" in str(sweep.entry.problem)


def test_names_are_those_of_the_other_commands(tmp_path, make_run):
    make_run("sft_001_a")
    with pytest.raises(RunError, match="no run 'sft_002'"):
        Lookout(["sft_002"]).look()


def test_the_logs_of_runs_that_are_over_are_not_opened_before_they_are_shown(tmp_path, make_run):
    path = make_run("sft_001_a", losses=[1.0])
    (seen,) = Lookout([str(tmp_path)]).look()
    os.truncate(path / "metrics.jsonl", 0)
    assert seen.losses == []


JOBS = tuple(
    SweepJob(number=n, directory=f"{n}_seed{n}", overrides=(f"seed={n}",), fingerprint="") for n in range(12)
)


def test_jobs_whose_turn_has_not_come_are_waiting_while_the_sweep_goes_on(tmp_path, make_run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sweep = Path("multirun/sft/sft_001_seed")
    sweep.mkdir(parents=True)
    asked = SweepManifest(
        name=sweep.name,
        created="",
        status="running",
        overrides=("seed=range(12)",),
        objective="eval/loss",
        jobs=JOBS,
    )
    sweeps.write(sweep, asked)
    lookout = Lookout(["sft_001"])
    with locked(RunDirectory(sweep)):
        assert [seen.state for seen in lookout.look()] == ["waiting"] * 12
        make_run(f"{sweep}/0_seed0", seconds=60.0, final={"eval/loss": 1.0})
        make_run(f"{sweep}/1_seed1", "running", stage=("training", 10, 40))
        assert [seen.state for seen in lookout.look()] == ["completed", "running", *["waiting"] * 10]
        now = picture(["sft_001"], lookout)
        assert (now.title, now.is_over) == (str(sweep), False)
        assert now.seconds_left == 10 * 60 + 50
        assert now.objective is not None
        assert now.objective.name.text == "eval.loss"
    sweeps.write(sweep, replace(asked, status="interrupted"))
    assert picture(["sft_001"], lookout).counts == {"completed": 1, "running": 1, "not started": 10}
    ended = lookout.sweeps[sweep]
    lookout.look()
    assert lookout.sweeps[sweep] is ended, "what has ended is read once"
