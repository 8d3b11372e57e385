"""Which jobs a sweep has, and what is left to do for each: decided, and told, before anything is done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tutortrain.compose.jobs import name_job
from tutortrain.compose.overrides import override_key
from tutortrain.compose.sweeps import ComposedJob
from tutortrain.config.run import RunConfig
from tutortrain.errors import RunError, UserError
from tutortrain.job import Job, open_ledger, prepare
from tutortrain.job.fingerprint import fingerprint, fingerprint_of_run
from tutortrain.job.resume import changed_inputs
from tutortrain.runs import manifest as manifests
from tutortrain.runs.checkpoints import CheckpointLog
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.naming import job_name
from tutortrain.runs.sweep import SweepJob, SweepManifest

_NOTES: Final[Mapping[str, str]] = {
    "waiting": "to run",
    "running": "under way in another process, which is waited for",
    "damaged": "its run.json cannot be read; restore it, or remove the job's directory to run it anew",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A job and whether anything is left to do for it; note: how it stands, in words.

    today: its fingerprint by today's settings and data, which for a complete job may be others than it had.
    """

    job: SweepJob
    config: RunConfig
    today: str
    is_done: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A job that could be started now."""

    composed: ComposedJob
    prepared: Job
    fingerprint: str


def new_jobs(
    composed: Sequence[ComposedJob], earlier: Sequence[Planned] = (), *, swept: Iterable[str]
) -> list[Planned]:
    """Those of `composed` that are no repetition, numbered from where `earlier` ends.

    Raises UserError, naming the job, where one could not be started.
    """
    known = {planned.today for planned in earlier}
    number = 1 + max((planned.job.number for planned in earlier), default=-1)
    planned: list[Planned] = []
    for one in _checked(composed):
        if one.fingerprint not in known:
            known.add(one.fingerprint)
            planned.append(number_job(one.composed, one.fingerprint, number + len(planned), swept))
    return planned


def chosen_jobs(composed: Sequence[ComposedJob], first: int, *, swept: Iterable[str]) -> list[Planned]:
    """All of `composed`, numbered from `first`. Raises as `new_jobs` does."""
    checked = enumerate(_checked(composed), first)
    return [number_job(one.composed, one.fingerprint, number, swept) for number, one in checked]


def number_job(composed: ComposedJob, digest: str, number: int, swept: Iterable[str]) -> Planned:
    """A job that has not been begun, called by what the sweep varies."""
    wanted = set(swept)
    varied = [one for one in composed.overrides if override_key(one) in wanted]
    job = SweepJob(
        number=number,
        directory=job_name(number, varied or composed.overrides),
        overrides=composed.overrides,
        fingerprint=digest,
    )
    return Planned(job=job, config=composed.config, today=digest, is_done=False, note=_NOTES["waiting"])


def left_to_do(
    folder: Path, sweep: SweepManifest, composed: Sequence[ComposedJob], *, other_code: bool
) -> list[Planned]:
    """How the jobs of a sweep stand. composed: the same jobs, as they would be today.

    Raises RunError where today's settings, data or code would make a mixture, unless `other_code`.
    """
    planned, changed = [], []
    for job, today in zip(sweep.jobs, _checked(composed), strict=True):
        planned.append(_as_it_stands(folder, job, today))
        changed += [] if other_code else _changed(folder, job, today)
    if changed:
        raise RunError(
            f"{folder} was begun with other inputs:\n  " + "\n  ".join(changed) + "\nThe result would be a "
            "mixture; go on all the same with --other-code, or start a new sweep"
        )
    return planned


def _checked(composed: Sequence[ComposedJob]) -> Iterator[_Checked]:
    for index, job in enumerate(composed):
        try:
            prepared = prepare(job.config)
            open_ledger(prepared)
        except UserError as error:
            if len(composed) == 1:
                raise
            named = name_job(index, [one.overrides for one in composed])
            raise type(error)(f"{error} ({named})") from error
        yield _Checked(composed=job, prepared=prepared, fingerprint=fingerprint(prepared))


def _changed(folder: Path, job: SweepJob, today: _Checked) -> list[str]:
    path = RunDirectory(folder / job.directory)
    if job.status == "completed":
        begun_as = fingerprint_of_run(manifests.read(path.manifest))
    else:
        begun_as = job.fingerprint
    if begun_as != today.fingerprint:
        return [f"{job.directory}: settings in conf/, or the data"]
    if job.status in ("failed", "interrupted", "killed"):
        changed = changed_inputs(manifests.read(path.manifest), today.prepared)
        return [f"{job.directory}: {', '.join(changed)}"] if changed else []
    return []


def _as_it_stands(folder: Path, job: SweepJob, today: _Checked) -> Planned:
    if job.status == "completed":
        return Planned(
            job=job,
            config=today.composed.config,
            today=today.fingerprint,
            is_done=True,
            note="complete",
        )
    return Planned(
        job=replace(job, fingerprint=today.fingerprint),
        config=today.composed.config,
        today=today.fingerprint,
        is_done=False,
        note=_note(folder, job),
    )


def _note(folder: Path, job: SweepJob) -> str:
    if job.status in _NOTES:
        return _NOTES[job.status]
    newest = CheckpointLog(RunDirectory(folder / job.directory).checkpoint_log).newest()
    return f"{job.status}; " + (f"goes on after step {newest.step}" if newest else "begins again")
