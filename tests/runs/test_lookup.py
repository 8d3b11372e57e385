import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from tutortrain.errors import RunError
from tutortrain.runs.catalogue import find_runs, read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lookup import find_run, read_all, resolve, resolve_all
from tutortrain.runs.record import Record

NUM_RUNS = 1000


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names):
    paths = [Path(name) for name in names]
    for path in paths:
        path.mkdir(parents=True)
        Record.begin(RunDirectory(path), config={"method.kind": "sft"}, overrides=[], started=time.time())
    return paths


def test_a_run_is_found_by_its_path_and_by_its_short_name(here):
    first, second = make("outputs/sft/sft_001_lr1e-5", "outputs/sft/sft_010_lr1e-4")
    assert resolve("outputs/sft/sft_001_lr1e-5") == resolve("sft_001") == resolve("sft_001_lr1e-5") == [first]
    assert resolve(str(second.resolve())) == [second.resolve()]
    with pytest.raises(RunError):
        resolve("sft_01")


def test_globs_mean_paths_or_names(here):
    runs = make("outputs/sft/sft_001_a", "outputs/sft/sft_002_b", "outputs/rlvr/rlvr_001_a")
    assert resolve("outputs/sft/*") == runs[:2]
    assert resolve("sft_00*") == runs[:2]
    assert resolve("*_001_a") == [runs[2], runs[0]]


def test_a_folder_and_a_sweep_mean_all_their_runs(here):
    jobs = make("multirun/sft/sft_001_lr/0_lr1e-4", "multirun/sft/sft_001_lr/1_lr1e-3")
    (run,) = make("outputs/sft/sft_002_x")
    assert resolve("multirun/sft/sft_001_lr") == resolve("sft_001") == resolve("multirun") == jobs
    assert resolve_all(["sft_002", "outputs", "sft_001"]) == [run, *jobs]


def test_a_job_is_found_by_its_number_within_its_sweep(here):
    jobs = make("multirun/sft/sft_001_lr/0_lr1e-4", "multirun/sft/sft_001_lr/1_lr1e-3")
    assert resolve("sft_001/1") == resolve("sft_001_lr/1_lr1e-3") == jobs[1:]
    with pytest.raises(RunError):
        resolve("sft_001/2")


def test_without_a_name_all_runs_are_read_the_newest_last_and_damaged_ones_first(here):
    first, second = make("outputs/sft/sft_002_y", "multirun/sft/sft_001_lr/0_lr1e-4")
    (torn,) = make("outputs/sft/sft_003_z")
    (torn / "run.json").write_text("{")
    assert [entry.path for entry in read_all([])] == [torn, first, second]
    assert [entry.path for entry in read_all(["sft_002"])] == [first]


def test_a_single_run_wins_over_a_sweep_of_the_same_number(here):
    (run, _) = make("outputs/sft/sft_001_x", "multirun/sft/sft_001_lr/0_lr1e-4")
    assert resolve("sft_001") == [run]


def test_where_one_run_is_wanted_several_are_refused(here):
    (first, _) = make("outputs/sft/sft_001_x", "outputs/sft/sft_002_x")
    assert find_run("sft_001") == RunDirectory(first)
    with pytest.raises(RunError, match=r"'outputs' means 2 runs \(outputs/sft/sft_001_x"):
        find_run("outputs")


def test_an_unknown_name_gets_the_nearest(here):
    make("outputs/sft/sft_001_lr1e-5")
    with pytest.raises(RunError, match=r"no run 'stf_001'.*outputs/ or multirun/\. Nearest: sft_001_lr1e-5"):
        resolve("stf_001")


def test_only_runs_and_sweeps_are_offered_as_nearest(here):
    make("outputs/sft/sft_001_lr1e-5", "multirun/sft/sft_002_seed/0_seed0")
    with pytest.raises(RunError, match=r"Nearest: sft_002_seed, sft_001_lr1e-5\.$"):
        resolve("sftt_00")
    with pytest.raises(RunError, match=r"`tutortrain ls` lists the runs"):
        resolve("stf")


@pytest.mark.parametrize("name", ["outputs/sft/sft_001_x", "sft_001_x", "sft_001", "sft_00*"])
def test_a_folder_without_runs_is_named_as_such(here, name):
    Path("outputs/sft/sft_001_x/checkpoints").mkdir(parents=True)
    make("outputs/sft/sft_010_y")
    with pytest.raises(RunError, match=r"outputs/sft/sft_001_x holds no run: there is no run\.json"):
        resolve(name)


def test_hidden_folders_and_a_runs_own_folders_are_not_searched(here):
    (run,) = make("outputs/sft/sft_001_x")
    make("outputs/sft/sft_001_x/checkpoints/step-1", "outputs/.hidden/sft_002_y")
    assert list(find_runs(Path("outputs"))) == [run]
    assert list(find_runs(Path("nowhere"))) == []


def test_a_damaged_manifest_hides_no_other_run(here):
    good, bad = make("outputs/sft/sft_001_x", "outputs/sft/sft_002_y")
    (bad / "run.json").write_text("{")
    entries = read_runs([good, bad])
    assert entries[0].manifest.name == "sft_001_x"
    assert entries[1].manifest is None
    assert entries[1].problem.startswith("outputs/sft/sft_002_y/run.json: expected a JSON object")


def test_a_thousand_runs_are_listed_in_a_second(here):
    (model,) = make("outputs/sft/sft_0000_x")
    raw = asdict(read_runs([model])[0].manifest)
    for number in range(1, NUM_RUNS):
        path = model.with_name(f"sft_{number:04d}_x")
        path.mkdir()
        (path / "run.json").write_text(json.dumps({**raw, "name": path.name}))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from tutortrain.cli import main; sys.exit(main(['ls']))"],
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.count("\n") == NUM_RUNS + 1, done.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
