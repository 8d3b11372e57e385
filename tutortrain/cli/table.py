"""Columns of text. A thousand rows are laid out in milliseconds, which rich's tables are not."""

from collections.abc import Sequence


def layout(header: Sequence[str], rows: Sequence[Sequence[str]], *, right_from: int) -> str:
    """The header and rows in aligned columns; those from `right_from` on hold numbers and end alike."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    return "\n".join(_line(line, widths, right_from) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right_from: int) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:right_from], widths, strict=False)]
    right = [cell.rjust(width) for cell, width in zip(cells[right_from:], widths[right_from:], strict=True)]
    return "  ".join([*left, *right]).rstrip()
