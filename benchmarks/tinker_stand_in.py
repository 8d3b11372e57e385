"""A stand-in for a Tinker service that computes nothing and takes its time; tinker_pipelining.py starts it.

Training passes and optimiser steps are handled one after the other, each in exactly `--seconds` from when it
came or from when the one before was done; submitting and asking for results cost what HTTP costs. Every
target has log-probability -1. Speaks the protocol of the SDK versions 0.25 to 0.38, as far as training needs.
GET /done tells when each optimiser step was done, in seconds, and how many rows each pass had.
"""

import argparse
import json
import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import numpy as np
from tinker.proto import tinker_public_pb2 as messages

RUN: Final = "stand-in:train:0"
JSON: Final = "application/json"
PROTO: Final = "application/x-protobuf"
SAVED: Final = {"save_weights": "weights", "save_weights_for_sampler": "sampler_weights"}
SAID: Final[dict[str, dict[str, Any]]] = {
    "create_session": {"type": "create_session", "session_id": "stand-in"},
    "session_heartbeat": {"type": "session_heartbeat"},
    "telemetry": {"status": "accepted"},
}


@dataclass(frozen=True)
class Answer:
    content: bytes
    kind: str = JSON


@dataclass
class Work:
    """What was asked, in order, and one thread that does it.

    free: when everything asked so far is done, as if a sleep were never too long. ends: of optimiser steps.
    """

    seconds: float
    free: float = 0.0
    ends: list[float] = field(default_factory=list)
    num_rows: list[int] = field(default_factory=list)
    results: dict[str, Future[Answer]] = field(default_factory=dict)
    waiting: "queue.Queue[tuple[Future[Answer], Answer, float]]" = field(default_factory=queue.Queue)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def promise(self, answer: Answer, *, slow: bool = False) -> dict[str, Any]:
        with self.lock:
            request_id = str(len(self.results))
            self.results[request_id] = Future()
            self.free = max(self.free, time.monotonic()) + (self.seconds if slow else 0.0)
            self.waiting.put((self.results[request_id], answer, self.free))
        return {"request_id": request_id, "model_id": RUN}

    def optim_step(self) -> dict[str, Any]:
        promised = self.promise(Answer(b'{"metrics": {}}'), slow=True)
        self.ends.append(self.free)
        return promised

    def forward_backward(self, body: bytes) -> dict[str, Any]:
        request = messages.ForwardBackwardRequest.FromString(body)
        self.num_rows.append(len(request.data))
        return self.promise(passed(request), slow=True)

    def run(self) -> None:
        while True:
            future, answer, end = self.waiting.get()
            time.sleep(max(0.0, end - time.monotonic()))
            future.set_result(answer)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    work: Work
    model: str


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        work = self.server.work
        done = {"ends": work.ends, "num_rows": work.num_rows}
        models = {"supported_models": [{"model_name": self.server.model}]}
        self._say(done if self.path == "/done" else models)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        match self.path.removeprefix("/api/v1/"):
            case "retrieve_future":
                self._send(self.server.work.results[json.loads(body)["request_id"]].result())
            case "forward_backward":
                self._say(self.server.work.forward_backward(body))
            case "optim_step":
                self._say(self.server.work.optim_step())
            case "create_model":
                self._say(self.server.work.promise(said({"model_id": RUN, "type": "create_model"})))
            case "save_weights" | "save_weights_for_sampler" as kind:
                path = f"tinker://{RUN}/{SAVED[kind]}/{json.loads(body)['path']}"
                self._say(self.server.work.promise(said({"path": path, "type": kind})))
            case "get_info":
                model = {"base_model": self.server.model, "model_name": self.server.model}
                self._say({"model_id": RUN, "status": "ready", "model_data": model})
            case asked:
                self._say(SAID.get(asked, {}))

    def _say(self, value: dict[str, Any]) -> None:
        self._send(said(value))

    def _send(self, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_args: object) -> None:
        pass


def said(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value).encode())


def passed(request: messages.ForwardBackwardRequest) -> Answer:
    """The result of a training pass: -1 for every target, and offsets in bytes where each row begins."""
    lengths = [
        sum(len(np.frombuffer(chunk.encoded_text.tokens, np.int32)) for chunk in row.model_input)
        for row in request.data
    ]
    output = messages.ForwardBackwardOutput(loss_fn_output_type="TorchLossReturn")
    record = output.loss_fn_outputs.add(num_datums=len(lengths))
    tensor = record.fields["logprobs"]
    tensor.dtype = messages.DTYPE_FLOAT32
    tensor.data = np.full(sum(lengths), -1, np.float32).tobytes()
    tensor.offsets = (4 * np.cumsum([0, *lengths], dtype=np.int64)).tobytes()
    return Answer(output.SerializeToString(), PROTO)


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model", required=True, help="the one model that it lists")
    parser.add_argument("--seconds", type=float, default=0.2)
    args = parser.parse_args()
    server = Server(("127.0.0.1", args.port), Handler)
    server.work, server.model = Work(args.seconds), args.model
    threading.Thread(target=server.work.run, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
