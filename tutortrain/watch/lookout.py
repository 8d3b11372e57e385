"""The same directories, looked at again and again."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tutortrain.runs import progress
from tutortrain.runs.catalogue import read_runs
from tutortrain.runs.directory import RUN_JSON, RunDirectory
from tutortrain.runs.lookup import find_all
from tutortrain.watch.logged import Logged
from tutortrain.watch.seen import Seen, brought_up_to_date

_Version = tuple[int, int]
"""Another one for every time that a file was replaced."""


class Lookout:
    """What is over, and not written anew since, is not read again, however many runs there are."""

    def __init__(self, find: Callable[[], Sequence[Path]]) -> None:
        self._find = find
        self._known: dict[Path, tuple[_Version, Seen]] = {}
        self._logs: dict[Path, Logged] = {}

    @classmethod
    def over(cls, names: Sequence[str]) -> "Lookout":
        """Of the runs that these names mean, as `find_all` takes them, each time anew."""
        return cls(lambda: find_all(names))

    def look(self) -> list[Seen]:
        """The runs that there are now. Raises RunError as `find_all` does."""
        return [self._see(path) for path in self._find()]

    def _see(self, path: Path) -> Seen:
        version = _version(f"{path}/{RUN_JSON}")
        known = self._known.get(path)
        if known is not None and known[0] == version and _is_settled(known[1]):
            return known[1]
        seen = self._read(path)
        self._known[path] = version, seen
        return seen

    def _read(self, path: Path) -> Seen:
        (entry,) = read_runs([path])
        logged = self._logs.setdefault(path, Logged(RunDirectory(path).metrics))
        state = entry.manifest.status if entry.manifest else "damaged"
        if state == "running":
            entry = brought_up_to_date(entry, logged)
        told = progress.read(RunDirectory(path).progress)
        return Seen(entry=entry, state=state, progress=told, logged=logged)


def _version(path: str) -> _Version:
    try:
        status = os.stat(path)  # noqa: PTH116 - of 10,000 files a look; pathlib takes ten times as long
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


def _is_settled(seen: Seen) -> bool:
    """Whether only a new run.json can change it: one that goes on may die, and a dead one be heard again."""
    return seen.state not in ("running", "killed")
