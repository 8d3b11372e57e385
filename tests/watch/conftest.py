"""Run directories in every state, as other processes would leave them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.runs import manifest as manifests
from tutortrain.runs import progress
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.metrics import MetricsLog, Summary
from tutortrain.runs.progress import Stage

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path) -> Iterator[MakeRun]:
    """Makes a run; one that is `running` is held by this process until the test ends.

    losses: one a step from 1. stage: name, done and total of what it is busy with, a second a unit so far.
    """
    num_made = 0
    with ExitStack() as held:

        def make(
            name: str,
            status: str = "completed",
            *,
            losses: Sequence[float] = (),
            stage: tuple[str, int, int] | None = None,
            final: dict[str, float] | None = None,
            **more: object,
        ) -> Path:
            nonlocal num_made
            num_made += 1
            directory = RunDirectory(tmp_path / name)
            directory.path.mkdir(parents=True)
            created = f"2026-11-25T{num_made // 60:02d}:{num_made % 60:02d}:00+00:00"
            summary = Summary(final=final or {}, best={})
            manifest = make_manifest(
                name=directory.path.name, status=status, created=created, metrics=summary, **more
            )
            manifests.write(directory.manifest, manifest)
            with MetricsLog(directory.metrics) as log:
                for step, loss in enumerate(losses, 1):
                    log.write(step, {"train/loss": loss, "time/tokens_per_second": 1234.5})
            if stage is not None:
                what, done, total = stage
                told = Stage(name=what, first=0, done=done, total=total, begun=1000.0, updated=1000.0 + done)
                progress.write(directory.progress, "this-machine", [told])
            if status == "running":
                held.enter_context(locked(directory))
            return directory.path

        yield make
