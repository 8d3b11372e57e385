"""A run directory belongs to one process at a time, and so does a folder whose contents many will share."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from tutortrain.errors import RunError
from tutortrain.runs.directory import RunDirectory

LOCK: Final = ".lock"
_SECONDS_BETWEEN_TRIES: Final = 0.2
_TRIES_BEFORE_NOTE: Final = 10
PROBE_SECONDS: Final = 0.05
"""After which a second try is made: `is_held` in another process takes the lock for microseconds."""


@contextmanager
def locked(directory: RunDirectory) -> Iterator[None]:
    """Holds the directory until the end of the block; the system lets go of it when the process dies.

    Raises RunError while another process holds it.
    """
    with (directory.path / LOCK).open("w") as file:
        if not _take(file) and not _take(file, after=PROBE_SECONDS):
            raise RunError(f"{directory.path} is still running; wait for it, or stop it first")
        yield


@contextmanager
def waiting_for(folder: Path, check: Callable[[], None], on_wait: Callable[[], None]) -> Iterator[None]:
    """Holds a folder, which is made if need be, until the end of the block, as soon as nobody else holds it.

    check: called while waiting, so that what it raises (Interrupted) ends that. on_wait: called once if it
    takes two seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        num_tries = 0
        while not _take(file):
            check()
            num_tries += 1
            if num_tries == _TRIES_BEFORE_NOTE:
                on_wait()
            time.sleep(_SECONDS_BETWEEN_TRIES)
        yield


def _take(file: IO[str], after: float = 0.0) -> bool:
    time.sleep(after)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(directory: RunDirectory) -> bool:
    """Whether some process holds the directory now; asking creates nothing."""
    try:
        with (directory.path / LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
