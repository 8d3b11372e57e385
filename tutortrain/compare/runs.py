"""What comparing needs to know about a run, read from its directory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutortrain.benchmark.saved import Benchmark, read_benchmark
from tutortrain.runs import manifest as manifests
from tutortrain.runs.directory import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """`config` is flat and `final` holds the last metrics, as in run.json; no benchmark if none was made.

    name: of a sweep's job with the sweep before it, such as `sft_001_lr/0_lr1e-5`.
    """

    name: str
    status: str
    config: Mapping[str, Any]
    final: Mapping[str, float]
    benchmark: Benchmark | None = None


def read_run(directory: RunDirectory) -> ComparedRun:
    """Raises RunError for a directory without a readable run.json, or with a damaged benchmark."""
    manifest = manifests.read(directory.manifest)
    benchmarked = directory.benchmark_results.exists()
    return ComparedRun(
        name=run_name(manifest.name, directory.path),
        status=manifest.status,
        config=manifest.config,
        final=manifest.metrics.final,
        benchmark=read_benchmark(directory) if benchmarked else None,
    )


def run_name(name: str, path: Path) -> str:
    """A job's name with its sweep's before it, for jobs are numbered within their sweep alone."""
    return f"{path.resolve().parent.name}/{name}" if name.partition("_")[0].isdigit() else name


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """`sft_001` for `sft_001_lr1e-5`, `sft_001/0` for a job, unless two runs would then be named alike."""
    shortened = tuple("/".join(map(_short, name.split("/"))) for name in names)
    return shortened if len(set(shortened)) == len(names) else tuple(names)


def _short(name: str) -> str:
    head, _, rest = name.partition("_")
    number, _, _ = rest.partition("_")
    return f"{head}_{number}" if number.isdigit() and not head.isdigit() else head if head.isdigit() else name
