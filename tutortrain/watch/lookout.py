"""The same directories, looked at again and again."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tutortrain.errors import RunError
from tutortrain.runs import progress
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.catalogue import Entry, read_runs
from tutortrain.runs.directory import RUN_JSON, RunDirectory
from tutortrain.runs.lookup import find_all, find_sweep, resolve
from tutortrain.runs.sweep import SweepManifest, is_sweep
from tutortrain.watch.logged import Logged
from tutortrain.watch.seen import Seen, brought_up_to_date

_Version = tuple[int, int]
"""Another one for every time that a file was replaced."""
_UNSETTLED: Final = ("running", "killed")


class Lookout:
    """What is over, and not written anew since, is not read again, however many runs there are.

    sweeps: those that were seen last, by their directories.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._known: dict[Path, tuple[_Version, Seen]] = {}
        self._known_sweeps: dict[Path, tuple[_Version, SweepManifest]] = {}
        self._logs: dict[Path, Logged] = {}
        self.sweeps: dict[Path, SweepManifest] = {}

    @property
    def objective(self) -> str | None:
        """What the sweeps are after, if all of them are after the same."""
        found = {sweep.objective for sweep in self.sweeps.values()}
        return found.pop() if len(found) == 1 else None

    def look(self) -> list[Seen]:
        """The runs that there are, jobs of their sweeps that have not begun, and sweeps that cannot be read.

        Raises RunError where there are none.
        """
        runs, empty = self._find()
        folders = dict.fromkeys([*empty, *filter(is_sweep, (run.parent for run in runs))])
        self.sweeps, damaged = {}, list[Seen]()
        for folder in folders:
            try:
                self.sweeps[folder] = self._sweep(folder)
            except RunError as error:
                damaged.append(_damaged(folder, str(error)))
        unbegun = [
            _unbegun(folder / job.directory, sweep)
            for folder, sweep in self.sweeps.items()
            for job in sweep.jobs
            if job.status == "waiting"
        ]
        return [*map(self._see, runs), *unbegun, *damaged]

    def _find(self) -> tuple[list[Path], list[Path]]:
        """The runs, and the sweeps of which no job has begun."""
        runs, empty = dict[Path, None](), list[Path]()
        if not self._names:
            return find_all([]), empty
        for name in self._names:
            try:
                runs |= dict.fromkeys(resolve(name))
            except RunError:
                sweep = find_sweep(name)
                if sweep is None:
                    raise
                empty.append(sweep)
        return list(runs), empty

    def _sweep(self, folder: Path) -> SweepManifest:
        version = _version(f"{folder}/{sweeps.SWEEP_JSON}")
        known = self._known_sweeps.get(folder)
        if known is not None and known[0] == version and known[1].status not in _UNSETTLED:
            return known[1]
        sweep = sweeps.read(folder)
        self._known_sweeps[folder] = version, sweep
        return sweep

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


def _unbegun(path: Path, sweep: SweepManifest) -> Seen:
    return Seen(
        entry=Entry(path=path, manifest=None),
        state="waiting" if sweep.status == "running" else "not started",
        progress=None,
        logged=Logged(RunDirectory(path).metrics),
    )


def _damaged(sweep: Path, problem: str) -> Seen:
    return Seen(
        entry=Entry(path=sweep, manifest=None, problem=problem),
        state="damaged",
        progress=None,
        logged=Logged(RunDirectory(sweep).metrics),
    )


def _version(path: str) -> _Version:
    try:
        status = os.stat(path)  # noqa: PTH116 - of 10,000 files a look; pathlib takes ten times as long
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


def _is_settled(seen: Seen) -> bool:
    """Whether only a new run.json can change it: one that goes on may die, and a dead one be heard again."""
    return seen.state not in _UNSETTLED
