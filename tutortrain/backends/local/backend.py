"""`Backend` by PyTorch in this process."""

import hashlib
import shutil
from pathlib import Path

import torch
from peft import PeftModel
from transformers import PreTrainedModel

from tutortrain.backends.local.checkpoint import existing, holds_adapters, read_adapters
from tutortrain.backends.local.devices import choose_device, choose_dtype
from tutortrain.backends.local.loading import add_adapters, load_model, with_adapters
from tutortrain.backends.local.sampler import LocalSampler
from tutortrain.backends.local.settings import Settings
from tutortrain.backends.local.trainer import LocalTrainer
from tutortrain.backends.models import ADAPTER_CONFIG, TOKENIZER_FILES, WEIGHTS, model_folder
from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.types import Checkpoint


def open_local(
    model: ModelConfig, lora: LoraConfig, backend: LocalConfig, *, checkpoints: Path, seed: int
) -> "LocalBackend":
    """The backend for these settings; weights are read when a trainer or a sampler is asked for.

    Raises ModelError if the model cannot be found, ConfigError if the device is not there.
    """
    if backend.num_threads is not None:
        torch.set_num_threads(backend.num_threads)
    device = choose_device(backend)
    settings = Settings(
        base=model_folder(model.base_model),
        checkpoints=checkpoints,
        lora=lora,
        device=device,
        dtype=choose_dtype(backend, device),
        micro_batch_tokens=backend.micro_batch_tokens,
        sampling_batch=backend.sampling_batch,
        seed=seed,
    )
    return LocalBackend(settings)


class LocalBackend:
    """Fills `tutortrain.backends.base.Backend` for one model folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def tokenizer(self) -> ChatTokenizer:
        return ChatTokenizer(self._settings.base)

    def trainer(self, resume: Checkpoint | None = None) -> LocalTrainer:
        trainer = LocalTrainer(self._trainable(resume), self._settings)
        if resume is not None:
            trainer.resume(resume)
        return trainer

    def sampler(self, checkpoint: Checkpoint | None = None) -> LocalSampler:
        """Whether a checkpoint is adapters, and of which rank, is said by its own files, not by
        `training.lora`.
        """
        settings = self._settings
        folder = settings.base if checkpoint is None else existing(checkpoint)
        if not holds_adapters(folder):
            return LocalSampler(load_model(folder, settings.dtype, settings.device), settings)
        base = load_model(settings.base, settings.dtype, settings.device)
        return LocalSampler(with_adapters(base, folder), settings)

    def fingerprint(self, checkpoint: Checkpoint | None = None) -> str:
        settings = self._settings
        folders = [settings.base, *([] if checkpoint is None else [existing(checkpoint)])]
        digest = hashlib.sha256(f"local\0{settings.device.type}\0{settings.dtype}\0".encode())
        for path in (path for folder in folders for path in _deciding_files(folder)):
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def delete(self, checkpoint: Checkpoint) -> None:
        shutil.rmtree(checkpoint.path, ignore_errors=True)

    def _trainable(self, checkpoint: Checkpoint | None) -> PeftModel | PreTrainedModel:
        """The model whose trained weights, in float32, are the start's or the checkpoint's.

        Only they require gradients. Rank 0 trains everything, and a checkpoint then is a whole model.
        """
        settings = self._settings
        if settings.lora.rank == 0:
            folder = settings.base if checkpoint is None else existing(checkpoint)
            return load_model(folder, torch.float32, settings.device)
        model = add_adapters(
            load_model(settings.base, settings.dtype, settings.device), settings.lora, settings.seed
        )
        if checkpoint is not None:
            read_adapters(model, checkpoint)
        return model


def _deciding_files(folder: Path) -> list[Path]:
    """The files that decide what a model, or adapters, reply."""
    weights = {path.name for pattern in WEIGHTS for path in folder.glob(pattern)}
    named = sorted(folder / name for name in weights | {ADAPTER_CONFIG, *TOKENIZER_FILES})
    return [path for path in named if path.is_file()]
