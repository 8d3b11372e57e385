"""Both routes of an OpenAI-compatible endpoint on 127.0.0.1, each answered by whatever weights it is given."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.types import Message, SamplingParams


@dataclass
class Serving:
    """Which weights answer a route, None where there is no such route. Everything can be changed meanwhile.

    tells: whether log-probabilities, too.
    keeps: the share of a reply after which another follows, as rounding may turn it.
    lists: the models that it says it serves; None: there is no such route.
    """

    key: str
    model: str
    tokenizer: Tokenizer
    chat: Sampler | None
    completions: Sampler | None
    url: str = ""
    tells: bool = True
    refuses_logprobs: bool = False
    keeps: float = 1.0
    lists: tuple[str, ...] | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def list_models(self) -> tuple[int, dict[str, Any]]:
        if self.lists is None:
            return 404, {"detail": "Not Found"}
        return 200, {"object": "list", "data": [{"id": name} for name in self.lists]}

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat = path == "/oai/api/v1/chat/completions"
        sampler = self.chat if chat else self.completions
        if sampler is None or (not chat and path != "/oai/api/v1/completions"):
            return 404, {"detail": "Not Found"}
        if self.refuses_logprobs and "logprobs" in body:
            return 400, {"error": {"message": "logprobs are not supported"}}
        assert (body["model"], body["temperature"]) == (self.model, 0)
        choice = self._choice(sampler, body, chat=chat)
        return 200, {"model": body["model"], "choices": [choice]}

    def _choice(self, sampler: Sampler, body: dict[str, Any], *, chat: bool) -> dict[str, Any]:
        turns = [Message(**turn) for turn in body.get("messages", [])]
        prompt = self.tokenizer.prompt(turns) if chat else tuple(body["prompt"])
        stop = self.tokenizer.stop_tokens
        params = SamplingParams(max_tokens=body["max_tokens"], temperature=0.0, stop=stop)
        sample = sampler.sample([prompt], 1, params).result()[0][0]
        text, told = self.tokenizer.decode(sample.tokens), [float(each) for each in sample.logprobs]
        if self.keeps < 1:
            kept = int(self.keeps * len(text))
            text = text[:kept] + "~" * (len(text) - kept)
        if chat:
            tokens = {"content": [{"logprob": each} for each in told]}
            return {
                "message": {"role": "assistant", "content": text},
                "logprobs": tokens if self.tells else None,
            }
        return {"text": text, "logprobs": {"token_logprobs": told} if self.tells else None}


@contextmanager
def answering(served: Serving) -> Iterator[Serving]:
    """On a free port, its address in `url`, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.bodies.append(body)
            assert self.headers["Authorization"] == f"Bearer {served.key}"
            self.say(*served.answer(self.path, body))

        def do_GET(self) -> None:
            self.say(*served.list_models())

        def say(self, status: int, said: dict[str, Any]) -> None:
            payload = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
