"""Many mistakes in one message."""

from collections.abc import Sequence
from typing import Final

MAX_SHOWN: Final = 20


def listed(headline: str, lines: Sequence[str]) -> str:
    """The headline and, indented below it, the first 20 lines and how many more there are."""
    more = [f"... and {len(lines) - MAX_SHOWN} more"] if len(lines) > MAX_SHOWN else []
    return "\n  ".join([headline, *lines[:MAX_SHOWN], *more])


def count_rows(count: int, one: str, many: str) -> str:
    """`1 row breaks` or `2 rows break`, given the two verbs."""
    return f"1 row {one}" if count == 1 else f"{count} rows {many}"
