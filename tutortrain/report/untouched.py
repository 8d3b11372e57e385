"""The benchmark of the model that a run began from: it is kept elsewhere, under keys that only jobs know."""

from collections.abc import Iterator
from math import isclose
from pathlib import Path

from tutortrain.benchmark.results import SuiteResult, read_results, score_name
from tutortrain.benchmark.saved import Benchmark
from tutortrain.compare.scores import Comparison
from tutortrain.errors import RunError
from tutortrain.runs.directory import BASELINE, RunDirectory
from tutortrain.runs.manifest import Manifest
from tutortrain.runs.typed_json import OtherSchema, WrongShape, parse


def find_untouched(
    directory: RunDirectory, manifest: Manifest, benchmark: Benchmark | None
) -> tuple[RunDirectory, ...]:
    """Where the suites lie whose scores comparison.json calls `a`, each in its own directory.

    They are looked for in the run's `output_root`, from where the user stands and from every folder above the
    run, so that outputs/ may be moved as a whole.
    """
    if benchmark is None or not directory.comparison.exists():
        return ()
    compared = _read(directory)
    folders = [
        above / str(manifest.config.get("output_root", "outputs")) / BASELINE / compared.a
        for above in (Path(), *directory.path.resolve().parents)
    ]
    found = (
        next(_of_suite(name, own, compared, folders), None) for name, own in benchmark.results.suites.items()
    )
    return tuple(place for place in found if place is not None)


def _read(directory: RunDirectory) -> Comparison:
    try:
        return parse(Comparison, directory.comparison.read_bytes())
    except (WrongShape, OtherSchema) as error:
        raise RunError(f"{directory.comparison} is damaged: {error}. Delete it.") from error


def _of_suite(
    name: str, own: SuiteResult, compared: Comparison, folders: list[Path]
) -> Iterator[RunDirectory]:
    for folder in folders:
        for file in sorted(folder.glob("*/benchmark_results.json")):
            if (result := _suite(file, name)) is not None and _is_compared(name, result, own, compared):
                yield RunDirectory(file.parent)


def _suite(file: Path, name: str) -> SuiteResult | None:
    try:
        return read_results(file).suites.get(name)
    except RunError:
        return None  # another version's: what this run was compared with can be read


def _is_compared(name: str, result: SuiteResult, own: SuiteResult, compared: Comparison) -> bool:
    """Of items that only one of the two answered a score says nothing here: its mean is over the others."""
    if result.items_sha256 != own.items_sha256:
        return False
    known = {key: score.a for key, score in compared.scores.items() if not score.num_unmatched}
    values = {score_name(name, key): score.value for key, score in result.scores.items()}
    return all(isclose(value, known[key], abs_tol=1e-9) for key, value in values.items() if key in known)
