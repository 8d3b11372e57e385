"""Between an SDK newer than 0.25 and skyrl 0.4.0, which speaks 0.25.

What the newer SDK asks otherwise:

- a training run made from a checkpoint comes as one `load_weights` that names a session instead of a model;
  skyrl wants `create_model` first. The name that the SDK then uses for the model is translated from there on.
- the answer to `asample` has to name every sequence.
- log-probabilities of a prompt begin with one for its first token, which is no number.
- a session is told when it is over.
"""

import json
import re
import struct
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tinker.proto import tinker_public_pb2 as messages

API = "/api/v1"
NO_NUMBER = struct.pack("<f", float("nan"))


class Dialect:
    """An ASGI application around another."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._skyrl = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://skyrl", timeout=None
        )
        self._models: dict[str, str] = {}  # by the SDK's name

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if re.fullmatch(rf"{API}/sessions/[^/]+/finish", request.url.path):
            return JSONResponse({})
        path, body = request.url.path, await request.body()
        if path == f"{API}/forward_backward":
            body = self._in_message(body)
        else:
            path, body = self._translated(path), self._translated(body.decode()).encode()
        if path == f"{API}/load_weights" and "model_id" not in _given(body):
            created, body = await self._create(_given(body))
            if created is not None:
                return created
        headers = {
            k: v for k, v in request.headers.items() if k != "content-length"
        }  # skyrl links to the host
        answer = await self._skyrl.request(
            request.method, path, params=str(request.query_params), content=body, headers=headers
        )
        return _response(answer, _completed(request, body, answer))

    def _translated(self, text: str) -> str:
        for name, model_id in self._models.items():
            text = text.replace(name, model_id)
        return text

    def _in_message(self, body: bytes) -> bytes:
        if not self._models:
            return body
        message = messages.ForwardBackwardRequest.FromString(body)
        message.model_id = self._models.get(message.model_id, message.model_id)
        return bytes(message.SerializeToString())

    async def _create(self, load: dict[str, Any]) -> tuple[Response | None, bytes]:
        """A fresh model for a checkpoint: skyrl's refusal, or the body of the load that remains."""
        info = await self._skyrl.post(f"{API}/weights_info", json={"tinker_path": load["path"]})
        if info.status_code != 200:
            return _response(info, info.content), b""
        known = info.json()
        made = await self._skyrl.post(
            f"{API}/create_model",
            json={
                "session_id": load["session_id"],
                "base_model": load.get("base_model") or known["base_model"],
                "lora_config": {"rank": known["lora_rank"]},
            },
        )
        if made.status_code != 200:
            return _response(made, made.content), b""
        model_id = made.json()["model_id"]
        self._models[f"{load['session_id']}:train:{load['model_seq_id']}"] = model_id
        wanted = {"model_id": model_id, "path": load["path"], "optimizer": load["optimizer"]}
        return None, json.dumps(wanted).encode()


def _given(body: bytes) -> dict[str, Any]:
    return {key: value for key, value in json.loads(body).items() if value is not None}


def _completed(request: Request, body: bytes, answer: httpx.Response) -> bytes:
    """The answer's content with what skyrl leaves out."""
    if answer.status_code != 200:
        return answer.content
    if request.url.path == f"{API}/asample":
        promise = answer.json()
        count = _given(body).get("num_samples", 1)
        promise["sample_sequence_ids"] = [f"{promise['request_id']}:{i}" for i in range(count)]
        return json.dumps(promise).encode()
    if request.headers.get("x-tinker-request-type") == "Sample" and "protobuf" in answer.headers.get(
        "content-type", ""
    ):
        message = messages.SampleResponse.FromString(answer.content)
        if message.HasField("prompt_logprobs"):
            message.prompt_logprobs = NO_NUMBER + message.prompt_logprobs
        return bytes(message.SerializeToString())
    return answer.content


def _response(answer: httpx.Response, content: bytes) -> Response:
    kept = {k: v for k, v in answer.headers.items() if k != "content-length"}
    return Response(content, answer.status_code, headers=kept)
