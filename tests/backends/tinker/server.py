"""A real Tinker server on this machine: skyrl in a process of its own, in the environment of `make tinker`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import httpx

INSTALLED = find_spec("skyrl") is not None
"""Whether this is one of the environments that `make tinker` builds."""
NUM_ADAPTERS = 128
"""Training runs that one server holds, each with an optimizer as large as all of them; skyrl frees those of
a session only when that has ended.
"""
MAX_RANK = 16
BATCH = 32
"""Sequences sampled side by side, always as many: every other number would be compiled anew."""
_SECONDS_TO_START = 120.0
_COMPILED = Path(sys.prefix).with_name(".venv-tinker-compiled")
"""Compiled functions, kept from one server to the next and shared by the environments of all SDKs."""
_ENVIRONMENT = {  # on the CPU, and without a hub
    "JAX_PLATFORMS": "cpu",
    "HF_HUB_OFFLINE": "1",
    "JAX_COMPILATION_CACHE_DIR": str(_COMPILED),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
}


@contextmanager
def serving(model: Path, state: Path, num_adapters: int = NUM_ADAPTERS) -> Iterator[str]:
    """The address of a server that knows `model` by its path, until the block ends; `state` is its folder."""
    (state / "checkpoints").mkdir(parents=True)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with (state / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("serve.py")),
                *_arguments(model, state, port, num_adapters),
            ],
            env=os.environ | _ENVIRONMENT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(url, process, state / "server.log")
            yield url
        finally:
            _stop(process)


def _arguments(model: Path, state: Path, port: int, num_adapters: int) -> list[str]:
    settings = {
        "max_lora_adapters": num_adapters,
        "max_lora_rank": MAX_RANK,
        "sample_max_num_sequences": BATCH,
    }
    return [
        f"--port={port}",
        f"--base-model={model}",
        "--backend=jax",
        f"--backend-config={json.dumps(settings)}",
        f"--checkpoints-base={state / 'checkpoints'}",
        f"--database-url=sqlite:///{state / 'skyrl.db'}",
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/api/v1/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"The Tinker server did not start:\n{log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Server and engine, which are a process group of their own."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
