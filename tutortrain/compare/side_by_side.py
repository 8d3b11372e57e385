"""Any number of runs side by side, for the terminal: settings, where they come from, metrics and scores."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import Score, suite_and_score
from tutortrain.compare import cells
from tutortrain.compare.changes import find_changes
from tutortrain.compare.changes_view import changes_view
from tutortrain.compare.metrics import Metric, compare_metrics
from tutortrain.compare.parts_table import parts_tables
from tutortrain.compare.remarks import alarms, doubts, judges, not_compared
from tutortrain.compare.runs import ComparedRun, short_names
from tutortrain.compare.scores import Comparison, compare_family
from tutortrain.compare.settings import Setting, differing_settings
from tutortrain.compare.table import scores_and_remarks
from tutortrain.compare.tables import STYLES, plain_table, spaced

_BRIEFLY = {"no detectable difference": "no diff."}
_LABEL_WIDTH = 26
_RUN_WIDTH = 17

Rows = list[tuple[str, tuple[Text, ...]]]
"""A label and a cell for each run."""
Against = Sequence[Comparison | None]
"""Each run's comparison with the first, None where one of the two was not benchmarked."""


def runs_table(runs: Sequence[ComparedRun], width: int = 80, *, every: bool = False) -> Group:
    """Whatever differs, final metrics and scores of all runs; differences are from the first run.

    every: settings and metrics of only some runs, too, of which two methods have many, and every topic. Where
    the runs do not fit `width` columns side by side, several tables follow, each with the first run. Two runs
    have a table of scores with intervals of the differences, tests, and grades.
    """
    parts = {"settings that differ": _setting_rows(runs, every=every)}
    if origins := _origin_rows(runs):
        parts["code, packages, data"] = origins
    parts["final metrics"] = _metric_rows(runs, every=every)
    names, against = short_names([run.name for run in runs]), compare_with_first(runs)
    below = _beside_each_other(runs, against, every=every) if len(runs) == 2 else []
    if not below:
        parts["benchmark [95 %]"] = _benchmark_rows(runs, against)
        below = [Group(*said)] if (said := [*_remarks(runs, names, against)]) else []
    return spaced([*(_runs_table(names, parts, shown) for shown in _that_fit(len(runs), width)), *below])


def _beside_each_other(runs: Sequence[ComparedRun], against: Against, *, every: bool) -> list[RenderableType]:
    """The scores of two runs, for which there is more room; nothing where they cannot all be compared."""
    (first, second), comparison = (run.benchmark for run in runs), against[1]
    if first is None or second is None or comparison is None or comparison.not_comparable:
        return []
    scores = scores_and_remarks(comparison, first.results, second.results)
    return [*scores, *parts_tables(comparison, every=every)]


def changes_views(runs: Sequence[ComparedRun], num_shown: int) -> Group:
    """The problems that each run fixed and broke beside the first, `num_shown` of each kind in full."""
    names, first = short_names([run.name for run in runs]), runs[0].benchmark
    return spaced(
        changes_view(
            [*find_changes(first, run.benchmark, against.not_comparable)], (names[0], name), num_shown
        )
        for run, name, against in zip(runs, names, compare_with_first(runs), strict=True)
        if first is not None and run.benchmark is not None and against is not None
    )


def compare_with_first(runs: Sequence[ComparedRun]) -> Against:
    """All of them as one family of tests."""
    first, *others = (run.benchmark for run in runs)
    if first is None:
        return [None] * len(runs)
    compared = iter(compare_family(first, [other for other in others if other is not None]))
    return [None, *(None if other is None else next(compared) for other in others)]


