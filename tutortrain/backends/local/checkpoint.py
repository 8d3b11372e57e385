"""A checkpoint folder: weights in a format that others read, and beside them what only a trainer needs to go
on.

With adapters: PEFT's adapter_config.json and adapter_model.safetensors. Without: a complete model folder.
Either holds the float32 masters. trainer.pt holds the optimizer's state and the count of passes that dropout
is keyed by.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from peft import PeftModel, set_peft_model_state_dict
from peft.utils import load_peft_weights
from safetensors import SafetensorError
from torch import Tensor
from transformers import PreTrainedModel

from tutortrain.backends.local.border import computing
from tutortrain.backends.models import ADAPTER_CONFIG, TOKENIZER_FILES
from tutortrain.errors import BackendError
from tutortrain.types import Checkpoint

_STATE: Final = "trainer.pt"


def write_weights(
    model: PeftModel | PreTrainedModel, values: Mapping[str, Tensor], base: Path, folder: Path
) -> None:
    """Adapters in PEFT's format, or the whole model with the tokenizer of `base`; `values`: the masters."""
    if isinstance(model, PeftModel):
        model.save_pretrained(folder, state_dict=dict(values), save_embedding_layers=False)
        return
    stored = model.state_dict()
    buffers = {name: buffer for name, buffer in model.named_buffers() if name in stored}
    model.save_pretrained(folder, state_dict=dict(values) | buffers)
    copy_tokenizer(base, folder)


def copy_tokenizer(base: Path, folder: Path) -> None:
    """What a whole model needs beside its weights; files that are there already stay as they are."""
    for name in TOKENIZER_FILES:
        if (base / name).is_file() and not (folder / name).exists():
            shutil.copyfile(base / name, folder / name)


def read_adapters(model: PeftModel, checkpoint: Checkpoint) -> None:
    """Puts a checkpoint's adapters into the model. Raises BackendError if they are gone or do not fit."""
    folder = existing(checkpoint)
    try:
        result = set_peft_model_state_dict(model, load_peft_weights(str(folder), device="cpu"))
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise BackendError(f"{folder} does not hold adapters of this model and rank: {error}") from error
    if result.unexpected_keys:
        raise BackendError(f"{folder} holds adapters for other layers, such as {result.unexpected_keys[0]}")


def holds_adapters(folder: Path) -> bool:
    """Whether a folder holds adapters by PEFT rather than a whole model."""
    return (folder / ADAPTER_CONFIG).is_file()


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    torch.save(dict(state), folder / _STATE)


def read_state(checkpoint: Checkpoint) -> dict[str, Any]:
    """What `write_state` wrote; only tensors and plain values are read, never code.

    Raises BackendError where it is missing or damaged.
    """
    path = existing(checkpoint) / _STATE
    if not path.is_file():
        raise BackendError(f"{path.parent} has weights but no {_STATE}: training cannot go on from it")
    with computing(f"Reading {path}"):
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def existing(checkpoint: Checkpoint) -> Path:
    """The checkpoint's folder. Raises BackendError if it is gone."""
    folder = Path(checkpoint.path)
    if not folder.is_dir():
        raise BackendError(f"Checkpoint {checkpoint.name} is gone: there is no folder {folder}")
    return folder
