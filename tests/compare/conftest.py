"""Benchmarks made from outcomes, as a run would have left them."""

import pytest

from tests.benchmark.conftest import make_example
from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.results import BenchmarkResults, Counts, SuiteResult, Tokens
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import Judged, score
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.types import Message

DIRECTIONS = {
    "solve": {"accuracy": True},
    "hint": {"leak_rate": False, "guidance_rate": True},
    "judge": {"good": True, "leaks": False},
}


def _suite(name, outcomes, digests):
    judged = [
        Judged(
            item=make_example(number, "How many?", "8", "", "Count."),
            outcome=Outcome(counts=dict(zip(DIRECTIONS[name], row, strict=True))),
        )
        for number, row in enumerate(outcomes)
    ]
    scores = score(judged, DIRECTIONS[name])
    return SuiteResult(
        num_items=len(judged),
        items_sha256=digests.get("items_sha256", "a" * 64),
        prompt_sha256=digests.get("prompt_sha256", "b" * 64),
        decoding=digests.get("decoding", {"temperature": 0.0, "max_tokens": 40}),
        counts=Counts(errors=0, unparsed=0, truncated=0),
        scores=scores,
        by_grade={},
        by_topic={},
        controls={"gold": scores, "constant": scores},
        seconds=1.0,
        tokens=Tokens(prompt=10, sampled=10),
    )


def _generations(name, outcomes, first):
    return [
        Generation(
            suite=name,
            id=f"row-{number}",
            problem_id=f"problem-{number}",
            messages=(Message(role="user", content="How many?"),),
            reply="8",
            num_tokens=1,
            stop_reason="stop",
            outcomes=dict(zip(DIRECTIONS[name], row, strict=True)),
            unparsed=False,
        )
        for number, row in enumerate(outcomes, start=first)
    ]


@pytest.fixture
def make_benchmark():
    """`suites` holds, by suite, one tuple of outcomes an item; `first` numbers the first item."""

    def make(model, suites, *, first=0, **digests):
        results = {name: _suite(name, outcomes, digests) for name, outcomes in suites.items()}
        rows = [row for name, outcomes in suites.items() for row in _generations(name, outcomes, first)]
        return Benchmark(results=BenchmarkResults(model=model, suites=results), generations=tuple(rows))

    return make
