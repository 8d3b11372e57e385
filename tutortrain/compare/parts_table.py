"""Two models within each grade and topic, for the terminal."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import suite_and_score
from tutortrain.compare import cells
from tutortrain.compare.parts import By, Part
from tutortrain.compare.scores import Comparison
from tutortrain.compare.tables import STYLES, plain_table


def parts_tables(comparison: Comparison, *, every: bool) -> Iterator[Table]:
    """Differences by grade; with `every` by topic, too. None where no item has either."""
    shown: tuple[By, ...] = ("grade", "topic") if every else ("grade",)
    for by in shown:
        if parts := [part for part in comparison.parts if part.by == by]:
            yield _table(by, parts)


def _table(by: By, parts: Sequence[Part]) -> Table:
    table = plain_table(f"Differences by {by}", "coloured where detectable, adjusted for all of them (Holm)")
    scores = list(dict.fromkeys(part.score for part in parts))
    found = {(part.label, part.score): part for part in parts}
    table.add_column(by, overflow="fold")
    table.add_column("items", justify="right")
    for score in scores:
        table.add_column("\n".join(suite_and_score(score)), justify="right")
    for label in dict.fromkeys(part.label for part in parts):
        of_label = [found.get((label, score)) for score in scores]
        num = max(part.num_paired for part in of_label if part is not None)
        table.add_row(label, str(num), *map(_cell, of_label))
    return table


def _cell(part: Part | None) -> Text:
    if part is None:
        return Text(cells.NOTHING)
    return Text(cells.difference(part), style=STYLES[part.verdict])
