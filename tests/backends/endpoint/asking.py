"""An endpoint for a server of the tests, and short questions for it."""

from typing import Any

from tests.backends.served import MODEL, Served
from tutortrain.backends.endpoint import Endpoint, Failed, Reply
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.types import Message


def to(served: Served, **changes: Any) -> Endpoint:
    """Settings by keyword."""
    settings = {
        "url": served.url,
        "model": MODEL,
        "api_key_env": None,
        "max_concurrent": 4,
        "timeout_seconds": 5.0,
        "max_retries": 2,
    }
    return Endpoint(EndpointConfig(**{**settings, **changes}))


def ask(endpoint: Endpoint, *questions: str, **changes: Any) -> tuple[Reply | Failed, ...]:
    """One conversation a question; the decoding by keyword."""
    requests = [[Message(role="user", content=question)] for question in questions]
    return endpoint.complete(requests, **{"max_tokens": 8, "temperature": 1.0, "seed": 0, **changes})


def numbered(count: int) -> list[str]:
    return [f"question {number}" for number in range(count)]
