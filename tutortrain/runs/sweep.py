"""sweep.json, schema 1: the jobs of a sweep, and what became of them."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Final, Literal

from tutortrain.errors import RunError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.catalogue import Entry, read_runs
from tutortrain.runs.directory import RUN_JSON, RunDirectory
from tutortrain.runs.lock import is_held
from tutortrain.runs.manifest import Status
from tutortrain.runs.strict_json import dumps
from tutortrain.runs.typed_json import read_file, stored

SWEEP_JSON: Final = "sweep.json"
SCHEMA: Final = 1
JobStatus = Literal["waiting", "running", "completed", "failed", "interrupted", "killed", "damaged"]
"""waiting: it has no run.json. killed, damaged: as they were found, which run.json itself never says."""


@stored
class SweepJob:
    """One run of a sweep.

    number: it is not given again within the sweep. directory: its name within the sweep's. overrides: one
    value each. fingerprint: of the resolved configuration and the data. objective: None until it is known.
    """

    number: int
    directory: str
    overrides: tuple[str, ...]
    fingerprint: str
    status: JobStatus = "waiting"
    objective: float | None = None


@stored
class SweepManifest:
    """status: of the process that starts the jobs. overrides: as typed, with all values swept over; hydra:
    those for Hydra's own groups, such as the launcher. config_dir: Hydra's option of that name. objective:
    the key of a metric or score, as in run.json; None until some job has one.
    """

    schema: Literal[1] = SCHEMA
    name: str
    created: str
    status: Status
    overrides: tuple[str, ...]
    hydra: tuple[str, ...] = ()
    config_dir: str | None = None
    objective: str | None = None
    jobs: tuple[SweepJob, ...]


def is_sweep(folder: Path) -> bool:
    """Whether a sweep's manifest lies in the folder."""
    return (folder / SWEEP_JSON).is_file()


def write(folder: Path, manifest: SweepManifest) -> None:
    """Replaces sweep.json by rename."""
    write_atomically(folder / SWEEP_JSON, dumps(asdict(manifest), indent=2) + "\n")


def read(folder: Path) -> SweepManifest:
    """The sweep as it is now: what its file does not know yet is taken from the jobs' own manifests.

    Raises RunError as `as_written` does.
    """
    return _as_it_is_now(folder, as_written(folder))


def as_written(folder: Path) -> SweepManifest:
    """What the file says: how things stood when the sweep was started, or ended, last.

    Raises RunError for a folder without a sweep.json, and for one that is damaged or has another schema.
    """
    path = folder / SWEEP_JSON
    try:
        return read_file(SweepManifest, path)
    except FileNotFoundError as error:
        raise RunError(f"{folder} is not a sweep: it has no {SWEEP_JSON}.") from error


def _as_it_is_now(folder: Path, manifest: SweepManifest) -> SweepManifest:
    jobs = tuple(look_at(folder, job, manifest.objective) for job in manifest.jobs)
    killed = manifest.status == "running" and not is_held(RunDirectory(folder))
    return replace(manifest, status="killed" if killed else manifest.status, jobs=jobs)


def look_at(folder: Path, job: SweepJob, objective: str | None) -> SweepJob:
    """The job with the status and the objective that its own manifest tells."""
    path = folder / job.directory
    if not (path / RUN_JSON).is_file():
        return replace(job, status="waiting", objective=None)
    (entry,) = read_runs([path])
    return replace(job, status=_status(entry), objective=_value(entry, objective))


def _status(entry: Entry) -> JobStatus:
    return entry.manifest.status if entry.manifest else "damaged"


def _value(entry: Entry, objective: str | None) -> float | None:
    if entry.manifest is None or objective is None:
        return None
    return entry.manifest.metrics.final.get(objective)
