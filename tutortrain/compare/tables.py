"""What the tables of comparisons have in common: they fit 80 columns, and nothing is printed here."""

from collections.abc import Iterable
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from tutortrain.compare.pairs import Verdict

STYLES: Final[dict[Verdict, str]] = {"better": "green", "worse": "red", "no detectable difference": "dim"}


def plain_table(title: str | None, caption: str | None = None, *, tight: bool = False) -> Table:
    """A table without lines but the one below its heading."""
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


def spaced(tables: Iterable[RenderableType]) -> Group:
    """Each with an empty line after it."""
    return Group(*(part for table in tables for part in (table, "")))
