"""Runs that others build on, which are kept: their teachers, and what they started from."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tutortrain.backends.named import is_run
from tutortrain.errors import RunError
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.directory import RUN_JSON
from tutortrain.runs.lookup import find_run, read_all


def needed(runs: Sequence[Entry]) -> dict[Path, str]:
    """Each resolved directory that a run other than `runs` builds on, with the reason to keep it.

    The others are looked for where runs lie by default, and in the output directories of `runs`.
    """
    going = {run.path.resolve() for run in runs}
    nearby = read_all([str(root) for root in dict.fromkeys(_roots(runs)) if root.is_dir()])
    others = {run.path.resolve(): run for run in [*nearby, *read_all([])]}
    found = dict[Path, str]()
    folders = dict[str, Path | None]()
    for path, run in others.items():
        if path in going:
            continue
        for model, why in _built_on(run):
            if model not in folders:
                folders[model] = _run_behind(model)
            if (folder := folders[model]) is not None:
                found.setdefault(folder, f"{run.path} {why}")
    return found


def _built_on(run: Entry) -> Iterator[tuple[str, str]]:
    """A teacher is needed until the pupil has completed; adapters never work without their base."""
    if run.manifest is None:
        return
    config = run.manifest.config
    if base := config.get("model.base_model"):
        yield str(base), "starts from it"
    if run.manifest.status != "completed" and (teacher := config.get("method.teacher.model")):
        yield str(teacher), "learns from it and has not completed"


def _roots(runs: Sequence[Entry]) -> Iterator[Path]:
    """`<output_root>/<method>/<run>`, and one more folder for the job of a sweep."""
    for run in runs:
        if run.manifest is not None:
            name = Path(str(run.manifest.config.get("output_root", ""))).name
            yield from (above for above in run.path.resolve().parents[1:3] if above.name == name)


def _run_behind(model: str) -> Path | None:
    """The run that a model's name means, by itself or by one of its folders, resolved."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return next((each for each in _upwards(folder.resolve()) if (each / RUN_JSON).is_file()), None)
    try:
        return find_run(model).path.resolve() if is_run(model) else None
    except RunError:
        return None


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents
