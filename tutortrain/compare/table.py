"""One model beside another, its baseline as a rule, for the terminal."""

from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import BenchmarkResults, Score, suite_and_score
from tutortrain.compare import cells
from tutortrain.compare.remarks import alarms, doubts, not_compared, shortfalls
from tutortrain.compare.runs import short_names
from tutortrain.compare.scores import Comparison
from tutortrain.compare.tables import STYLES, plain_table, spaced

_SHARE_WIDTH = 13
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
    """Every shared score with interval, difference, test and verdict; alarms and the like below them."""
    table = _score_table(comparison, a.named_scores(), b.named_scores())
    said = [*alarms(comparison), *not_compared(comparison), *doubts(a), *doubts(b)]
    said.extend(shortfalls(comparison))
    return [table, Group(*said)] if said else [table]


def _score_table(comparison: Comparison, a: dict[str, Score], b: dict[str, Score]) -> Table:
    table = plain_table(f"Benchmark: {cells.measured(b.values())}", _adjusted(comparison), tight=True)
    table.add_column("score", min_width=13, no_wrap=True)
    for name in (comparison.a, comparison.b):
        heading = name if len(name) <= _NAME_WIDTH else short_names([name])[0]
        table.add_column(heading, justify="right", overflow="fold", min_width=_SHARE_WIDTH)
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("verdict", min_width=10)
    for suite, names in groupby(comparison.scores, key=lambda name: suite_and_score(name)[0]):
        table.add_row(Text(suite, style="bold"))
        for name in names:
            compared = comparison.scores[name]
            verdict = Text(compared.verdict, style=STYLES[compared.verdict])
            figures = cells.score(a[name]), cells.score(b[name]), cells.difference(compared)
            _, score = suite_and_score(name)
            table.add_row(score, *figures, cells.p_value(compared.p_adjusted), verdict)
    return table


def _adjusted(comparison: Comparison) -> str | None:
    num = len(comparison.scores)
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
