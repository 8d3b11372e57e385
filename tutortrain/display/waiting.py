"""Where it is not known how long something takes: what is going on, if it takes long enough to wonder."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Final

from rich.console import Console

SECONDS_UNSEEN: Final = 2.0


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """`what` goes on within the block: a spinner on a terminal's stderr, and one line elsewhere."""
    console = Console(stderr=True)
    status = console.status(what)
    timer = Timer(
        SECONDS_UNSEEN, status.start if console.is_terminal else lambda: console.print(f"{what} ...")
    )
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
