"""Files and folders that are either the old version or the new one, whenever the process dies."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import BinaryIO, Final

_FILE_RIGHTS: Final = 0o666
"""What a new file may have at most."""


def write_atomically(path: Path, content: str | bytes, *, durable: bool = True) -> None:
    """Writes under a temporary name beside `path`, syncs, and renames; text is UTF-8 with `\\n`.

    durable: false for what nobody needs once the machine has lost power; it is not synced then, which may
    take longer than a step. Raises OSError as the file system gives it; `path` is then as it was.
    """
    with writing(path, durable=durable) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def writing(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` when the block ends well: all of it or nothing.

    durable: as `write_atomically` has it. Raises OSError as the file system gives it; `path` is then as
    it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of `folder` when the block ends well: all of it or nothing.

    What processes left that were killed in the middle goes first: in a container the next has the same pid.
    """
    for stale in folder.parent.glob(f".{escape(folder.name)}.*.tmp"):
        shutil.rmtree(stale)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        _follow_the_umask(temporary)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _follow_the_umask(folder: Path) -> None:
    """safetensors makes files that their owner alone may read; a folder's own rights tell the umask."""
    mode = folder.stat().st_mode & _FILE_RIGHTS
    for file in filter(Path.is_file, folder.iterdir()):
        file.chmod(mode)
