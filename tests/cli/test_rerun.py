"""rerun, of runs that were made without training: what they were asked for is all that it looks at."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, TUTORTRAIN, only_run, read_json, run
from tests.end_to_end.resuming import assert_same_result
from tutortrain.compose.app import compose_command_line
from tutortrain.compose.sweeps import replace_overrides
from tutortrain.job import prepare
from tutortrain.job.run import data_files
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import flatten
from tutortrain.runs.record import Record

ASKED = (*SHORT, "training.max_steps=1", "seed=3")


@pytest.fixture
def asked_for(here) -> Callable[..., Path]:
    """Makes a run of these settings that ended before it was trained."""
    pytest.importorskip("torch")

    def make(name: str, *overrides: str) -> Path:
        config = compose_command_line(overrides)
        job = prepare(config)
        directory = RunDirectory(Path(name))
        directory.path.mkdir(parents=True)
        with Record.begin(
            directory, config=flatten(job.config), overrides=overrides, started=time.time()
        ) as record:
            record.update(data=data_files(job))
        return directory.path

    return make


def change(path: Path, **parts: dict[str, object]) -> None:
    """Makes the run one of another day."""
    manifest = read_json(path / "run.json")
    for part, values in parts.items():
        manifest[part] = {**manifest[part], **values}
    (path / "run.json").write_text(json.dumps(manifest))


def test_a_run_is_made_again_in_a_new_directory_with_what_is_added(tutortrain, asked_for, here):
    path = asked_for("outputs/sft/sft_001_a", *ASKED)
    done = tutortrain("rerun", "sft_001", "--exact", "seed=4", "description=again")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(
        "note: tutortrain train benchmark=none data.num_train=64 data.num_eval=16 training.batch_size=4 "
        "backend.num_threads=1 training.max_steps=1 seed=4 description=again\n"
    )
    again = read_json(here / "outputs/sft/sft_002_again/run.json")
    assert again["status"] == "completed"
    before = read_json(path / "run.json")["config"]
    assert {key for key in before if before[key] != again["config"][key]} == {"seed", "description"}


def test_what_has_changed_since_is_said_and_refused_where_it_is_to_be_exact(tutortrain, asked_for, here):
    path = asked_for("outputs/sft/sft_001_a", *ASKED)
    change(path, config={"training.warmup": 0.5, "training.gone": 1}, packages={"torch": "1.0.0"})
    done = tutortrain("rerun", "sft_001", "--exact")
    assert (done.returncode, done.stdout) == (2, "")
    first, *changes, last = done.stderr.splitlines()
    assert first == "error: sft_001 would not be the same today:"
    assert changes[:2] == ["  training.gone: 1 -> –", "  training.warmup: 0.5 -> 0.05"]
    assert changes[2].startswith("  torch: 1.0.0 -> ")
    assert len(changes) == 3
    assert last == "Without --exact it is run all the same."
    assert [folder.name for folder in (here / "outputs/sft").iterdir()] == ["sft_001_a"]


def test_a_mistake_in_what_is_added_starts_nothing(tutortrain, asked_for, here):
    asked_for("outputs/sft/sft_001_a", *ASKED)
    done = tutortrain("rerun", "sft_001", "training.lrr=1")
    assert done.returncode == 2
    assert "did you mean training.lr?" in done.stderr
    assert [folder.name for folder in (here / "outputs/sft").iterdir()] == ["sft_001_a"]


def test_an_added_setting_takes_the_place_of_the_one_that_there_was():
    earlier = ["method=sft", "training.lr=1,2", "~benchmark.suites.hint"]
    assert replace_overrides(earlier, ["+training.lr=3", "seed=1"]) == [
        "method=sft", "+training.lr=3", "~benchmark.suites.hint", "seed=1",
    ]  # fmt: skip


@pytest.mark.slow
def test_an_exact_rerun_comes_out_the_same_bit_for_bit(tmp_path):
    settings = [*SHORT, "training.max_steps=20"]
    assert run(TRAIN, *settings, cwd=tmp_path).returncode == 0
    first = only_run(tmp_path)
    assert run(TUTORTRAIN, "rerun", "sft_001", "--exact", cwd=tmp_path).returncode == 0
    (second,) = (tmp_path / "outputs/sft").glob("sft_002_*")
    assert_same_result(second, first)
