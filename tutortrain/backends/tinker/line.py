"""How the line to a service is, which the SDK tells nobody but a log: it retries and waits in silence.

Every answer, a heartbeat's too, is logged by httpx with method, address and status; that a request is paused
is a warning of the SDK's. Whoever waits looks here once a second and says, once, what takes so long.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import Final, TypeVar

from tutortrain.backends.tinker.service import Service
from tutortrain.errors import Unavailable

T = TypeVar("T")
log = logging.getLogger(__name__)
PAUSES: Final = ("tinker.lib.queue_state_logger", "tinker.lib.public_interfaces.sampling_client")
"""The loggers that say that the service lets a request wait, and why."""
LOOK_SECONDS: Final = 1.0
SHORT_SECONDS: Final = 5.0
"""Refusals and pauses that are over sooner are not worth a line."""
QUIET_SECONDS: Final = 15.0
"""The SDK's heartbeat is answered every ten seconds: no busy service is silent for longer."""
WAITED_OUT: Final = {
    402: "the account behind {key} needs payment, at the service's console",
    429: "{url} is asked too much for this key",
}
"""What the SDK waits out for as long as the service wants it to; it gives up by itself."""
UNNOTICED: Final = ("session_heartbeat", "dynamic_config", "telemetry")
"""Nobody waits for what these refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why nothing comes; `began` by `time.monotonic`. Where it is `hopeless`, patience has an end."""

    words: str
    began: float
    hopeless: bool

    def lasts(self, seconds: float) -> bool:
        return time.monotonic() - self.began >= seconds


class Line(logging.Handler):
    """Takes in what httpx and the SDK log about one service; `check` makes a message of it, or an error."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service = service
        self._heard = time.monotonic()
        self._refused: dict[str, Trouble] = {}
        self._paused: Trouble | None = None
        self._said: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.name in PAUSES:
            self._pause(record.getMessage())
        match record.args:
            case (_, url, _, int(status), _) if str(url).startswith(self._service.url):
                self._answered(str(url).partition("?")[0].rpartition("/")[2], status)

    def check(self, since: float) -> None:
        """Logs a warning whenever what is wrong has changed; `since` is when the waiting began.

        Raises Unavailable where the service has been gone, or has refused, for longer than patience lasts.
        """
        trouble = self._trouble(since)
        self._say(trouble)
        if trouble and trouble.hopeless and trouble.lasts(self._service.patience_seconds):
            raise Unavailable(f"{trouble.words} for {self._service.patience_seconds:.0f} s")

    def over(self) -> None:
        """Something that was waited for has come, so there is progress."""
        self._paused = None
        self._refused.clear()
        self._say(None)

    def _pause(self, words: str) -> None:
        words = f"{self._service.url} is busy: {self._service.without_key(words)}"
        self._paused = _lasting(self._paused, words, hopeless=False)

    def _answered(self, route: str, status: int) -> None:
        self._heard = time.monotonic()
        if status < 500 and status not in (409, *WAITED_OUT):
            self._refused.pop(route, None)
        elif route not in UNNOTICED:
            words = WAITED_OUT.get(status, f"{{url}} answers {status} to {route}")
            words = words.format(url=self._service.url, key=self._service.api_key_env)
            hopeless = status not in WAITED_OUT
            self._refused[route] = _lasting(self._refused.get(route), words, hopeless=hopeless)

    def _trouble(self, since: float) -> Trouble | None:
        """The first that has lasted."""
        silence = Trouble(
            words=f"{self._service.url} has not answered", began=max(self._heard, since), hopeless=True
        )
        if silence.lasts(QUIET_SECONDS):
            return silence
        known = [*self._refused.values(), self._paused]
        return next((trouble for trouble in known if trouble and trouble.lasts(SHORT_SECONDS)), None)

    def _say(self, trouble: Trouble | None) -> None:
        words = trouble.words if trouble else None
        if words == self._said:
            return
        if trouble is None:
            log.warning("%s works again", self._service.url)
        elif trouble.hopeless:
            log.warning("%s; trying again for %.0f s", words, self._service.patience_seconds)
        else:
            log.warning("%s; waiting", words)
        self._said = words


def _lasting(former: Trouble | None, words: str, *, hopeless: bool) -> Trouble:
    """The same trouble as before, or a new one."""
    if former is not None and former.words == words:
        return former
    return Trouble(words=words, began=time.monotonic(), hopeless=hopeless)


@cache
def line(service: Service) -> Line:
    """The one to this service; listening begins with the first call."""
    heard = Line(service)
    logging.getLogger("httpx").setLevel(logging.INFO)
    for name in ("httpx", "tinker"):
        logging.getLogger(name).addHandler(heard)
    return heard


def patiently(service: Service, work: Callable[[], T]) -> T:
    """What `work` returns, which waits for the service.

    It runs in a thread that can be left behind, for the SDK cannot be told to stop. Raises what it raises,
    and Unavailable as `Line.check` does.
    """
    heard, since, future = line(service), time.monotonic(), _in_background(work)
    while not wait([future], LOOK_SECONDS).done:
        heard.check(since)
    heard.over()
    return future.result()


def _in_background(work: Callable[[], T]) -> Future[T]:
    """In a daemon, which does not keep the process from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
