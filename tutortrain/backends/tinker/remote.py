"""What a service keeps: training runs and their checkpoints, as it lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from tutortrain.backends.tinker import sdk
from tutortrain.backends.tinker.border import calling, status
from tutortrain.backends.tinker.service import Service, served_models
from tutortrain.errors import BackendError, RunError

Kind = Literal["training", "sampler", "external"]
PAGE: Final = 100
"""Training runs asked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRun:
    """A training run on the service; what is None the service does not tell.

    name: that of the run directory it was trained for.
    last_request: when it was last used.
    """

    id: str
    name: str | None
    base_model: str
    rank: int | None
    last_request: datetime
    is_corrupted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCheckpoint:
    """Weights on the service: to train on (`training`), to be asked (`sampler`), or as files (`external`).

    num_bytes, expires: None where the service does not tell, or keeps them for good.
    """

    path: str
    kind: Kind
    created: datetime
    num_bytes: int | None
    expires: datetime | None


class Remote:
    """Reads and deletes; nothing is trained, and no session is needed where the SDK can do without.

    Opening it raises UserError without a key and BackendError where nobody answers within seconds.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        served_models(service)
        with calling(service, "Opening the service"):
            self._rest = sdk.open_rest(service)

    def runs(self, limit: int) -> tuple[TrainingRun, ...]:
        """As many as `limit`, those that were used last at the end."""
        found = [run for page in self._pages(limit) for run in page][:limit]
        return tuple(sorted((_run(each) for each in found), key=lambda run: run.last_request))

    def run(self, run_id: str) -> TrainingRun:
        """Raises RunError where the service knows no such training run."""
        try:
            with calling(self.service, f"Looking up training run {run_id}"):
                return _run(self._rest.get_training_run(run_id).result())
        except BackendError as error:
            if status(error) not in (404, 422):
                raise
            raise RunError(
                f"{self.service.url} has no training run {run_id!r}, and no run here is called so; "
                "`tutortrain tinker runs` and `tutortrain ls` list those that there are"
            ) from error

    def checkpoints(self, run_id: str) -> tuple[RemoteCheckpoint, ...]:
        """In the order in which they were saved."""
        with calling(self.service, f"Listing the checkpoints of training run {run_id}"):
            listed = self._rest.list_checkpoints(run_id).result().checkpoints
        return tuple(sorted((_checkpoint(each) for each in listed), key=lambda saved: saved.created))

    def delete(self, path: str) -> bool:
        """Removes one checkpoint for good; whether there was one to remove."""
        try:
            with calling(self.service, f"Deleting {path}"):
                self._rest.delete_checkpoint_from_tinker_path(path).result()
        except BackendError as error:
            if status(error) != 404:
                raise
            return False
        return True

    def _pages(self, limit: int) -> Iterator[list[Any]]:
        offset = 0
        while offset < limit:
            with calling(self.service, "Listing the training runs"):
                page = self._rest.list_training_runs(min(PAGE, limit - offset), offset).result()
            if not page.training_runs:
                return
            yield page.training_runs
            offset += len(page.training_runs)


def _run(said: Any) -> TrainingRun:
    return TrainingRun(
        id=said.training_run_id,
        name=(said.user_metadata or {}).get(sdk.RUN_NAME),
        base_model=said.base_model,
        rank=said.lora_rank,
        last_request=_local(said.last_request_time),
        is_corrupted=said.corrupted,
    )


def _checkpoint(said: Any) -> RemoteCheckpoint:
    return RemoteCheckpoint(
        path=said.tinker_path,
        kind=said.checkpoint_type,
        created=_local(said.time),
        num_bytes=said.size_bytes,
        expires=_local(said.expires_at) if said.expires_at else None,
    )


def _local(time: datetime) -> datetime:
    """Services tell UTC, some without saying so."""
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone()
