"""Counts by two names as a heat map: on a colour each, or, where there are no colours, behind a shade."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.text import Text

COLOURS: Final = ((62, 73, 137), (31, 158, 137), (253, 231, 37))
"""Of few, some and many, evenly spaced between: from viridis, which colour-blind eyes read as well."""
SHADES: Final = " ░▒▓█"
CELL: Final = 5
TOTAL: Final = 10
LONGEST_NAME: Final = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """counts: by row and column. names: of both, as they are shown, in their order."""

    counts: Mapping[tuple[str, str], int]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    width: int
    is_coloured: bool

    def lines(self) -> "list[Text]":
        """The heading and a line for each row, with its sum; a long name is cut to what the width leaves."""
        from rich.text import Text

        left = self.width - CELL * len(self.columns) - TOTAL - 1
        room = max(10, min(LONGEST_NAME, left, max(map(len, self.rows.values()))))
        heading = "".join(f"{name:>{CELL}}" for name in self.columns.values())
        lines = [Text(f"{'':{room}} {heading}{'all':>{TOTAL}}", "bold")]
        for row, name in self.rows.items():
            counts = [self.counts.get((row, column), 0) for column in self.columns]
            line = Text(f"{_cut(name, room):{room}} ")
            for count in counts:
                line.append_text(self._cell(count))
            lines.append(line.append(f"{sum(counts):>{TOTAL},}", "bold"))
        return lines

    def _cell(self, count: int) -> "Text":
        from rich.text import Text

        if not count:
            return Text(f"{'·':>{CELL}}", "bright_black")
        share = sqrt(count / max(self.counts.values()))
        if not self.is_coloured:
            return Text(f"{SHADES[round(4 * share)]}{_brief(count):>{CELL - 1}}")
        red, green, blue = _colour(share)
        ink = "black" if share > 0.5 else "white"
        return Text(f"{_brief(count):>{CELL}}", f"{ink} on rgb({red},{green},{blue})")


def _colour(share: float) -> tuple[int, int, int]:
    place = share * (len(COLOURS) - 1)
    low = min(int(place), len(COLOURS) - 2)
    one, other = COLOURS[low : low + 2]
    red, green, blue = (round(a + (place - low) * (b - a)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _brief(count: int) -> str:
    """At most four characters: 999, 1.2k, 999k, 1.2M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= size:
            return f"{count / size:.1f}{letter}" if count < 9.95 * size else f"{count / size:.0f}{letter}"
    return str(count)


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1]}…"
