"""The untouched model's benchmark, computed once and kept: outputs/baseline/<model>/<12 digits of a key>/."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tutortrain.benchmark.saved import Benchmark, read_benchmark, write_benchmark
from tutortrain.errors import RunError
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import waiting_for

BASELINE: Final = "baseline"
KEY_DIGITS: Final = 12


def baseline_directory(output_root: Path, model: str, key: str) -> RunDirectory:
    """Where the results of a key (`Plan.key`) lie; nothing is created."""
    return RunDirectory(output_root / BASELINE / model / key[:KEY_DIGITS])


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
