"""A log that grows while it is looked at."""

import os
from pathlib import Path

from tutortrain.runs.jsonl import Row, rows_of


class Following:
    """The rows of a log, of which each look reads only what is new.

    A log that was cut back, as a resumed run's is, is read anew. What is no JSON object is passed over: this
    is for looking on, and `read_rows` is for relying on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start_anew(inode=0)

    def rows(self) -> list[Row]:
        """All rows that are complete by now; none while there is no file."""
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._inode or status.st_size < self._offset:
                    self._start_anew(status.st_ino)
                file.seek(self._offset)
                self._take(file.read())
        except FileNotFoundError:
            self._start_anew(inode=0)
        return self._rows

    def _start_anew(self, inode: int) -> None:
        self._inode, self._offset = inode, 0
        self._rows: list[Row] = []

    def _take(self, new: bytes) -> None:
        complete = new[: new.rfind(b"\n") + 1]
        self._offset += len(complete)
        self._rows += rows_of(complete.split(b"\n"))
