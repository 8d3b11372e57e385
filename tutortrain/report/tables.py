"""Settings, final metrics, and what else a result depends on: code, packages and data, run beside run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.compare import cells
from tutortrain.compare.metrics import compare_metrics
from tutortrain.compare.settings import MISSING, differing_settings, settings_of
from tutortrain.report.subjects import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """values: one a run, or a single one where all runs have the same; `best` is an index into them.

    marked: differs between runs that have it; of a run alone, was chosen rather than left as it was.
    """

    key: str
    values: tuple[str, ...]
    marked: bool = False
    best: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Each a list of rows."""

    settings: tuple[Row, ...]
    metrics: tuple[Row, ...]
    provenance: tuple[Row, ...]


def run_tables(runs: Sequence[Run]) -> Tables:
    """In the order of the runs. A metric that one of several runs has stands in its curve alone."""
    return Tables(
        settings=_settings(runs),
        metrics=tuple(
            Row(key=metric.key, values=tuple(map(cells.number, metric.values)), best=metric.best)
            for metric in compare_metrics([run.compared.final for run in runs])
            if metric.is_shared or len(runs) == 1
        ),
        provenance=tuple(_provenance(runs)),
    )


def _settings(runs: Sequence[Run]) -> tuple[Row, ...]:
    configs = [run.manifest.config for run in runs]
    differing = {setting.key for setting in differing_settings(configs) if setting.is_chosen}
    typed = {override.lstrip("+").partition("=")[0] for run in runs for override in run.manifest.overrides}
    marked = differing if len(runs) > 1 else typed
    keys = sorted({key for config in configs for key in settings_of(config)})
    return tuple(
        _row(key, [cells.setting(config.get(key, MISSING)) for config in configs], marked=key in marked)
        for key in keys
    )


def _provenance(runs: Sequence[Run]) -> Iterator[Row]:
    origins = [run.compared.origins for run in runs]
    for name in dict.fromkeys(name for each in origins for name in each):
        yield _row(name, [each.get(name, cells.NOTHING) for each in origins])
    yield _row("attempts", [str(run.manifest.attempts) for run in runs])


def _row(key: str, values: Sequence[str], *, marked: bool | None = None) -> Row:
    differ = len(set(values)) > 1
    return Row(
        key=key,
        values=tuple(values) if differ else tuple(values[:1]),
        marked=differ if marked is None else marked,
    )
