"""All that a report shows, as one value: this is what stands in the file as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tutortrain.display.figures import duration
from tutortrain.report.changes import Changes, changed_items
from tutortrain.report.curves import Charts, read_charts
from tutortrain.report.maps import Maps, grade_maps
from tutortrain.report.samples import Completion, read_samples
from tutortrain.report.scores import SuiteView, compare_all, suite_views
from tutortrain.report.shifts import Alarm, Shifts, find_alarms, find_shifts
from tutortrain.report.subjects import Run, read_subjects
from tutortrain.report.tables import Tables, run_tables
from tutortrain.report.verdict import Headline, headline


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run in a line."""

    name: str
    short: str
    method: str
    status: str
    created: str
    took: str
    num_trained: int
    cost: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """Whatever has scores; `run` is an index, None for an untouched model. served: by a server of the run."""

    name: str
    run: int | None
    served: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """In the order in which it is read."""

    title: str
    headline: Headline
    alarms: tuple[Alarm, ...]
    problems: tuple[str, ...]
    runs: tuple[RunView, ...]
    models: tuple[ModelView, ...]
    suites: tuple[SuiteView, ...]
    shifts: tuple[Shifts, ...]
    charts: Charts
    tables: Tables
    maps: Maps
    changes: Changes
    samples: tuple[Completion, ...]


def read_document(paths: Sequence[Path]) -> Document:
    """Of the runs in these directories. Raises RunError where none can be read."""
    subjects = read_subjects(paths)
    compared = compare_all(subjects)
    suites = suite_views(subjects.models, compared)
    return Document(
        title=_title(subjects.runs),
        headline=headline(subjects, suites, compared),
        alarms=tuple(find_alarms(subjects, suites, compared)),
        problems=subjects.problems,
        runs=tuple(map(_run, subjects.runs)),
        models=tuple(
            ModelView(name=model.name, run=model.run, served=model.served) for model in subjects.models
        ),
        suites=suites,
        shifts=find_shifts(suites, compared),
        charts=read_charts(subjects.runs),
        tables=run_tables(subjects.runs),
        maps=grade_maps(subjects.models, suites),
        changes=changed_items(subjects.models, compared),
        samples=read_samples(subjects.runs),
    )


def _title(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return runs[0].manifest.name
    if len(runs) == 2:
        return f"{runs[0].short} and {runs[1].short}"
    parents = {run.directory.path.resolve().parent.name for run in runs}
    return parents.pop() if len(parents) == 1 else f"{len(runs)} runs"


def _run(run: Run) -> RunView:
    manifest = run.manifest
    cost, error = manifest.cost, manifest.error
    return RunView(
        name=run.compared.name,
        short=run.short,
        method=manifest.method,
        status=manifest.status,
        created=manifest.created[:16].replace("T", " "),
        took=duration(manifest.seconds),
        num_trained=manifest.tokens.trained,
        cost="" if cost is None or cost.actual is None else f"{cost.actual:.2f} {cost.currency}",
        error="" if error is None else f"{error.type}: {error.message}",
    )
