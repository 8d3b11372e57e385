"""The trackers that a run has chosen: begun with it, and told how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutortrain.compare.runs import run_name
from tutortrain.config.run import RunConfig
from tutortrain.job.log import warn
from tutortrain.keys import without_keys
from tutortrain.runs import metrics
from tutortrain.runs.metrics import BENCHMARK, STEP
from tutortrain.runs.record import Record
from tutortrain.tracking import opener
from tutortrain.tracking.base import Outcome, TrackedRun
from tutortrain.tracking.following import BEFORE_FIRST, Follower
from tutortrain.tracking.trackers import Trackers


@contextmanager
def tracked(config: RunConfig, record: Record) -> Iterator[Trackers]:
    """Trackers for the block, which a tracker's failure never ends: it is said, and run.json holds it."""
    place = record.directory.tracking

    def on_failure(name: str, error: Exception) -> None:
        record.update(tracking={name: without_keys(f"{type(error).__name__}: {error}")})
        warn(f"tracking={name} was given up; the run goes on and {record.directory.path} has it all", error)

    followers = {name: Follower(opener(one), place / f"{name}.json") for name, one in config.tracking.items()}
    trackers = Trackers(followers, on_failure)
    if not followers:
        yield trackers
        return
    place.mkdir(exist_ok=True)
    record.update(tracking=dict.fromkeys(followers))
    trackers.begin(_told(config, record), metrics.read(record.directory.metrics))
    try:
        yield trackers
    finally:
        trackers.finish(_outcome(record))


def _told(config: RunConfig, record: Record) -> TrackedRun:
    name = run_name(record.manifest.name, record.directory.path)
    return TrackedRun(
        name=name,
        sweep=name.rpartition("/")[0] or None,
        config=record.manifest.config,
        place=record.directory.tracking,
        shared=Path(config.output_root),
    )


def _outcome(record: Record) -> Outcome:
    rows, report = metrics.read(record.directory.metrics), record.directory.report
    final = record.manifest.metrics.final
    return Outcome(
        status=record.manifest.status,
        step=rows[-1][STEP] if rows else BEFORE_FIRST,
        scores={key: value for key, value in final.items() if key.startswith(BENCHMARK)},
        report=report if report.exists() else None,
    )
