"""Comparisons for the terminal, made to fit 80 columns. Nothing is printed here: the caller has the console.

`comparison_table` shows one model beside its baseline, `runs_table` any number of runs side by side.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import BenchmarkResults, Score
from tutortrain.compare import cells
from tutortrain.compare.metrics import Metric, compare_metrics
from tutortrain.compare.runs import ComparedRun, short_names
from tutortrain.compare.scores import Comparison, compare_benchmarks
from tutortrain.compare.settings import differing_settings

_STYLES = {"better": "green", "worse": "red", "no detectable difference": "dim"}
_BRIEFLY = {"no detectable difference": "no diff."}
_SHARE_WIDTH = 13
_LABEL_WIDTH = 26
_MANY_CUT = 0.05
_RUN_WIDTH = 17

Rows = list[tuple[str, tuple[Text, ...]]]
"""A label and a cell for each run."""


def comparison_table(comparison: Comparison, a: BenchmarkResults, b: BenchmarkResults) -> Group:
    """Every shared score with interval, difference, test and verdict; then the controls on the same items."""
    parts: list[RenderableType] = [_score_table(comparison, a.named_scores(), b.named_scores())]
    if notes := [*_not_compared(comparison), *_cut_replies(a), *_cut_replies(b)]:
        parts.append(Text("\n".join(notes), style="yellow"))
    if any(result.controls for result in b.suites.values()):
        parts.append(_control_table(b))
    return _spaced(parts)


def runs_table(runs: Sequence[ComparedRun], width: int = 80, *, every: bool = False) -> Group:
    """Differing settings, final metrics and scores of all runs; differences are from the first run.

    every: settings and metrics of only some runs, too, of which two methods have many. Where the runs do not
    fit `width` columns side by side, several tables follow, each with the first run.
    """
    names = short_names([run.name for run in runs])
    parts = {
        "settings that differ": _setting_rows(runs, every=every),
        "final metrics": _metric_rows(runs, every=every),
        "benchmark, % [95 %]": _benchmark_rows(runs),
    }
    return _spaced([_runs_table(names, parts, shown) for shown in _that_fit(len(runs), width)])


def _spaced(tables: Sequence[RenderableType]) -> Group:
    return Group(*(part for table in tables for part in (table, "")))


def _that_fit(num_runs: int, width: int) -> Iterator[list[int]]:
    """Which runs stand in which table: the first in all of them."""
    room = max(1, (width - _LABEL_WIDTH) // (_RUN_WIDTH + 1) - 1)
    others = list(range(1, num_runs))
    yield [0, *others[:room]]
    for start in range(room, len(others), room):
        yield [0, *others[start : start + room]]


def _score_table(comparison: Comparison, a: dict[str, Score], b: dict[str, Score]) -> Table:
    table = _table("Benchmark: % of items, with 95 % intervals", tight=True)
    table.add_column("score", min_width=13, no_wrap=True)
    for name in (comparison.a, comparison.b):
        heading = name if len(name) <= _RUN_WIDTH else short_names([name])[0]
        table.add_column(heading, justify="right", overflow="fold", min_width=_SHARE_WIDTH)
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("verdict", min_width=10)
    for suite, names in groupby(comparison.scores, key=_suite_of):
        table.add_row(Text(suite, style="bold"))
        for name in names:
            compared = comparison.scores[name]
            verdict = Text(compared.verdict, style=_STYLES[compared.verdict])
            figures = cells.share(a[name]), cells.share(b[name]), cells.share_difference(compared)
            table.add_row(_score_of(name), *figures, cells.p_value(compared.p), verdict)
    return table


def _not_compared(comparison: Comparison) -> Iterator[str]:
    for suite, reason in comparison.not_comparable.items():
        yield f"{suite} is not compared: {reason}"


def _cut_replies(results: BenchmarkResults) -> Iterator[str]:
    """A line for each suite whose scores rest on many replies that never came to their end."""
    for suite, result in results.suites.items():
        share = result.counts.truncated / result.num_items
        if share > _MANY_CUT:
            tokens = result.decoding["max_tokens"]
            yield f"{suite}: {100 * share:.0f} % of {results.model}'s replies were cut at {tokens:.0f} tokens"


def _control_table(results: BenchmarkResults) -> Table:
    """One row a control, one column a score; a suite without that control has nothing to show."""
    scores = [(suite, score) for suite, result in results.suites.items() for score in result.scores]
    table = _table("Controls: replies that need no model, on the same items")
    table.add_column("reply", min_width=13)
    for suite, score in scores:
        table.add_column(f"{suite}\n{score}", justify="right")
    controls = dict.fromkeys(name for result in results.suites.values() for name in result.controls)
    for control in controls:
        found = [results.suites[suite].controls.get(control, {}).get(score) for suite, score in scores]
        table.add_row(control, *(cells.NOTHING if score is None else cells.share(score) for score in found))
    return table


def _runs_table(names: Sequence[str], parts: Mapping[str, Rows], shown: Sequence[int]) -> Table:
    table = _table(None, caption="Differences are from the first run; no diff.: none that can be detected")
    table.add_column("", max_width=_LABEL_WIDTH, overflow="fold")
    for index in shown:
        table.add_column(names[index], justify="right", overflow="fold", max_width=_RUN_WIDTH)
    for title, rows in parts.items():
        table.add_row(Text(title, style="bold"))
        for label, values in rows or [("none", ())]:
            table.add_row(f" {_folded(label)}", *(values[index] for index in shown if values))
    return table


def _folded(label: str) -> str:
    """A long key on two lines, broken behind one of its parts."""
    if len(label) < _LABEL_WIDTH:
        return label
    end = max(label.rfind(mark, 0, _LABEL_WIDTH - 1) for mark in "._/") + 1
    return f"{label[:end]}\n   {label[end:]}"


def _setting_rows(runs: Sequence[ComparedRun], *, every: bool) -> Rows:
    differing = differing_settings([run.config for run in runs])
    shown = [setting for setting in differing if every or setting.is_chosen]
    rows = [(one.key, tuple(Text(cells.setting(value)) for value in one.values)) for one in shown]
    return [*rows, *_hidden(len(differing) - len(shown))]


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
        if index and difference is not None:
            cell.append(f"\n{cells.signed(difference)}", style="dim")
        found.append(cell)
    return tuple(found)


def _benchmark_rows(runs: Sequence[ComparedRun]) -> Rows:
    named = [run.benchmark.results.named_scores() if run.benchmark else {} for run in runs]
    keys = dict.fromkeys(key for scores in named for key in scores)
    against = [_against(runs[0], run) for run in runs]
    return [(f"{_suite_of(key)} {_score_of(key)}", _score_cells(key, named, against)) for key in keys]


def _against(first: ComparedRun, run: ComparedRun) -> Comparison | None:
    """The comparison with the first run, where there is one."""
    if run is first or first.benchmark is None or run.benchmark is None:
        return None
    return compare_benchmarks(first.benchmark, run.benchmark)


def _score_cells(
    key: str, named: Sequence[Mapping[str, Score]], against: Sequence[Comparison | None]
) -> tuple[Text, ...]:
    pairs = zip(named, against, strict=True)
    return tuple(_score_cell(scores.get(key), key, comparison) for scores, comparison in pairs)


def _score_cell(score: Score | None, key: str, against: Comparison | None) -> Text:
    if score is None:
        return Text(cells.NOTHING)
    cell = Text(cells.share(score))
    if against is None:
        return cell
    if _suite_of(key) in against.not_comparable:
        return cell.append("\nnot comparable", style="yellow")
    compared = against.scores.get(key)
    if compared is None:
        return cell
    briefly = f"{100 * compared.difference:+.1f} {_BRIEFLY.get(compared.verdict, compared.verdict)}"
    return cell.append(f"\n{briefly}", style=_STYLES[compared.verdict])


def _table(title: str | None, caption: str | None = None, tight: bool = False) -> Table:
    return Table(
        title=title,
        caption=caption,
        title_justify="left",
        caption_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 0 if tight else 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )


def _suite_of(name: str) -> str:
    return name.split("/")[1]


def _score_of(name: str) -> str:
    return name.split("/", 2)[2]
