"""What a benchmark of these scores would have left."""

from collections.abc import Mapping

from tutortrain.benchmark.results import BenchmarkResults, Counts, Score, SuiteResult, Tokens
from tutortrain.benchmark.statistics import wilson

Shares = Mapping[str, tuple[int, int]]
"""How many items of how many came out as 1, by topic or grade."""


def found(*, topics: Shares | None = None, grades: Shares | None = None) -> BenchmarkResults:
    """The suites `solve` and `hint`, of which the second leaks what the first solves."""
    parts = topics or grades or {}
    everything = (sum(num for num, _ in parts.values()), sum(num for _, num in parts.values()))
    suites = {
        suite: SuiteResult(
            num_items=everything[1],
            items_sha256="a" * 64,
            prompt_sha256="b" * 64,
            decoding={},
            counts=Counts(errors=0, unparsed=0, truncated=0),
            scores={name: _score(*everything, name)},
            by_grade={label: {name: _score(*share, name)} for label, share in (grades or {}).items()},
            by_topic={label: {name: _score(*share, name)} for label, share in (topics or {}).items()},
            controls={},
            seconds=1.0,
            tokens=Tokens(prompt=10, sampled=10),
        )
        for suite, name in {"solve": "accuracy", "hint": "leak_rate"}.items()
    }
    return BenchmarkResults(model="tiny", suites=suites)


def _score(num: int, of: int, name: str) -> Score:
    interval = wilson(num / of, of)
    return Score(
        value=num / of, low=interval.low, high=interval.high, n=of, higher_is_better=name == "accuracy"
    )
