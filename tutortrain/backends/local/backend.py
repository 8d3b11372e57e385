"""`Backend` by PyTorch in this process."""

import hashlib
import shutil
from pathlib import Path

import torch
from peft import PeftModel
from transformers import PreTrainedModel

from tutortrain.backends.local.checkpoint import existing, read_adapters
from tutortrain.backends.local.devices import choose_device, choose_dtype
from tutortrain.backends.local.loading import add_adapters, load_model, merged_copy
from tutortrain.backends.local.sampler import LocalSampler
from tutortrain.backends.local.settings import Settings
from tutortrain.backends.local.trainer import LocalTrainer
from tutortrain.backends.models import TOKENIZER_FILES, WEIGHTS, model_folder
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
        settings = self._settings
        if checkpoint is None or settings.lora.rank == 0:
            folder = settings.base if checkpoint is None else existing(checkpoint)
            return LocalSampler(load_model(folder, settings.dtype, settings.device), settings)
        return LocalSampler(merged_copy(self._trainable(checkpoint)), settings)

    def fingerprint(self) -> str:
        settings = self._settings
        digest = hashlib.sha256(f"local\0{settings.device.type}\0{settings.dtype}\0".encode())
        weights = {path.name for pattern in WEIGHTS for path in settings.base.glob(pattern)}
        for path in sorted(settings.base / name for name in weights | set(TOKENIZER_FILES)):
            if path.is_file():
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
