"""The manifests of many runs. There is no index: 10,000 small files are read in a fraction of a second."""

import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tutortrain.errors import RunError
from tutortrain.runs import manifest as manifests
from tutortrain.runs.directory import RUN_JSON, RunDirectory
from tutortrain.runs.lock import is_held
from tutortrain.runs.manifest import Manifest
from tutortrain.runs.progress import is_heard_from

DEFAULT_ROOTS: Final = (Path("outputs"), Path("multirun"))
MAX_DEPTH: Final = 5
"""Folders between a root and its runs; `multirun/<method>/<sweep>/<job>` needs three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A run directory with its manifest, or with what is wrong with that.

    A manifest that says `running` is given as `killed` while no process holds the directory here, and none
    elsewhere has shown a sign of life.
    """

    path: Path
    manifest: Manifest | None
    problem: str | None = None


def find_runs(root: Path, depth: int = MAX_DEPTH) -> Iterator[Path]:
    """Every run directory at or under `root`, sorted by path; a root that does not exist has none."""
    if os.path.exists(f"{root}/{RUN_JSON}"):  # noqa: PTH110 - 10,000 times; pathlib takes ten times as long
        yield root
    elif depth >= 0:
        for folder in _folders(root):
            yield from find_runs(folder, depth - 1)


def find_other_folders(root: Path, depth: int = MAX_DEPTH) -> Iterator[Path]:
    """Every folder under `root` that is neither a run nor in one, each before those within it."""
    for folder in _folders(root):
        if not (folder / RUN_JSON).exists():
            yield folder
            if depth > 0:
                yield from find_other_folders(folder, depth - 1)


def read_runs(paths: Sequence[Path]) -> list[Entry]:
    """A damaged manifest is an entry of its own, so that one bad run hides no other."""
    return [_entry(path) for path in paths]


def _folders(root: Path) -> list[Path]:
    """Hidden folders hold claims and Hydra's own files, never runs."""
    try:
        with os.scandir(root) as entries:
            names = sorted(e.name for e in entries if not e.name.startswith(".") and e.is_dir())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    return [root / name for name in names]


def _entry(path: Path) -> Entry:
    try:
        manifest = _read(path)
    except RunError as error:
        return Entry(path=path, manifest=None, problem=str(error))
    return Entry(path=path, manifest=manifest)


def _read(path: Path) -> Manifest:
    manifest = manifests.read(path / RUN_JSON)
    if manifest.status != "running" or is_alive(RunDirectory(path)):
        return manifest
    manifest = manifests.read(path / RUN_JSON)  # it may have ended between the two looks
    return replace(manifest, status="killed") if manifest.status == "running" else manifest


def is_alive(directory: RunDirectory) -> bool:
    """Whether a process works on the run, here or, as far as can be seen, on another machine."""
    return is_held(directory) or is_heard_from(directory, socket.gethostname())
