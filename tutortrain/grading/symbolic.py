"""Checking of any answer: exact arithmetic on numbers, computer algebra for what is no number."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tutortrain.grading.check import Check, check


class SymbolicChecker:
    """A context manager that closes its workers."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers."""

    def check_all(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Check]:
        """Judges each (reply, answer), in order."""
        return [check(reply, answer) for reply, answer in pairs]
