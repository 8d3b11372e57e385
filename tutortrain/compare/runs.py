"""What comparing needs to know about a run, read from its directory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from tutortrain.benchmark.saved import Benchmark, read_benchmark
from tutortrain.errors import UserError
from tutortrain.runs import manifest as manifests
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Git, Manifest

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """`config` is flat and `final` holds the last metrics, as in run.json; no benchmark if none was made.

    origins: what a run came from beside its settings: code, packages and data, by name.
    name: of a sweep's job with the sweep before it, such as `sft_001_lr/0_lr1e-5`.
    """

    name: str
    status: str
    config: Mapping[str, Any]
    final: Mapping[str, float]
    origins: Mapping[str, str] = field(default_factory=dict)
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
        origins=origins(manifest),
        benchmark=read_benchmark(directory) if benchmarked else None,
    )


def without(patterns: Sequence[str], run: ComparedRun) -> ComparedRun:
    """Less the settings, origins and metrics whose name has a match. Raises UserError for what is no regular
    expression.
    """
    try:
        found = [re.compile(pattern) for pattern in patterns]
    except re.error as error:
        raise UserError(f"--ignore {error.pattern!r} is no regular expression: {error.msg}") from error

    def kept(values: Mapping[str, T]) -> dict[str, T]:
        return {key: value for key, value in values.items() if not any(one.search(key) for one in found)}

    return replace(run, config=kept(run.config), origins=kept(run.origins), final=kept(run.final))


def origins(manifest: Manifest) -> dict[str, str]:
    """The commit, with a digest of what was changed since; versions; rows and digest of each data file."""
    code = {} if manifest.git is None else {"code": _code(manifest.git)}
    data = {f"data {role}": f"{file.num_rows} rows {file.sha256[:8]}" for role, file in manifest.data.items()}
    return {**code, **manifest.packages, **data}


def _code(git: Git) -> str:
    changed = f" + changes {(git.diff or '')[:8]}".rstrip()
    return f"{git.sha[:8]}{changed if git.dirty else ''}"


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
