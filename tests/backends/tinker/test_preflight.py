"""What is refused before a run is claimed: by the settings, the key, and one short question to the service."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.backends.conftest import tinker_config
from tutortrain.backends import base_of, check_backend
from tutortrain.backends.tinker import preflight
from tutortrain.backends.tinker.service import Service
from tutortrain.config.backend import HOSTED, TinkerConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import BackendError, ConfigError, ModelError, UserError
from tutortrain.types import Checkpoint

KEY = "tml-marked-secret"
SERVED = ["Qwen/Qwen3-8B", "Qwen/Qwen3-32B", "meta-llama/Llama-3.1-8B"]
CHECKPOINT = Checkpoint(name="last", path="tinker://run_7/weights/last")
Check = Callable[..., None]


class Answering(ThreadingHTTPServer):
    """Answers every question with one status and body, and remembers what was asked with which keys."""

    status = 200
    body: bytes = json.dumps({"supported_models": [{"model_name": name} for name in SERVED]}).encode()
    keys: list[str | None]
    paths: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        self.server.keys.append(self.headers.get("X-API-Key"))
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Answering]:
    server = Answering(("127.0.0.1", 0), Handler)
    server.keys, server.paths = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def config_of(service: Answering) -> TinkerConfig:
    return tinker_config(f"http://127.0.0.1:{service.server_port}", connect_seconds=2.0)


@pytest.fixture
def check(service: Answering, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks the Tinker backend with a good key, or other settings; the SDK need not be installed."""
    monkeypatch.setattr(preflight, "lacking", lambda _packages: [])
    monkeypatch.setenv("TINKER_API_KEY", KEY)

    def check_it(
        model: str = SERVED[0], url: str | None = None, trained: bool = True, **changes: Any
    ) -> None:
        lora = LoraConfig(**{"rank": 32, "alpha": 32.0, "dropout": 0.0, "targets": "all-linear"} | changes)
        check_backend(
            ModelConfig(base_model=model, max_length=64),
            lora if trained else None,
            config_of(service) if url is None else tinker_config(url, connect_seconds=2.0),
        )

    return check_it


def test_a_served_model_may_be_trained_and_the_key_is_shown_to_the_service(
    check: Check, service: Answering
) -> None:
    check()

    assert service.keys == [KEY]


def test_without_the_sdk_it_is_said_how_to_install_it(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "lacking", list)

    with pytest.raises(UserError, match=r"pip install 'tutortrain\[tinker\]'"):
        check()


