"""Where a benchmark found a model weak, by topic or grade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tutortrain.benchmark.results import (
    BenchmarkResults,
    Score,
    Scores,
    SuiteResult,
    suite_and_score,
)
from tutortrain.benchmark.statistics.shrinkage import shrunk
from tutortrain.errors import RunError

PARTS: Final[Mapping[str, Callable[[SuiteResult], Mapping[str, Scores]]]] = {
    "topic": lambda suite: suite.by_topic,
    "grade": lambda suite: suite.by_grade,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A topic's score, on how many items; size: what the shrunk score lacks of the best, from 0 to 1."""

    score: float
    num_items: int
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """elsewhere: the gap of all items together, which is the best guess of a topic that none was about."""

    score: str
    by_label: Mapping[str, Gap]
    elsewhere: float

    def size(self, label: str) -> float:
        found = self.find(label)
        return self.elsewhere if found is None else found.size

    def find(self, label: str) -> Gap | None:
        """The label's own; of a code such as 4.NF.A.1 else that of the nearest of 4.NF.A, 4.NF, 4."""
        while label not in self.by_label and "." in label:
            label = label.rpartition(".")[0]
        return self.by_label.get(label)


def find_gaps(results: BenchmarkResults, by: str, name: str) -> Gaps:
    """By a key of `PARTS`, and a score such as `solve/accuracy`.

    Raises RunError: no such score that is a share, or items that have no topics (or grades).
    """
    full_name, score = _score(results, name)
    suite, key = suite_and_score(full_name)
    scores = {label: found[key] for label, found in PARTS[by](results.suites[suite]).items() if key in found}
    if not scores:
        raise RunError(f"the items of {full_name} have no {by}s; benchmark with items that do.")
    means = shrunk([one.value for one in scores.values()], [one.n for one in scores.values()])
    return Gaps(
        score=full_name,
        by_label={
            label: Gap(score=one.value, num_items=one.n, size=_missing(mean, one))
            for (label, one), mean in zip(scores.items(), means, strict=True)
        },
        elsewhere=_missing(score.value, score),
    )


def _score(results: BenchmarkResults, name: str) -> tuple[str, Score]:
    shares = {full: score for full, score in results.named_scores().items() if score.unit == "share"}
    found = [full for full in shares if f"/{full}".endswith(f"/{name}")]
    if len(found) != 1:
        raise RunError(
            f"{name}: the benchmark of {results.model} has {'several' if found else 'no'} such share; "
            f"it has {', '.join(shares) or 'none at all'}."
        )
    return found[0], shares[found[0]]


def _missing(value: float, score: Score) -> float:
    return 1 - value if score.higher_is_better else value
