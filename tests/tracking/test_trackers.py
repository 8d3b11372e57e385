"""What each tracker holds, read back by its own library, is what stands in metrics.jsonl. `make stacks`."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tracking.reading import READERS, Held, mlflow_client
from tutortrain.compose.jobs import compose_job
from tutortrain.config.tracking import TrackerConfig
from tutortrain.errors import UserError
from tutortrain.runs import metrics
from tutortrain.runs.jsonl import Row, write_rows
from tutortrain.tracking import TRACKERS, check_trackers, opener
from tutortrain.tracking.base import Outcome, TrackedRun
from tutortrain.tracking.following import Follower
from tutortrain.tracking.trackers import Trackers

for library in TRACKERS:
    pytest.importorskip(library, reason="`make stacks` has the trackers' libraries")
SCORES = {"benchmark/solve/accuracy": 0.54, "benchmark/pass_at_k/pass_at_4": 0.7}
KEY = "0123456789abcdef" * 2 + "01234567"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setattr("trackio.sqlite_storage.TRACKIO_DIR", tmp_path / "trackio")


def config_of(name: str) -> TrackerConfig:
    offline = ["tracking.wandb.mode=offline"] if name == "wandb" else []
    config = compose_job([f"tracking={name}", *offline])
    return config.tracking[name]


def log_of(folder: Path, num_steps: int = 40) -> list[Row]:
    """As a run writes and reads it: not every key in every row, digits that 32 bits do not hold, a nan."""
    rows: list[Row] = [{"step": 0, "eval/loss": math.log(3)}]
    for step in range(1, num_steps):
        row = {"step": step, "train/loss": 1 / (step + 2), "train/lr": 1e-3 / step, "train/num_tokens": 7919 * step,
               "time/step": 0.1 * step}  # fmt: skip
        rows.append(row | ({"eval/loss": math.nan if step == 20 else 2 / step} if step % 10 == 0 else {}))
    write_rows(folder / "metrics.jsonl", rows)
    return metrics.read(folder / "metrics.jsonl")


def follow(name: str, run: TrackedRun, before: Sequence[Row], new: Sequence[Row], status: str) -> str:
    """One attempt; the tracker's id of the run."""
    mark = run.place / f"{name}.json"
    errors: list[Exception] = []
    trackers = Trackers(
        {name: Follower(opener(config_of(name)), mark)}, lambda _, error: errors.append(error)
    )
    trackers.begin(run, before)
    for row in new:
        trackers.log(row)
    report = run.place.parent / "report.html"
    report.write_text("<p>a report</p>")
    scores = SCORES if status == "completed" else {}
    trackers.finish(Outcome(status=status, step=new[-1]["step"], scores=scores, report=report))
    assert errors == []
    return str(json.loads(mark.read_bytes())["id"])


def expected(name: str, rows: Sequence[Row]) -> Held:
    """TensorBoard holds 32-bit numbers, W&B the scores in its summary; all else is as in the file."""
    rounded = np.float32 if name == "tensorboard" else float
    held = {row["step"]: {key: rounded(row[key]) for key in row if key != "step"} for row in rows}
    held.setdefault(-1 if name == "wandb" else rows[-1]["step"], {}).update(
        {key: rounded(value) for key, value in SCORES.items()}
    )
    return held


def assert_equal(held: Held, wanted: Held) -> None:
    assert held.keys() == wanted.keys()
    for step, values in wanted.items():
        assert held[step].keys() == values.keys(), step
        for key, value in values.items():
            np.testing.assert_equal(held[step][key], value, err_msg=f"{key} at step {step}")


@pytest.mark.parametrize("name", TRACKERS)
def test_what_is_read_back_equals_the_log(name: str, run: TrackedRun, tmp_path: Path) -> None:
    rows = log_of(tmp_path)
    id = follow(name, run, [], rows, "completed")
    assert_equal(READERS[name](run, id), expected(name, rows))


@pytest.mark.parametrize("name", TRACKERS)
def test_a_resumed_run_is_one_run_in_which_no_step_is_told_twice(
    name: str, run: TrackedRun, tmp_path: Path
) -> None:
    rows = log_of(tmp_path)
    first = follow(name, run, [], rows[:25], "interrupted")
    second = follow(name, run, rows[:21], rows[21:], "completed")
    assert first == second
    assert_equal(READERS[name](run, second), expected(name, rows))


@pytest.mark.parametrize("name", TRACKERS)
def test_no_key_reaches_a_file(
    name: str, run: TrackedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_API_KEY", KEY)
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", KEY)
    follow(name, run, [], log_of(tmp_path), "completed")
    hidden = {KEY.encode(), hashlib.sha256(KEY.encode()).hexdigest().encode()}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 2
    assert [path for path in files for key in hidden if key in path.read_bytes()] == []


def test_wandb_online_is_refused_without_a_key_and_offline_wants_none() -> None:
    online, offline = replace(config_of("wandb"), mode="online"), config_of("wandb")
    check_trackers([offline])
    with pytest.raises(UserError, match="tracking=wandb knows no key: put WANDB_API_KEY"):
        check_trackers([online])


def test_runs_of_a_sweep_are_runs_of_their_own_in_a_group_of_its_name(
    run: TrackedRun, tmp_path: Path
) -> None:
    import trackio

    rows, ids = log_of(tmp_path, 5), []
    for number in (0, 1):
        place = tmp_path / "sft_001_lr" / f"{number}" / "tracking"
        place.mkdir(parents=True)
        job = replace(run, name=f"sft_001_lr/{number}", place=place)
        ids.append(follow("mlflow", job, [], rows, "completed"))
        follow("trackio", job, [], rows, "completed")
    client = mlflow_client(tmp_path)
    experiment = client.get_experiment_by_name("sft_001_lr")
    found = client.search_runs([experiment.experiment_id])
    assert {one.info.run_id for one in found} == set(ids)
    assert {one.info.run_name for one in found} == {"sft_001_lr/0", "sft_001_lr/1"}
    groups = [one.config["_Group"] for one in trackio.Api().runs("tutortrain")]
    assert groups == ["sft_001_lr", "sft_001_lr"]


def test_mlflow_has_the_settings_the_state_and_the_report(run: TrackedRun, tmp_path: Path) -> None:
    id = follow("mlflow", run, [], log_of(tmp_path, 5), "interrupted")
    client = mlflow_client(tmp_path)
    found = client.get_run(id)
    assert found.data.params == {
        "training.lr": "1e-05",
        "data.train_file": "null",
        "training.lora.targets": '["q_proj", "v_proj"]',
    }
    assert found.info.status == "KILLED"
    assert [file.path for file in client.list_artifacts(id)] == ["report.html"]
    follow("mlflow", run, log_of(tmp_path, 5), log_of(tmp_path, 9)[5:], "completed")
    assert client.get_run(id).info.status == "FINISHED"
