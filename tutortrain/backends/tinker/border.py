"""Foreign errors become ours here, once, and the SDK's futures ours.

The SDK raises its own errors, httpx's, plain ValueError and RuntimeError around either, and assertions; what
was wrong is told by the first HTTP answer among an error's causes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tutortrain.backends.tinker.line import patiently
from tutortrain.backends.tinker.service import Service
from tutortrain.errors import BackendError, Unavailable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@contextmanager
def calling(service: Service, doing: str) -> Iterator[None]:
    """Around calls of the SDK and nothing else. Raises BackendError with what to do, never with the key, and
    Unavailable where another time will do.
    """
    try:
        yield
    except Exception as error:
        kind = Unavailable if _is_for_now(error) else BackendError
        raise kind(f"{doing} failed: {explain(error, service)}") from error


def call(service: Service, doing: str, work: Callable[[], T]) -> T:
    """What `work` returns, which calls the SDK and waits for it. Raises as `calling` does, and says meanwhile
    what takes so long.
    """
    with calling(service, doing):
        return patiently(service, work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending(Generic[T_co]):
    """A future whose waiting and conversion begin when the result is asked for."""

    service: Service
    doing: str
    wait: Callable[[], Any]
    read: Callable[[Any], T_co]

    def result(self) -> T_co:
        return self.read(call(self.service, self.doing, self.wait))


def status(error: BaseException) -> int | None:
    """The HTTP status behind an error, if it came from an answer."""
    found = (getattr(each, "status_code", None) for each in _chain(error))
    return next((code for code in found if isinstance(code, int)), None)


def explain(error: BaseException, service: Service) -> str:
    """What the service said, and what to do about it."""
    said = service.without_key(_words(error))
    code = status(error)
    if code is None:
        if _is_connection(error):
            return f"{service.url} no longer answers ({said})"
        return said
    return {
        401: f"{service.url} wants another key than the one in {service.api_key_env} ({said})",
        402: f"the account behind {service.api_key_env} needs payment, at the service's console ({said})",
        403: f"the key in {service.api_key_env} may not do this ({said})",
        429: f"{service.url} is asked too much for this key; run fewer jobs at once ({said})",
    }.get(code, f"{service.url} failed: {code} {said}" if code >= 500 else said)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes; those it only happened beside are none."""
    while error is not None:
        yield error
        error = error.__cause__


def _words(error: BaseException) -> str:
    """The answer's `detail` or `error` where there is one, else the error's own text."""
    for each in _chain(error):
        body = getattr(each, "body", None)
        if isinstance(body, dict) and (words := body.get("detail") or body.get("error")):
            return str(words)
    return str(error) or type(error).__name__


def _is_for_now(error: BaseException) -> bool:
    code = status(error)
    if code is None:
        return isinstance(error, Unavailable) or _is_connection(error)
    return code in (402, 409, 429) or code >= 500


def _is_connection(error: BaseException) -> bool:
    names = {cls.__name__ for each in _chain(error) for cls in type(each).__mro__}
    return bool(names & {"APIConnectionError", "TransportError", "ConnectionError", "TimeoutError"})