def _that_fit(num_runs: int, width: int) -> Iterator[list[int]]:
    """Which runs stand in which table: the first in all of them."""
    room = max(1, (width - _LABEL_WIDTH) // (_RUN_WIDTH + 1) - 1)
    others = list(range(1, num_runs))
    yield [0, *others[:room]]
    for start in range(room, len(others), room):
        yield [0, *others[start : start + room]]


def _runs_table(names: Sequence[str], parts: Mapping[str, Rows], shown: Sequence[int]) -> Table:
    caption = "Differences are from the first run; no diff.: none that can be detected"
    table = plain_table(None, caption)
    table.add_column("", max_width=_LABEL_WIDTH, overflow="fold")
    for index in shown:
        table.add_column(names[index], justify="right", overflow="fold", max_width=_RUN_WIDTH)
    for title, rows in parts.items():
        table.add_row(Text(title, style="bold"))
        for label, values in rows or [("none", ())]:
            table.add_row(f" {_folded(label)}", *(values[index] for index in shown if values))
    return table


def _remarks(runs: Sequence[ComparedRun], names: Sequence[str], against: Against) -> Iterator[Text]:
    for name, comparison in zip(names, against, strict=True):
        if comparison is not None:
            yield from alarms(comparison, name)
            yield from not_compared(comparison, name)
    results = [run.benchmark.results for run in runs if run.benchmark is not None]
    for each in results:
        yield from doubts(each)
    yield from judges(*results)


def _folded(label: str) -> str:
    """A long key on two lines, broken behind one of its parts."""
    if len(label) < _LABEL_WIDTH:
        return label
    end = max(label.rfind(mark, 0, _LABEL_WIDTH - 1) for mark in "._/") + 1
    return f"{label[:end]}\n   {label[end:]}"


def _setting_rows(runs: Sequence[ComparedRun], *, every: bool) -> Rows:
    differing = differing_settings([run.config for run in runs])
    shown = [setting for setting in differing if every or setting.is_chosen]
    return [*map(_setting_row, shown), *_hidden(len(differing) - len(shown))]


def _origin_rows(runs: Sequence[ComparedRun]) -> Rows:
    return [*map(_setting_row, differing_settings([run.origins for run in runs]))]


def _setting_row(setting: Setting) -> tuple[str, tuple[Text, ...]]:
    return setting.key, tuple(Text(cells.setting(value)) for value in setting.values)


def _metric_rows(runs: Sequence[ComparedRun], *, every: bool) -> Rows:
    metrics = compare_metrics([run.final for run in runs])
    shown = [metric for metric in metrics if every or metric.is_shared]
    return [*((one.key, _metric_cells(one)) for one in shown), *_hidden(len(metrics) - len(shown))]


def _hidden(count: int) -> Rows:
    return [(f"({count} more with --all)", ())] if count else []


def _metric_cells(metric: Metric) -> tuple[Text, ...]:
    """The value, below it the difference from the first run, and a star at the best."""
    found = []
    for index, (value, difference) in enumerate(zip(metric.values, metric.differences, strict=True)):
        cell = Text(f"{'* ' if index == metric.best else ''}{cells.number(value)}")
        cell.stylize("bold green" if index == metric.best else "")
        if index and difference:
            cell.append(f"\n{cells.signed(difference)}", style="dim")
        found.append(cell)
    return tuple(found)


def _benchmark_rows(runs: Sequence[ComparedRun], against: Against) -> Rows:
    named = [run.benchmark.results.named_scores() if run.benchmark else {} for run in runs]
    keys = dict.fromkeys(key for scores in named for key in scores)
    return [(" ".join(suite_and_score(key)), _score_cells(key, named, against)) for key in keys]


def _score_cells(key: str, named: Sequence[Mapping[str, Score]], against: Against) -> tuple[Text, ...]:
    pairs = zip(named, against, strict=True)
    return tuple(_score_cell(scores.get(key), key, comparison) for scores, comparison in pairs)


def _score_cell(score: Score | None, key: str, against: Comparison | None) -> Text:
    if score is None:
        return Text(cells.NOTHING)
    cell = Text(cells.score(score))
    if against is None:
        return cell
    if suite_and_score(key)[0] in against.not_comparable:
        return cell.append("\nnot comparable", style="yellow")
    compared = against.scores.get(key)
    if compared is None:
        return cell
    difference = cells.difference_alone(compared.difference, compared.unit)
    briefly = _BRIEFLY.get(compared.verdict, compared.verdict)
    return cell.append(f"\n{difference} {briefly}", style=STYLES[compared.verdict])
