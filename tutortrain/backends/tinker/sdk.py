"""The one place that knows how SDK 0.25 (self-hosted servers) and 0.38 (the hosted service) differ."""

from typing import Any

import tinker

from tutortrain.backends.tinker.service import Service


def open_service(service: Service, project_id: str | None, run: str) -> Any:
    """A client of the service; its session begins with the first training run or sampler."""
    return tinker.ServiceClient(
        user_metadata={"tutortrain_run": run},
        project_id=project_id,
        base_url=service.url,
        api_key=service.key(),
    )


def settled(made: Any) -> Any:
    """A training or sampling client: 0.25 returns it when it is ready, 0.38 returns a future of it."""
    return made.result() if hasattr(made, "result") else made


def delete_checkpoint(client: Any, service: Service, path: str) -> None:
    """Removes what a `tinker://` address names; the errors are the SDK's."""
    if hasattr(tinker, "RestClient"):
        rest = tinker.RestClient(base_url=service.url, api_key=service.key())
    else:
        rest = client.create_rest_client()
    rest.delete_checkpoint_from_tinker_path(path).result()
