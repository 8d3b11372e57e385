"""The untouched model's benchmark, computed once and kept: outputs/baseline/<model>/<12 digits of a key>/."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tutortrain.benchmark.saved import Benchmark, read_benchmark, write_benchmark
from tutortrain.runs.directory import RunDirectory

BASELINE: Final = "baseline"
KEY_DIGITS: Final = 12


def baseline_directory(output_root: Path, model: str, key: str) -> RunDirectory:
    """Where the results of a key (`Plan.key`) lie; nothing is created."""
    return RunDirectory(output_root / BASELINE / model / key[:KEY_DIGITS])


def baseline(directory: RunDirectory, compute: Callable[[], Benchmark]) -> Benchmark:
    """What lies in `directory`, or what `compute` gives, which is then kept there.

    Processes that ask at the same time wait for the first and use its result. The results are written last
    and by rename, so a process that dies half-way leaves nothing that would be taken for a result.
    """
    with _locked(directory.path):
        if directory.benchmark_results.exists():
            return read_benchmark(directory)
        computed = compute()
        write_benchmark(directory, computed)
        return computed


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The lock lies beside the folder's files and goes with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
