"""Runs as they lie on disk after training, with the untouched model's benchmark where jobs keep it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmark.conftest import make_example
from tests.compare.conftest import make_benchmark  # noqa: F401 - a fixture of these tests too
from tutortrain.benchmark.results import BenchmarkResults
from tutortrain.benchmark.saved import Benchmark, write_benchmark
from tutortrain.benchmark.scoring import Judged, score_by_grade, score_by_topic
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.compare.scores import compare_benchmarks, write_comparison
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.jsonl import append_rows
from tutortrain.runs.metrics import MetricsLog
from tutortrain.runs.record import Record
from tutortrain.types import Message

GRADES, TOPICS = ("1", "3", "10"), ("addition", "area")
HOSTILE = "</script><img src=x onerror=\"document.title='broken in'\"><!-- <script>{{data}}"


def placed(benchmark: Benchmark, reply: str) -> Benchmark:
    """The same scores, on problems of three grades and two topics."""
    rows = [_placed(row, number, reply) for number, row in enumerate(benchmark.generations)]
    suites = {}
    for name, result in benchmark.results.suites.items():
        directions = {key: score.higher_is_better for key, score in result.scores.items()}
        judged = [_judged(row) for row in rows if row.suite == name]
        suites[name] = replace(
            result,
            by_grade=score_by_grade(judged, directions),
            by_topic=score_by_topic(judged, directions),
        )
    results = BenchmarkResults(model=benchmark.results.model, suites=suites)
    return Benchmark(results=results, generations=tuple(rows))


def _placed(row, number, reply):
    messages = (Message(role="user", content=f"How many are {row.problem_id}?"),)
    place = {"grade": GRADES[number % 3], "topic_tags": (TOPICS[number % 2],)}
    return replace(row, messages=messages, reply=f"{reply} {row.problem_id}", **place)


def _judged(row):
    item = make_example(0, "How many?", "8", "", "Count.", row.grade, row.topic_tags)
    return Judged(item=item, outcome=Outcome(counts=row.outcomes))


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def untouched(make_benchmark):  # noqa: F811
    """Solves half of 60 problems, and gives 50 of 60 answers away."""
    solve = [(True,)] * 30 + [(False,)] * 30
    return placed(
        make_benchmark("tiny", {"solve": solve, "hint": [(True, False)] * 50 + [(False, False)] * 10}),
        "I was",
    )


@pytest.fixture
def make_run(here, make_benchmark, untouched):  # noqa: F811
    """A completed run that solves `num_right` of 60, keeps the answer and helps in 55 of 60 hints.

    Its replies, and those of its rollouts, are hostile.
    """
    baseline = RunDirectory(here / "outputs/baseline/tiny/0123456789ab")
    baseline.path.mkdir(parents=True)
    write_benchmark(baseline, untouched)

    def make(name: str, *, num_right: int = 40, num_steps: int = 50, rollouts: bool = True, **config) -> Path:
        directory = RunDirectory(Path(name))
        directory.path.mkdir(parents=True)
        solve = [(True,)] * num_right + [(False,)] * (60 - num_right)
        suites = {"solve": solve, "hint": [(False, True)] * 55 + [(False, False)] * 5}
        benchmark = placed(make_benchmark(directory.path.name, suites), HOSTILE)
        settings = {"method.kind": "rlvr", "training.lr": 1e-3, **config}
        with Record.begin(
            directory, config=settings, overrides=["training.lr=1e-3"], started=time.time()
        ) as record:
            write_log(directory, num_steps)
            append_rows(directory.rollouts, [rollout(1), rollout(num_steps)] if rollouts else [])
            write_benchmark(directory, benchmark)
            write_comparison(directory.comparison, compare_benchmarks(untouched, benchmark))
            record.update(scores=benchmark.results.values())
        return directory.path

    return make


def write_log(directory, num_steps):
    with MetricsLog(directory.metrics) as log:
        log.write(0, {"eval/loss": 0.4})
        for step in range(1, num_steps + 1):
            log.write(step, {"train/loss": 1 / step, "train/lr": 1e-3, "time/step": 0.1})


def rollout(step):
    return {
        "step": step,
        "problem_id": "train-1",
        "problem": "What is 3 + 5?",
        "answer": "8",
        "reply": f"{HOSTILE} at {step}",
        "reward": 1.0,
        "parts": {"correctness": 1.0, "leak": -1.0},
        "verdict": "correct",
        "advantage": 0.5,
        "num_tokens": 8,
        "truncated": False,
    }
