"""Runs as they lie on disk after training, with the untouched model's benchmark where jobs keep it."""

import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmark.conftest import make_example
from tests.compare.conftest import make_benchmark  # noqa: F401 - a fixture of these tests too
from tutortrain.benchmark.results import Asked, BenchmarkResults, Score
from tutortrain.benchmark.saved import Benchmark, read_benchmark, write_benchmark
from tutortrain.benchmark.scoring import Judged, score
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
            by_grade={label: score(of_grade(judged, label), directions) for label in GRADES},
            by_topic={label: score(of_topic(judged, label), directions) for label in TOPICS},
        )
    results = BenchmarkResults(model=benchmark.results.model, suites=suites)
    return Benchmark(results=results, generations=tuple(rows))


def of_grade(judged, grade):
    return [one for one in judged if one.item.grade == grade]


def of_topic(judged, topic):
    return [one for one in judged if topic in one.item.topic_tags]


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
def num_items() -> int:
    """Problems of each suite."""
    return 60


@pytest.fixture
def untouched(make_benchmark, num_items):  # noqa: F811
    """Solves the first half of the problems, and gives the answer away in the first 50 of 60 hints."""
    leaks = num_items * 50 // 60
    suites = {
        "solve": [(number < num_items // 2,) for number in range(num_items)],
        "hint": [(number < leaks, False) for number in range(num_items)],
    }
    return placed(make_benchmark("tiny", suites), "I was")


@pytest.fixture
def make_trained(make_benchmark, num_items):  # noqa: F811
    """The benchmark of a run: it keeps the answer and helps in 55 of 60 hints; its replies are hostile."""

    def make(name: str, solved: Collection[int]) -> Benchmark:
        helps = num_items * 55 // 60
        suites = {
            "solve": [(number in solved,) for number in range(num_items)],
            "hint": [(False, number < helps) for number in range(num_items)],
        }
        return placed(make_benchmark(name, suites), HOSTILE)

    return make


@pytest.fixture
def make_run(here, make_trained, untouched):
    """A completed run that solves the problems of these numbers, or the first `num_right`."""
    for suite in untouched.results.suites:
        place = RunDirectory(here / f"outputs/baseline/tiny/{suite}_0123456789ab")
        place.path.mkdir(parents=True)
        write_benchmark(place, only(untouched, suite))

    def make(
        name: str,
        *,
        num_right: int = 40,
        solved: Collection[int] | None = None,
        num_steps: int = 50,
        **config,
    ) -> Path:
        directory = RunDirectory(Path(name))
        directory.path.mkdir(parents=True)
        benchmark = make_trained(directory.path.name, range(num_right) if solved is None else solved)
        settings = {"method.kind": "rlvr", "training.lr": 1e-3, **config}
        with Record.begin(
            directory, config=settings, overrides=["training.lr=1e-3"], started=time.time()
        ) as record:
            write_log(directory, num_steps)
            append_rows(directory.rollouts, [rollout(1), rollout(1), rollout(num_steps)])
            write_benchmark(directory, benchmark)
            write_comparison(directory.comparison, compare_benchmarks(untouched, benchmark))
            record.update(scores=benchmark.results.values())
        return directory.path

    return make


def only(benchmark: Benchmark, suite: str) -> Benchmark:
    results = replace(benchmark.results, suites={suite: benchmark.results.suites[suite]})
    return Benchmark(results=results, generations=benchmark.generations)


def serve(run: Path, benchmark: Benchmark, through: str) -> None:
    """As `tutortrain benchmark --endpoint` leaves it."""
    asked = Asked(through=through, model="served")
    suites = {name: replace(suite, asked=asked) for name, suite in benchmark.results.suites.items()}
    directory = RunDirectory(run / "endpoints" / "here")
    directory.path.mkdir(parents=True)
    write_benchmark(directory, replace(benchmark, results=replace(benchmark.results, suites=suites)))


def forget(directory: RunDirectory, loss: float) -> None:
    """Adds a loss on held-out text, in nats, to what lies there."""
    known = read_benchmark(directory)
    score = Score(
        value=loss, low=loss - 0.1, high=loss + 0.1, n=60, higher_is_better=False, unit="nats", interval="t"
    )
    suite = replace(
        known.results.suites["solve"], scores={"loss": score}, by_grade={}, by_topic={}, controls={}
    )
    rows = [
        replace(row, suite="retention", outcomes={"loss": loss + (number - 29.5) / 1000})
        for number, row in enumerate(known.generations)
        if row.suite == "solve"
    ]
    results = replace(known.results, suites={**known.results.suites, "retention": suite})
    write_benchmark(directory, Benchmark(results=results, generations=(*known.generations, *rows)))


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
