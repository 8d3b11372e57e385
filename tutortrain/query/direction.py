"""Which way is better. A run's benchmark says it of every score; held-out losses are better low."""

from collections.abc import Sequence

from tutortrain.benchmark.results import read_results
from tutortrain.errors import RunError
from tutortrain.query.names import Name
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.metrics import BENCHMARK, lower_is_better


def higher_is_better(name: Name, runs: Sequence[Entry]) -> bool | None:
    """None where it is not known, as for settings, clocks and the losses of training."""
    if name.metric is None:
        return None
    if name.metric.startswith(BENCHMARK):
        told = (_as_benchmarked(name.metric, run) for run in runs)
        return next((higher for higher in told if higher is not None), None)
    lower = lower_is_better(name.metric)
    return None if lower is None else not lower


def _as_benchmarked(score: str, run: Entry) -> bool | None:
    try:
        scores = read_results(RunDirectory(run.path).benchmark_results).named_scores()
    except RunError:  # other runs know it as well, and who asks for this run's scores is told
        return None
    return scores[score].higher_is_better if score in scores else None
