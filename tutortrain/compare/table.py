"""One model beside another, its baseline as a rule, for the terminal."""

from collections.abc import Mapping
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import BenchmarkResults, suite_and_score
from tutortrain.compare import cells
from tutortrain.compare.remarks import alarms, doubts, judges, not_compared, shortfalls
from tutortrain.compare.runs import short_names
from tutortrain.compare.scores import Comparison, ScoreComparison
from tutortrain.compare.tables import STYLES, plain_table, spaced

_SHARE_WIDTH = 13
_DIFFERENCE_WIDTH = 18
"""Of a difference of shares; what is longer has its interval below it."""
_NAME_WIDTH = 17


def comparison_table(comparison: Comparison, a: BenchmarkResults, b: BenchmarkResults) -> Group:
    """Every shared score and what has to be said of it; then the controls on the same items."""
    parts = scores_and_remarks(comparison, a, b)
    if any(result.controls for result in b.suites.values()):
        parts.append(_control_table(b))
    return spaced(parts)


def scores_and_remarks(
    comparison: Comparison, a: BenchmarkResults, b: BenchmarkResults
) -> list[RenderableType]:
    """Every shared score with interval, difference, test and verdict, opinions in a table of their own; below
    them alarms and the like.
    """
    tables: list[RenderableType] = [_score_table("Benchmark", comparison, comparison.measured, (a, b))]
    if comparison.opinions:
        tables.append(_score_table("Opinion of a judge", comparison, comparison.opinions, (a, b)))
    said = [*alarms(comparison), *not_compared(comparison), *doubts(a), *doubts(b), *judges(a, b)]
    said.extend(shortfalls(comparison))
    return [*tables, Group(*said)] if said else tables


def _score_table(
    title: str,
    comparison: Comparison,
    compared: Mapping[str, ScoreComparison],
    results: tuple[BenchmarkResults, BenchmarkResults],
) -> Table:
    a, b = (each.named_scores() for each in results)
    shown = [b[name] for name in compared] or b.values()
    table = plain_table(f"{title}: {cells.measured(shown)}", _adjusted(compared), tight=True)
    table.add_column("score", min_width=13, no_wrap=True)
    for name in (comparison.a, comparison.b):
        heading = name if len(name) <= _NAME_WIDTH else short_names([name])[0]
        table.add_column(heading, justify="right", overflow="fold", min_width=_SHARE_WIDTH)
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("verdict", min_width=10)
    for suite, names in groupby(compared, key=lambda name: suite_and_score(name)[0]):
        table.add_row(Text(suite, style="bold"))
        for name in names:
            found = compared[name]
            verdict = Text(found.verdict, style=STYLES[found.verdict])
            figures = cells.score(a[name]), cells.score(b[name]), _difference(found)
            _, score = suite_and_score(name)
            table.add_row(score, *figures, cells.p_value(found.p_adjusted), verdict)
    return table


def _difference(found: ScoreComparison) -> str:
    text = cells.difference(found)
    return text if len(text) <= _DIFFERENCE_WIDTH else text.replace(" [", "\n[")


def _adjusted(compared: Mapping[str, ScoreComparison]) -> str | None:
    num = len(compared)
    return f"p: adjusted for {num} scores (Holm)" if num > 1 else None


def _control_table(results: BenchmarkResults) -> Table:
    """One row a control below its suite, with all scores in a cell: suites have other controls and scores."""
    table = plain_table("Controls: replies that need no model, on the same items")
    table.add_column("reply", min_width=_SHARE_WIDTH)
    table.add_column("scores", overflow="fold")
    for suite, result in results.suites.items():
        table.add_row(Text(suite, style="bold"))
        for control, scores in result.controls.items():
            figures = (f"{name} {cells.score(score)}" for name, score in scores.items())
            table.add_row(f" {control}", "   ".join(figures))
    return table
