"""A run directory belongs to one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tutortrain.errors import RunError
from tutortrain.runs.directory import RunDirectory


@contextmanager
def locked(directory: RunDirectory) -> Iterator[None]:
    """Holds the directory until the end of the block; the system lets go of it when the process dies.

    Raises RunError while another process holds it.
    """
    with (directory.path / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunError(f"{directory.path} is still running; wait for it, or stop it first") from error
        yield
