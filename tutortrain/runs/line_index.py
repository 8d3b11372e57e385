"""Any line of a file by its number, for rows that are too many to be kept and are read again."""

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import numpy as np

from tutortrain.arrays import Ints
from tutortrain.errors import DataError
from tutortrain.runs.lines import is_compressed, open_plain

_BLOCK: Final = 1 << 24


class LineIndex:
    """8 bytes a line; a compressed file is laid out in a temporary one first.

    Raises OSError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = TemporaryFile() if is_compressed(path) else path.open("rb")  # noqa: SIM115 - kept open
        self._starts = self._measured()
        self._state = self._read_state()

    def __getitem__(self, number: int) -> bytes:
        """Line `number`, from 1, with its end. Raises DataError where the file is no longer what it was."""
        if self._read_state() != self._state:
            raise DataError(
                f"{self._path} was changed while its rows are in use; start again with the new ones."
            )
        start, stop = self._starts[number - 1 : number + 1].tolist()
        return os.pread(self._file.fileno(), stop - start, start)

    def _measured(self) -> Ints:
        """Where each line starts, and where the last one ends."""
        starts, place = [np.zeros(1, np.int64)], 0
        with open_plain(self._path) as opened:
            while block := opened.contents.read(_BLOCK):
                starts.append(np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + place + 1)
                place += len(block)
                if self._file.writable():
                    self._file.write(block)
        self._file.flush()
        return np.append(np.concatenate(starts), place)

    def _read_state(self) -> tuple[int, int]:
        state = os.fstat(self._file.fileno())
        return state.st_mtime_ns, state.st_size
