"""Many mistakes in one message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_SHOWN: Final = 20


def listed(headline: str, lines: Sequence[str], num: int | None = None) -> str:
    """The headline and, indented below it, the first 20 lines and how many more there are.

    num: how many there are, where only the first were kept.
    """
    num_more = (len(lines) if num is None else num) - MAX_SHOWN
    more = [f"... and {num_more} more"] if num_more > 0 else []
    return "\n  ".join([headline, *lines[:MAX_SHOWN], *more])


@dataclass(slots=True)
class Mistakes:
    """Of any number of bad rows the first, as they are shown, and how many there are."""

    shown: list[str] = field(default_factory=list)
    num: int = 0

    def add(self, mistake: str) -> None:
        self.num += 1
        if len(self.shown) < MAX_SHOWN:
            self.shown.append(mistake)

    def message(self, consequence: str) -> str:
        """One for all of them."""
        count = count_rows(self.num, "breaks", "break")
        return listed(f"{count} the data format; {consequence}:", self.shown, self.num)


def count_rows(count: int, one: str, many: str) -> str:
    """`1 row breaks` or `2 rows break`, given the two verbs."""
    return f"1 row {one}" if count == 1 else f"{count} rows {many}"
