"""The untouched model is benchmarked once, whoever asks and however often."""

import fcntl
import itertools
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from tests.benchmark import reciter
from tutortrain.benchmark.baseline import baseline, baseline_directory, find_baseline
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.results import BenchmarkResults
from tutortrain.benchmark.saved import Benchmark
from tutortrain.errors import Interrupted
from tutortrain.runs.directory import RunDirectory


def slow_benchmark(log):
    with log.open("a") as file:
        file.write("computed\n")
    time.sleep(0.3)
    return Benchmark(results=BenchmarkResults(model="tiny", suites={}), generations=())


def ask(root, log):
    baseline(RunDirectory(root / "tiny"), lambda: slow_benchmark(log))


def test_a_baseline_lies_under_its_model_its_suite_and_twelve_digits_of_its_key(config, examples):
    solve, _ = plan_benchmark(config, examples, num_items=9).suites
    directory = baseline_directory(Path("outputs"), "tiny", solve, "weights")
    assert directory.path == Path("outputs/baseline/tiny") / f"solve_{solve.key('weights')[:12]}"


def test_a_second_look_reads_what_the_first_computed(config, examples, tmp_path):
    plan = plan_benchmark(config, examples, num_items=9)
    directory = baseline_directory(tmp_path, "reciter", plan.suites[0], "weights")
    first = baseline(directory, lambda: reciter.ask(plan, directory.path, {"": "#### 8"}))
    assert baseline(directory, lambda: pytest.fail("computed twice")) == first
    assert first.results.values()["benchmark/solve/accuracy"] == pytest.approx(1 / 3)


def test_processes_that_ask_at_once_wait_for_the_first(tmp_path):
    log = tmp_path / "log"
    context = multiprocessing.get_context("fork")
    askers = [context.Process(target=ask, args=(tmp_path, log)) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert [asker.exitcode for asker in askers] == [0] * 6
    assert log.read_text() == "computed\n"


def hold(folder, held, let_go):
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        held.set()
        let_go.wait()


@pytest.fixture
def held_elsewhere(tmp_path):
    """A baseline's directory whose lock another process holds."""
    directory = RunDirectory(tmp_path / "tiny")
    directory.path.mkdir(parents=True)
    context = multiprocessing.get_context("fork")
    held, let_go = context.Event(), context.Event()
    holder = context.Process(target=hold, args=(directory.path, held, let_go))
    holder.start()
    held.wait()
    yield directory
    let_go.set()
    holder.join()


def test_waiting_for_another_process_is_said_and_can_be_stopped(held_elsewhere):
    notes, checks = [], itertools.count(1)

    def stop_at_the_twelfth():
        if next(checks) == 12:
            raise Interrupted("Ctrl-C")

    with pytest.raises(Interrupted, match="Ctrl-C"):
        baseline(held_elsewhere, lambda: pytest.fail("asked"), check=stop_at_the_twelfth, note=notes.append)
    assert notes == [
        f"Waiting for another process, which benchmarks the untouched model in {held_elsewhere.path}"
    ]


@pytest.mark.parametrize("content", ['{"schema": 0}', '{"schema": 1', "[]"])
def test_a_damaged_or_old_baseline_is_computed_again_and_that_is_said(tmp_path, content):
    directory, log, notes = RunDirectory(tmp_path / "tiny"), tmp_path / "log", []
    baseline(directory, lambda: slow_benchmark(log))
    directory.benchmark_results.write_text(content)
    again = baseline(directory, lambda: slow_benchmark(log), note=notes.append)
    assert (again.results.model, log.read_text()) == ("tiny", "computed\n" * 2)
    assert len(notes) == 1
    assert "benchmarked again" in notes[0]
    assert str(directory.benchmark_results) in notes[0]


def test_a_crash_half_way_leaves_nothing_that_is_taken_for_a_result(tmp_path):
    directory = RunDirectory(tmp_path / "tiny")

    def crash():
        directory.generations.write_text("half a li")
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        baseline(directory, crash)
    log = tmp_path / "log"
    assert baseline(directory, lambda: slow_benchmark(log)).results.model == "tiny"
    assert log.read_text() == "computed\n"


def test_what_is_kept_is_found_by_what_was_asked_and_the_newest_counts(config, examples, tmp_path):
    plan = plan_benchmark(config, examples, num_items=9)
    for weights, reply in (("old", "#### 8"), ("new", "#### 36")):
        for planned in plan.suites:
            place = baseline_directory(tmp_path, "reciter", planned, weights)
            baseline(
                place, lambda p=planned, d=place, r=reply: reciter.ask(plan.only([p.name]), d.path, {"": r})
            )
            os.utime(place.benchmark_results, (0, len(weights + reply)))

    found = find_baseline(tmp_path, "reciter", plan)

    assert {row.reply for row in found.generations} == {"#### 36"}
    assert list(found.results.suites) == ["solve", "hint"]
    other = plan_benchmark(config, examples[:2], num_items=9)
    assert find_baseline(tmp_path, "reciter", other) is None
    assert find_baseline(tmp_path, "another", plan) is None
