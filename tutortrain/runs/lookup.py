"""From what a user types, a directory, a glob or a short name such as `sft_001`, to run directories."""

import glob
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from tutortrain.errors import RunError
from tutortrain.runs.catalogue import DEFAULT_ROOTS, Entry, find_other_folders, find_runs, read_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.sweep import is_sweep

_NUMBERED: Final = re.compile(r".+_\d+(_|$)")


def resolve(name: str, roots: Sequence[Path] = DEFAULT_ROOTS) -> list[Path]:
    """The runs that `name` means, sorted: one, or all of a sweep, of a folder or of a glob; never none.

    A path wins over a short name, and the first of `roots` that knows a short name over the others. Raises
    RunError with the nearest names, or for a folder without a run.json.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return _runs_within([path]) or _refuse_empty(path)
    matches = sorted(glob.glob(str(path)))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if found := _runs_within(Path(match) for match in matches):
        return found
    for root in roots:
        if found := [run for run in find_runs(root) if _is_called(run.relative_to(root), name)]:
            return found
    for folder in (folder for root in roots for folder in find_other_folders(root)):
        if _is_called(Path(folder.name), name):
            return _refuse_empty(folder)
    raise RunError(_no_such_run(name, roots))


def find_run(name: str, roots: Sequence[Path] = DEFAULT_ROOTS) -> RunDirectory:
    """The one run that `name` means. Raises RunError where it means none or several."""
    found = resolve(name, roots)
    if len(found) > 1:
        shown = ", ".join(str(path) for path in found[:3])
        raise RunError(f"{name!r} means {len(found)} runs ({shown}, ...); give one of them.")
    return RunDirectory(found[0])


def find_sweep(name: str, roots: Sequence[Path] = DEFAULT_ROOTS) -> Path | None:
    """The sweep that `name` means, by its directory or its own short name; None where it means none.

    As for `resolve`, a path wins, and a run of that short name in an earlier root. Raises RunError where
    several sweeps are meant.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path if is_sweep(path) else None
    for root in roots:
        found = [
            folder for folder in find_other_folders(root) if _fits(folder.name, name) and is_sweep(folder)
        ]
        if len(found) > 1:
            raise RunError(f"{name!r} means {', '.join(map(str, found))}; give one of them.")
        if found:
            return found[0]
        if any(_is_called(run.relative_to(root), name) for run in find_runs(root)):
            return None
    return None


def resolve_all(names: Sequence[str], roots: Sequence[Path] = DEFAULT_ROOTS) -> list[Path]:
    """The runs of several names in the order typed, each once."""
    return list(dict.fromkeys(run for name in names for run in resolve(name, roots)))


def find_all(names: Sequence[str], roots: Sequence[Path] = DEFAULT_ROOTS) -> list[Path]:
    """The same, or without any name all runs under `roots`."""
    return resolve_all(names, roots) if names else _runs_within(roots)


def read_all(names: Sequence[str], roots: Sequence[Path] = DEFAULT_ROOTS) -> list[Entry]:
    """The runs of several names, or without any all under `roots`, the newest last and damaged ones first."""
    return sorted(
        read_runs(find_all(names, roots)), key=lambda entry: entry.manifest.created if entry.manifest else ""
    )


def _runs_within(paths: Iterable[Path]) -> list[Path]:
    return [run for path in paths for run in find_runs(path)]


def _is_called(run: Path, name: str) -> bool:
    """Whether a folder on the way to the run, or the run itself, is meant; `sft_001/0` is a sweep's job."""
    wanted = name.split("/")
    starts = range(len(run.parts) - len(wanted) + 1)
    return any(all(map(_fits, run.parts[start:], wanted)) for start in starts)


def _fits(part: str, name: str) -> bool:
    """Whether a folder has this name, number or pattern."""
    return part == name or part.startswith(f"{name}_") or fnmatchcase(part, name)


def _refuse_empty(path: Path) -> list[Path]:
    raise RunError(
        f"{path} holds no run: there is no run.json in it or below. `tutortrain ls` lists the runs."
    )


def _no_such_run(name: str, roots: Sequence[Path]) -> str:
    places = " or ".join(f"{root}/" for root in roots)
    message = f"There is no run {name!r}, neither as a path nor under {places}."
    parts = {part for root in roots for run in find_runs(root) for part in _names(run.relative_to(root))}
    short = {"_".join(part.split("_")[:2]): part for part in sorted(parts)}
    nearest = get_close_matches(name, [*parts, *short], n=3)
    if nearest:
        named = dict.fromkeys(short.get(match, match) for match in nearest)
        return f"{message} Nearest: {', '.join(named)}."
    return f"{message} `tutortrain ls` lists the runs."


def _names(run: Path) -> list[str]:
    """The run's own name, and those of the numbered folders, such as a sweep's, that it lies in."""
    return [*filter(_NUMBERED.match, run.parts[:-1]), run.name]
