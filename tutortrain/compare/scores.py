"""Is one model's benchmark better than another's? Paired on the same items, and allowed to say "no".

comparison.json holds a `ScoreComparison` for every score that both models have.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Final, Literal

from tutortrain.benchmark.generations import Generation, Item, of_suite
from tutortrain.benchmark.results import SuiteResult, score_name
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.statistics import SIGNIFICANCE, paired
from tutortrain.runs.atomic import write_atomically

SCHEMA: Final = 1
Verdict = Literal["better", "worse", "no detectable difference"]
_MUST_AGREE: Final = {
    "items_sha256": "items (or the rules by which replies are judged)",
    "prompt_sha256": "prompts",
    "decoding": "decoding settings",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreComparison:
    """One score of a and b on the items that both answered; `difference` is b - a with its 95 % interval.

    only_a, only_b: items that count for one of them alone. verdict: on b, by the test at 5 %, the score's
    direction minded; the interval is by another method and may disagree at the margin.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    num_paired: int
    num_unmatched: int
    only_a: int
    only_b: int
    test: str
    p: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two models by name, and every score that can be compared, by its full name.

    not_comparable: why not, for each suite that both have been asked but not in the same way.
    """

    schema: int = SCHEMA
    a: str
    b: str
    scores: Mapping[str, ScoreComparison]
    not_comparable: Mapping[str, str] = field(default_factory=dict)


def compare_benchmarks(a: Benchmark, b: Benchmark) -> Comparison:
    """Suites that only one of the two has are left out.

    A suite whose items, prompts or decoding differ is not compared, for its scores do not measure the same.
    """
    scores: dict[str, ScoreComparison] = {}
    not_comparable: dict[str, str] = {}
    for suite in (name for name in b.results.suites if name in a.results.suites):
        if reason := _unlike(suite, a, b):
            not_comparable[suite] = reason
        else:
            scores.update(_compare_suite(suite, a, b))
    return Comparison(a=a.results.model, b=b.results.model, scores=scores, not_comparable=not_comparable)


def write_comparison(path: Path, comparison: Comparison) -> None:
    """Replaces the file by rename."""
    write_atomically(path, json.dumps(asdict(comparison), indent=2, ensure_ascii=False) + "\n")


def _unlike(suite: str, a: Benchmark, b: Benchmark) -> str:
    """Why the suite cannot be compared, or nothing where it can."""
    one, other = a.results.suites[suite], b.results.suites[suite]
    unlike = [what for key, what in _MUST_AGREE.items() if getattr(one, key) != getattr(other, key)]
    if unlike:
        return (
            f"their {' and '.join(unlike)} differ; benchmark both with the same benchmark.* settings and data"
        )
    shared = of_suite(a.generations, suite).keys() & of_suite(b.generations, suite).keys()
    return "" if shared else "they share no item; benchmark again"


def _compare_suite(suite: str, a: Benchmark, b: Benchmark) -> Iterator[tuple[str, ScoreComparison]]:
    replies_a, replies_b = of_suite(a.generations, suite), of_suite(b.generations, suite)
    result: SuiteResult = b.results.suites[suite]
    for name, score in result.scores.items():
        yield score_name(suite, name), _compare(name, replies_a, replies_b, score.higher_is_better)


def _compare(
    score: str, a: Mapping[Item, Generation], b: Mapping[Item, Generation], higher_is_better: bool
) -> ScoreComparison:
    shared = [item for item in a if item in b]
    of_a = [a[item].outcomes[score] for item in shared]
    of_b = [b[item].outcomes[score] for item in shared]
    found = paired(of_a, of_b)
    return ScoreComparison(
        a=fmean(of_a),
        b=fmean(of_b),
        difference=found.difference,
        low=found.low,
        high=found.high,
        num_paired=found.num_paired,
        num_unmatched=len(a) + len(b) - 2 * len(shared),
        only_a=found.only_a,
        only_b=found.only_b,
        test=found.test,
        p=found.p,
        verdict=_verdict(found.difference, found.p, higher_is_better),
    )


def _verdict(difference: float, p: float, higher_is_better: bool) -> Verdict:
    if p >= SIGNIFICANCE:
        return "no detectable difference"
    return "better" if (difference > 0) == higher_is_better else "worse"
