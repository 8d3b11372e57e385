"""Where a server listens."""

import socket
from typing import Final

from tutortrain.config.endpoint import EndpointConfig
from tutortrain.errors import UserError

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_SECONDS: Final = 5.0
"""How long the list of models may take; a server that is busy loading is asked again."""


def free_port(host: str, port: int) -> int:
    """The port, or any that is free for 0. Raises UserError where nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise UserError(
                f"{host}:{port} cannot be listened on ({error.strerror}); --port 0 takes any that is free"
            ) from error
        return int(listener.getsockname()[1])


def endpoint(host: str, port: int, model: str) -> EndpointConfig:
    """The server as a client on this machine reaches it."""
    reached = _EVERYWHERE.get(host, host)
    name = f"[{reached}]" if ":" in reached else reached
    return EndpointConfig(
        url=f"http://{name}:{port}/v1",
        model=model,
        api_key_env=None,
        max_concurrent=1,
        timeout_seconds=_SECONDS,
        max_retries=0,
    )
