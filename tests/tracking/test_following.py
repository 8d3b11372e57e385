"""A tracker is told every row once, over all attempts at a run, and none can harm the run."""

import json
from collections.abc import Sequence
from functools import partial

import pytest

from tests.tracking.notebook import Notebook
from tutortrain.runs.jsonl import Row, read_rows
from tutortrain.tracking.base import Outcome, TrackedRun
from tutortrain.tracking.following import Follower
from tutortrain.tracking.trackers import Trackers


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notebook, "fails", None)


def rows(*steps: int) -> list[Row]:
    return [{"step": step, "train/loss": 1 / (step + 1), "time/step": 0.5} for step in steps]


def outcome(status: str = "completed") -> Outcome:
    return Outcome(status=status, step=9, scores={}, report=None)


def attempt(run: TrackedRun, before: Sequence[Row], new: Sequence[Row]) -> list[str]:
    """The failures that an attempt was told of."""
    failures: list[str] = []
    followers = {"a": Follower(partial(Notebook, None), run.place / "a.json")}
    trackers = Trackers(followers, lambda name, error: failures.append(f"{name}: {error}"))
    trackers.begin(run, before)
    for row in new:
        trackers.log(row)
    trackers.finish(outcome())
    return failures


def told(run: TrackedRun) -> list[int]:
    return [row["step"] for row in read_rows(run.place / "notebook.jsonl") if "step" in row]


def test_every_row_is_told_once_and_in_order(run: TrackedRun) -> None:
    assert attempt(run, [], rows(*range(10))) == []
    assert told(run) == list(range(10))


def test_a_resumed_run_goes_on_in_the_same_tracker_run_and_repeats_nothing(run: TrackedRun) -> None:
    attempt(run, [], rows(0, 1, 2, 3, 4, 5))
    attempt(run, rows(0, 1, 2, 3), rows(4, 5, 6, 7))
    assert told(run) == list(range(8))
    ends = [row["id"] for row in read_rows(run.place / "notebook.jsonl") if "id" in row]
    assert ends == ["page 1", "page 1"]
    assert json.loads((run.place / "a.json").read_bytes()) == {"id": "page 1", "step": 7}


@pytest.mark.parametrize("call", ["open", "log", "finish"])
def test_a_tracker_that_fails_is_told_of_once(
    run: TrackedRun, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notebook, "fails", call)
    assert attempt(run, [], rows(*range(5))) == ["a: [Errno 28] No space left on device"]


def test_what_a_tracker_missed_is_made_up_for_by_the_next_attempt(
    run: TrackedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notebook, "fails", "log")
    attempt(run, [], rows(0, 1, 2, 3))
    monkeypatch.setattr(Notebook, "fails", None)
    attempt(run, rows(0, 1, 2, 3), rows(4, 5))
    assert told(run) == list(range(6))


def test_one_that_fails_takes_no_other_with_it(run: TrackedRun) -> None:
    class Broken(Notebook):
        fails = "log"

    failures: list[str] = []
    followers = {
        kind.__name__: Follower(partial(kind, None), run.place / kind.__name__) for kind in (Broken, Notebook)
    }
    trackers = Trackers(followers, lambda name, error: failures.append(name))
    trackers.begin(run, rows(0, 1))
    trackers.finish(outcome())
    assert (failures, told(run)) == (["Broken"], [0, 1])


def test_a_mark_that_was_damaged_is_a_failure_of_that_tracker(run: TrackedRun) -> None:
    (run.place / "a.json").write_text("{")
    (failure,) = attempt(run, rows(0), rows(1))
    assert failure.startswith("a: Expecting property name")