@pytest.mark.parametrize("key", ["", "  "])
def test_without_a_key_it_is_said_where_to_put_it(
    check: Check, monkeypatch: pytest.MonkeyPatch, service: Answering, key: str
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", key)

    with pytest.raises(UserError, match=r"TINKER_API_KEY=tml-\.\.\. into \.env, as env\.example shows"):
        check()
    assert service.keys == []


def test_a_key_of_another_kind_is_refused_and_not_repeated(
    check: Check, monkeypatch: pytest.MonkeyPatch, service: Answering
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", "sk-very-secret")

    with pytest.raises(UserError, match="begins neither with tml- nor with eyJ") as refused:
        check()
    assert "very-secret" not in str(refused.value)
    assert service.keys == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rank": 0}, r"training\.lora\.rank=0: the service trains adapters only"),
        ({"alpha": 16.0}, r"training\.lora\.alpha=16: .* leave it at 32"),
        ({"dropout": 0.1}, r"training\.lora\.dropout=0\.1: the service has none"),
        ({"targets": ("q_proj", "v_proj")}, r"targets=\[q_proj,v_proj\]: the service adapts whole groups"),
        ({"targets": ("embed",)}, r"targets=\[embed\]: the service adapts whole groups"),
    ],
)
def test_adapters_that_the_service_does_not_have_are_refused(
    check: Check, service: Answering, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        check(**change)
    assert service.keys == []


def test_all_that_is_wrong_with_the_adapters_is_said_at_once(check: Check) -> None:
    with pytest.raises(ConfigError) as refused:
        check(rank=0, alpha=1.0, dropout=0.5, targets=("o_proj",))

    assert [name in str(refused.value) for name in ("rank=0", "alpha=1", "dropout=0.5", "o_proj")] == [
        True
    ] * 4


def test_a_model_that_is_only_asked_needs_no_adapters(check: Check) -> None:
    check(trained=False, rank=0)


def test_a_model_that_is_not_served_is_refused_with_the_nearest_first(check: Check) -> None:
    with pytest.raises(ModelError, match=r"does not serve this model; it serves Qwen/Qwen3-8B, "):
        check("Qwen/Qwen3-8B-Instruct")
    with pytest.raises(ModelError, match=r"it serves meta-llama/Llama-3\.1-8B, "):
        check("unsloth/Llama-3.1-8B")


def test_a_model_that_cannot_be_trained_may_be_asked(check: Check, service: Answering) -> None:
    rows = [{"model_name": SERVED[0], "trainable": False}, {"model_name": SERVED[1], "trainable": True}]
    service.body = json.dumps({"supported_models": rows}).encode()

    check(trained=False)
    with pytest.raises(ModelError, match=r"be asked, not trained; it trains Qwen/Qwen3-32B$"):
        check()


def test_a_folder_is_found_under_its_absolute_path(
    check: Check, service: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    rows = [{"model_name": str(tmp_path / "model")}]
    service.body = json.dumps({"supported_models": rows}).encode()

    check("./model")


@pytest.mark.parametrize(("status", "body"), [(403, b"{}"), (200, b"welcome"), (200, b'{"models": []}')])
def test_a_service_that_does_not_list_its_models_is_left_to_the_sdk(
    check: Check, service: Answering, status: int, body: bytes
) -> None:
    service.status, service.body = status, body

    check("any/model")


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (404, UserError, "is no Tinker service: .* what comes before /api/v1"),
        (402, BackendError, "cannot work now: it answered 402"),
        (503, BackendError, "cannot work now: it answered 503"),
    ],
)
def test_a_service_that_cannot_work_says_why(
    check: Check, service: Answering, status: int, kind: type[Exception], message: str
) -> None:
    service.status, service.body = status, f"no, {KEY}".encode()

    with pytest.raises(kind, match=message) as refused:
        check()
    assert KEY not in str(refused.value)


def test_a_server_that_is_not_there_is_said_at_once(check: Check) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(BackendError, match=f"Nobody answers at {url}: .* Start the server, or correct"):
            check(url=url)

    assert time.monotonic() - began < 2


def test_a_server_that_says_nothing_is_given_up_in_time(check: Check) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(BackendError, match="Nobody answers at"):
            check(url=f"http://127.0.0.1:{silent.getsockname()[1]}")

    assert time.monotonic() - began < 3


def test_a_service_says_from_which_model_a_checkpoint_was_trained(
    monkeypatch: pytest.MonkeyPatch, service: Answering
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", KEY)
    service.body = json.dumps({"training_run_id": "run_7", "base_model": SERVED[1]}).encode()

    assert base_of(CHECKPOINT, config_of(service)) == SERVED[1]
    assert service.paths == ["/api/v1/training_runs/run_7"]


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (404, ModelError, r"shows no training run 'run_7': it answered 404 .*`tutortrain tinker runs` lists"),
        (200, ModelError, "shows no training run 'run_7': it answered 200"),
        (503, BackendError, "cannot work now: it answered 503"),
    ],
)
def test_a_checkpoint_that_nobody_knows_is_refused(
    monkeypatch: pytest.MonkeyPatch, service: Answering, status: int, kind: type[Exception], message: str
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", KEY)
    service.status, service.body = status, f'{{"detail": "no, {KEY}"}}'.encode()

    with pytest.raises(kind, match=message) as refused:
        base_of(CHECKPOINT, config_of(service))
    assert KEY not in str(refused.value)


def test_without_an_address_it_is_the_hosted_service() -> None:
    assert Service.of(tinker_config(None)).url == HOSTED
