"""Going on with a run that was interrupted, failed or killed, as if nothing had happened."""

from tutortrain.config.run import RunConfig
from tutortrain.errors import RunError
from tutortrain.job.prepare import Job, prepare
from tutortrain.job.run import data_files, work
from tutortrain.runs import manifest, metrics, provenance
from tutortrain.runs.checkpoints import CheckpointLog
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.manifest import Manifest
from tutortrain.runs.record import Record


def resume(config: RunConfig, directory: RunDirectory, *, started: float, other_code: bool = False) -> None:
    """Runs what is left of the run in `directory`, from its newest checkpoint; `started` is in seconds since
    the epoch.

    Everything logged after that checkpoint is cut off first and run again, so that all but the clocks equals
    an uninterrupted run. Raises RunError for a completed run, one that is still running, and, unless
    `other_code`, one that other code or other data began.
    """
    with locked(directory):
        earlier = manifest.read(directory.manifest)
        if earlier.status == "completed":
            raise RunError(f"{directory.path} is complete: nothing is left to run")
        job = prepare(config)
        if not other_code and (changed := changed_inputs(earlier, job)):
            raise RunError(
                f"{earlier.name} was begun with other inputs: {', '.join(changed)}. The result would be a "
                "mixture; go on all the same with --other-code, or start afresh"
            )
        _cut_back(directory)
        work(job, Record.reopen(directory, started=started))


def changed_inputs(earlier: Manifest, job: Job) -> list[str]:
    """What would make a mixture of a run that was begun then and went on now, in words."""
    return [
        *(["the code (git commit)"] if earlier.git != provenance.git() else []),
        *(
            f"{name} ({before} -> {now})"
            for name, now in provenance.packages().items()
            if (before := earlier.packages.get(name)) != now
        ),
        *(["the data"] if earlier.data and earlier.data != data_files(job) else []),
    ]


def _cut_back(directory: RunDirectory) -> None:
    """Log and checkpoint agree again."""
    newest = CheckpointLog(directory.checkpoint_log).newest()
    step = newest.step if newest else -1
    metrics.cut_back(directory.metrics, step)
    metrics.cut_back(directory.rollouts, step)
    CheckpointLog(directory.checkpoint_log).cut_back(step)
