"""Between a run and a Tinker server: writes down what is asked, and spoils what a test wants spoiled."""

import hashlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

API = "/api/v1/"
Next = Callable[[], None]
Fault = Callable[["Handler", Next], None]
"""What happens instead of a plain answer; the second argument asks the server and answers."""


class Proxy(ThreadingHTTPServer):
    """`fault_for(what, count)` is asked for every request: its last part, and how many such came before.

    batches: what the server has computed, in order; a request that is sent again is the same to it.
    """

    daemon_threads = True

    def __init__(self, server: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.client = httpx.Client(base_url=server, timeout=None, limits=httpx.Limits(max_connections=None))
        self.fault_for: Callable[[str, int], Fault | None] = lambda _what, _count: None
        self.counts: dict[str, int] = {}
        self.batches: list[str] = []
        self.faults: list[str] = []
        self.promised: set[str] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def note(self, what: str, body: bytes) -> Fault | None:
        with self.lock:
            count = self.counts.get(what, 0)
            self.counts[what] = count + 1
            fault = self.fault_for(what, count)
            if fault is not None:
                self.faults.append(what)
            return fault

    def enter(self, request_id: str, body: bytes) -> None:
        with self.lock:
            if request_id not in self.promised:
                self.promised.add(request_id)
                self.batches.append(digest(body))

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that were killed, or whose connection was reset here, are no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Proxy

    def answer(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.note(self.path.partition("?")[0].removeprefix(API), self.body)
        with suppress(OSError):
            (fault or straight)(self, self.pass_on)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815 (as http.server calls them)

    def ask(self) -> httpx.Response:
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
        response = self.server.client.request(self.command, self.path, content=self.body, headers=headers)
        if self.path == f"{API}forward_backward" and response.status_code == 200:
            self.server.enter(response.json()["request_id"], self.body)
        return response

    def pass_on(self) -> None:
        response = self.ask()
        self.say(response.status_code, response.content, response.headers.get("content-type", ""))

    def say(self, status: int, content: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_args: object) -> None:
        pass


def digest(body: bytes) -> str:
    """Of the rows of a training pass and whether it trains, not of which model it is for.

    Nor of the log-probabilities under which rows were sampled: a server rounds them by what it batches.
    """
    from tinker.proto import tinker_public_pb2 as messages

    request = messages.ForwardBackwardRequest.FromString(body)
    for row in request.data:
        row.loss_fn_inputs.pop("logprobs", None)
    rows = b"".join(row.SerializeToString(deterministic=True) for row in request.data)
    return ("forward " if request.forward_only else "") + hashlib.sha256(rows).hexdigest()[:12]


def straight(_handler: Handler, pass_on: Next) -> None:
    pass_on()


def refused(status: int) -> Fault:
    """The server never hears of it."""
    return lambda handler, _pass_on: handler.say(status, b'{"detail": "the proxy is not well"}')


def lost(status: int) -> Fault:
    """The server does it, but says something else."""

    def lose(handler: Handler, _pass_on: Next) -> None:
        handler.ask()
        handler.say(status, b'{"detail": "the proxy is not well"}')

    return lose


def reset(handler: Handler, _pass_on: Next) -> None:
    """The connection ends before the server hears of it."""
    handler.reset()


def reset_after(handler: Handler, _pass_on: Next) -> None:
    """The server does it, and the answer never comes."""
    handler.ask()
    handler.reset()


def late(seconds: float) -> Fault:
    """Nothing happens for a while, then all as it should."""

    def wait(_handler: Handler, pass_on: Next) -> None:
        time.sleep(seconds)
        pass_on()

    return wait


def during(
    seconds: float, begins: Callable[[str, int], bool], fault: Callable[[float], Fault]
) -> Callable[[str, int], Fault | None]:
    """For `fault_for`: from the request that `begins` it on, every one meets what `fault` says for the time left."""
    end = float("inf")

    def choose(what: str, count: int) -> Fault | None:
        nonlocal end
        if end == float("inf") and begins(what, count):
            end = time.monotonic() + seconds
        left = end - time.monotonic()
        return fault(left) if 0 < left < float("inf") else None

    return choose


@contextmanager
def between(server: str) -> Iterator[Proxy]:
    """A proxy before the server at this address, until the block ends."""
    proxy = Proxy(server)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
