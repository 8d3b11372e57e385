"""The benchmark of the model that a run began from: it is kept elsewhere, under a key that only jobs know."""

import json
from collections.abc import Iterator, Mapping
from math import isclose
from pathlib import Path
from typing import Any

from tutortrain.benchmark.baseline import BASELINE
from tutortrain.benchmark.results import BenchmarkResults, read_results
from tutortrain.benchmark.saved import Benchmark
from tutortrain.errors import RunError
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Manifest


def find_untouched(
    directory: RunDirectory, manifest: Manifest, benchmark: Benchmark | None
) -> RunDirectory | None:
    """The directory whose scores are those that comparison.json calls `a`; None where there is none.

    It is looked for in the run's `output_root`, from where the user stands and from every folder above the
    run, so that outputs/ may be moved as a whole.
    """
    if benchmark is None or not directory.comparison.exists():
        return None
    comparison = _comparison(directory)
    root = str(manifest.config.get("output_root", "outputs"))
    for place in _candidates(directory, root, str(comparison.get("a"))):
        if _is_compared(place, comparison, benchmark.results):
            return place
    return None


def _comparison(directory: RunDirectory) -> Mapping[str, Any]:
    try:
        comparison = json.loads(directory.comparison.read_bytes())
    except ValueError as error:
        raise RunError(f"{directory.comparison} is damaged: {error}. Delete it.") from error
    return comparison if isinstance(comparison, dict) else {}


def _candidates(directory: RunDirectory, output_root: str, model: str) -> Iterator[RunDirectory]:
    for above in (Path(), *directory.path.resolve().parents):
        for found in sorted((above / output_root / BASELINE / model).glob("*/benchmark_results.json")):
            yield RunDirectory(found.parent)


def _is_compared(place: RunDirectory, comparison: Mapping[str, Any], own: BenchmarkResults) -> bool:
    try:
        results = read_results(place.benchmark_results)
    except RunError:
        return False  # another version's: what this run was compared with can be read
    alike = all(
        (one := results.suites.get(name)) is not None and one.items_sha256 == suite.items_sha256
        for name, suite in own.suites.items()
    )
    values = results.values()
    return alike and all(
        name in values and isclose(values[name], score["a"], abs_tol=1e-9)
        for name, score in comparison.get("scores", {}).items()
        if not score["num_unmatched"]
    )
