"""A table that fits a terminal: text is shortened, then columns are left out, then text is cut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from tutortrain.query.columns import Column
from tutortrain.query.table import GAP, aligned

T = TypeVar("T")

LEAST: Final = 24
"""Characters to which text may be cut."""
CUT: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A column as it is laid out: its cells, the heading first, and shorter ones, if there are any.

    spare: as in `Column`.
    """

    cells: Sequence[str]
    brief: Sequence[str] | None
    is_text: bool
    spare: int | None

    @property
    def heading(self) -> str:
        return self.cells[0]

    @property
    def width(self) -> int:
        return max(map(len, self.cells))

    @property
    def least(self) -> int:
        """The width that it can be brought to."""
        return min(self.width, max(LEAST, len(self.heading))) if self.is_text else self.width

    def cut(self, width: int) -> "Strip":
        """The same within `width`."""
        cells = [cell if len(cell) <= width else f"{cell[: max(0, width - 1)]}{CUT}" for cell in self.cells]
        return replace(self, cells=cells)


def strip(column: Column[T], items: Sequence[T]) -> Strip:
    """The cells of a column for these items."""
    return Strip(
        cells=[column.heading, *map(column.cell, items)],
        brief=[column.heading, *map(column.brief, items)] if column.brief else None,
        is_text=column.is_text or any(isinstance(column.value(item), str) for item in items),
        spare=column.spare,
    )


def draw(strips: Sequence[Strip]) -> str:
    """The table."""
    lines = list(zip(*(strip.cells for strip in strips), strict=True))
    return aligned(lines, [strip.is_text for strip in strips])


def fitted(strips: Sequence[Strip], width: int) -> tuple[list[Strip], list[str]]:
    """Strips of at most `width` characters together, and the headings of those that found no room.

    Nothing is lost where everything fits; an empty column that can be spared goes first and is not spoken of.
    """
    kept = [strip for strip in strips if strip.spare is None or any(strip.cells[1:])]
    if _taken(kept) <= width:
        return kept, []
    kept = [replace(strip, cells=strip.brief or strip.cells, brief=None) for strip in kept]
    left_out = list[str]()
    while len(kept) > 1 and sum(strip.least + len(GAP) for strip in kept) - len(GAP) > width:
        going = min(range(len(kept)), key=lambda index: _order(kept, index))
        left_out.append(kept.pop(going).heading)
    return _cut(kept, width), left_out


def _order(strips: Sequence[Strip], index: int) -> tuple[bool, int]:
    """What can be spared goes first, then the last column."""
    spare = strips[index].spare
    return spare is None, -index if spare is None else spare


def _cut(strips: Sequence[Strip], width: int) -> list[Strip]:
    """Takes what is too much from texts, the widest first."""
    cut = list(strips)
    for index in sorted(range(len(cut)), key=lambda index: -cut[index].width):
        too_much = _taken(cut) - width
        if too_much > 0 and cut[index].is_text:
            cut[index] = cut[index].cut(max(cut[index].least, cut[index].width - too_much))
    return cut


def _taken(strips: Sequence[Strip]) -> int:
    return sum(strip.width + len(GAP) for strip in strips) - len(GAP)
