"""Lines for a pipe or a log file: the first and last of a stage, and one every few seconds between."""

import time
from typing import Self

from rich.console import Console

from tutortrain.display.figures import duration, figures
from tutortrain.types import Metrics

SECONDS_BETWEEN_LINES = 10.0


class PlainDisplay:
    """Prints no control characters and never rewrites a line."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage, self._total, self._first = "", 0, 0
        self._began = self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        self._stage, self._total, self._first = stage, total, done
        self._began = self._last = time.monotonic()
        self._print(f"{stage}: {total - done} to do")

    def advance(self, done: int, metrics: Metrics | None = None) -> None:
        now = time.monotonic()
        noteworthy = done >= self._total or "eval/loss" in (metrics or {})
        if noteworthy or now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            self._print(self._line(done, metrics or {}, now - self._began))

    def note(self, text: str) -> None:
        self._print(text)

    def _line(self, done: int, metrics: Metrics, seconds: float) -> str:
        parts = [
            f"{self._stage} {done}/{self._total}",
            *(f"{name} {value}" for name, value in figures(metrics)),
        ]
        worked = done - self._first
        if worked > 0 and done < self._total:
            parts.append(f"{duration(seconds / worked * (self._total - done))} left")
        return "  ".join(parts)

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
