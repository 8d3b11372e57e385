"""Columns of text. A thousand rows are laid out in milliseconds, which rich's tables are not."""

from collections.abc import Sequence

GAP = "  "


def layout(header: Sequence[str], rows: Sequence[Sequence[str]], *, right_from: int) -> str:
    """The header and rows in aligned columns; those from `right_from` on hold numbers and end alike."""
    return aligned([header, *rows], [column < right_from for column in range(len(header))])


def aligned(lines: Sequence[Sequence[str]], is_text: Sequence[bool]) -> str:
    """Lines of cells in columns that start alike where they are text, and else end alike."""
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    spaced = (
        [
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(line, widths, is_text, strict=True)
        ]
        for line in lines
    )
    return "\n".join(GAP.join(line).rstrip() for line in spaced)
