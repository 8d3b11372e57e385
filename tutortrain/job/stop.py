"""Ctrl-C and SIGTERM, kept until the work is at rest."""

import signal
from collections.abc import Iterable
from types import FrameType
from typing import Self

from tutortrain.errors import Interrupted


class Stop:
    """While it is entered, the first signal is remembered; a second Ctrl-C stops at once.

    One that is entered within another knows of the other's signal.
    """

    def __init__(self, signals: Iterable[signal.Signals] = (signal.SIGINT, signal.SIGTERM)) -> None:
        self._signals = tuple(signals)
        self._received: signal.Signals | None = None
        self._former: dict[signal.Signals, signal.Handlers] = {}

    @property
    def requested(self) -> bool:
        return self._received is not None

    def check(self) -> None:
        """Raises Interrupted if a signal has come."""
        if self._received is not None:
            raise Interrupted(f"stopped by {self._received.name}")

    def __enter__(self) -> Self:
        for number in self._signals:
            former = signal.signal(number, self._remember)
            outer = getattr(former, "__self__", None)
            if isinstance(outer, Stop):
                self._received = self._received or outer._received
            self._former[number] = former  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        if self._received is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._received = signal.Signals(number)
