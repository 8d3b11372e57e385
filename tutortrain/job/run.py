"""A whole job: baseline, training, benchmark and comparison, in a directory that is locked."""

from collections.abc import Sequence

from rich.console import Console

from tutortrain.backends import open_backend
from tutortrain.backends.base import Backend, Trainer
from tutortrain.backends.metered import MeteredBackend
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.saved import write_benchmark
from tutortrain.config.backend import TinkerConfig
from tutortrain.display import open_display
from tutortrain.display.base import Display
from tutortrain.display.figures import duration
from tutortrain.display.reporting import Reporting
from tutortrain.errors import Interrupted, RunFailed, TutorTrainError, Unavailable
from tutortrain.job.benchmarking import Judged, Untouched, Watched, ask, judge
from tutortrain.job.ledger import open_ledger
from tutortrain.job.log import log, logging_to, showing
from tutortrain.job.prepare import Job, mark_trained_on
from tutortrain.job.publishing import publish
from tutortrain.job.reporting import reported
from tutortrain.job.stop import Stop
from tutortrain.job.tracking import tracked
from tutortrain.job.training import Training
from tutortrain.keys import without_keys
from tutortrain.runs import metrics
from tutortrain.runs.checkpoints import CheckpointLog, training_run
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.jsonl import read_rows
from tutortrain.runs.lock import locked
from tutortrain.runs.manifest import DataFile, Remote, Tokens, flatten
from tutortrain.runs.record import Record
from tutortrain.tracking.trackers import Trackers


def run_job(job: Job, directory: RunDirectory, overrides: Sequence[str], started: float) -> None:
    """Runs a new job in a directory that has been claimed for it; `started` is in seconds since the epoch.

    Raises Interrupted after a signal, Unavailable when the service is gone, RunFailed or another
    TutorTrainError when the run failed; the manifest has been written in every case.
    """
    with locked(directory):
        record = Record.begin(directory, config=flatten(job.config), overrides=overrides, started=started)
        work(job, record)


def work(job: Job, record: Record) -> None:
    """Whatever of the job has not been done yet; the caller holds the lock of its directory."""
    directory = record.directory
    follow = tracked(job.config, record)
    with logging_to(directory.train_log), follow as trackers, reported(directory), record:
        try:
            with Stop() as stop, open_display(Console(stderr=True)) as shown, showing(shown.note):
                display = Reporting(shown, directory.progress)
                _introduce(job, directory, display)
                judged = _stages(job, record, Watched(display=display, stop=stop), trackers)
        except (Interrupted, Unavailable) as stopped:
            log.warning("%s", stopped)
            raise type(stopped)(f"{stopped}; `tutortrain resume {directory.path}` goes on") from stopped
        except TutorTrainError as error:
            log.error("%s: %s", type(error).__name__, error, exc_info=error)
            raise
        except Exception as error:
            log.exception("failed")
            raise RunFailed(
                f"{directory.path} failed: {type(error).__name__}: {without_keys(str(error))}\n"
                f"The traceback is in {directory.train_log}; `tutortrain resume {directory.path}` goes on"
            ) from error
    console = Console()
    if judged is not None:
        judged.show(console)
    console.print(f"{directory.path}  {duration(record.manifest.seconds)}", highlight=False)


def _stages(job: Job, record: Record, watched: Watched, trackers: Trackers) -> Judged | None:
    directory, ledger = record.directory, open_ledger(job)
    if ledger is not None:
        ledger.restore(record.manifest.cost)
    record.update(data=data_files(job))
    backend = _metered_backend(job, directory)
    untouched = Untouched(config=job.config, backend=backend, tokenizer=job.tokenizer, watched=watched)
    baseline = untouched.benchmark(job.benchmark) if job.benchmark.suites else None

    def on_saved() -> None:
        record.update(cost=ledger.total() if ledger else None, remote=_remote(job, directory))
        if ledger is not None:
            ledger.check()

    training = Training(
        job=job,
        directory=directory,
        backend=backend,
        display=watched.display,
        stop=watched.stop,
        on_logged=trackers.log,
        on_saved=on_saved,
    )
    trainer = training.run()
    publish(job, directory, backend, trainer)
    record.update(tokens=_tokens(directory), cost=ledger.total() if ledger else None)
    if baseline is None:
        return None
    model = _trained(job, directory, trainer)
    answered = ask(job.benchmark, model, directory, watched)
    benchmark = mark_trained_on(answered, job)
    write_benchmark(directory, benchmark)
    judged = judge(directory, benchmark, beside=baseline)
    record.update(scores=judged.benchmark.results.values(), cost=ledger.total() if ledger else None)
    return judged


def _trained(job: Job, directory: RunDirectory, trainer: Trainer) -> Sampled:
    newest = CheckpointLog(directory.checkpoint_log).newest()
    assert newest is not None, "training ends with a checkpoint"
    return Sampled(
        name=directory.path.name,
        sampler=trainer.sampler(),
        tokenizer=job.tokenizer,
        model=newest.checkpoint.name,
    )


def _metered_backend(job: Job, directory: RunDirectory) -> Backend:
    config = job.config
    backend = open_backend(
        config.model,
        config.training.lora,
        config.backend,
        checkpoints=directory.checkpoints,
        seed=config.seed,
    )
    return MeteredBackend(backend, job.meters[config.model.base_model])


def _introduce(job: Job, directory: RunDirectory, display: Display) -> None:
    """Where the run lies, and what is not as the data suggest."""
    display.note(f"run {directory.path}")
    for note in job.notes:
        log.warning("%s", note)


def data_files(job: Job) -> dict[str, DataFile]:
    """What was read, for the manifest."""
    return dict(job.dataset.files)


def _remote(job: Job, directory: RunDirectory) -> Remote | None:
    """Where the newest checkpoint lies, if a service keeps it."""
    backend, newest = job.config.backend, CheckpointLog(directory.checkpoint_log).newest()
    run_id = training_run(newest.checkpoint) if newest else None
    if run_id is None or not isinstance(backend, TinkerConfig):
        return None
    return Remote(service=backend.service, run_id=run_id)


def _tokens(directory: RunDirectory) -> Tokens:
    """Summed over the logs rather than counted along, so that a resumed run comes to the same."""
    rows = metrics.read(directory.metrics)
    answers = read_rows(directory.teacher_answers)
    return Tokens(
        trained=sum(row.get("train/num_trained", 0) for row in rows),
        processed=sum(row.get("train/num_tokens", 0) for row in rows),
        sampled=sum(row.get("rollout/num_tokens", 0) for row in rows)
        + sum(row["num_tokens"] for row in answers),
    )
