"""A real server on 127.0.0.1 that speaks the OpenAI wire format; the bigram model answers.

Faults are injected by request: `Served.fault_for` is given what the user's last turn says and how often that
was asked before (0 the first time), and returns how to answer wrongly, or None to answer well. The same
question, decoding and seed get the same reply, whatever faults came before it.
"""

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.backends.bigram import BigramSampler, CharacterTokenizer, initial_table
from tutortrain.types import Message, SamplingParams

MODEL = "bigram"
Fault = Callable[["Handler"], None]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it arrived, `at` in seconds of `time.monotonic`."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Body
    at: float

    @property
    def question(self) -> str:
        return str(self.body["messages"][-1]["content"])


@dataclass
class Served:
    """What the server does, and what it saw. Everything can be changed while it runs.

    key: what it wants as a bearer token; None: anybody is let in.
    seconds: for one reply.
    replies_as: the name in a reply's `model`.
    listing: what GET /models answers.
    """

    url: str
    key: str | None = None
    seconds: float = 0.0
    replies_as: str = MODEL
    fault_for: Callable[[str, int], Fault | None] = lambda question, num_before: None
    listing: Fault = lambda handler: handler.answer(200, {"object": "list", "data": [{"id": MODEL}]})
    seen: list[Seen] = field(default_factory=list)
    peak: int = 0
    _under_way: int = 0
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def questions(self) -> list[str]:
        """The last turn of every chat request, in the order of their arrival."""
        return [each.question for each in self.seen if each.method == "POST"]

    def arrived(self, seen: Seen) -> int:
        """How often the same was asked before."""
        with self._lock:
            self.seen.append(seen)
            if seen.method == "GET":
                return 0
            self._asked[seen.question] += 1
            return self._asked[seen.question] - 1

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Around one request, for the peak of how many are under way at once."""
        with self._lock:
            self._under_way += 1
            self.peak = max(self.peak, self._under_way)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open between requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    served: Served

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, status: int, body: Body | list[Any] | bytes, **headers: str) -> None:
        """Headers are named with underscores: Retry_After."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(payload))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""

    def _serve(self, body: Body) -> None:
        seen = Seen(
            method=self.command,
            path=self.path,
            headers=dict(self.headers),
            body=body,
            at=time.monotonic(),
        )
        num_before = self.served.arrived(seen)
        with self.served.counted():
            time.sleep(self.served.seconds)
            self._choose(seen, num_before)(self)

    def _choose(self, seen: Seen, num_before: int) -> Fault:
        if self.served.key is not None and seen.headers.get("Authorization") != f"Bearer {self.served.key}":
            return refuse(401, f"Incorrect API key provided: {seen.headers.get('Authorization')}")
        if seen.path == "/v1/models":
            return self.served.listing
        if seen.path != "/v1/chat/completions":
            return refuse(404, f"Not Found: {seen.path}")
        if fault := self.served.fault_for(seen.question, num_before):
            return fault
        if seen.body["model"] != MODEL:
            return refuse(404, f"The model {seen.body['model']} does not exist")
        return lambda handler: handler.answer(200, completion(seen.body) | {"model": self.served.replies_as})


def completion(body: Body) -> Body:
    """What the bigram model says to a request, in the wire format."""
    tokenizer = CharacterTokenizer()
    prompt = tokenizer.prompt([Message(**turn) for turn in body["messages"]])
    params = SamplingParams(
        max_tokens=body["max_tokens"],
        temperature=body["temperature"],
        top_p=body.get("top_p", 1.0),
        seed=body.get("seed", 0),
        stop=tokenizer.stop_tokens,
    )
    sample = BigramSampler(initial_table(seed=0)).sample([prompt], 1, params).result()[0][0]
    return {
        "object": "chat.completion",
        "model": MODEL,
        "choices": [choice(tokenizer.decode(sample.tokens), sample.stop_reason)],
        "usage": {"prompt_tokens": len(prompt), "completion_tokens": len(sample.tokens)},
    }


def choice(content: object, finish_reason: str | None = "stop", **message: object) -> Body:
    """One choice with an assistant's message."""
    message = {"role": "assistant", "content": content} | message
    return {"index": 0, "message": message, "finish_reason": finish_reason}


def refuse(status: int, message: str, **headers: str) -> Fault:
    """An error in the usual shape; headers are named with underscores."""
    return lambda handler: handler.answer(status, {"error": {"message": message}}, **headers)


def say(body: Body | list[Any] | bytes) -> Fault:
    """Status 200 with this body."""
    return lambda handler: handler.answer(200, body)


def stall(seconds: float) -> Fault:
    """Says nothing for so long, then hangs up."""

    def fault(handler: Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def drip(handler: Handler) -> None:
    """A byte every 20 ms for 4 s: never silent for long, and not done in time either."""
    handler.send_response(200)
    handler.send_header("Content-Length", "200")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            time.sleep(0.02)
    except OSError:
        handler.close_connection = True


def tear(handler: Handler) -> None:
    """Promises more bytes than it sends, and closes the connection."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"mess')
    handler.close_connection = True


def reset(handler: Handler) -> None:
    """The connection is reset without an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def in_turn(*faults: Fault) -> Callable[[str, int], Fault | None]:
    """For `Served.fault_for`: every question meets these faults one after the other, and then none."""
    return lambda question, num_before: faults[num_before] if num_before < len(faults) else None


def always(fault: Fault) -> Callable[[str, int], Fault | None]:
    """For `Served.fault_for`: nobody ever gets a reply."""
    return lambda question, num_before: fault


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is no news."""


@contextmanager
def serving() -> Iterator[Served]:
    """The server on a free port, until the block ends; requests under way are left to themselves."""

    class Connection(Handler):
        """The handler of this server and no other."""

    server = _Server(("127.0.0.1", 0), Connection)
    Connection.served = Served(url=f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Connection.served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
