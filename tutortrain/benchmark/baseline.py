"""The untouched model's benchmark, computed once and kept: outputs/baseline/<model>/<suite>_<12 digits>/.

Each suite has a place of its own, so that a benchmark of other suites reuses those that are known.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.saved import Benchmark, read_benchmark, together, write_benchmark
from tutortrain.errors import RunError
from tutortrain.runs.directory import BASELINE, RunDirectory
from tutortrain.runs.lock import waiting_for

KEY_DIGITS: Final = 12


def baseline_directory(output_root: Path, model: str, planned: PlannedSuite, weights: str) -> RunDirectory:
    """Where the results of a suite lie for weights of this fingerprint; nothing is created."""
    key = planned.key(weights)[:KEY_DIGITS]
    return RunDirectory(output_root / BASELINE / model / f"{planned.name}_{key}")


def find_baseline(output_root: Path, model: str, plan: Plan) -> Benchmark | None:
    """What is kept of a plan's suites for a model of this name, whatever its weights; the newest where there
    are several, None where there is nothing.
    """
    found = [one for planned in plan.suites for one in _newest(output_root / BASELINE / model, planned)]
    return together(found) if found else None


def _newest(folder: Path, planned: PlannedSuite) -> list[Benchmark]:
    """At most one."""
    written = [RunDirectory(path) for path in folder.glob(f"{planned.name}_*")]
    done = [one for one in written if one.benchmark_results.exists()]
    for directory in sorted(done, key=lambda one: -one.benchmark_results.stat().st_mtime):
        kept = read_benchmark(directory)
        if planned.asks_as(kept.results.suites[planned.name]):
            return [kept]
    return []


def baseline(
    directory: RunDirectory,
    compute: Callable[[], Benchmark],
    *,
    check: Callable[[], None] = lambda: None,
    note: Callable[[str], None] = lambda text: None,
) -> Benchmark:
    """What lies in `directory`, or what `compute` gives, which is then kept there.

    Processes that ask at the same time wait for the first and use its result. The results are written last
    and by rename, so a process that dies half-way leaves nothing that would be taken for a result, only the
    replies that it had; files that are damaged, or of another version, are computed again.

    check: called while waiting, so that what it raises (Interrupted) ends the waiting. note: told in a line
    what somebody who watches should know.
    """
    waiting = f"Waiting for another process, which benchmarks the untouched model in {directory.path}"
    with waiting_for(directory.path, check, lambda: note(waiting)):
        kept = _kept(directory, note)
        if kept is not None:
            return kept
        computed = compute()
        write_benchmark(directory, computed)
        return computed


def _kept(directory: RunDirectory, note: Callable[[str], None]) -> Benchmark | None:
    if not directory.benchmark_results.exists():
        return None
    try:
        return read_benchmark(directory)
    except RunError as error:
        note(f"The untouched model is benchmarked again, for what was kept cannot be used. {error}")
        directory.generations.unlink(missing_ok=True)
        return None
