"""Keeps run.json true while a run goes on, however it ends."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from tutortrain.errors import Interrupted, Unavailable
from tutortrain.keys import without_keys
from tutortrain.runs import manifest as manifests
from tutortrain.runs import metrics, provenance
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Attempt, Cost, DataFile, Failure, Manifest, Remote, Status, Tokens
from tutortrain.runs.metrics import BENCHMARK, Summary


class Record:
    """A run in progress. As a context manager it writes the right last status, and lets every error through.

    A run that is killed stays `running`; `reopen` takes it up again.
    """

    def __init__(self, directory: RunDirectory, manifest: Manifest, started: float) -> None:
        self.directory = directory
        self.manifest = manifest
        self._started = started
        self._earlier_seconds = manifest.seconds
        self._write()

    @classmethod
    def begin(
        cls, directory: RunDirectory, *, config: Mapping[str, Any], overrides: Sequence[str], started: float
    ) -> Self:
        """A new run: `config` as `flatten` gives it, `started` in seconds since the epoch."""
        manifest = Manifest(
            name=directory.path.name,
            method=config["method.kind"],
            status="running",
            created=datetime.fromtimestamp(started, UTC).astimezone().isoformat(timespec="seconds"),
            seconds=0.0,
            attempts=1,
            config=config,
            overrides=tuple(overrides),
            metrics=Summary(final={}, best={}),
            tokens=Tokens(),
            cost=None,
            git=provenance.git(),
            packages=provenance.packages(),
            data={},
            error=None,
        )
        return cls(directory, manifest, started)

    @classmethod
    def reopen(cls, directory: RunDirectory, *, started: float) -> Self:
        """One more attempt at a run that did not complete. Raises RunError where there is none."""
        earlier = manifests.read(directory.manifest)
        again = replace(
            earlier,
            status="running",
            attempts=earlier.attempts + 1,
            error=None,
            git=provenance.git(),
            packages=provenance.packages(),
            earlier_attempts=(
                *earlier.earlier_attempts,
                Attempt(git=earlier.git, packages=earlier.packages),
            ),
        )
        return cls(directory, again, started)

    def update(
        self,
        *,
        tokens: Tokens | None = None,
        data: Mapping[str, DataFile] | None = None,
        scores: Mapping[str, float] | None = None,
        cost: Cost | None = None,
        remote: Remote | None = None,
        tracking: Mapping[str, str | None] | None = None,
    ) -> None:
        """Enters what is newly known, and the state of metrics.jsonl; `scores` are `benchmark/...` keys.

        Without arguments it brings run.json up to date in the middle of a run, as at every checkpoint.
        """
        final = {**self.manifest.metrics.final, **(scores or {})}
        self.manifest = replace(
            self.manifest,
            tokens=tokens or self.manifest.tokens,
            cost=cost or self.manifest.cost,
            remote=remote or self.manifest.remote,
            tracking={**self.manifest.tracking, **(tracking or {})},
            data={**self.manifest.data, **(data or {})},
            metrics=replace(self.manifest.metrics, final=final),
        )
        self._write()

    def finish(self, status: Status, error: BaseException | None = None) -> None:
        """The last word of this attempt."""
        failure = None if error is None else Failure(type=type(error).__name__, message=_words(error))
        self.manifest = replace(self.manifest, status=status, error=failure)
        self._write()

    def _write(self) -> None:
        logged = metrics.summarise(metrics.read(self.directory.metrics))
        final = self.manifest.metrics.final
        scores = {key: value for key, value in final.items() if key.startswith(BENCHMARK)}
        self.manifest = replace(
            self.manifest,
            seconds=self._earlier_seconds + time.time() - self._started,
            metrics=replace(logged, final={**logged.final, **scores}),
        )
        manifests.write(self.directory.manifest, self.manifest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        match error:
            case None:
                self.finish("completed")
            case Interrupted() | Unavailable() | KeyboardInterrupt():
                self.finish("interrupted", error)
            case _:
                self.finish("failed", error)


def enter_scores(directory: RunDirectory, scores: Mapping[str, float]) -> None:
    """Adds `benchmark/...` keys to the manifest of a run that is over. Raises RunError without one."""
    manifest = manifests.read(directory.manifest)
    final = {**manifest.metrics.final, **scores}
    manifests.write(directory.manifest, replace(manifest, metrics=replace(manifest.metrics, final=final)))


def _words(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped at once by a second Ctrl-C: the step under way was neither finished nor saved"
    return without_keys(str(error)) or "it gave no reason"
