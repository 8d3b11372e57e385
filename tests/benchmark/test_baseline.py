"""The untouched model is benchmarked once, whoever asks and however often."""

import multiprocessing
import time
from pathlib import Path

import pytest

from tests.benchmark.reciter import Characters, Reciter
from tutortrain.benchmark.baseline import baseline, baseline_directory
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.results import BenchmarkResults
from tutortrain.benchmark.run import Asked, run_benchmark
from tutortrain.benchmark.saved import Benchmark


def slow_benchmark(log):
    with log.open("a") as file:
        file.write("computed\n")
    time.sleep(0.3)
    return Benchmark(results=BenchmarkResults(model="tiny", suites={}), generations=())


def ask(root, log):
    baseline(baseline_directory(root, "tiny", "0" * 64), lambda: slow_benchmark(log))


def test_a_baseline_lies_under_its_model_and_twelve_digits_of_its_key():
    directory = baseline_directory(Path("outputs"), "tiny", "abcdef0123456789")
    assert directory.path == Path("outputs/baseline/tiny/abcdef012345")


def test_a_second_look_reads_what_the_first_computed(config, examples, tmp_path):
    plan = plan_benchmark(config, examples, num_items=9)
    directory = baseline_directory(tmp_path, "reciter", plan.key("weights"))
    model = Asked(name="reciter", sampler=Reciter({"": "#### 8"}), tokenizer=Characters())
    first = baseline(directory, lambda: run_benchmark(plan, model))
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


def test_a_crash_half_way_leaves_nothing_that_is_taken_for_a_result(tmp_path):
    directory = baseline_directory(tmp_path, "tiny", "0" * 64)

    def crash():
        directory.generations.write_text("half a li")
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        baseline(directory, crash)
    log = tmp_path / "log"
    assert baseline(directory, lambda: slow_benchmark(log)).results.model == "tiny"
    assert log.read_text() == "computed\n"
