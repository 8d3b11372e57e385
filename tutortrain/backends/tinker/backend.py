"""`Backend` by a service that speaks the Tinker API."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tutortrain.backends.models import TOKENIZER_FILES, model_folder
from tutortrain.backends.tinker import sdk
from tutortrain.backends.tinker.border import call, explain, status
from tutortrain.backends.tinker.layers import check_lora, layers
from tutortrain.backends.tinker.names import FOR_SAMPLING, address, served_name
from tutortrain.backends.tinker.sampler import TinkerSampler
from tutortrain.backends.tinker.service import Service, served_models
from tutortrain.backends.tinker.settings import Settings
from tutortrain.backends.tinker.trainer import TinkerTrainer
from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.config.backend import TinkerConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import BackendError
from tutortrain.types import Checkpoint

_SEEDS: Final = 2**31


def open_tinker(
    model: ModelConfig, lora: LoraConfig, backend: TinkerConfig, *, checkpoints: Path, seed: int
) -> "TinkerBackend":
    """The backend for these settings; what it trains is called after the directory that holds `checkpoints`.

    Raises UserError without a key, ModelError for a model that is not served, and BackendError if the service
    does not answer.
    """
    service = Service.of(backend)
    served = served_models(service)
    folder = model_folder(model.base_model, TOKENIZER_FILES)
    os.environ["TINKER_TELEMETRY"] = "1" if backend.telemetry else "0"
    settings = Settings(
        service=service,
        base_model=served_name(model.base_model, served, trained=False),
        folder=folder,
        lora=lora,
        vocabulary=_vocabulary(folder),
        ttl=backend.checkpoint_ttl_seconds,
        run=checkpoints.parent.name,
        seed=seed,
    )
    client = call(
        service,
        "Opening the service",
        lambda: sdk.open_service(service, backend.project_id, settings.run),
    )
    return TinkerBackend(client, settings)


class TinkerBackend:
    """Fills `tutortrain.backends.base.Backend` for one model of a service."""

    def __init__(self, client: Any, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def tokenizer(self) -> ChatTokenizer:
        return ChatTokenizer(self._settings.folder)

    def trainer(self, resume: Checkpoint | None = None) -> TinkerTrainer:
        """Raises ConfigError for adapters that the service does not have."""
        if resume is not None:
            load = self._client.create_training_client_from_state_with_optimizer
            return TinkerTrainer(self._load(load, resume), self._settings)
        settings = self._settings
        check_lora(settings.lora)
        doing = f"Creating a training run of {settings.base_model} with rank {settings.lora.rank}"
        client = call(settings.service, doing, self._create)
        return TinkerTrainer(client, settings)

    def sampler(self, checkpoint: Checkpoint | None = None) -> TinkerSampler:
        """A checkpoint is loaded into a training run of its own, for services sample from no other kind."""
        settings = self._settings
        if checkpoint is not None and FOR_SAMPLING not in address(checkpoint):
            load = self._client.create_training_client_from_state
            return TinkerTrainer(self._load(load, checkpoint), settings).sampler()
        weights = {"base_model": settings.base_model}
        if checkpoint is not None:
            weights = {"model_path": checkpoint.path}
        client = call(
            settings.service,
            f"Opening {next(iter(weights.values()))} for sampling",
            lambda: sdk.settled(self._client.create_sampling_client(**weights)),
        )
        return TinkerSampler(client, settings)

    def fingerprint(self, checkpoint: Checkpoint | None = None) -> str:
        """No service tells a digest of its weights: its address and its name for the model stand for them."""
        settings = self._settings
        path = "" if checkpoint is None else address(checkpoint)
        digest = hashlib.sha256(f"tinker\0{settings.service.url}\0{settings.base_model}\0{path}\0".encode())
        for file in (settings.folder / name for name in TOKENIZER_FILES):
            if file.is_file():
                content = file.read_bytes()
                digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def delete(self, checkpoint: Checkpoint) -> None:
        settings = self._settings
        try:
            call(
                settings.service,
                f"Deleting checkpoint {checkpoint.name}",
                lambda: sdk.delete_checkpoint(self._client, settings.service, checkpoint.path),
            )
        except BackendError as error:
            if status(error) != 404:
                raise

    def _create(self) -> Any:
        """A training client with fresh adapters."""
        settings = self._settings
        return sdk.settled(
            self._client.create_lora_training_client(
                settings.base_model,
                rank=settings.lora.rank,
                seed=settings.seed % _SEEDS,
                user_metadata={sdk.RUN_NAME: settings.run},
                **asdict(layers(settings.lora)),
            )
        )

    def _load(self, load: Callable[..., Any], checkpoint: Checkpoint) -> Any:
        """A training client with a checkpoint's weights. Raises BackendError if they are gone."""
        settings, path = self._settings, address(checkpoint)
        try:
            return call(
                settings.service,
                f"Loading checkpoint {checkpoint.name}",
                lambda: sdk.settled(load(path, user_metadata={sdk.RUN_NAME: settings.run})),
            )
        except BackendError as error:
            if status(error) != 404:
                raise
            raise BackendError(
                f"Checkpoint {checkpoint.name} is gone: {explain(error, settings.service)}"
            ) from error


def _vocabulary(folder: Path) -> int | None:
    """How many tokens the model knows; models that see images say it for their text part."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    size = config.get("vocab_size") or config.get("text_config", {}).get("vocab_size")
    return int(size) if size else None
