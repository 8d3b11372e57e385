"""Training at the service: every call is submitted at once and takes effect in the order of the calls."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tutortrain.backends.base import Published
from tutortrain.backends.tinker import wire
from tutortrain.backends.tinker.border import Pending, call, calling
from tutortrain.backends.tinker.names import address_for_asking
from tutortrain.backends.tinker.sampler import TinkerSampler
from tutortrain.backends.tinker.sdk import settled
from tutortrain.backends.tinker.settings import Settings
from tutortrain.errors import BackendError
from tutortrain.types import Adam, Checkpoint, Datum, Loss, Metrics, Pass


class TinkerTrainer:
    """Fills `tutortrain.backends.base.Trainer` over one of the SDK's training clients.

    Nothing here is random: the service draws the adapters once, from the run's seed, and has no dropout.
    """

    def __init__(self, client: Any, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def forward(self, batch: Sequence[Datum], loss: Loss) -> Pending[Pass]:
        return self._submit(self._client.forward, "The forward pass", batch, loss)

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Pending[Pass]:
        return self._submit(self._client.forward_backward, "The training pass", batch, loss)

    def optim_step(self, adam: Adam) -> Pending[Metrics]:
        doing, service = "The optimizer's step", self._settings.service
        with calling(service, doing):
            future = self._client.optim_step(wire.adam(adam))
        return Pending(service=service, doing=doing, wait=future.result, read=wire.read_step)

    def sampler(self) -> TinkerSampler:
        """A snapshot of the weights, kept by the service only as long as this process asks it."""
        client = call(
            self._settings.service,
            "Saving the weights for sampling",
            lambda: settled(self._client.save_weights_and_get_sampling_client()),
        )
        return TinkerSampler(client, self._settings)

    def save(self, name: str) -> Checkpoint:
        saving = self._client.save_state(name, ttl_seconds=self._settings.ttl, overwrite=True)
        saved = call(self._settings.service, f"Saving checkpoint {name}", saving.result)
        return Checkpoint(name=name, path=saved.path)

    def publish(self, name: str) -> Published:
        service = self._settings.service
        saving = self._client.save_weights_for_sampler(name, ttl_seconds=self._settings.ttl)
        saved = call(service, f"Saving the weights {name} for others to ask", saving.result)
        return Published(
            url=service.endpoint, checkpoint=Checkpoint(name=name, path=address_for_asking(saved.path))
        )

    def _submit(
        self, submit: Callable[..., Any], doing: str, batch: Sequence[Datum], loss: Loss
    ) -> Pending[Pass]:
        self._check(batch, loss)
        service = self._settings.service
        if any(row.targets.ndim > 1 for row in batch):
            doing += " with several targets a token, which not every service knows,"
        data = [wire.datum(row, loss) for row in batch]
        with calling(service, doing):
            future = submit(data, loss.name, wire.loss_config(loss))
        return Pending(
            service=service,
            doing=doing,
            wait=future.result,
            read=partial(wire.read_pass, batch=tuple(batch), loss=loss),
        )

    def _check(self, batch: Sequence[Datum], loss: Loss) -> None:
        """Raises BackendError for what a service may compute nonsense from instead of refusing it."""
        self._settings.refuse_unknown(row.inputs for row in batch)
        self._settings.refuse_unknown(row.targets for row in batch)
        if loss.name == "cross_entropy":
            return
        if any(row.logprobs is None for row in batch):
            raise BackendError(
                f"{loss.name} needs the log-probabilities under which the targets were sampled"
            )
        if any(row.targets.ndim > 1 for row in batch):
            raise BackendError(f"{loss.name} takes the one target that was sampled, not several a token")
