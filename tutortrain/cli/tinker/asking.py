"""Backends for a look at weights: nothing is trained with them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutortrain.backends.base import Backend
    from tutortrain.backends.tinker.service import Service
    from tutortrain.config.backend import BackendConfig


def remote_backend(service: "Service", base_model: str) -> "Backend":
    """The service, whose prices do not matter here."""
    from tutortrain.config.backend import TinkerConfig
    from tutortrain.config.prices import Prices

    return _open(
        TinkerConfig(
            kind="tinker",
            base_url=service.url,
            api_key_env=service.api_key_env,
            project_id=None,
            checkpoint_ttl_seconds=3600,
            telemetry=False,
            connect_seconds=service.connect_seconds,
            patience_seconds=service.patience_seconds,
            max_cost=None,
            prices=Prices(base_url=None, currency="USD", date="", source="", models={}),
        ),
        base_model,
    )


def local_backend(base_model: str) -> "Backend":
    """PyTorch on the processor, in float32: slow for a large model, and as exact as it gets."""
    from tutortrain.config.backend import LocalConfig

    return _open(
        LocalConfig(
            kind="local",
            device="cpu",
            dtype="float32",
            micro_batch_tokens=1024,
            sampling_batch=1,
            num_threads=None,
        ),
        base_model,
    )


def _open(backend: "BackendConfig", base_model: str) -> "Backend":
    from tutortrain.backends import open_backend
    from tutortrain.config.model import ModelConfig
    from tutortrain.config.training import LoraConfig

    return open_backend(
        ModelConfig(base_model=base_model, max_length=1024),
        LoraConfig(rank=1, alpha=32.0, dropout=0.0, targets="all-linear"),
        backend,
        checkpoints=Path("look", "checkpoints"),  # of which nothing is written
        seed=0,
    )
