"""train.log: what a run did, with the traceback if it failed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from tutortrain.keys import without_keys

log = logging.getLogger("tutortrain")


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Appends everything logged by tutortrain to the file, without keys, and nothing to the terminal."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(_Keyless("%(asctime)s %(levelname)s %(message)s"))
    former = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.level, log.propagate = former
        handler.close()


def warn(message: str, error: Exception) -> None:
    """A failure that ends nothing: told once, with its traceback in train.log."""
    told = without_keys(f"{message}: {error}")
    log.warning("%s", told, exc_info=error)
    if not any(isinstance(handler, _Noting) for handler in log.handlers):
        Console(stderr=True).print(told, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def showing(note: Callable[[str], None]) -> Iterator[None]:
    """Warnings are told to whoever watches the run, too: that a service pauses, for one."""
    handler = _Noting(note)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


class _Keyless(logging.Formatter):
    """Tracebacks hold what a library says of an error, and some servers repeat the key they were sent."""

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(super().format(record))


class _Noting(logging.Handler):
    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        self._note(without_keys(record.getMessage()))
