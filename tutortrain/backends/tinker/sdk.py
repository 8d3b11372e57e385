"""The one place that knows how SDK 0.25 (self-hosted servers) and 0.38 (the hosted service) differ."""

import os
from typing import Any, Final

import tinker
from tinker.lib import queue_state_logger

from tutortrain.backends.tinker.service import Service
from tutortrain.environment import linger

RUN_NAME: Final = "tutortrain_run"
"""Under this key of its metadata every training run of ours tells our name for the run."""

EXPORTS: Final = hasattr(getattr(tinker, "RestClient", None), "get_external_weights_urls")
"""Whether weights can be exported as files: since 0.38."""


def open_service(service: Service, project_id: str | None, run: str) -> Any:
    """A client of the service; its session begins with the first training run or sampler.

    0.38 keeps it to itself for a quarter of an hour that a request is paused; we say so at once.
    """
    if hasattr(queue_state_logger, "PAUSE_GRACE_PERIOD"):
        queue_state_logger.PAUSE_GRACE_PERIOD = 0
    linger("tinker")
    return tinker.ServiceClient(
        user_metadata={RUN_NAME: run},
        project_id=project_id,
        base_url=service.url,
        api_key=service.key(),
    )


def settled(made: Any) -> Any:
    """A training or sampling client: 0.25 returns it when it is ready, 0.38 returns a future of it."""
    return made.result() if hasattr(made, "result") else made


def delete_checkpoint(client: Any, service: Service, path: str) -> None:
    """Removes what a `tinker://` address names; the errors are the SDK's."""
    rest = open_rest(service) if hasattr(tinker, "RestClient") else client.create_rest_client()
    rest.delete_checkpoint_from_tinker_path(path).result()


def open_rest(service: Service) -> Any:
    """A client of what the service lists and deletes: 0.38 needs no session for it, 0.25 opens one."""
    os.environ.setdefault("TINKER_TELEMETRY", "0")
    linger("tinker")
    if hasattr(tinker, "RestClient"):
        return tinker.RestClient(base_url=service.url, api_key=service.key())
    return tinker.ServiceClient(base_url=service.url, api_key=service.key()).create_rest_client()
