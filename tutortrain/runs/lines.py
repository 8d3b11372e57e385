"""The lines of a file as people have them: plain, or compressed by gzip or zstd, whatever it is called."""

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, Self

from tutortrain.closing import Closing

LONGEST_LINE: Final = 100_000_000
"""In bytes. What is longer is no row, and would fill the memory."""
_BLOCK: Final = 1 << 20
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):
    """A line, or a file, cannot be given; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Closing):
    """A file's contents without compression. damage: what reading raises where they are not whole."""

    raw: BufferedReader
    contents: BinaryIO
    damage: tuple[type[Exception], ...] = ()

    def close(self) -> None:
        self.contents.close()
        self.raw.close()


def _plain(raw: BufferedReader) -> Opened:
    return Opened(raw=raw, contents=raw)


def _gzip(raw: BufferedReader) -> Opened:
    contents = BufferedReader(gzip.GzipFile(fileobj=raw), _BLOCK)
    return Opened(raw=raw, contents=contents, damage=(gzip.BadGzipFile, zlib.error, EOFError))


def _zstd(raw: BufferedReader) -> Opened:
    from backports.zstd import ZstdError, ZstdFile

    return Opened(raw=raw, contents=BufferedReader(ZstdFile(raw), _BLOCK), damage=(ZstdError, EOFError))


_COMPRESSIONS: Final[Mapping[bytes, Callable[[BufferedReader], Opened]]] = {
    b"\x1f\x8b": _gzip,
    b"\x28\xb5\x2f\xfd": _zstd,
}
"""By the bytes with which such files begin."""


def open_plain(path: Path) -> Opened:
    """A file's contents as they are without compression. Raises OSError."""
    raw = path.open("rb")
    head = raw.peek(4)
    return next((form for begin, form in _COMPRESSIONS.items() if head.startswith(begin)), _plain)(raw)


def is_compressed(path: Path) -> bool:
    """Raises OSError."""
    with open_plain(path) as opened:
        return opened.contents is not opened.raw


def read_whole(path: Path) -> bytes:
    """All that a file holds, uncompressed. Raises OSError, and Unreadable where it is damaged."""
    with open_plain(path) as opened:
        try:
            return opened.contents.read()
        except opened.damage as error:
            raise Unreadable(_damaged(error)) from error


def count_lines(path: Path) -> int:
    """How many lines end in the file, uncompressed; where it is damaged, those before. Raises OSError."""
    num = 0
    with open_plain(path) as opened, suppress(*opened.damage):
        while block := opened.contents.read(_BLOCK):
            num += block.count(b"\n")
    return num


def lines_at(path: Path, numbers: Iterable[int]) -> Iterator[bytes]:
    """The lines of these numbers, from 1 and ascending, with their ends, uncompressed. Raises OSError.

    A mark at the file's beginning is left out, and a last line without an end gets one: what comes before and
    after a line may be another one when they are written.
    """
    wanted = iter(numbers)
    number = next(wanted, None)
    with open_plain(path) as opened:
        for place, line in enumerate(opened.contents, 1):
            if place == number:
                yield line.removeprefix(codecs.BOM_UTF8).removesuffix(b"\n") + b"\n"
                number = next(wanted, None)
            if number is None:
                return


def copy_lines(source: Path, target: BinaryIO, without: Iterable[int]) -> None:
    """All lines as they are, uncompressed, but for those with these numbers, which ascend. Raises OSError."""
    left_out = iter(without)
    next_out = next(left_out, None)
    with open_plain(source) as opened:
        for number, line in enumerate(opened.contents, 1):
            if number == next_out:
                next_out = next(left_out, None)
            else:
                target.write(line)


class Lines(Closing):
    """Iterates over the lines without their ends; `number` is that of the last one, from 1.

    Raises OSError where the file cannot be opened or read. A line that is too long raises Unreadable, and
    those after it can be read; so does the place where a file is damaged, or UTF-16, and none come after it.
    """

    def __init__(self, path: Path) -> None:
        self._opened = open_plain(path)
        self._is_over = False
        self.number = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        line = b"" if self._is_over else self._read(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if self.number == 1 and line.startswith(_UTF_16):
            self._end("UTF-16; expected UTF-8, as `iconv -f UTF-16 -t UTF-8` writes it")
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            self._skip()
        return line.rstrip(b"\r\n")

    def close(self) -> None:
        self._opened.close()

    def _read(self, size: int) -> bytes:
        try:
            return self._opened.contents.readline(size)
        except self._opened.damage as error:
            self.number += 1
            self._end(_damaged(error), error)

    def _skip(self) -> NoReturn:
        """To the end of the line."""
        while (rest := self._read(_BLOCK)) and not rest.endswith(b"\n"):
            pass
        raise Unreadable(f"longer than {LONGEST_LINE // 1_000_000} MB")

    def _end(self, reason: str, error: Exception | None = None) -> NoReturn:
        self._is_over = True
        raise Unreadable(reason) from error


def _damaged(error: Exception) -> str:
    return f"the compressed file is damaged or cut off about here ({error}); make it anew"
