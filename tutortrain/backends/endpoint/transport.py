"""The only home of httpx: a request goes out, and an answer or the reason why none came is returned."""

import asyncio
import os
import ssl
from functools import cache
from types import TracebackType
from typing import Final, Self

import httpx

from tutortrain.backends.endpoint.answer import Answer, NoAnswer
from tutortrain.config.endpoint import EndpointConfig

CONNECT_SECONDS: Final = 10.0
"""A server that takes longer to accept a connection is taken for one that is not there."""


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes 30 ms, more than all the rest of opening a client."""
    return httpx.create_ssl_context()


class Transport:
    """An open client for one address; it belongs to the event loop in which it was entered.

    Redirects are not followed, and proxies from the environment are used for https only: the key is to reach
    the given host and nobody else, and a proxy reads what goes over plain http.
    """

    def __init__(self, config: EndpointConfig, key: str | None) -> None:
        bearer = {"Authorization": f"Bearer {key}"} if key else {}
        self._url = config.url
        self._seconds = config.timeout_seconds
        self._client = httpx.AsyncClient(
            headers={"Content-Type": "application/json", **bearer},
            timeout=httpx.Timeout(None, connect=min(CONNECT_SECONDS, config.timeout_seconds)),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=config.max_concurrent),
            verify=_certificates(),
            trust_env=config.url.startswith("https://"),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)

    async def send(self, route: str, body: bytes | None = None) -> Answer | NoAnswer:
        """GET, or POST if there is a body; the whole exchange has to end within `timeout_seconds`."""
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.request(
                    "GET" if body is None else "POST", self._url + route, content=body
                )
        except TimeoutError:
            return NoAnswer(reason=f"no answer within {self._seconds:g} s", unreachable=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            return NoAnswer(reason=_describe(error), unreachable=True)
        except httpx.RequestError as error:
            return NoAnswer(reason=f"the connection broke: {_describe(error)}", unreachable=False)
        return _answer(response)


def _answer(response: httpx.Response) -> Answer:
    return Answer(
        status=response.status_code,
        phrase=response.reason_phrase,
        body=response.content,
        retry_after=response.headers.get("Retry-After"),
        location=response.headers.get("Location"),
    )


def _describe(error: Exception) -> str:
    """The words of whoever knows best: TLS, the operating system ("Connection refused"), or httpx."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"no encrypted connection: {cause}"
        if isinstance(cause, OSError) and cause.errno is not None and cause.errno > 0:
            return os.strerror(cause.errno)
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__
