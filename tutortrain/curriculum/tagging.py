"""A file is tagged in chunks, in its order, in flat memory, and goes on where it was stopped.

What is done lies under a hidden name beside the target, which names the source's state and the tagger; the
target itself appears when all is done, by renaming.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tutortrain.curriculum.rows import FieldNames, Untagged, read_row
from tutortrain.curriculum.taggers import Tagger
from tutortrain.data.fields import BadRow
from tutortrain.data.forms import JSON_LINES
from tutortrain.data.listing import Mistakes
from tutortrain.errors import DataError, UserError
from tutortrain.runs.jsonl import encode, iter_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggingJob:
    """target: None for the standard output, which is written as rows are done.

    watch: told how many rows are done; what it raises ends the work, which can be gone on with.
    """

    source: Path
    target: Path | None
    tagger: Tagger
    names: FieldNames | None = None
    watch: Callable[[int], None] = lambda num_done: None


@dataclass(slots=True)
class Tagged:
    """How many rows there are, how many without a grade, and how many failed, with the first reason."""

    num_rows: int = 0
    num_resumed: int = 0
    num_withheld: int = 0
    num_failed: int = 0
    failure: str | None = None


def tag_file(job: TaggingJob) -> Tagged:
    """Raises DataError for no rows, or bad ones, all in one message; a target file then stays as it was."""
    done, mistakes = Tagged(), Mistakes()
    with _opened(job) as (file, num_before):
        rows = _rows(job, mistakes)
        done.num_rows = done.num_resumed = sum(1 for _ in islice(rows, num_before))
        while chunk := list(islice(rows, job.tagger.batch)):
            _write(job.tagger, chunk, file, done)
            job.watch(done.num_rows)
        if mistakes.num:
            raise DataError(mistakes.message("nothing was written"))
        if not done.num_rows:
            raise DataError(f"--input: {job.source} is empty; expected {JSON_LINES.expected}.")
    return done


def _rows(job: TaggingJob, mistakes: Mistakes) -> Iterator[Untagged]:
    """Good rows; bad ones are entered in `mistakes`."""
    try:
        for number, value in iter_rows(job.source):
            try:
                yield read_row(value, f"{job.source}:{number}", job.names)
            except BadRow as error:
                mistakes.add(f"{job.source}:{number}: {error}")
    except OSError as error:
        raise DataError(f"--input: {job.source} cannot be read: {error.strerror}.") from error


def _write(tagger: Tagger, chunk: Sequence[Untagged], file: BinaryIO, done: Tagged) -> None:
    tags = tagger.tag([row.problem for row in chunk])
    rows = [row.tagged(tag) for row, tag in zip(chunk, tags, strict=True)]
    file.write(encode(rows))
    file.flush()
    failures = [tag.failure for tag in tags if tag.failure]
    done.num_rows += len(rows)
    done.num_withheld += sum(row["grade"] is None for row in rows)
    done.num_failed += len(failures)
    done.failure = done.failure or next(iter(failures), None)


@contextmanager
def _opened(job: TaggingJob) -> Iterator[tuple[BinaryIO, int]]:
    """What to write to, and how many rows it has already; renamed to the target at the end.

    A mistake in the input leaves nothing, for what was tagged is no file to train on. What else ends the work
    leaves what is done to be gone on with.
    """
    if job.target is None:
        yield sys.stdout.buffer, 0
        return
    partial = _partial(job, job.target)
    try:
        _remove_others(partial, job.target)
        with partial.open("a+b") as file:
            yield file, _cut_torn_end(file)
            os.fsync(file.fileno())
        partial.replace(job.target)
    except UserError:
        partial.unlink()
        raise
    except OSError as error:
        raise DataError(f"--output: {job.target} cannot be written: {error.strerror}.") from error


def _remove_others(partial: Path, target: Path) -> None:
    """What was begun with another state of the source, or another tagger."""
    for other in target.parent.glob(f".{escape(target.name)}.*.partial"):
        if other != partial:
            other.unlink()


def _partial(job: TaggingJob, target: Path) -> Path:
    """Named by all that decides its rows; what a pipe gave is never gone on with: it cannot be read twice."""
    state = job.source.stat()
    told = (str(job.source.resolve()), state.st_size, state.st_mtime_ns, job.tagger.identity, job.names)
    unique = () if job.source.is_file() else (os.getpid(),)
    digest = hashlib.sha256(repr((told, unique)).encode()).hexdigest()[:12]
    return target.with_name(f".{target.name}.{digest}.partial")


def _cut_torn_end(file: BinaryIO) -> int:
    """The number of whole lines, after which the file is cut."""
    num_rows = end = 0
    file.seek(0)
    for line in file:
        if line.endswith(b"\n"):
            num_rows, end = num_rows + 1, end + len(line)
    file.truncate(end)
    return num_rows
