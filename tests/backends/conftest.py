"""The backends under contract."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backends.bigram import BigramBackend
from tests.backends.small_models import small_llama, write_model
from tests.backends.tinker.deviations import mark
from tests.backends.tinker.server import INSTALLED, serving
from tutortrain.backends import open_backend
from tutortrain.backends.base import Backend
from tutortrain.config.backend import LocalConfig, TinkerConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.prices import Prices
from tutortrain.config.training import LoraConfig

Open = Callable[..., Backend]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random Llama that nobody writes to."""
    return write_model(tmp_path_factory.mktemp("models") / "llama")


@pytest.fixture(scope="session")
def mild_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with smaller weights: where logits are small, float32 leaves room below a bar of 1e-5."""
    folder = tmp_path_factory.mktemp("models") / "mild"
    return write_model(folder, small_llama(initializer_range=0.1))


@pytest.fixture
def open_local(folder: Path, tmp_path: Path) -> Open:
    """Opens the local backend on the small Llama, or on `base`; LoRA and backend settings by keyword."""

    def open_it(base: Path = folder, **changes: Any) -> Backend:
        lora = {"rank": 4, "alpha": 8.0, "dropout": 0.0, "targets": "all-linear"}
        local = {"device": "cpu", "dtype": "float32", "micro_batch_tokens": 256, "sampling_batch": 64}
        return open_backend(
            ModelConfig(base_model=str(base), max_length=64),
            LoraConfig(**{key: changes.get(key, value) for key, value in lora.items()}),
            LocalConfig(
                kind="local",
                num_threads=None,
                **{key: changes.get(key, value) for key, value in local.items()},
            ),
            checkpoints=tmp_path / "checkpoints",
            seed=changes.get("seed", 0),
        )

    return open_it


@pytest.fixture(scope="session")
def tinker_url(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Tinker server on this machine that serves the small Llama."""
    with (
        serving(folder, tmp_path_factory.mktemp("tinker") / "state") as url,
        pytest.MonkeyPatch.context() as env,
    ):
        env.setenv("TINKER_API_KEY", "tml-dummy")
        yield url


@pytest.fixture(scope="session")
def tinker(tinker_url: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """The Tinker backend over that server; one session for all tests."""
    return open_backend(
        ModelConfig(base_model=str(folder), max_length=64),
        LoraConfig(rank=4, alpha=32.0, dropout=0.0, targets="all-linear"),
        tinker_config(tinker_url),
        checkpoints=tmp_path_factory.mktemp("run") / "checkpoints",
        seed=0,
    )


def tinker_config(url: str | None, **changes: Any) -> TinkerConfig:
    defaults: dict[str, Any] = {
        "api_key_env": "TINKER_API_KEY",
        "project_id": None,
        "checkpoint_ttl_seconds": None,
        "telemetry": False,
        "connect_seconds": 10.0,
        "patience_seconds": 300.0,
        "max_cost": None,
        "prices": Prices(base_url=None, currency="USD", date="", source="", models={}),
    }
    return TinkerConfig(kind="tinker", base_url=url, **defaults | changes)


KINDS = ["bigram", "adapters", "full"]
SERVED = [pytest.param("tinker", marks=pytest.mark.tinker)] if INSTALLED else []


@pytest.fixture(params=KINDS + SERVED)
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    """Every backend that the contract holds for; the local one with adapters and with full fine-tuning, and
    Tinker's in the environments of `make tinker`, which have a server.
    """
    if request.param == "tinker":
        mark(request)
        served: Backend = request.getfixturevalue("tinker")
        return served
    if request.param == "bigram":
        return BigramBackend(tmp_path / "checkpoints")
    open_it: Open = request.getfixturevalue("open_local")
    return open_it(rank=4 if request.param == "adapters" else 0)
