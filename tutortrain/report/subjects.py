"""What a report is about: runs with their benchmarks, and the untouched models that they began from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutortrain.benchmark.saved import Benchmark, read_benchmark
from tutortrain.compare.runs import ComparedRun, read_run, short_names
from tutortrain.errors import RunError
from tutortrain.report.untouched import find_untouched
from tutortrain.runs.catalogue import read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`manifest` says `killed` where the process is gone; `untouched` is the place of the model before it."""

    directory: RunDirectory
    manifest: Manifest
    compared: ComparedRun
    short: str
    untouched: RunDirectory | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Whatever has scores. run: whose model it is, as an index; None for an untouched one."""

    name: str
    run: int | None
    benchmark: Benchmark


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
        )
        for (directory, manifest), run, short in zip(known, compared, shorts, strict=True)
    )
    models, pairs = _models(runs)
    return Subjects(runs=runs, models=models, pairs=pairs, problems=(*problems, *_lost(runs)))


def _models(runs: Sequence[Run]) -> tuple[tuple[Model, ...], tuple[Pair, ...]]:
    """Each run is compared with what it was before, and with the first run that has a benchmark.

    Of two runs the comparison with one another comes first: whoever reports on two asks for it.
    """
    places = list(dict.fromkeys(run.untouched.path for run in runs if run.untouched))
    before = [read_benchmark(RunDirectory(place)) for place in places]
    models = [Model(name=f"{one.results.model}, untouched", run=None, benchmark=one) for one in before]
    pairs: list[Pair] = []
    for index, run in enumerate(runs):
        if run.compared.benchmark is None:
            continue
        own = len(models)
        models.append(Model(name=run.short, run=index, benchmark=run.compared.benchmark))
        if run.untouched:
            pairs.append(Pair(a=places.index(run.untouched.path), b=own))
        if own > len(places):
            pairs.append(Pair(a=len(places), b=own))
    if len(runs) == 2:
        pairs.sort(key=lambda pair: models[pair.a].run is None)
    return tuple(models), tuple(pairs)


def _lost(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if run.untouched is None and run.directory.comparison.exists():
            yield (
                f"{run.short}: the untouched model's benchmark was not found, so only this run's own scores "
                f"are shown; {run.directory.comparison} has the differences."
            )
