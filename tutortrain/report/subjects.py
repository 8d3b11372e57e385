"""What a report is about: runs with their benchmarks, and the untouched models that they began from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutortrain.benchmark.results import BenchmarkResults
from tutortrain.benchmark.saved import Benchmark, read_benchmark, together
from tutortrain.compare.runs import ComparedRun, read_run, short_names
from tutortrain.errors import RunError
from tutortrain.report.untouched import find_untouched
from tutortrain.runs.catalogue import read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`manifest` says `killed` where the process is gone. untouched: where the suites of the model before it
    lie; served: what servers of this run were found to do.
    """

    directory: RunDirectory
    manifest: Manifest
    compared: ComparedRun
    short: str
    untouched: tuple[RunDirectory, ...]
    served: tuple[Benchmark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Whatever has scores. run: whose model it is, as an index; None for an untouched one."""

    name: str
    run: int | None
    benchmark: Benchmark
    served: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two models that are compared, as indices: `b` is judged beside `a`."""

    a: int
    b: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Untouched models stand first among the models. problems: what could not be read, in a line each."""

    runs: tuple[Run, ...]
    models: tuple[Model, ...]
    pairs: tuple[Pair, ...]
    problems: tuple[str, ...]


def read_subjects(paths: Sequence[Path]) -> Subjects:
    """Raises RunError where none of the runs has a readable run.json."""
    entries = read_runs(paths)
    problems = tuple(entry.problem for entry in entries if entry.problem is not None)
    known = [(RunDirectory(entry.path), entry.manifest) for entry in entries if entry.manifest is not None]
    if not known:
        raise RunError("\n".join(problems) or "There is no run to report on.")
    compared = [read_run(directory) for directory, _ in known]
    shorts = short_names([run.name for run in compared])
    runs = tuple(
        Run(
            directory=directory,
            manifest=manifest,
            compared=run,
            short=short,
            untouched=find_untouched(directory, manifest, run.benchmark),
            served=tuple(_served(directory)),
        )
        for (directory, manifest), run, short in zip(known, compared, shorts, strict=True)
    )
    models, pairs = _models(runs)
    return Subjects(runs=runs, models=models, pairs=pairs, problems=(*problems, *_lost(runs)))


def _served(directory: RunDirectory) -> Iterator[Benchmark]:
    for results in sorted(directory.endpoints.glob("*/benchmark_results.json")):
        yield read_benchmark(RunDirectory(results.parent))


def _models(runs: Sequence[Run]) -> tuple[tuple[Model, ...], tuple[Pair, ...]]:
    """Each run is compared with what it was before, and with the first run that has a benchmark; a server of
    it with the run itself.

    Of two runs the comparison with one another comes first: whoever reports on two asks for it.
    """
    places = list(dict.fromkeys(run.untouched for run in runs if run.untouched))
    models = [_untouched(suites) for suites in places]
    pairs: list[Pair] = []
    first: int | None = None
    for index, run in enumerate(runs):
        own: int | None = None
        if run.compared.benchmark is not None:
            own = len(models)
            models.append(Model(name=run.short, run=index, benchmark=run.compared.benchmark))
            before = places.index(run.untouched) if run.untouched else None
            pairs += [Pair(a=a, b=own) for a in (before, first) if a is not None]
            first = own if first is None else first
        for served in run.served:
            pairs += [] if own is None else [Pair(a=own, b=len(models))]
            models.append(_of_server(run.short, index, served))
    if len(runs) == 2:
        pairs.sort(key=lambda pair: models[pair.a].run is None)
    return tuple(models), tuple(pairs)


def _untouched(suites: Sequence[RunDirectory]) -> Model:
    benchmark = together([read_benchmark(place) for place in suites])
    return Model(name=f"{benchmark.results.model}, untouched", run=None, benchmark=benchmark)


def _of_server(run: str, index: int, benchmark: Benchmark) -> Model:
    return Model(name=f"{run} at {_address(benchmark.results)}", run=index, benchmark=benchmark, served=True)


def _address(results: BenchmarkResults) -> str:
    """Without what every address has."""
    asked = next((suite.asked for suite in results.suites.values() if suite.asked is not None), None)
    return "a server" if asked is None else asked.through.partition("://")[2] or asked.through


def _lost(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if not run.untouched and run.directory.comparison.exists():
            yield (
                f"{run.short}: the untouched model's benchmark was not found, so only this run's own scores "
                f"are shown; {run.directory.comparison} has the differences."
            )
