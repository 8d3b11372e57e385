"""What loading gives: two sides that share no problem, and where they came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.data.example import Example
from tutortrain.runs.manifest import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """`num_left_out` rows are on neither side, for the other side holds their problem.

    files: `train` and `held_out`, for the manifest, with the rows that are used of each.
    """

    train: Sequence[Example]
    held_out: Sequence[Example]
    num_left_out: int
    files: Mapping[str, DataFile]

    @property
    def answered(self) -> tuple[Example, ...]:
        """The held-out rows with an answer, which are what a benchmark can ask about."""
        return tuple(row for row in self.held_out if row.answer is not None)

    @property
    def has_answers(self) -> bool:
        """Whether there are such rows."""
        return any(row.answer is not None for row in self.held_out)
