"""What is removed for good: checkpoints, or whole runs. Nothing that a process works in."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tutortrain.errors import RunError
from tutortrain.runs.checkpoints import CheckpointLog, superfluous
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import LOCK, is_held, locked


def disk_usage(path: Path) -> int:
    """Bytes that a file or folder takes on the disk, links not followed; 0 where there is none."""
    files = [Path(folder, name) for folder, _, names in os.walk(path) for name in names]
    return sum(file.lstat().st_blocks * 512 for file in [path, *files] if file.is_symlink() or file.exists())


def remove_run(directory: RunDirectory) -> None:
    """It is gone for every other command at once, and then the disk is freed.

    Raises RunError while a process works in the directory, and for a link, whose target may be anybody's.
    """
    if directory.path.is_symlink():
        raise RunError(f"{directory.path} is a link; remove it and what it leads to by hand")
    with _idle(directory):
        going = directory.path.with_name(f".{directory.path.name}.removed")
        if going.exists():  # of a run of this name, when a kill came in between
            shutil.rmtree(going)
        directory.path.rename(going)
    shutil.rmtree(going)


def unneeded_checkpoints(directory: RunDirectory, *, keep_last: int, keep_best: bool) -> list[Path]:
    """The folders below checkpoints/ but for those that are to be kept, with what a kill left there.

    keep_last: how many of the newest stay; keep_best: whether the one with the lowest held-out loss does.
    """
    records = CheckpointLog(directory.checkpoint_log).records()
    gone = superfluous(records, keep_last=keep_last, keep_best=keep_best)
    stay = {Path(one.checkpoint.path).resolve() for one in records if one.kept and one not in gone}
    folders = directory.checkpoints.iterdir() if directory.checkpoints.is_dir() else []
    return sorted(
        folder
        for folder in folders
        if folder.is_dir() and not folder.is_symlink() and folder.resolve() not in stay
    )


def remove_checkpoints(directory: RunDirectory, folders: Sequence[Path]) -> None:
    """First the record and then the weights, so that nobody goes on from what is gone.

    Raises RunError while a process works in the directory.
    """
    going = {folder.resolve() for folder in folders}
    with _idle(directory):
        log = CheckpointLog(directory.checkpoint_log)
        log.forget([one for one in log.records() if Path(one.checkpoint.path).resolve() in going])
        for folder in folders:
            shutil.rmtree(folder)


@contextmanager
def _idle(directory: RunDirectory) -> Iterator[None]:
    """Holds the run, in whose folders nobody works either: its benchmarks through servers lie there."""
    with locked(directory):
        inner = (RunDirectory(lock.parent) for lock in directory.path.glob(f"*/*/{LOCK}"))
        if busy := next(filter(is_held, inner), None):
            raise RunError(f"{busy.path} is still running; wait for it, or stop it first")
        yield
