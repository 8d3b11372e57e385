"""The seam between a run and whoever watches it."""

from typing import Protocol

from tutortrain.types import Metrics


class Display(Protocol):
    """A run is a row of stages, each of which advances towards a known total."""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """A new stage; the one before it is over."""

    def advance(self, done: int, metrics: Metrics | None = None) -> None:
        """The stage has got this far; `metrics` are the newest figures, keys as in metrics.jsonl."""

    def note(self, text: str) -> None:
        """One line that stays to be read."""
